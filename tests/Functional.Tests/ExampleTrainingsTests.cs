using System.Text;
using Functional.Tests.Architecture;
using static Functional.Tests.ExampleProgram;

namespace Functional.Tests;

/// <summary>The examples that train larger networks, each at a small size: they learn, and the same seed prints the same.</summary>
public sealed class ExampleTrainingsTests : IDisposable
{
    private const string Unseen = @"^(?:epoch|step) +\d+: .*, unseen -?([\d.]+)";

    private static readonly string[] FewCharacters = ["--epochs", "3", "--hidden", "48", "--count", "70"];
    private static readonly string[] SmallGpt = ["--width", "32", "--layers", "1", "--context", "32"];

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_lstm_learns_to_spell()
    {
        var lines = Lines("Characters", FewCharacters);
        Assert.Equal("33632 characters to learn from, 3737 to measure on, 70 different ones", lines[0]);
        Assert.Matches(@"^\d+ parameters, computed on cpu$", lines[1]);
        // Who knew how often each character comes, and nothing of those before it, would be this much surprised.
        Assert.InRange(Number(lines[4], Unseen), 1, Entropy(Text) - 0.2);
        Assert.Equal(lines, Lines("Characters", FewCharacters));
    }

    [Fact]
    public void What_an_lstm_writes_has_the_texts_characters_and_is_the_same_from_a_file()
    {
        var file = Path.Combine(_folder, "lstm.safetensors");
        string[] arguments = ["--epochs", "1", "--hidden", "48", "--count", "70", "--prompt", "A Line"];
        var written = Written(Lines("Characters", [.. arguments, "--seed", "5", "--save", file]));
        Assert.StartsWith("A Line", written);
        Assert.InRange(written.Length, "A Line".Length + 60, "A Line".Length + 70);
        Assert.Empty(written.Except(Text));
        string Loaded(string seed) => string.Join('\n', Lines("Characters", [.. arguments, "--seed", seed, "--load", file]));
        Assert.Equal(written, Loaded("5"));
        Assert.NotEqual(written, Loaded("6"));
    }

    [Fact]
    public void Parameters_without_characters_are_no_writer()
    {
        var file = Path.Combine(_folder, "net.safetensors");
        Checkpoint.Save(file, Parameters.Of(("0.weight", Tensor.Zeros([2, 2]))));
        foreach (var program in new[] { "Characters", "Gpt" })
            Assert.Equal(
                (
                    1,
                    "",
                    $"{program.ToLowerInvariant()}: '{file}' does not say which characters it is for; --save writes such files.\n"
                ),
                Run(program, "--load", file)
            );
    }

    [Fact]
    public void A_transformer_learns_to_spell()
    {
        string[] arguments = [.. SmallGpt, "--steps", "150", "--count", "60"];
        var lines = Lines("Gpt", arguments);
        Assert.Equal("33632 characters to learn from, 3737 to measure on, 70 different ones", lines[0]);
        Assert.Matches(@"^\d+ parameters, computed on cpu$", lines[1]);
        Assert.InRange(Number(lines[6], Unseen), 1, Entropy(Text) - 0.2);
        var written = Written(lines);
        Assert.InRange(written.Length, "The ".Length + 50, "The ".Length + 60);
        Assert.Empty(written.Except(Text));
        Assert.Equal(lines, Lines("Gpt", arguments));
    }

    [Fact]
    public void A_transformer_of_one_likeliest_character_writes_the_same_with_any_key()
    {
        var file = Path.Combine(_folder, "gpt.safetensors");
        Lines("Gpt", [.. SmallGpt, "--steps", "20", "--count", "1", "--save", file]);
        string[] Likeliest(string seed) => Lines("Gpt", [.. SmallGpt, "--load", file, "--top", "1", "--seed", seed]);
        Assert.Equal(Likeliest("1"), Likeliest("2"));
        Assert.NotEqual(Likeliest("1"), Lines("Gpt", [.. SmallGpt, "--load", file, "--seed", "1"]));
    }

    [Fact]
    public void Varied_pictures_are_learnt_too()
    {
        string[] arguments = ["--images", "200", "--epochs", "12", "--seed", "1"];
        var lines = Lines("Pictures", arguments);
        Assert.Equal(["200 images for training, 2000 for testing, drawn here", "computed on cpu"], lines[..2]);
        Assert.InRange(Number(lines[^1], @"^wrong on images not seen: ([\d.]+) % plain, [\d.]+ % varied$"), 0, 40);
        Assert.InRange(Number(lines[^1], @"^wrong on images not seen: [\d.]+ % plain, ([\d.]+) % varied$"), 0, 60);
        // It is the variation that differs: both begin alike, and learn from as many pictures.
        Assert.NotEqual(lines[2]["plain ".Length..], lines[2 + ((lines.Length - 3) / 2)]["varied".Length..]);
        Assert.Equal(lines, Lines("Pictures", arguments));
    }

    [Fact]
    public void An_autoencoder_learns_what_digits_are_and_draws_some()
    {
        var picture = Path.Combine(_folder, "digits.pgm");
        string[] arguments = ["--images", "2000", "--epochs", "3", "--hidden", "64", "--output", picture];
        var lines = Lines("Autoencoder", arguments);
        Assert.Equal(["2000 images for training, 2000 for testing, drawn here", "computed on cpu"], lines[..2]);
        // Gray everywhere would cost 784 ln 2 = 543 nats; the mean picture about 290.
        Assert.InRange(Number(lines[4], Unseen), 150, 320);
        Assert.InRange(Number(lines[4], @"codes ([\d.]+)\)"), 0.1, 100);
        var bytes = File.ReadAllBytes(picture);
        var header = Encoding.ASCII.GetBytes("P5\n224 224\n255\n");
        Assert.Equal(header, bytes[..header.Length]);
        Assert.Equal(224 * 224, bytes.Length - header.Length);
        Assert.True(bytes[header.Length..].Distinct().Count() > 50);
        Assert.Equal(lines, Lines("Autoencoder", arguments));
    }

    [Theory]
    [InlineData("Characters", "--epochs", "1", "--hidden", "16", "--count", "8")]
    [InlineData("Gpt", "--steps", "2", "--width", "16", "--layers", "1", "--context", "16", "--count", "8")]
    [InlineData("Pictures", "--images", "60", "--epochs", "1")]
    [InlineData("Autoencoder", "--images", "300", "--epochs", "1", "--hidden", "32", "--codes", "4")]
    public void A_device_learns_the_same(string program, params string[] arguments)
    {
        Vulkan.Device.OrSkip();
        Assert.SkipUnless(TestSize.IsFull, "Minutes on a device in software; tried with FUNCTIONAL_TESTS=full.");
        const string Loss = @"(?:bits\) a character, unseen|loss|bound) -?([\d.]+)";
        var (here, there) = (Lines(program, arguments), Lines(program, [.. arguments, "--device", "vulkan"]));
        Assert.Contains("computed on cpu", here[0] + here[1]);
        Assert.DoesNotContain("computed on cpu", there[0] + there[1]);
        Assert.Equal(Number(here[2], Loss), Number(there[2], Loss), 0.01 * Number(here[2], Loss));
    }

    private static string Text { get; } =
        File.ReadAllText(Path.Combine(SourceTree.Root, "examples/Texts/flatland.txt")).ReplaceLineEndings("\n");

    private static string Written(string[] lines) =>
        string.Join('\n', lines.SkipWhile(line => line.Length > 0).Skip(1)) is { Length: > 0 } written
            ? written
            : throw new InvalidDataException("Nothing was written.");

    private static double Entropy(string text) =>
        -text.CountBy(letter => letter).Select(count => (double)count.Value / text.Length).Sum(part => part * Math.Log(part));
}
