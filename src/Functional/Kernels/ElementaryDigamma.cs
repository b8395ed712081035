namespace Functional;

// The derivative of log Γ, by the same reduction.
public static partial class Elementary
{
    // ψ(2 + t) on |t| ≤ ½: errors 2^-26.7 and 2^-59.5.
    private static readonly double[] DigammaSingle =
    [
        0.422784328,
        0.644933879,
        -0.202056527,
        0.0823316574,
        -0.0369377695,
        0.017223658,
        -0.0082526058,
        0.00469424902,
        -0.00238968851,
    ];

    private static readonly double[] DigammaDouble =
    [
        0.42278433509846713,
        0.64493406684822641,
        -0.20205690315959526,
        0.08232323371114153,
        -0.036927755143242723,
        0.017343061984184026,
        -0.0083492773884035563,
        0.0040773562076385035,
        -0.0020083926586551976,
        0.00099457493217566307,
        -0.00049419108314287643,
        0.0002460889329207155,
        -0.00012269107821451944,
        6.1229982277787205e-05,
        -3.0711314248348004e-05,
        1.5369470053341331e-05,
        -7.2309846628292177e-06,
        3.5628372560459406e-06,
        -2.6285289547157565e-06,
        1.3573578026217687e-06,
    ];

    // z² (log z − 1 / 2z − ψ(z)) in 1/z²: errors 2^-26.2 and 2^-57.9.
    private static readonly double[] DigammaFarSingle = [0.0833333209, -0.00832834654, 0.00368877198];

    private static readonly double[] DigammaFarDouble =
    [
        0.083333333333333329,
        -0.0083333333333067243,
        0.0039682539371024327,
        -0.0041666529500602803,
        0.0075728646962064843,
        -0.020775667308965972,
        0.065534719270922498,
    ];

    /// <summary><c>d/dx log Γ(x)</c>; ∓∞ at ±0, NaN at negative whole numbers.</summary>
    public static Value Digamma(Value x)
    {
        var (z, n, far) = GammaArgument(x);
        var zero = x.Literal(0);
        // ψ(z) = ψ(2 + t) + Σ 1 / (z − j), as one fraction.
        var (below, one) = (n < 1, n < 2);
        var numerator = Value.Select(below, -(z + z) - 1, Value.Select(one, x.Literal(-1), zero));
        var denominator = Value.Select(below, z * (z + 1), Value.Select(one, z, x.Literal(1)));
        for (var j = 1; j <= GammaSteps(x); j++)
        {
            var takes = n >= j + 2;
            var factor = z - j;
            numerator = Value.Select(takes, Value.Fma(numerator, factor, denominator), numerator);
            denominator = Value.Select(takes, denominator * factor, denominator);
        }
        var near = Polynomial(z - n, IsSingle(x) ? DigammaSingle : DigammaDouble) + numerator / denominator;
        var w = 1 / z;
        var square = w * w;
        var distant = Log(z) - Value.Fma(square, Polynomial(square, IsSingle(x) ? DigammaFarSingle : DigammaFarDouble), w * 0.5);
        var value = Value.Select(far, distant, near);
        // ψ(x) = ψ(1 − x) − π cot πx.
        return Value.Select(x < 0, value - CotangentOfTurns(x) * Math.PI, value);
    }

    /// <summary><c>cot πx</c>, NaN at whole numbers.</summary>
    private static Value CotangentOfTurns(Value x)
    {
        var f = x - Value.Round(x);
        var a = Value.Abs(f);
        var quotient = SinPi(0.5 - a) / SinPi(a);
        return Value.Select(Value.Equal(f, x.Literal(0)), x.Literal(double.NaN), WithSignOf(quotient, f));
    }
}
