using System.Runtime.CompilerServices;
using FsCheck;

namespace Functional.Testing;

/// <summary>Checks laws on random inputs.</summary>
public static class Law
{
    /// <summary>True when the environment variable <c>FUNCTIONAL_TESTS</c> is <c>full</c>.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("FUNCTIONAL_TESTS") == "full";

    /// <summary>How many inputs a law is tried on: what the environment variable <c>FUNCTIONAL_TRIALS</c> says, else 50, or 1,000 when <c>FUNCTIONAL_TESTS</c> is <c>full</c>.</summary>
    public static int Trials { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("FUNCTIONAL_TRIALS"), out var trials) && trials > 0 ? trials
        : IsFull ? 1_000
        : 50;

    /// <summary>Throws with the smallest counterexample found, and the seed that finds it again, if the property does not hold.</summary>
    /// <remarks>The inputs are the same on every run, unless <c>FUNCTIONAL_TESTS</c> is <c>full</c>: then every run draws its own.</remarks>
    /// <param name="property">The law.</param>
    /// <param name="name">The law's name in the message; the caller's by default. It decides which inputs are drawn.</param>
    public static void Holds(Property property, [CallerMemberName] string name = "")
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(Trials).WithQuietOnSuccess(true);
        Check.One(name, IsFull ? config : config.WithReplay(new Replay(new Rnd(SeedOf(name)), null)), property);
    }

    // FNV-1a, 64 bits: the same on every run and platform.
    private static ulong SeedOf(string name)
    {
        var hash = 14695981039346656037ul;
        foreach (var letter in name)
            hash = (hash ^ letter) * 1099511628211ul;
        return hash;
    }
}

/// <summary>A law that does not hold; the message has the numbers.</summary>
public sealed class LawException(string message) : FunctionalException(message);
