using System.Collections.Frozen;
using System.Text;

namespace Functional;

/// <summary>The characters of a text, numbered from 0 in the order of their code points: from text to whole numbers and back.</summary>
/// <remarks>A character is a code point of Unicode; half a surrogate pair counts as U+FFFD. <c>Vocabulary.Of(known.Characters)</c> is the same vocabulary again.</remarks>
/// <example>
/// <code>
/// var known = Vocabulary.Of("to be or not to be");
/// Layer net = Embedding(known.Size, 32) >> Lstm(32, 128) >> Linear(128, known.Size);
/// Tensor numbers = known.Encode("be not"); // int32[6]
/// </code>
/// </example>
public sealed class Vocabulary
{
    private readonly Rune[] _characters;
    private readonly FrozenDictionary<Rune, int> _numbers;

    private Vocabulary(Rune[] characters)
    {
        _characters = characters;
        _numbers = characters.Index().ToFrozenDictionary(at => at.Item, at => at.Index);
        Characters = string.Concat(characters);
    }

    /// <summary>How many characters there are.</summary>
    public int Size => _characters.Length;

    /// <summary>All characters in the order of their numbers, as one text.</summary>
    public string Characters { get; }

    /// <summary>The vocabulary of all characters of a text.</summary>
    /// <exception cref="ValueException">The text is empty.</exception>
    public static Vocabulary Of(string text) =>
        text.Length > 0
            ? new([.. text.EnumerateRunes().ToHashSet().Order()])
            : throw new ValueException("[vocabulary] needs a text with at least one character, got an empty one.");

    /// <summary>A text as the numbers of its characters, <c>int32[n]</c>.</summary>
    /// <exception cref="ValueException">The text has a character that the vocabulary lacks.</exception>
    public Tensor Encode(string text)
    {
        var numbers = new List<int>(text.Length);
        foreach (var character in text.EnumerateRunes())
            numbers.Add(
                _numbers.TryGetValue(character, out var number)
                    ? number
                    : throw new ValueException(
                        $"[vocabulary] has no {Described(character)}, character {numbers.Count} of the text; it has {Size} others. Make it of a text with all of them."
                    )
            );
        return Tensor.Of([.. numbers], [numbers.Count]);
    }

    /// <summary>The text of whole numbers of any shape, in row-major order; looks at them.</summary>
    /// <exception cref="ValueException">A number is not from 0 up to, not including, the size.</exception>
    /// <exception cref="DTypeException">The numbers are not integers.</exception>
    /// <exception cref="TracingException">The numbers have no value yet.</exception>
    public string Decode(Tensor numbers)
    {
        if (!numbers.DType.IsInteger)
            throw new DTypeException(
                $"[vocabulary] needs whole numbers, got {numbers.DType.Name}{numbers.Shape}. Convert with .To(DType.Int64)."
            );
        var text = new StringBuilder();
        foreach (var number in numbers.To(DType.Int64).ToArray<long>())
            text.Append(
                number >= 0 && number < Size
                    ? _characters[number]
                    : throw new ValueException($"[vocabulary] has no character {number}; valid are 0 to {Size - 1}.")
            );
        return text.ToString();
    }

    // A control character is its code point alone.
    private static string Described(Rune character) =>
        Rune.IsControl(character) ? $"U+{character.Value:X4}" : $"'{character}' (U+{character.Value:X4})";
}
