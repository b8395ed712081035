namespace Functional;

// Circular functions of angles in half turns, whose reduction is exact.
public static partial class Elementary
{
    // sin πf / f in f² ≤ ¼: errors 2^-27.5 and 2^-61.8.
    private static readonly double[] SinPiSingle = [3.14159274, -5.16770983, 2.55006981, -0.598241925, 0.077560097];

    private static readonly double[] SinPiDouble =
    [
        3.1415926535897931,
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
    private static Value SinPi(Value f) => f * SinPiByArgument(f);

    /// <summary><c>sin πf / f</c> for |f| ≤ ½.</summary>
    private static Value SinPiByArgument(Value f) => Polynomial(f * f, IsSingle(f) ? SinPiSingle : SinPiDouble);

    /// <summary><c>sin πx</c> and <c>cos πx</c> of every finite x.</summary>
    private static (Value Sine, Value Cosine) SinCosPi(Value x)
    {
        var r = Value.Fma(Value.Round(x * 0.5), x.Literal(-2), x); // exact, |r| ≤ 1
        var a = Value.Abs(r);
        return (WithSignOf(SinPi(Value.Select(a > 0.5, 1 - a, a)), r), SinPi(0.5 - a));
    }
}
