using System.Text.RegularExpressions;
using Functional.Tests.Architecture;

namespace Functional.Tests.Readme;

/// <summary>The programs in README.md are files of this folder: they compile with the tests, and print what stands below them.</summary>
/// <remarks>
/// A file <c>Name.cs</c> has a method <c>Run</c> whose lines between <c>// snippet</c> and <c>// end</c> (and the usings) are the README's block
/// of C#, and <c>Name.txt</c> holds its output, the block of text behind it. <c>FUNCTIONAL_UPDATE_GOLDEN=1</c> writes the outputs anew.
/// </remarks>
[Collection(Alone.Name)]
public sealed partial class ReadmeTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "tests/Functional.Tests/Readme");
    private static readonly string ReadmePath = Path.Combine(SourceTree.Root, "README.md");

    private static readonly Dictionary<string, Action> Programs = new()
    {
        [nameof(TwentyLines)] = TwentyLines.Run,
        [nameof(Indexing)] = Indexing.Run,
        [nameof(TrainingLoop)] = TrainingLoop.Run,
    };

    public static TheoryData<string> Names => [.. Programs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_program_prints_what_is_written_below_it(string name)
    {
        var path = Path.Combine(Folder, $"{name}.txt");
        var printed = Run(Programs[name]);
        if (Environment.GetEnvironmentVariable("FUNCTIONAL_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, printed);
        Assert.Equal(File.ReadAllText(path), printed);
    }

    [Fact]
    public void Every_program_of_the_readme_with_an_output_is_one_of_these()
    {
        Assert.SkipUnless(File.Exists(ReadmePath), "There is no README.md yet.");
        var known = Programs.Keys.Select(name =>
            (Code: Snippet(name), Output: File.ReadAllText(Path.Combine(Folder, $"{name}.txt")))
        );
        var blocks = Block()
            .Matches(File.ReadAllText(ReadmePath).Replace("\r", ""))
            .Select(match => (Code: match.Groups[1].Value, Output: match.Groups[2].Value));
        Violations.AssertNone(
            blocks.Except(known).Select(block => $"No program of {Folder} is and prints:\n{block.Code}\n{block.Output}")
        );
    }

    [Fact]
    public void Every_other_program_of_the_readme_is_part_of_an_example()
    {
        Assert.SkipUnless(File.Exists(ReadmePath), "There is no README.md yet.");
        var readme = File.ReadAllText(ReadmePath).Replace("\r", "");
        var printing = Block().Matches(readme).Select(match => match.Groups[1].Value).ToHashSet();
        var sources = Directory
            .EnumerateFiles(Path.Combine(SourceTree.Root, "examples"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Squeezed(File.ReadAllText(file)))
            .ToArray();
        Violations.AssertNone(
            AnyBlock()
                .Matches(readme)
                .Select(match => match.Groups[1].Value)
                .Where(code => !printing.Contains(code) && !sources.Any(source => source.Contains(Squeezed(code))))
                .Select(code => $"No example has these lines:\n{code}")
        );
    }

    // Without the white space, in which a README may differ.
    private static string Squeezed(string code) => string.Concat(code.Where(letter => !char.IsWhiteSpace(letter)));

    /// <summary>What a reader sees: the usings, an empty line, the lines of the snippet without their indentation.</summary>
    private static string Snippet(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, $"{name}.cs"));
        var usings = lines.Where(line => line.StartsWith("using ", StringComparison.Ordinal));
        var body = lines
            .SkipWhile(line => line.Trim() != "// snippet")
            .Skip(1)
            .TakeWhile(line => line.Trim() != "// end")
            .ToList();
        var indent = body.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Concat(
            usings.Append("").Concat(body.Select(line => line.Length > 0 ? line[indent..] : "")).Select(line => line + "\n")
        );
    }

    private static string Run(Action program)
    {
        var console = Console.Out;
        using var text = new StringWriter { NewLine = "\n" };
        Console.SetOut(text);
        try
        {
            program();
            return text.ToString();
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    [GeneratedRegex(@"```csharp\n(.*?)```\s*```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex AnyBlock();
}
