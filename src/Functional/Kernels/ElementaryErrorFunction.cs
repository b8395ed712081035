namespace Functional;

// The error function.
public static partial class Elementary
{
    // erf x / x − 1 in x² ≤ 1: errors 2^-28.3 and 2^-56.3.
    private static readonly double[] ErfSingle =
    [
        0.128379166,
        -0.37612626,
        0.112835847,
        -0.0268537868,
        0.00518828677,
        -0.000800986192,
        7.85282828e-5,
    ];

    private static readonly double[] ErfDouble =
    [
        0.12837916709551259,
        -0.37612638903183748,
        0.11283791670954854,
        -0.026866170645072476,
        0.0052239776247776301,
        -0.00085483269785852631,
        0.0001205533103188832,
        -1.492559339880222e-5,
        1.6460971233499579e-6,
        -1.635000969930986e-7,
        1.4657782405976184e-8,
        -1.1365312048145909e-9,
        5.9446960982111944e-11,
    ];

    // (1 + 2a) exp(a²) erfc a in q = (a − K) / (a + K), K = 2, 4, for a ≥ 0.35, after Shepherd and Laframboise (1981):
    // errors 2^-29 and 2^-58 with a first coefficient of twice the precision.
    private static readonly double[] ErfcSingle =
    [
        1.276978382021503673,
        -0.0927638039,
        -0.166030467,
        0.164050147,
        -0.0542187169,
        -0.00802029297,
        0.0087133795,
        0.00120209367,
        -0.00142884871,
        -0.000295490318,
        0.000174375091,
    ];

    private static readonly double[] ErfcDouble =
    [
        1.2329951186255526,
        -0.13962111684056253,
        0.015379652102618799,
        0.068097054254694631,
        -0.10103906603624099,
        0.093732834998281125,
        -0.066330365813877801,
        0.037167515538483069,
        -0.016197734035410454,
        0.0050319699713596462,
        -0.0007577734656131278,
        -0.00019925668216448292,
        0.00015062255487763486,
        -2.4399116950797155e-5,
        -1.1224859200501526e-5,
        5.7089846591771445e-6,
        2.9971526101157841e-7,
        -8.2308268843464362e-7,
        6.6921785242213991e-8,
        1.0612008491768939e-7,
        -1.2197708380328488e-8,
        -1.0633273496603728e-8,
    ];

    private const double ErfcLow = -4.3206484494067498e-17;

    // log erfc a for a between 1 and 4, 6: errors of erfc 2^-35.5 and 2^-57.1, absolute.
    private static readonly double[] ErfTailSingle =
    [
        0.000187998681,
        -1.12957823,
        -0.633220255,
        -0.108418204,
        0.0252080262,
        -0.00420447905,
        0.000441320153,
        -2.16855151e-05,
    ];

    private static readonly double[] ErfTailDouble =
    [
        -5.1362607089190765e-07,
        -1.1283739880520094,
        -0.6366440712840794,
        -0.10270224560677936,
        0.018987958627953008,
        0.00041365201941651893,
        -0.0019190669537041776,
        0.00077314193788331873,
        -0.00013661739596247248,
        -1.9491925376727238e-05,
        2.2520570952909406e-05,
        -8.5749407999964565e-06,
        2.1138708573583579e-06,
        -3.693950083155562e-07,
        4.5910320195475976e-08,
        -3.8878922790471389e-09,
        2.0191328342081551e-10,
        -4.8619012555014567e-12,
    ];

    /// <summary><c>2/√π ∫₀ˣ exp(−t²) dt</c>.</summary>
    public static Value Erf(Value x)
    {
        var a = Value.Abs(x);
        // Near 1 the complement's absolute error counts, for which an exponential of a polynomial is enough.
        var tail = Polynomial(AtMost(a, IsSingle(x) ? 4 : 6), IsSingle(x) ? ErfTailSingle : ErfTailDouble);
        return WithSignOf(Value.Select(a < 1, ErfNear(a), 1 - ExpOfNegative(tail)), x);
    }

    /// <summary><c>1 − erf x</c>, accurate in its tail.</summary>
    public static Value Erfc(Value x)
    {
        var a = Value.Abs(x);
        var tail = ErfcOfPositive(a);
        return Value.Select(a < 0.476, 1 - ErfNear(x), Value.Select(x < 0, 2 - tail, tail));
    }

    private static Value ErfNear(Value x) => Value.Fma(x, Polynomial(x * x, IsSingle(x) ? ErfSingle : ErfDouble), x);

    private static Value ErfcOfPositive(Value a)
    {
        a = AtMost(a, IsSingle(a) ? 10.2 : 27.4);
        var center = IsSingle(a) ? 2 : 4;
        var coefficients = IsSingle(a) ? ErfcSingle : ErfcDouble;
        var q = (a - center) / (a + center);
        var (first, more) = Split(a, coefficients[0], ErfcLow);
        var t = Value.Fma(q, Polynomial(q, coefficients.AsSpan(1)), more);
        var p = t + first;
        // exp(−a²) with the rounding error of the square.
        var square = -(a * a);
        // w + correction = p / (2a + 1) to more than working precision.
        var d = Value.Fma(a, a.Literal(2), 1.0);
        var reciprocal = 1 / d;
        var w = p * reciprocal;
        var rest = Value.Fma(a, a.Literal(2), 1 - d);
        var residual = Value.Fma(-w, d, p) + Value.Fma(-w, rest, t - (p - first));
        return TimesExpOfNegative(w, residual * reciprocal, square, Value.Fma(a, a, square));
    }
}
