using Functional;

namespace Names;

/// <summary>Names, and the alphabet that they are written in; letter 0 stands for the end of a name.</summary>
internal sealed record Corpus(IReadOnlyList<string> Names, string Alphabet)
{
    private const char End = '\n';
    private const int LongestText = 4_000_000;
    private const int LongestName = 100;

    /// <summary>The names of a file, one a line, or those built in.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is too large, or no list of names.</exception>
    public static Corpus Read(string? path)
    {
        string[] names =
        [
            .. (path is null ? BuiltIn.Split((char[]?)null) : ReadText(path).Split('\n'))
                .Select(name => name.Trim().ToLowerInvariant())
                .Where(name => name.Length > 0),
        ];
        if (names.Length == 0)
            throw new InvalidDataException($"'{path}' has no names.");
        if (names.Any(name => name.Length > LongestName || name.Any(char.IsControl)))
            throw new InvalidDataException(
                $"'{path}' is no list of names, one a line and none longer than {LongestName} letters."
            );
        return new(names, End + string.Concat(names.SelectMany(name => name).Distinct().Order()));
    }

    /// <summary>For every letter, and every end of a name, those before it: <c>int32[n, context]</c> and <c>int64[n]</c>.</summary>
    public (Tensor Contexts, Tensor Following) Examples(int context)
    {
        var (before, after) = (new List<int>(), new List<long>());
        foreach (var name in Names)
        {
            int[] letters = [.. name.Select(letter => Alphabet.IndexOf(letter)), 0];
            int[] padded = [.. new int[context], .. letters];
            for (var i = 0; i < letters.Length; i++)
            {
                before.AddRange(padded[i..(i + context)]);
                after.Add(letters[i]);
            }
        }
        return (Tensor.Of(before.ToArray()).Reshape(-1, context), Tensor.Of(after.ToArray()));
    }

    // Read to a limit, whatever length the file says it has.
    private static string ReadText(string path)
    {
        using var reader = new StreamReader(path);
        var text = new char[LongestText + 1];
        var length = reader.ReadBlock(text);
        return length <= LongestText
            ? new(text, 0, length)
            : throw new InvalidDataException($"'{path}' is too large: a list of names has at most {LongestText} letters here.");
    }

    private const string BuiltIn = """
        ada agnes aida alan albert alexandra alice alma alonzo amalie andrei anna annie antonia ariel arthur astrid august barbara beatrice
        benjamin bernard bertha blaise boris brahmagupta camille carl caroline cecilia charles charlotte christiaan clara claire cleo clifford
        daniel daphne david diana dmitri dorothy edgar edith edmund edwin eleanor elena elias elisabeth ella eloise emil emilia emma emmy enrico
        ernst erwin esther eugene evariste eva felix flora frances francis frank frieda gabriel galileo georg george gerda gertrude giuseppe
        gladys gottfried grace greta gustav haskell hannah harriet heinrich helen henri henrietta herbert hermann hertha hilda hilbert hugo ida
        ingrid irene isaac isabella ivan jacob jakob james jane janos jean joan johanna johannes john jonas joseph josephine julia julius
        karen karl katherine konrad kurt lars laura leibniz leo leonard leonhard leonora lillian linus lisa lise lotte louise lucia ludwig
        luise lydia marcel margaret maria marie marianne mark martha martin mary mathilda matilda maud max maya michael mileva milly mina
        miriam moritz nadia nathan nell niels nikolai nina nora norbert oliver olga oscar otto pafnuty paul paula pauline peter philippa pierre
        rachel ralph ramanujan rebecca richard robert rosa rosalind rosamund rozsa rudolf ruth samuel sara sebastian selma sigmund simon sofia
        sonja sophie stefan stella stephen susan sylvia theodor theresa thomas timothy ursula valentin vera victor viktor viola virginia walter
        werner wilhelm wilhelmina willa william winifred wolfgang xaver yvonne zelda zoe
        """;
}
