using System.Globalization;
using LanguageExt;
using static LanguageExt.Prelude;

namespace LanguageExtExample;

/// <summary>What the program is told; every complaint is found before anything runs.</summary>
internal sealed record Configuration(int Width, double LearningRate, int Patience)
{
    private static readonly Seq<string> Names = Seq("--width", "--rate", "--patience");

    public static Validation<string, Configuration> From(string[] arguments)
    {
        var pairs = arguments.Chunk(2).ToSeq();
        var given = HashMap<string, string>()
            .AddOrUpdateRange(pairs.Filter(pair => pair.Length == 2).Map(pair => (pair[0], pair[1])));
        return (
            Whole(given, "--width", 32, atMost: 4096),
            Positive(given, "--rate", 0.02),
            Whole(given, "--patience", 10, atMost: 1000),
            NothingElse(pairs)
        ).Apply((width, rate, patience, _) => new Configuration(width, rate, patience));
    }

    private static Validation<string, int> Whole(HashMap<string, string> given, string name, int fallback, int atMost) =>
        given
            .Find(name)
            .Match(
                Some: text =>
                    int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= atMost
                        ? Success<string, int>(number)
                        : Fail<string, int>($"{name} needs a whole number from 1 to {atMost}, got '{text}'."),
                None: () => Success<string, int>(fallback)
            );

    private static Validation<string, double> Positive(HashMap<string, string> given, string name, double fallback) =>
        given
            .Find(name)
            .Match(
                Some: text =>
                    double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 && double.IsFinite(number)
                        ? Success<string, double>(number)
                        : Fail<string, double>($"{name} needs a positive number, got '{text}'."),
                None: () => Success<string, double>(fallback)
            );

    private static Validation<string, Unit> NothingElse(Seq<string[]> pairs)
    {
        var unknown = pairs
            .Filter(pair => !Names.Contains(pair[0]))
            .Map(pair => $"'{pair[0]}' is no option; there are {string.Join(", ", Names)}.");
        var alone = pairs
            .Filter(pair => pair.Length == 1 && Names.Contains(pair[0]))
            .Map(pair => $"{pair[0]} needs a value behind it.");
        var complaints = unknown + alone;
        return complaints.IsEmpty ? Success<string, Unit>(unit) : Validation<string, Unit>.Fail(complaints);
    }
}
