namespace Functional;

// Hyperbolic functions and their inverses.
public static partial class Elementary
{
    // (sinh x / x − 1) / x² in x² ≤ 1: errors 2^-27.5 and 2^-56.8.
    private static readonly double[] SinhSingle = [0.166666672, 0.0083333496, 0.000198361595, 2.81695407e-6];

    private static readonly double[] SinhDouble =
    [
        0.16666666666666666,
        0.0083333333333333332,
        0.000198412698412696,
        2.7557319224116348e-6,
        2.505210834649637e-8,
        1.6059050602743397e-10,
        7.6464828054325545e-13,
        2.8482352425169266e-15,
    ];

    /// <summary><c>(eˣ − e⁻ˣ) / 2</c>.</summary>
    public static Value Sinh(Value x)
    {
        var a = Value.Abs(x);
        var (grown, shrunk) = QuarterExponentials(a);
        var z = a * a;
        var near = Value.Fma(a * z, Polynomial(z, IsSingle(x) ? SinhSingle : SinhDouble), a);
        return WithSignOf(Value.Select(a < 1, near, (grown - shrunk) * 2), x);
    }

    /// <summary><c>(eˣ + e⁻ˣ) / 2</c>.</summary>
    public static Value Cosh(Value x)
    {
        var (grown, shrunk) = QuarterExponentials(Value.Abs(x));
        return (grown + shrunk) * 2;
    }

    /// <summary>Inverse of <see cref="Sinh"/>.</summary>
    public static Value Asinh(Value x)
    {
        var a = Value.Abs(x);
        var far = a > PowerOfTwo(IsSingle(x) ? 14 : 28); // there it is log 2a, which must not overflow
        var square = a * a;
        var sum = a + square / (Value.Sqrt(square + 1) + 1);
        var log = Log1pFinite(Value.Select(far, a - 1, sum), Value.Select(far, x.Literal(1), x.Literal(0)));
        var tiny = a < PowerOfTwo(IsSingle(x) ? -60 : -120);
        return WithSignOf(Value.Select(tiny, a, Value.Select(a < double.PositiveInfinity, log, a)), x);
    }

    /// <summary>Inverse of <see cref="Cosh"/>, not negative; NaN below 1.</summary>
    public static Value Acosh(Value x)
    {
        var far = x > PowerOfTwo(IsSingle(x) ? 14 : 28);
        var t = x - 1;
        var root = Value.Sqrt(Value.Fma(t, t, t + t));
        var sum = root + t;
        var zero = x.Literal(0);
        var low = Value.Select(far, zero, t - (sum - root));
        var log = Log1pFinite(Value.Select(far, t, sum), Value.Select(far, x.Literal(1), zero), low);
        return Value.Select(x >= 1, Value.Select(x < double.PositiveInfinity, log, x), x.Literal(double.NaN));
    }

    /// <summary>Inverse of <see cref="Tanh"/>.</summary>
    public static Value Atanh(Value x)
    {
        var a = Value.Abs(x);
        // 2a / (1 − a) and what is missing, from the residual of the division.
        var d = 1 - a;
        var reciprocal = 1 / d;
        var w = (a + a) * reciprocal;
        var residual = Value.Fma(-w, 1 - d - a, Value.Fma(-w, d, a + a));
        return WithSignOf(Log1p(w, residual * reciprocal) * 0.5, x);
    }

    // eᵃ / 4 and e⁻ᵃ / 4 for a ≥ 0: the larger one stays finite where its double does.
    private static (Value Grown, Value Shrunk) QuarterExponentials(Value a)
    {
        var (n, r) = ReduceByLn2(AtMost(a, IsSingle(a) ? 89.5 : 710.6), ExponentBias(a) - 2);
        var grown = Polynomial(r, IsSingle(a) ? ExpSingle : ExpDouble) * (n << MantissaBits(a)).As(a.Type);
        return (grown, 0.0625 / grown);
    }
}
