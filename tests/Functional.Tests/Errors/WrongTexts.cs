namespace Functional.Tests.Errors;

/// <summary>Texts and numbers that a vocabulary does not have, each with a name.</summary>
internal static class WrongTexts
{
    private static readonly Vocabulary Known = Vocabulary.Of("abc");

    public static IEnumerable<(string Name, Action Use)> Uses =>
        [
            ("a vocabulary of an empty text", () => Vocabulary.Of("")),
            ("a character that the vocabulary lacks", () => Known.Encode("abcd")),
            ("a character without a picture", () => Known.Encode("a\nb")),
            ("a number that the vocabulary lacks", () => Known.Decode(Tensor.Of([0, 3]))),
            ("numbers that are not whole", () => Known.Decode(Tensor.Of([0.0]))),
        ];
}
