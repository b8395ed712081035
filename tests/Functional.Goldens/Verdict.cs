namespace Functional.Goldens;

/// <summary>What became of a case: passed, failed with reasons, or skipped because the library lacks something.</summary>
/// <param name="Failures">What differs; none if it passed or was skipped.</param>
/// <param name="Lacks">What the library lacks; else null.</param>
internal sealed record Verdict(IReadOnlyList<string> Failures, string? Lacks)
{
    public static Verdict Passed { get; } = new([], null);

    /// <summary>Refused by the device, in the typed way, as it may.</summary>
    public static Verdict Refused { get; } = new([], null) { IsRefused = true };

    /// <summary>True for <see cref="Refused"/>.</summary>
    public bool IsRefused { get; init; }

    public static Verdict Missing(string name) => new([], name);

    /// <summary>Passed if all reasons are null.</summary>
    public static Verdict Of(params IEnumerable<string?> reasons) => new([.. reasons.OfType<string>()], null);
}
