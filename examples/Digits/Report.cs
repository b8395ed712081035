using Spectre.Console;

namespace Digits;

/// <summary>Shows how well the network reads.</summary>
internal static class Report
{
    private const int Size = DigitImages.Size;
    private const int Margin = 2;
    private const int InARow = 3;

    /// <summary>Some digits that the network read right, and some that it did not.</summary>
    public static void ShowDigits(DigitImages test, Scores scores)
    {
        var wrong = scores.Mistakes.Take(InARow).ToArray();
        var right = Enumerable.Range(0, test.Count).Except(scores.Mistakes).Take((2 * InARow) - wrong.Length);
        var pixels = test.Images.ToArray<float>();
        foreach (var row in right.Concat(wrong).Chunk(InARow))
        {
            for (var y = 0; y < Size; y += 2)
                Console.WriteLine(string.Join("  ", row.Select(index => HalfBlocks(pixels.AsSpan(index * Size * Size), y))));
            Console.WriteLine(string.Join("  ", row.Select(index => Caption(scores, index).PadRight(Size - (2 * Margin)))));
        }
        Console.WriteLine();
    }

    /// <summary>Accuracy for each digit.</summary>
    public static void ShowTable(Scores scores)
    {
        var table = new Table().AddColumns("digit", "images", "read right", "accuracy", "mostly taken for");
        foreach (var column in table.Columns)
            column.RightAligned();
        for (var digit = 0; digit < 10; digit++)
        {
            var (count, right, takenFor) = scores.Of(digit);
            table.AddRow($"{digit}", $"{count}", $"{right}", count == 0 ? "" : $"{(double)right / count:F4}", $"{takenFor}");
        }
        AnsiConsole.Write(table);
    }

    private static string Caption(Scores scores, int index) =>
        scores.Labels[index] == scores.Predictions[index]
            ? $"{scores.Labels[index]}, read as {scores.Predictions[index]}"
            : $"{scores.Labels[index]}, misread as {scores.Predictions[index]}";

    // Two rows of pixels as one of characters, without the margins on both sides.
    private static string HalfBlocks(ReadOnlySpan<float> image, int y)
    {
        var upper = image.Slice(y * Size, Size);
        var lower = image.Slice((y + 1) * Size, Size);
        Span<char> text = stackalloc char[Size - (2 * Margin)];
        for (var x = 0; x < text.Length; x++)
            text[x] = (upper[x + Margin] > 0.4f, lower[x + Margin] > 0.4f) switch
            {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            };
        return text.ToString();
    }
}
