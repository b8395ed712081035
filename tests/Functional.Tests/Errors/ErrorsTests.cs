using System.Text;
using System.Text.RegularExpressions;
using Functional.Tests.Architecture;

namespace Functional.Tests.Errors;

/// <summary>Every wrong use has a message that says what is wrong; the messages stand in <c>Errors.golden.txt</c>.</summary>
/// <remarks>With <c>FUNCTIONAL_UPDATE_GOLDEN=1</c> the file is written anew.</remarks>
[Trait("Category", "Interpreted")]
public sealed partial class ErrorsTests : IDisposable
{
    private static readonly string GoldenPath = Path.Combine(SourceTree.Root, "tests/Functional.Tests/Errors.golden.txt");

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private IEnumerable<(string Title, IEnumerable<(string Name, Action Use)> Uses)> Chapters =>
        [
            ("Shapes", WrongUses.Shapes),
            ("Axes and indices", WrongUses.AxesAndIndices),
            ("Types", WrongUses.Types),
            ("Convolution, pooling, interpolation", WrongImages.Uses),
            ("Fourier transforms, recurrences, places", WrongSeries.Uses),
            ("Derivatives, compiled functions, batches, loops", WrongUses.Transformations),
            ("Models", WrongModels.Models),
            ("Training", WrongModels.Training),
            ("Texts", WrongTexts.Uses),
            ("Files", WrongFiles.In(_folder)),
            ("NumPy's files", WrongArrays.In(_folder)),
            ("Tables", WrongTables.In(_folder)),
            ("Training states in files", WrongTrainings.In(_folder)),
        ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Messages_are_those_of_the_golden_file()
    {
        var text = Listing();
        if (Environment.GetEnvironmentVariable("FUNCTIONAL_UPDATE_GOLDEN") == "1")
            File.WriteAllText(GoldenPath, text);
        Assert.Equal(File.ReadAllText(GoldenPath).Split('\n'), text.Split('\n'));
    }

    [Fact]
    public void Every_message_begins_with_its_operation_and_ends_as_a_sentence()
    {
        var odd =
            from chapter in Chapters
            from use in chapter.Uses
            let message = (Thrown(use.Use) as FunctionalException)?.Message
            where message is not null && !Form().IsMatch(message)
            select $"{use.Name}: {message}";
        Violations.AssertNone(odd);
    }

    private string Listing()
    {
        var text = new StringBuilder("Wrong uses of the library and what it says. Written by ErrorsTests.\n");
        foreach (var (title, uses) in Chapters)
        {
            text.Append($"\n{title}\n{new string('=', title.Length)}\n");
            foreach (var (name, use) in uses)
                text.Append($"\n{name}\n    {Describe(Thrown(use))}\n");
        }
        return text.ToString();
    }

    // Without the folder, the numbers of lines, and the runtime's own words.
    private string Describe(Exception? error) =>
        error is null
            ? "nothing is thrown"
            : $"{error.GetType().Name}: {Runtime().Replace(error.Message.Replace(_folder + "/", ""), "…")}".Replace(
                "\n",
                "\n    "
            );

    private static Exception? Thrown(Action use)
    {
        try
        {
            use();
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    [GeneratedRegex(@"^\[[a-z0-9_]+\] .*[.?]$", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex(@"(?<=no valid JSON: |a damaged one: |cannot be decompressed: ).*|(?<=\.cs:)\d+", RegexOptions.Singleline)]
    private static partial Regex Runtime();
}
