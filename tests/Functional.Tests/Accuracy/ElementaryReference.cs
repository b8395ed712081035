using System.Numerics;

namespace Functional.Tests.Accuracy;

/// <summary>Elementary functions of <see cref="Real"/> numbers by series: slow, plain, and right to some 140 bits.</summary>
internal static class ElementaryReference
{
    // Enough for what is left of the largest double behind whole turns.
    private const int PiBits = 1400;

    private static readonly BigInteger PiFixed = MachinPi(PiBits);

    public static Real Pi { get; } = Real.OfFixed(PiFixed, PiBits);

    public static Real Ln2 { get; } = 2 * AtanhSeries(Real.One / 3);

    public static Real Exp(Real x)
    {
        if (Real.Abs(x) > 4000)
            return Real.One.Times2To(x.Sign * 6000);
        var n = (x / Ln2).Round();
        // e^r = (e^(r / 2¹²))^(2¹²) by twelve squarings of t = e^… − 1: t (2 + t).
        var t = Expm1Series((x - (Ln2 * (Real)(int)n)).Times2To(-12));
        for (var i = 0; i < 12; i++)
            t *= 2 + t;
        return (1 + t).Times2To((int)n);
    }

    public static Real Expm1(Real x) => Real.Abs(x) < 0.5 ? Expm1Series(x) : Exp(x) - 1;

    public static Real Exp2(Real x)
    {
        if (Real.Abs(x) > 6000)
            return Real.One.Times2To(x.Sign * 6000);
        var n = (int)x.Round();
        return Exp((x - n) * Ln2).Times2To(n);
    }

    public static Real Log(Real x)
    {
        var n = x.Magnitude;
        var m = x.Times2To(-n);
        if (m > 1.5)
            (m, n) = (m.Times2To(-1), n + 1);
        return (2 * AtanhSeries((m - 1) / (m + 1))) + (Ln2 * n);
    }

    public static Real Log1p(Real x) => Real.Abs(x) < 0.5 ? 2 * AtanhSeries(x / (2 + x)) : Log(1 + x);

    public static Real Sin(Real x)
    {
        var (n, r) = Quadrant(x);
        return Signed(n, (n & 1) == 0 ? SinSeries(r) : CosSeries(r));
    }

    public static Real Cos(Real x)
    {
        var (n, r) = Quadrant(x);
        return Signed(n + 1, (n & 1) == 0 ? CosSeries(r) : SinSeries(r));
    }

    public static Real Tan(Real x)
    {
        var (n, r) = Quadrant(x);
        var t = SinSeries(r) / CosSeries(r);
        return (n & 1) == 0 ? t : -(Real.One / t);
    }

    /// <summary><c>sin πx</c>, with the whole turns taken off exactly.</summary>
    public static Real SinPi(Real x)
    {
        var n = x.Times2To(1).Round();
        var r = (x - new Real(n, -1)) * Pi;
        var quadrant = (int)(n & 3);
        return Signed(quadrant, (quadrant & 1) == 0 ? SinSeries(r) : CosSeries(r));
    }

    public static Real CosPi(Real x) => SinPi(x + 0.5);

    public static Real Atan(Real x)
    {
        if (Real.Abs(x) > 1)
            return ((x.Sign * Pi).Times2To(-1)) - Atan(Real.One / x);
        for (var i = 0; i < 3; i++)
            x /= 1 + Real.Sqrt(1 + (x * x));
        var (sum, power, square) = (x, x, x * x);
        for (var k = 3; !IsSmall(power, sum); k += 2)
        {
            power *= -square;
            sum += power / k;
        }
        return sum.Times2To(3);
    }

    public static Real Atan2(Real y, Real x) =>
        x.IsZero ? (y.Sign * Pi).Times2To(-1)
        : x.Sign > 0 ? Atan(y / x)
        : Atan(y / x) + (y.Sign < 0 ? -Pi : Pi);

    public static Real Asin(Real x) =>
        (Real.Abs(x) - 1).IsZero ? (x.Sign * Pi).Times2To(-1) : Atan(x / Real.Sqrt((1 - x) * (1 + x)));

    public static Real Acos(Real x) => Atan2(Real.Sqrt(1 - x), Real.Sqrt(1 + x)).Times2To(1);

    public static Real Sinh(Real x)
    {
        var e = Expm1(Real.Abs(x));
        return (x.Sign * (e + (e / (1 + e)))).Times2To(-1);
    }

    public static Real Cosh(Real x) => (Exp(x) + Exp(-x)).Times2To(-1);

    public static Real Tanh(Real x) => Expm1(x.Times2To(1)) is var e ? e / (e + 2) : e;

    public static Real Asinh(Real x)
    {
        var a = Real.Abs(x);
        return x.Sign * Log1p(a + (a * a / (1 + Real.Sqrt(1 + (a * a)))));
    }

    public static Real Acosh(Real x) => Log1p((x - 1) + Real.Sqrt((x - 1) * (x + 1)));

    public static Real Atanh(Real x) => Log1p(2 * x / (1 - x)).Times2To(-1);

    // n = round(x / (π/2)) and x − n π/2; a double is never nearer to a multiple than 2⁻⁶², so that this many places are enough.
    private static (int Number, Real Left) Quadrant(Real x)
    {
        if (Real.Abs(x) < 0.75)
            return (0, x);
        const int places = 300;
        var (scaled, quarter) = (x.Fixed(places), PiFixed >> 1);
        var n = ((scaled << (PiBits - places)) + (quarter >> 1)) / quarter;
        if (scaled.Sign < 0)
            n = ((scaled << (PiBits - places)) - (quarter >> 1)) / quarter;
        return ((int)(((n % 4) + 4) % 4), Real.OfFixed((scaled << (PiBits - places)) - (n * quarter), PiBits));
    }

    private static Real Signed(int quadrant, Real value) => (quadrant & 2) == 0 ? value : -value;

    private static Real SinSeries(Real x) => Alternating(x, x * x, 1);

    private static Real CosSeries(Real x) => Alternating(Real.One, x * x, 0);

    private static Real Alternating(Real first, Real square, int n)
    {
        var (sum, term) = (first, first);
        while (!IsSmall(term, sum))
        {
            term *= -square / ((n + 1) * (n + 2));
            sum += term;
            n += 2;
        }
        return sum;
    }

    private static Real Expm1Series(Real x)
    {
        var (sum, term) = (x, x);
        for (var k = 2; !IsSmall(term, sum); k++)
        {
            term = term * x / k;
            sum += term;
        }
        return sum;
    }

    private static Real AtanhSeries(Real x)
    {
        var (sum, power, square) = (x, x, x * x);
        for (var k = 3; !IsSmall(power, sum); k += 2)
        {
            power *= square;
            sum += power / k;
        }
        return sum;
    }

    private static bool IsSmall(Real term, Real sum) => term.IsZero || sum.IsZero || term.Magnitude < sum.Magnitude - Real.Bits;

    // π = 16 atan ⅕ − 4 atan 1/239.
    private static BigInteger MachinPi(int bits)
    {
        var places = bits + 32;
        BigInteger AtanOfOneOver(int n)
        {
            var power = (BigInteger.One << places) / n;
            var sum = power;
            for (var k = 3; !power.IsZero; k += 2)
            {
                power /= -n * n;
                sum += power / k;
            }
            return sum;
        }
        return ((16 * AtanOfOneOver(5)) - (4 * AtanOfOneOver(239))) >> 32;
    }
}
