using System.Globalization;
using LanguageExt;
using static LanguageExt.Prelude;

namespace LanguageExtExample;

/// <summary>What the program is told; every complaint is found before anything runs.</summary>
internal sealed record Configuration(int Width, double LearningRate, int Patience)
{
    public static Validation<string, Configuration> From(string[] arguments)
    {
        var given = toHashMap(
            arguments
                .Chunk(2)
                .Where(pair => pair.Length == 2)
                .Select(pair => (pair[0].TrimStart('-'), pair[1]))
                .DistinctBy(pair => pair.Item1)
        );
        return (
            Whole(given, "width", 32, atLeast: 1),
            Positive(given, "rate", 0.01),
            Whole(given, "patience", 3, atLeast: 1)
        ).Apply((width, rate, patience) => new Configuration(width, rate, patience));
    }

    private static Validation<string, int> Whole(HashMap<string, string> given, string name, int fallback, int atLeast) =>
        given
            .Find(name)
            .Match(
                Some: text =>
                    int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= atLeast
                        ? Success<string, int>(number)
                        : Fail<string, int>($"--{name} needs a whole number of at least {atLeast}, got '{text}'."),
                None: () => Success<string, int>(fallback)
            );

    private static Validation<string, double> Positive(HashMap<string, string> given, string name, double fallback) =>
        given
            .Find(name)
            .Match(
                Some: text =>
                    double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 && double.IsFinite(number)
                        ? Success<string, double>(number)
                        : Fail<string, double>($"--{name} needs a positive number, got '{text}'."),
                None: () => Success<string, double>(fallback)
            );
}
