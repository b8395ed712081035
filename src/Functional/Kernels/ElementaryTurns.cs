namespace Functional;

// Circular functions of angles in half turns, whose reduction is exact.
public static partial class Elementary
{
    // sin πf / f − π in f² ≤ ¼, the first with what its π lacks: errors of sin πf 2^-26.5 and 2^-55.2.
    private static readonly double[] SinPiSingle = [-8.74227766e-08, -5.16770983, 2.55006981, -0.598241925, 0.077560097];

    private static readonly double[] SinPiDouble =
    [
        1.2246467991473532e-16,
        -5.1677127800499694,
        2.550164039877294,
        -0.59926452931873797,
        0.082145886569891219,
        -0.0073704304787609396,
        0.00046629968879825578,
        -2.190318553882646e-05,
        7.6947289351784887e-07,
    ];

    /// <summary><c>sin πf</c> for |f| ≤ ½.</summary>
    private static Value SinPi(Value f) =>
        Value.Fma(f, f.Literal(PiHigh(f)), f * Polynomial(f * f, IsSingle(f) ? SinPiSingle : SinPiDouble));

    // π = 3.14159265358979323846: nearest of the type, and the rest.
    private static double PiHigh(Value x) => IsSingle(x) ? (float)Math.PI : Math.PI;

    private static double PiLow(Value x) => IsSingle(x) ? -8.7422780126189537e-08 : 1.2246467991473532e-16;

    /// <summary><c>sin πx</c>, with what it lacks, and <c>cos πx</c> of every finite x.</summary>
    private static (Value Sine, Value Low, Value Cosine) SinCosPi(Value x)
    {
        var r = Value.Fma(Value.Round(x * 0.5), x.Literal(-2), x); // exact, |r| ≤ 1
        var a = Value.Abs(r);
        var f = WithSignOf(Value.Select(a > 0.5, 1 - a, a), r);
        // The larger part is a product with its rounding error; the smaller one's error counts less.
        var (part, high) = (f * f.Literal(PiHigh(f)), f.Literal(PiHigh(f)));
        var rest = f * Polynomial(f * f, IsSingle(f) ? SinPiSingle : SinPiDouble);
        var sine = part + rest;
        return (sine, Value.Fma(f, high, -part) + (part - sine + rest), SinPi(0.5 - a));
    }
}
