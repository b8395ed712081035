namespace Functional;

// xʸ = 2^(y log₂|x|) with the logarithm to twice the working precision, after Dekker (1971) with fused products.
public static partial class Elementary
{
    // ((atanh s / s − 1) / s² − ⅓) / s² in s² ≤ 0.0295, relative to the second bracket: errors 2^-28.9 and 2^-60.2.
    private static readonly double[] AtanhSingle = [0.20000045, 0.142765164, 0.11643663];

    private static readonly double[] AtanhDouble =
    [
        0.2,
        0.14285714285717116,
        0.11111111110049257,
        0.090909092833748678,
        0.076922884196084118,
        0.06667788567663753,
        0.058446494936234286,
        0.0593638170816932,
    ];

    // 2ᵍ on |g| ≤ ½: errors 2^-28.2 and 2^-56.8; the first factor is ln 2.
    private static readonly double[] Exp2Single =
    [
        1,
        0.69314718055994531,
        0.240226477,
        0.0555035956,
        0.00961851981,
        0.00133910635,
        0.000153238885,
    ];

    private static readonly double[] Exp2Double =
    [
        1,
        0.69314718055994531,
        0.24022650695910111,
        0.055504108664821708,
        0.0096181291076009642,
        0.0013333558146549434,
        0.00015403530449830698,
        1.5252733631630177e-5,
        1.3215438441074664e-6,
        1.0178160677692251e-7,
        7.0733011506118265e-9,
        4.4388223258749735e-10,
    ];

    /// <summary><c>xʸ</c> with the special cases of IEEE 754 and C99: x⁰ = 1ʸ = 1, also for NaN.</summary>
    public static Value Pow(Value x, Value y)
    {
        var a = Value.Abs(x);
        // A bounded exponent keeps 1^±∞ = 1 out of 0 · ∞; |log₂ x| ≥ 2^-53 elsewhere.
        var exponent = AtLeast(AtMost(y, IsSingle(x) ? 1e30 : 1e200), IsSingle(x) ? -1e30 : -1e200);
        var (high, low) = Log2Twice(a);
        var limit = Value.Select(Value.Equal(a, x.Literal(0)), x.Literal(double.NegativeInfinity), high);
        var estimate = exponent * Value.Select(a < double.PositiveInfinity, limit, a);
        var power = Exp2OfProduct(exponent, high, low);
        power = Value.Select(estimate > (IsSingle(x) ? -151 : -1077), power, x.Literal(0));
        power = Value.Select(estimate < (IsSingle(x) ? 129 : 1025), power, estimate * double.PositiveInfinity);
        power = PowSign(power, x, y);
        var one = Value.Equal(y, x.Literal(0)) | Value.Equal(x, x.Literal(1));
        return Value.Select(one, x.Literal(1), power);
    }

    // Odd powers of negative numbers are negative; others than whole powers of negative finite numbers are NaN.
    private static Value PowSign(Value power, Value x, Value y)
    {
        var half = y * 0.5;
        var fractional = Value.NotEqual(Value.Truncate(y), y);
        var odd = Value.NotEqual(Value.Truncate(half), half);
        var flip = Value.Select(odd, Bits(x) & SignMask(x), Whole(x, 0));
        var signed = (Bits(power) ^ flip).As(x.Type);
        signed = Value.Select(fractional, power, signed);
        return Value.Select((x < 0) & (x > double.NegativeInfinity) & fractional, x.Literal(double.NaN), signed);
    }

    /// <summary><c>log₂ x</c> of a positive finite x as an unevaluated sum, relative error below 2^-33 and 2^-64.</summary>
    private static (Value High, Value Low) Log2Twice(Value x)
    {
        var (e, f) = SplitAroundOne(x);
        var (s, sLow) = AtanhArgument(f);
        var z = s * s;
        var zLow = Value.Fma(s + s, sLow, Value.Fma(s, s, -z));
        var third = IsSingle(x) ? (float)(1.0 / 3) : 1.0 / 3;
        var q = Polynomial(z, IsSingle(x) ? AtanhSingle : AtanhDouble);
        var r = Value.Fma(z, q, third);
        var rLow = Value.Fma(z, q, third - r) + (IsSingle(x) ? 1.0 / 3 - third : 1.8503717077085943e-17);
        var t = z * r;
        var tLow = Value.Fma(zLow, r, Value.Fma(z, rLow, Value.Fma(z, r, -t)));
        var log = Value.Fma(s, t, s);
        var logLow = Value.Fma(s, tLow, Value.Fma(s, t, s - log)) + Value.Fma(sLow, t, sLow);
        var scale = 2 * Log2E; // 2 / ln 2, rounded and the rest
        var scaleHigh = IsSingle(x) ? (float)scale : scale;
        var scaleLow = IsSingle(x) ? scale - scaleHigh : 4.0710547481862066e-17;
        var high = Value.Fma(log, x.Literal(scaleHigh), e);
        var low = Value.Fma(log, x.Literal(scaleHigh), e - high);
        return (high, Value.Fma(log, x.Literal(scaleLow), Value.Fma(logLow, x.Literal(scaleHigh), low)));
    }

    // s = f / (f + 2) and what is missing, from the residual of the division.
    private static (Value S, Value Low) AtanhArgument(Value f)
    {
        var d = f + 2;
        var dLow = f - (d - 2);
        var reciprocal = 1 / d;
        var s = f * reciprocal;
        var negative = -s;
        var residual = Value.Fma(negative, dLow, Value.Fma(negative, d, f));
        return (s, residual * reciprocal);
    }

    /// <summary><c>2^(y (high + low))</c> where the exponent lies between −1100 and 1100 (−160 and 160 in float32).</summary>
    private static Value Exp2OfProduct(Value y, Value high, Value low)
    {
        var magic = Magic(y) + 2 * ExponentBias(y);
        var t = Value.Fma(y, high, magic);
        var g = Value.Fma(y, low, Value.Fma(y, high, magic - t));
        var p = Polynomial(g, IsSingle(y) ? Exp2Single : Exp2Double);
        return ScaleTwice(p, Bits(t), t < magic);
    }
}
