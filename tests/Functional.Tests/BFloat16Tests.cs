using System.Globalization;

namespace Functional.Tests;

/// <summary>The upper half of a float32 as a .NET number.</summary>
public sealed class BFloat16Tests
{
    [Fact]
    public void It_has_the_bits_of_the_upper_half()
    {
        Assert.Equal(0x3F80, ((BFloat16)1f).Bits);
        Assert.Equal(0xC000, ((BFloat16)(-2f)).Bits);
        Assert.Equal(0x7F80, ((BFloat16)float.PositiveInfinity).Bits);
        Assert.Equal(3.140625f, (float)(BFloat16)3.14159f);
    }

    [Fact]
    public void Halves_round_to_even_and_overflow_is_infinite()
    {
        Assert.Equal(1f, (float)(BFloat16)(1 + (1f / 256)));
        Assert.Equal(1 + (4f / 256), (float)(BFloat16)(1 + (3f / 256)));
        Assert.Equal(float.PositiveInfinity, (float)(BFloat16)float.MaxValue);
        Assert.True(float.IsNaN((float)(BFloat16)BitConverter.UInt32BitsToSingle(0x7F800001)));
    }

    [Fact]
    public void It_compares_as_floats_do()
    {
        var (one, two, nan) = ((BFloat16)1f, (BFloat16)2f, (BFloat16)float.NaN);
        Assert.True(one < two && two > one && one <= two && two >= one && one != two);
        Assert.True((BFloat16)0f == (BFloat16)(-0f));
        Assert.False(nan == FromBits(nan));
        Assert.True(nan.Equals(FromBits(nan)));
        Assert.Equal(-1, one.CompareTo(two));

        static BFloat16 FromBits(BFloat16 x) => BFloat16.FromBits(x.Bits);
    }

    [Fact]
    public void It_prints_the_fewest_digits_that_come_back()
    {
        string Text(float x) => ((BFloat16)x).ToString(null, CultureInfo.InvariantCulture);
        Assert.Equal("0.1", Text(0.1f));
        Assert.Equal("3.14", Text(3.14159f));
        Assert.Equal("256", Text(256));
        Assert.Equal("-1.5", Text(-1.5f));
        Assert.Equal("NaN", Text(float.NaN));
        Assert.Equal("1.50", ((BFloat16)1.5f).ToString("F2", CultureInfo.InvariantCulture));
        for (var bits = 0; bits < 1 << 16; bits += 7)
        {
            var x = BFloat16.FromBits((ushort)bits);
            Assert.Equal(x, (BFloat16)float.Parse(x.ToString(null, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        }
    }
}
