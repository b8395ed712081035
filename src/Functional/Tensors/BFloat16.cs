using System.Globalization;

namespace Functional;

/// <summary>A number of type <see cref="DType.BFloat16"/>: the upper half of a float32, rounded to nearest even.</summary>
/// <remarks>.NET has no such type of its own. It is for getting numbers in and out of tensors; to compute, convert to <see cref="float"/>.</remarks>
public readonly struct BFloat16 : IEquatable<BFloat16>, IComparable<BFloat16>, ISpanFormattable
{
    private const int Digits = 4; // as many as tell any two numbers apart

    private readonly ushort _bits;

    private BFloat16(ushort bits) => _bits = bits;

    /// <summary>Sign, 8 bits of exponent, 7 bits of significand.</summary>
    public ushort Bits => _bits;

    /// <summary>The number with the given bits.</summary>
    public static BFloat16 FromBits(ushort bits) => new(bits);

    /// <summary>The nearest number, of two the one with an even last bit; large numbers become infinite, NaN stays NaN.</summary>
    public static BFloat16 From(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        // Adding just under half of the last place carries into it; a NaN is kept one by its highest bit.
        return new((ushort)((float.IsNaN(value) ? bits | 0x400000 : bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
    }

    /// <summary>The same number.</summary>
    public float ToSingle() => BitConverter.UInt32BitsToSingle((uint)_bits << 16);

    /// <inheritdoc cref="From"/>
    public static explicit operator BFloat16(float value) => From(value);

    /// <inheritdoc cref="ToSingle"/>
    public static explicit operator float(BFloat16 value) => value.ToSingle();

    /// <summary>True where both are the same number; 0 and −0 are, NaN never is.</summary>
    public static bool operator ==(BFloat16 x, BFloat16 y) => x.ToSingle() == y.ToSingle();

    /// <summary>True where the numbers differ, or either is NaN.</summary>
    public static bool operator !=(BFloat16 x, BFloat16 y) => !(x == y);

    /// <summary><c>x &lt; y</c>.</summary>
    public static bool operator <(BFloat16 x, BFloat16 y) => x.ToSingle() < y.ToSingle();

    /// <summary><c>x &gt; y</c>.</summary>
    public static bool operator >(BFloat16 x, BFloat16 y) => y < x;

    /// <summary><c>x ≤ y</c>.</summary>
    public static bool operator <=(BFloat16 x, BFloat16 y) => x.ToSingle() <= y.ToSingle();

    /// <summary><c>x ≥ y</c>.</summary>
    public static bool operator >=(BFloat16 x, BFloat16 y) => y <= x;

    /// <summary>As .NET's floats: NaN equals NaN here, so that it can be a key.</summary>
    public bool Equals(BFloat16 other) => ToSingle().Equals(other.ToSingle());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToSingle().GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(BFloat16 other) => ToSingle().CompareTo(other.ToSingle());

    /// <summary>The fewest digits that give this number back.</summary>
    public override string ToString() => ToString(null, CultureInfo.CurrentCulture);

    /// <summary>The number in a format of .NET's; without one, the fewest digits that give it back.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        var value = ToSingle();
        if (format is not (null or "" or "R" or "G") || !float.IsFinite(value))
            return value.ToString(format, formatProvider);
        var shortest = 1;
        while (shortest < Digits && Rounded(value, shortest) != this)
            shortest++;
        // The digits as a double of few digits, which prints them without an exponent where float32 would.
        return Parsed(value, shortest).ToString(formatProvider);
    }

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        var text = ToString(format.ToString(), provider);
        charsWritten = text.TryCopyTo(destination) ? text.Length : 0;
        return charsWritten == text.Length;
    }

    private static BFloat16 Rounded(float value, int digits) => From(Parsed(value, digits));

    private static float Parsed(float value, int digits) =>
        float.Parse(value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
