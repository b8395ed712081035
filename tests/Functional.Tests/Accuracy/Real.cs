using System.Numerics;

namespace Functional.Tests.Accuracy;

/// <summary>A real number to 160 bits, with any exponent: <c>Mantissa · 2^Exponent</c>. What a double is compared with.</summary>
internal readonly record struct Real(BigInteger Mantissa, int Exponent) : IComparable<Real>
{
    public const int Bits = 160;

    public static Real Zero => default;

    public static Real One => 1;

    public bool IsZero => Mantissa.IsZero;

    public int Sign => Mantissa.Sign;

    /// <summary>The exponent of the leading bit: floor(log₂ |x|).</summary>
    public int Magnitude => checked((int)BigInteger.Abs(Mantissa).GetBitLength() - 1 + Exponent);

    public static implicit operator Real(int value) => new(value, 0);

    /// <summary>Exact, if finite.</summary>
    public static implicit operator Real(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var (exponent, fraction) = ((int)((bits >> 52) & 0x7FF), bits & 0xF_FFFF_FFFF_FFFF);
        if (exponent == 0x7FF)
            throw new ArgumentException($"{value} is not a number.", nameof(value));
        var mantissa = exponent == 0 ? fraction : fraction | (1L << 52);
        return new(bits < 0 ? -mantissa : mantissa, Math.Max(exponent, 1) - 1075);
    }

    public static Real operator -(Real x) => x with { Mantissa = -x.Mantissa };

    public static Real operator +(Real x, Real y)
    {
        if (x.IsZero || y.IsZero)
            return x.IsZero ? y : x;
        if (x.Exponent < y.Exponent)
            (x, y) = (y, x);
        // What is too small to be seen is left out.
        if (x.Magnitude - y.Magnitude > 2 * Bits + 64)
            return x;
        return Rounded((x.Mantissa << (x.Exponent - y.Exponent)) + y.Mantissa, y.Exponent);
    }

    public static Real operator -(Real x, Real y) => x + -y;

    public static Real operator *(Real x, Real y) => Rounded(x.Mantissa * y.Mantissa, x.Exponent + y.Exponent);

    public static Real operator /(Real x, Real y)
    {
        var shift = Math.Max(0, Bits + 2 + (int)y.Mantissa.GetBitLength() - (int)x.Mantissa.GetBitLength());
        return Rounded((x.Mantissa << shift) / y.Mantissa, x.Exponent - y.Exponent - shift);
    }

    public static bool operator <(Real x, Real y) => x.CompareTo(y) < 0;

    public static bool operator >(Real x, Real y) => x.CompareTo(y) > 0;

    public static bool operator <=(Real x, Real y) => x.CompareTo(y) <= 0;

    public static bool operator >=(Real x, Real y) => x.CompareTo(y) >= 0;

    public int CompareTo(Real other) => (this - other).Sign;

    public static Real Abs(Real x) => x with { Mantissa = BigInteger.Abs(x.Mantissa) };

    public static Real Max(Real x, Real y) => x > y ? x : y;

    /// <summary><c>x · 2ⁿ</c>.</summary>
    public Real Times2To(int n) => IsZero ? this : this with { Exponent = Exponent + n };

    public static Real Sqrt(Real x)
    {
        if (x.IsZero)
            return x;
        var shift = Math.Max(0, 2 * Bits + 4 - (int)x.Mantissa.GetBitLength());
        shift += (x.Exponent - shift) & 1;
        var scaled = x.Mantissa << shift;
        // Newton's steps from above, from a power of two.
        var root = BigInteger.One << (int)((scaled.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (scaled / root)) >> 1;
            if (next >= root)
                return Rounded(root, (x.Exponent - shift) / 2);
            root = next;
        }
    }

    /// <summary>The nearest whole number, halves away from zero.</summary>
    public BigInteger Round()
    {
        if (Exponent >= 0)
            return Mantissa << Exponent;
        var half = BigInteger.One << (-Exponent - 1);
        var size = (BigInteger.Abs(Mantissa) + half) >> -Exponent;
        return Sign < 0 ? -size : size;
    }

    /// <summary>The number in units of <c>2^−places</c>, rounded.</summary>
    public BigInteger Fixed(int places) => Times2To(places).Round();

    public static Real OfFixed(BigInteger value, int places) => Rounded(value, -places);

    /// <summary>Only for messages, and for estimates that need not be right.</summary>
    public double ToDouble()
    {
        if (IsZero)
            return 0;
        var shift = Math.Max(0, (int)BigInteger.Abs(Mantissa).GetBitLength() - 60);
        return Math.ScaleB((double)(Mantissa >> shift), Math.Clamp(Exponent + shift, -100_000, 100_000));
    }

    public override string ToString() => ToDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private static Real Rounded(BigInteger mantissa, int exponent)
    {
        var excess = (int)BigInteger.Abs(mantissa).GetBitLength() - Bits;
        if (excess <= 0)
            return new(mantissa, mantissa.IsZero ? 0 : exponent);
        return new((mantissa + (BigInteger.One << (excess - 1))) >> excess, exponent + excess);
    }
}
