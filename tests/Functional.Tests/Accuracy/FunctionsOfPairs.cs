using static Functional.Tests.Accuracy.ElementaryReference;

namespace Functional.Tests.Accuracy;

// Functions of two numbers, with the special cases of C99.
internal sealed partial record Reference
{
    private static IEnumerable<Reference> Pairs() =>
        [
            Two(
                "pow",
                (x, y) =>
                    x == 1 || y == 0 ? 1.0
                    : IsOrdinary(x, y) && (x > 0 || Whole(y)) ? (Exact)Power(x, y)
                    : Math.Pow(x, y)
            ) with
            {
                Domain = Interval.Positive,
            },
            Two("atan2", (y, x) => IsOrdinary(x, y) ? (Exact)Atan2(y, x) : AtSpecial(y, x)),
            Two(
                "hypot",
                (x, y) =>
                    double.IsInfinity(x) || double.IsInfinity(y) ? Infinity
                    : double.IsNaN(x) || double.IsNaN(y) ? double.NaN
                    : x == 0 && y == 0 ? 0.0
                    : (Exact)Real.Sqrt(((Real)x * x) + ((Real)y * y))
            ),
            Two("logaddexp", (x, y) => Sum(x, y, Exp, Log1p)) with
            {
                Domain = new(-800, 800),
                Least = _ => 0.5,
            },
            Two("logaddexp2", (x, y) => Sum(x, y, Exp2, v => Log1p(v) / Ln2)) with
            {
                Domain = new(-1100, 1100),
                Least = _ => 0.5,
            },
            Two(
                "xlogy",
                (x, y) =>
                    double.IsNaN(y) ? double.NaN
                    : x == 0 ? 0.0
                    : IsOrdinary(x, y) && y > 0 && y != 1 ? (Exact)(x * Log(y))
                    : x * Math.Log(y)
            ) with
            {
                Domain = Interval.Positive,
            },
        ];

    private static Real Power(double x, double y)
    {
        var power = Exp(y * Log(Math.Abs(x)));
        return x < 0 && Math.Abs(y % 2) == 1 ? -power : power;
    }

    // With a zero or an infinity C99 says what, and Math.Atan2 does it; its multiples of π/4 are rounded right.
    private static Exact AtSpecial(double y, double x)
    {
        var special = Math.Atan2(y, x);
        return special == 0 || double.IsNaN(special)
            ? special
            : (Exact)((Real)(int)Math.Round(special / (Math.PI / 4)) * Pi.Times2To(-2));
    }

    private static Exact Sum(double x, double y, Func<Real, Real> power, Func<Real, Real> log)
    {
        if (double.IsNaN(x) || double.IsNaN(y))
            return double.NaN;
        var (most, least) = (Math.Max(x, y), Math.Min(x, y));
        if (!double.IsFinite(most))
            return most;
        var sum = least == -Infinity ? most : (Real)most + log(power((Real)least - most));
        return sum.IsZero ? 0.0 : (Exact)sum;
    }
}
