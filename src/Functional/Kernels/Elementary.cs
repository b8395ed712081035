namespace Functional;

/// <summary>Elementary functions in the kernel language: the same branch-free arithmetic on every backend.</summary>
/// <remarks>
/// The type of the argument selects the coefficients; a float32 body uses float32 and int32 only. Coefficients are minimax
/// fits (Remez exchange, 50 digits, relative error of the function), rounded to the nearest double of 17 or 9 digits.
/// </remarks>
public static partial class Elementary
{
    private const double Log2E = 1.4426950408889634074;

    private static bool IsSingle(Value x) => x.Type == DType.Float32;

    private static DType IntegerOf(Value x) => IsSingle(x) ? DType.Int32 : DType.Int64;

    private static int MantissaBits(Value x) => IsSingle(x) ? 23 : 52;

    private static int ExponentBias(Value x) => IsSingle(x) ? 127 : 1023;

    private static Value Bits(Value x) => x.As(IntegerOf(x));

    /// <summary>The integer with the sign bit alone, beside <paramref name="x"/>.</summary>
    private static Value SignMask(Value x) => Value.ConstantBits(IntegerOf(x), IsSingle(x) ? 0x8000_0000L : long.MinValue);

    /// <summary>An integer literal of the width of <paramref name="x"/>.</summary>
    private static Value Whole(Value x, long value) => Value.ConstantBits(IntegerOf(x), value);

    private static double PowerOfTwo(int exponent) => Math.ScaleB(1, exponent);

    /// <summary><c>1.5 · 2^mantissa</c>: adding it rounds to an integer, which then stands in the low bits.</summary>
    private static double Magic(Value x) => 1.5 * PowerOfTwo(MantissaBits(x));

    /// <summary>NaN passes; a reader may use one minimum instruction.</summary>
    private static Value AtMost(Value x, double limit)
    {
        var bound = x.Literal(limit);
        return Value.Select(bound < x, bound, x);
    }

    /// <summary>NaN passes; a reader may use one maximum instruction.</summary>
    private static Value AtLeast(Value x, double limit)
    {
        var bound = x.Literal(limit);
        return Value.Select(x < bound, bound, x);
    }

    /// <summary>Polynomial by Horner's rule, constant coefficient first.</summary>
    private static Value Polynomial(Value x, params ReadOnlySpan<double> coefficients)
    {
        var sum = x.Literal(coefficients[^1]);
        for (var k = coefficients.Length - 2; k >= 0; k--)
            sum = Value.Fma(sum, x, coefficients[k]);
        return sum;
    }

    /// <summary>The magnitude of <paramref name="value"/>, which is not negative, with the sign of <paramref name="x"/>.</summary>
    private static Value WithSignOf(Value value, Value x) => (Bits(value) | (Bits(x) & SignMask(x))).As(x.Type);
}
