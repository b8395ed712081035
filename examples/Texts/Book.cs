using Functional;

namespace Texts;

/// <summary>A text as the numbers of its characters, <c>int32[n]</c>; its last tenth is not learnt from, but measured on.</summary>
internal sealed record Book(Vocabulary Vocabulary, Tensor Training, Tensor Validation)
{
    private const int Longest = 16_000_000;
    private const int MostCharacters = 1_000;

    /// <summary>A text file, or the first chapters of Flatland (E. A. Abbott 1884).</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is too long or too short, or no text.</exception>
    public static Book Read(string? path, int shortest)
    {
        using var file = path is null ? typeof(Book).Assembly.GetManifestResourceStream("flatland.txt")! : File.OpenRead(path);
        var text = Read(file, path).ReplaceLineEndings("\n");
        if (text.Length < shortest)
            throw new InvalidDataException($"{Named(path)} is too short: {text.Length} characters, of at least {shortest}.");
        var vocabulary = Vocabulary.Of(text);
        if (vocabulary.Size > MostCharacters || text.Contains('\0', StringComparison.Ordinal))
            throw new InvalidDataException(
                $"{Named(path)} is no text: it has {vocabulary.Size} different characters, or a zero."
            );
        var numbers = vocabulary.Encode(text);
        var border = (int)(numbers.Size * 9 / 10);
        return new(vocabulary, numbers[..border], numbers[border..]);
    }

    public override string ToString() =>
        $"{Training.Size} characters to learn from, {Validation.Size} to measure on, {Vocabulary.Size} different ones";

    private static string Named(string? path) => path is null ? "The text that is built in" : $"'{path}'";

    // Read to a limit, whatever length the file says it has.
    private static string Read(Stream file, string? path)
    {
        using var reader = new StreamReader(file);
        var text = new char[(int)Math.Min(file.CanSeek ? file.Length : Longest, Longest) + 1];
        var length = reader.ReadBlock(text);
        return length < text.Length
            ? new(text, 0, length)
            : throw new InvalidDataException($"{Named(path)} is too long: more than {Longest} characters.");
    }
}
