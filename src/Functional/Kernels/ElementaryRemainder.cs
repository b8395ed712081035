namespace Functional;

// Remainders of division: exact for all numbers.
public static partial class Elementary
{
    /// <summary>C's <c>fmod</c>: x − n y with n = x / y rounded towards zero, exact; it has the sign of x. See Note [Long division].</summary>
    public static Value FloatRemainder(Value x, Value y)
    {
        var (a, b) = (Value.Abs(x), Value.Abs(y));
        var (dividend, r) = Scientific(a);
        var (divisor, m) = Scientific(b);
        var reciprocal = 1 / m;
        var digits = IsSingle(x) ? 20 : 50;
        var most = IsSingle(x) ? 100 : 700;
        var distance = dividend - divisor;
        for (var phase = 0; phase < 3; phase++)
        {
            var limit = Whole(x, most);
            var shift = Value.Select(limit < distance, limit, distance);
            distance -= shift;
            r *= PowerOfTwo(shift, x);
            for (var k = most / digits; k >= 0; k--)
            {
                var quotient = Value.Round(r * (reciprocal * PowerOfTwo(-k * digits)));
                r = Value.Fma(-quotient, m * PowerOfTwo(k * digits), r);
            }
        }
        r = Value.Select(r < 0, r + m, r);
        var half = divisor >> 1;
        var rest = r * PowerOfTwo(half, x) * PowerOfTwo(divisor - half, x);
        var defined = (a < double.PositiveInfinity) & (b > 0);
        return Value.Select(defined, Value.Select(a < b, x, WithSignOf(rest, x)), x.Literal(double.NaN));
    }

    /// <summary><c>⌊x / y⌋</c> of the exact quotient where that is representable; x / y where y is 0.</summary>
    public static Value FloatFloorQuotient(Value x, Value y)
    {
        var zero = x.Literal(0);
        var rest = FloatRemainder(x, y);
        var quotient = Value.Round((x - rest) / y);
        quotient = Value.Select(Value.NotEqual(rest, zero) & ((rest < zero) ^ (y < zero)), quotient - 1, quotient);
        return Value.Select(Value.Equal(y, zero), x / y, quotient);
    }

    /// <summary>e and m of a positive number 2ᵉ m with 1 ≤ m &lt; 2.</summary>
    private static (Value Exponent, Value Mantissa) Scientific(Value a)
    {
        var digits = MantissaBits(a);
        var subnormal = a < PowerOfTwo(1 - ExponentBias(a));
        var bits = Bits(Value.Select(subnormal, a * PowerOfTwo(digits), a));
        var bias = Value.Select(subnormal, Whole(a, ExponentBias(a) + digits), Whole(a, ExponentBias(a)));
        var mantissa = (bits & Whole(a, (1L << digits) - 1)) | Whole(a, (long)ExponentBias(a) << digits);
        return ((bits >> digits) - bias, mantissa.As(a.Type));
    }

    // 2ⁿ of the type of x, for n of the range of normal numbers.
    private static Value PowerOfTwo(Value n, Value x) => ((n + Whole(x, ExponentBias(x))) << MantissaBits(x)).As(x.Type);
}

// Note [Long division]
// x = 2^(e + d) a and y = 2^e b with 1 ≤ a, b < 2; the remainder of 2^d a by b is found as on paper, in digits of base 2^50 (2^20 in float32).
// A digit q = round(r / Y), Y = b 2^(50 k), comes from the reciprocal of b and is at most ¼ wrong beyond rounding, so |r − q Y| ≤ ¾ Y;
// that difference is a multiple of 2^(50 k − 52) and so exact in one fused product. Digits above the first are 0. The distance d of up to
// 2097 binary places (276) is walked in three phases, in which 2^d and Y are finite.
