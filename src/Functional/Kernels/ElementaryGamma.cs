namespace Functional;

// The gamma function's logarithm and what comes of it: z = n + t with n the nearest whole number, reduced to 2 + t by Γ(z + 1) = z Γ(z);
// Stirling's series beyond; reflection for negative numbers.
public static partial class Elementary
{
    // log Γ(2 + t) / t on |t| ≤ ½: errors 2^-28.7 and 2^-59.4.
    private static readonly double[] LogGammaSingle =
    [
        0.422784328,
        0.322467029,
        -0.0673522204,
        0.0205816012,
        -0.00738742854,
        0.00287905871,
        -0.00117783563,
        0.00056981825,
        -0.000269860611,
    ];

    private static readonly double[] LogGammaDouble =
    [
        0.42278433509846713,
        0.32246703342411326,
        -0.06735230105319831,
        0.02058080842778057,
        -0.007385551028649729,
        0.0028905103310236185,
        -0.0011927539127572419,
        0.00050966951568005251,
        -0.00022315473519423984,
        9.945766997134749e-05,
        -4.4926530756466117e-05,
        2.0505617917243693e-05,
        -9.4372395189270391e-06,
        4.3845873222700814e-06,
        -2.0497424342620242e-06,
        9.2032049878302799e-07,
        -4.2007009132117969e-07,
        2.7848881175195956e-07,
        -1.4326967589988251e-07,
    ];

    // z (log Γ z − (z − ½) log z + z − ½ log 2π) in 1/z², from 4.5 and 8.5 on: errors 2^-28.9 and 2^-61.8.
    private static readonly double[] StirlingSingle = [0.0833333284, -0.00277704443, 0.000752875581];

    private static readonly double[] StirlingDouble =
    [
        0.083333333333333329,
        -0.0027777777777759356,
        0.00079365079149708361,
        -0.00059523714859859131,
        0.0008415516785249134,
        -0.0018957784516875507,
        0.0051988238957653091,
    ];

    /// <summary><c>log |Γ(x)|</c>; ∞ at 0, at negative whole numbers and at both ends.</summary>
    public static Value LogGamma(Value x)
    {
        var (z, n, far) = GammaArgument(x);
        // Γ(z) = Γ(2 + t) · factors, or by them.
        var factors = Value.Select(n < 1, z * (z + 1), Value.Select(Value.Equal(n, z.Literal(1)), z, z.Literal(1)));
        for (var j = 1; j <= GammaSteps(x); j++)
            factors = Value.Select(n >= j + 2, factors * (z - j), factors);
        var log = Log(Value.Select(far, z, factors));
        var t = z - n;
        var near = Value.Fma(t, Polynomial(t, IsSingle(x) ? LogGammaSingle : LogGammaDouble), Value.Select(n < 2, -log, log));
        var w = 1 / z;
        var series = w * Polynomial(w * w, IsSingle(x) ? StirlingSingle : StirlingDouble) + 0.41893853320467274; // (log 2π − 1) / 2
        var value = Value.Select(far, Value.Fma(z - 0.5, log - 1, series), near);
        // Γ(x) Γ(1 − x) = π / sin πx.
        var f = Value.Abs(x - Value.Round(x));
        var sine = SinPi(f) * (1 / Math.PI);
        var pole = Value.Equal(f, x.Literal(0)) | Value.Equal(x, x.Literal(double.NegativeInfinity));
        var reflected = Value.Select(pole, x.Literal(double.PositiveInfinity), -Log(sine) - value);
        return Value.Select(x < 0, reflected, value);
    }

    // 1 − x for negative x, else x; the nearest whole number; whether Stirling's series is for it.
    private static (Value Z, Value N, Value Far) GammaArgument(Value x)
    {
        var z = Value.Select(x < 0, 1 - x, x);
        return (z, Value.Round(z), z > GammaSteps(x) + 2.5);
    }

    private static int GammaSteps(Value x) => IsSingle(x) ? 2 : 6;
}
