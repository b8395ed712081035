namespace Functional;

// Exponentials and what is made of them: eˣ = 2ⁿ eʳ with n = round(x / ln 2), |r| ≤ ln 2 / 2.
public static partial class Elementary
{
    // (eʳ − 1 − r) / r² on |r| ≤ 0.3468, relative to eʳ: errors 2^-28.0 and 2^-56.5.
    private static readonly double[] ExpSingle = [1, 1, 0.49999994, 0.166665211, 0.0416683927, 0.00836874545, 0.00138143683];

    private static readonly double[] ExpDouble =
    [
        1,
        1,
        0.50000000000000111,
        0.1666666666666641,
        0.041666666666529857,
        0.008333333333496451,
        0.0013888888943733647,
        0.0001984126950262003,
        2.4801492972964765e-5,
        2.7557589609375877e-6,
        2.7630298733381536e-7,
        2.4999131174625914e-8,
    ];

    // (eʳ − 1 − r) / r² relative to eʳ − 1: errors 2^-28.7 and 2^-60.0.
    private static readonly double[] Expm1Single = [0.5, 0.166666657, 0.0416663587, 0.00833339058, 0.00139406801, 0.000198455615];

    private static readonly double[] Expm1Double =
    [
        0.5,
        0.16666666666666677,
        0.041666666666666512,
        0.0083333333333216516,
        0.0013888888888962524,
        0.00019841269886084959,
        2.4801587171995089e-5,
        2.7557244240439748e-6,
        2.7557403204470236e-7,
        2.5109029682173326e-8,
        2.0875149253960585e-9,
    ];

    /// <summary><c>eˣ</c>.</summary>
    public static Value Exp(Value x)
    {
        // Beyond the bounds the result is infinite or zero anyway; inside them two factors of a power of two suffice.
        x = AtLeast(AtMost(x, IsSingle(x) ? 88.8 : 709.9), IsSingle(x) ? -104 : -746);
        var (n, r) = ReduceByLn2(x, 2 * ExponentBias(x));
        return ScaleTwice(Polynomial(r, IsSingle(x) ? ExpSingle : ExpDouble), n, x < 0);
    }

    /// <summary><c>2ˣ</c>.</summary>
    public static Value Exp2(Value x)
    {
        x = AtLeast(AtMost(x, IsSingle(x) ? 128 : 1024), IsSingle(x) ? -151 : -1076);
        var magic = Magic(x) + 2 * ExponentBias(x);
        var t = x + magic;
        return ScaleTwice(Polynomial(x - (t - magic), IsSingle(x) ? Exp2Single : Exp2Double), Bits(t), x < 0);
    }

    /// <summary><c>eˣ − 1</c>.</summary>
    public static Value Expm1(Value x)
    {
        var a = AtLeast(AtMost(x, IsSingle(x) ? 88.8 : 709.9), IsSingle(x) ? -20 : -40);
        var (n, r) = ReduceByLn2(a, ExponentBias(x) - 1);
        var rest = r * r * Polynomial(r, IsSingle(x) ? Expm1Single : Expm1Double);
        var half = (n << MantissaBits(x)).As(x.Type); // 2ⁿ⁻¹ stays finite
        return WithSignOf(Value.Fma(half, rest, Value.Fma(half, r, half - 0.5)) * 2, x);
    }

    /// <summary><c>1 / (1 + e⁻ˣ)</c>.</summary>
    public static Value Sigmoid(Value x)
    {
        var t = ExpOfNegative(-Value.Abs(x));
        return QuotientByOnePlus(Value.Select(x < 0, t, x.Literal(1)), t);
    }

    /// <summary><c>(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)</c>.</summary>
    public static Value Tanh(Value x)
    {
        // With h = (e²ᵃ − 1) / 2: tanh a = h / (h + 1). Tanh is 1 from 9.02 and 19.07 on.
        var a = AtMost(Value.Abs(x), IsSingle(x) ? 10 : 20);
        var h = HalfExpm1OfDouble(a);
        return WithSignOf(QuotientByOnePlus(h, h), x);
    }

    /// <summary><c>a / (1 + t)</c> for <c>t ≥ 0</c>, corrected by its residual <c>a − p − p t</c>.</summary>
    private static Value QuotientByOnePlus(Value a, Value t)
    {
        var reciprocal = 1 / (t + 1);
        var p = a * reciprocal;
        return Value.Fma(Value.Fma(-p, t, a - p), reciprocal, p);
    }

    /// <summary><c>eˣ</c> for <c>x ≤ 0</c>.</summary>
    private static Value ExpOfNegative(Value x)
    {
        var (n, r) = ReduceNegativeByLn2(x);
        return ScaleDown(Polynomial(r, IsSingle(x) ? ExpSingle : ExpDouble), n);
    }

    /// <summary><c>(w + correction) · exp(x − excess)</c> for <c>x ≤ 0</c>.</summary>
    private static Value TimesExpOfNegative(Value w, Value correction, Value x, Value excess)
    {
        var (n, r) = ReduceNegativeByLn2(x);
        var grown = Value.Fma(r * r, Polynomial(r, (IsSingle(x) ? ExpSingle : ExpDouble).AsSpan(2)), r);
        var rest = Value.Fma(-w, Value.Fma(excess, grown, excess), correction);
        return ScaleDown(Value.Fma(w, grown, rest) + w, n);
    }

    private static (Value N, Value R) ReduceNegativeByLn2(Value x) =>
        ReduceByLn2(AtLeast(x, IsSingle(x) ? -104 : -746), ExponentBias(x) + ShiftDown(x));

    private static Value ScaleDown(Value p, Value n) => p * (n << MantissaBits(p)).As(p.Type) * PowerOfTwo(-ShiftDown(p));

    private static int ShiftDown(Value x) => IsSingle(x) ? 64 : 512;

    /// <summary><c>(e²ᵃ − 1) / 2</c> for <c>0 ≤ a ≤ 20</c>.</summary>
    private static Value HalfExpm1OfDouble(Value a)
    {
        var magic = Magic(a) + ExponentBias(a);
        var t = Value.Fma(a, a.Literal(2 * Log2E), magic);
        var n = t - magic;
        var r = Value.Fma(n, a.Literal(-Ln2High(a) / 2), a);
        r = Value.Fma(n, a.Literal(-Ln2Low(a) / 2), r);
        var coefficients = (IsSingle(a) ? Expm1Single : Expm1Double).ToArray();
        for (var k = 0; k < coefficients.Length; k++)
            coefficients[k] *= PowerOfTwo(k + 1);
        var rest = r * r * Polynomial(r, coefficients);
        var scale = (Bits(t) << MantissaBits(a)).As(a.Type);
        return Value.Fma(scale, rest, Value.Fma(scale, r, Value.Fma(scale, a.Literal(0.5), -0.5)));
    }

    // p · 2ⁿ by two powers of two, so that the result may overflow or be subnormal; the low bits of n hold n + 2 · bias.
    private static Value ScaleTwice(Value p, Value n, Value negative)
    {
        var second = Value.Select(negative, p.Literal(PowerOfTwo(IsSingle(p) ? -64 : -512)), p.Literal(2));
        var first = ((n << MantissaBits(p)) - Bits(second)).As(p.Type);
        return p * first * second;
    }

    /// <summary>n + <paramref name="bias"/> in the low bits of an integer, and <c>x − n ln 2</c>.</summary>
    private static (Value N, Value R) ReduceByLn2(Value x, int bias)
    {
        var magic = Magic(x) + bias;
        var t = Value.Fma(x, x.Literal(Log2E), magic);
        var n = t - magic;
        var r = Value.Fma(n, x.Literal(-Ln2High(x)), x); // exact
        return (Bits(t), Value.Fma(n, x.Literal(-Ln2Low(x)), r));
    }

    // ln 2 = 0.693147180559945309417232121458176568: nearest of the type, and the rest.
    private static double Ln2High(Value x) => IsSingle(x) ? (float)0.69314718055994531 : 0.69314718055994531;

    private static double Ln2Low(Value x) => IsSingle(x) ? -1.9046542908259114e-9 : 2.3190468138462996e-17;
}
