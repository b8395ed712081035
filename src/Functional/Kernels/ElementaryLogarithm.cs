namespace Functional;

// Logarithms: x = 2ᵉ m with √½ ≤ m < √2, f = m − 1.
public static partial class Elementary
{
    // (log(1 + f) − f) / f² relative to log(1 + f): errors 2^-27.4 and 2^-54.8.
    private static readonly double[] LogSingle =
    [
        -0.499999881,
        0.333333254,
        -0.250015825,
        0.200019836,
        -0.166090742,
        0.141816199,
        -0.132428944,
        0.129057333,
        -0.0762351975,
    ];

    private static readonly double[] LogDouble =
    [
        -0.50000000000000033,
        0.33333333333333026,
        -0.24999999999974776,
        0.20000000000085041,
        -0.16666666671374358,
        0.14285714279667344,
        -0.12499999603360158,
        0.11111111095037646,
        -0.10000017975469688,
        0.090909276040130396,
        -0.083328634608613297,
        0.07691429586131851,
        -0.071499421166146243,
        0.066859782513927268,
        -0.061943751839102147,
        0.056586985592588179,
        -0.056777523107726866,
        0.06530100113504507,
        -0.060076437906402297,
        0.026183168947959762,
    ];

    /// <summary>Natural logarithm.</summary>
    public static Value Log(Value x)
    {
        var (e, f) = SplitAroundOne(x);
        return LogDomain(x, LogOfParts(e, f));
    }

    // e ln 2 + log(1 + f) + low.
    private static Value LogOfParts(Value e, Value f, Value? low = null)
    {
        var q = Polynomial(f, IsSingle(f) ? LogSingle : LogDouble);
        var square = f * f;
        var tail = low is null ? square * q : Value.Fma(square, q, low);
        // ln 2 rounded to float32 is so close to ln 2 that the rest does not count there.
        if (IsSingle(f))
            tail = low is null ? Value.Fma(square, q, f) : tail + f;
        else
            tail = Value.Fma(e, f.Literal(Ln2Low(f)), tail) + f;
        return Value.Fma(e, f.Literal(Ln2High(f)), tail);
    }

    /// <summary><c>log₂ x</c>.</summary>
    public static Value Log2(Value x)
    {
        var (e, f) = SplitAroundOne(x);
        return LogDomain(x, LogOfFraction(f, Log2E, 2.0355273740931033e-17) + e);
    }

    /// <summary><c>log₁₀ x</c>.</summary>
    public static Value Log10(Value x)
    {
        // log₁₀ 2 and log₁₀ e, each nearest double and the rest.
        var (e, f) = SplitAroundOne(x);
        var (two, twoLow) = Split(x, 0.30102999566398120, -2.8037281277851704e-18);
        var fraction = LogOfFraction(f, 0.43429448190325182, 1.0983196502167651e-17, e * twoLow);
        return LogDomain(x, Value.Fma(e, x.Literal(two), fraction));
    }

    /// <summary><c>log(1 + x)</c>.</summary>
    public static Value Log1p(Value x) => Log1p(x, null);

    private static Value Log1p(Value x, Value? low)
    {
        var log = Log1pFinite(x, low: low);
        log = Value.Select(x < double.PositiveInfinity, log, x);
        log = Value.Select(Value.Abs(x) < PowerOfTwo(IsSingle(x) ? -60 : -120), x, log);
        var outside = Value.Select(Value.Equal(x, x.Literal(-1)), x.Literal(double.NegativeInfinity), x.Literal(double.NaN));
        return Value.Select(x > -1, log, outside);
    }

    // log(1 + x + low) + octaves · ln 2 for finite x > −1; low stands for a rounding error of x.
    private static Value Log1pFinite(Value x, Value? octaves = null, Value? low = null)
    {
        var single = IsSingle(x);
        var i = Bits(x + 1) - Whole(x, single ? 0x3F3504F3L : 0x3FE6A09E667F3BCDL);
        var exponent = i & Whole(x, single ? 0xFF80_0000L : unchecked((long)0xFFF0_0000_0000_0000));
        // f = (1 + x) 2⁻ᵉ − 1 in one rounding; four times 2⁻ᵉ is a normal number for every e.
        var power = (Whole(x, (ExponentBias(x) + 2L) << MantissaBits(x)) - exponent).As(x.Type);
        var f = Value.Fma(x * 0.25, power, Value.Fma(power, x.Literal(0.25), -1.0));
        var e = (i >> MantissaBits(x)).To(x.Type);
        return LogOfParts(octaves is null ? e : e + octaves, f, low is null ? null : low * 0.25 * power);
    }

    // scale · log(1 + f), with scale = high + low of double precision.
    private static Value LogOfFraction(Value f, double scale, double low, Value? more = null)
    {
        var (high, rest) = Split(f, scale, low);
        var coefficients = (IsSingle(f) ? LogSingle : LogDouble).ToArray();
        for (var k = 0; k < coefficients.Length; k++)
            coefficients[k] *= scale;
        var square = f * f;
        var q = Polynomial(f, coefficients);
        var tail = more is null ? square * q : Value.Fma(square, q, more);
        return Value.Fma(f, f.Literal(high), Value.Fma(f, f.Literal(rest), tail));
    }

    // A constant given as a double and the rest: as nearest number of the type of x and the rest.
    private static (double High, double Low) Split(Value x, double high, double low) =>
        IsSingle(x) ? ((float)high, high - (float)high) : (high, low);

    /// <summary><c>−∞</c> at zero, NaN below it, ∞ and NaN as they are.</summary>
    private static Value LogDomain(Value x, Value log)
    {
        var outside = Value.Select(Value.Equal(x, x.Literal(0)), x.Literal(double.NegativeInfinity), x.Literal(double.NaN));
        return Value.Select(x > 0, Value.Select(x < double.PositiveInfinity, log, x), outside);
    }

    /// <summary><c>e</c> and <c>m − 1</c> of a positive finite x; m − 1 is exact.</summary>
    private static (Value E, Value F) SplitAroundOne(Value x)
    {
        var digits = MantissaBits(x);
        var root = IsSingle(x) ? 0x3F3504F3L : 0x3FE6A09E667F3BCDL; // bits of √½
        var subnormal = x < PowerOfTwo(1 - ExponentBias(x));
        var scaled = Value.Select(subnormal, x * PowerOfTwo(digits), x);
        var i = Bits(scaled) - Value.Select(subnormal, Whole(x, root + ((long)digits << digits)), Whole(x, root));
        var m = ((i & Whole(x, (1L << digits) - 1)) + Whole(x, root)).As(x.Type);
        return ((i >> digits).To(x.Type), m - 1);
    }
}
