namespace Functional.Tests.Data;

/// <summary>Characters as numbers, and numbers as characters.</summary>
public sealed class VocabularyTests
{
    [Fact]
    public void Characters_are_numbered_by_their_code_points()
    {
        var known = Vocabulary.Of("banana\n");
        Assert.Equal(("\nabn", 4), (known.Characters, known.Size));
        Assert.Equal([2, 1, 3, 0], known.Encode("ban\n").ToArray<int>());
    }

    [Fact]
    public void A_character_beyond_sixteen_bits_is_one()
    {
        var known = Vocabulary.Of("a🌍é");
        Assert.Equal(3, known.Size);
        Assert.Equal([0, 2, 1, 2], known.Encode("a🌍é🌍").ToArray<int>());
        Assert.Equal("🌍a", known.Decode(Tensor.Of([2, 0])));
    }

    [Fact]
    public void Decoding_undoes_encoding_whatever_the_shape_and_the_type()
    {
        var known = Vocabulary.Of("what was written");
        var numbers = known.Encode("was it");
        Assert.Equal("was it", known.Decode(numbers));
        Assert.Equal("was it", known.Decode(numbers.Reshape(2, 3).To(DType.UInt8)));
        Assert.Equal("", known.Decode(known.Encode("")));
    }

    [Fact]
    public void A_vocabulary_of_its_own_characters_is_the_same()
    {
        var known = Vocabulary.Of("some text, short");
        var again = Vocabulary.Of(known.Characters);
        Assert.Equal(known.Characters, again.Characters);
        Assert.Equal(known.Encode("st, e").ToArray<int>(), again.Encode("st, e").ToArray<int>());
    }

    [Fact]
    public void Half_a_pair_counts_as_the_replacement_character() => Assert.Equal("\uFFFD", Vocabulary.Of("\uD83C").Characters);

    [Theory]
    [InlineData("bad", "[vocabulary] has no 'd' (U+0064), character 2 of the text; it has 2 others.")]
    [InlineData("a\tb", "[vocabulary] has no U+0009, character 1 of the text; it has 2 others.")]
    public void A_character_that_it_lacks_is_refused(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<ValueException>(() => Vocabulary.Of("ab").Encode(text)).Message);

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public void A_number_that_it_lacks_is_refused(int number) =>
        Assert.Equal(
            $"[vocabulary] has no character {number}; valid are 0 to 1.",
            Assert.Throws<ValueException>(() => Vocabulary.Of("ab").Decode(Tensor.Of([0, number]))).Message
        );
}
