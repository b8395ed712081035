namespace Functional.Tests.Architecture;

/// <summary>Rules that every source file keeps.</summary>
public sealed class SourceRulesTests
{
    private const int MaxLines = 400;

    // Files that may be longer, each with the reason in a comment.
    private static readonly string[] LongFiles = [];

    [Fact]
    public void No_documentation_is_left_to_be_written()
    {
        var unwritten =
            from file in SourceTree.Files("src")
            from line in file.Text.Split('\n').Select((text, index) => (Text: text, Number: index + 1))
            where line.Text.TrimStart().StartsWith("///", StringComparison.Ordinal)
            where line.Text.Contains("TBD", StringComparison.Ordinal)
            select $"{file.Path}({line.Number}):{line.Text}";
        Violations.AssertNone(unwritten);
    }

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var tooLong =
            from file in SourceTree.Files("src", "tests", "properties", "examples")
            let lines = file.Text.TrimEnd().Split('\n').Length
            where lines > MaxLines && !LongFiles.Contains(file.Path)
            select $"{file.Path}: {lines} lines";
        Violations.AssertNone(tooLong);
    }
}
