using System.Numerics;
using static Functional.Tests.Accuracy.ElementaryReference;

namespace Functional.Tests.Accuracy;

/// <summary>The error function and what belongs to Γ, of <see cref="Real"/> numbers: by series, a continued fraction, and Stirling's series.</summary>
internal static class SpecialReference
{
    // From here on Stirling's series of so many terms is right to 2⁻¹⁵⁰.
    private const int Far = 45;
    private const int Terms = 24;

    private static readonly Real[] Bernoulli = BernoulliNumbers(2 * Terms);

    private static Real TwoOverRootPi { get; } = 2 / Real.Sqrt(Pi);

    public static Real Erf(Real x)
    {
        if (Real.Abs(x) > 12)
            return x.Sign;
        // 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (2n + 1)!!: all terms of one sign.
        var (sum, term) = (x, x);
        for (var n = 1; !term.IsZero && term.Magnitude > sum.Magnitude - Real.Bits; n++)
        {
            term = 2 * x * x * term / ((2 * n) + 1);
            sum += term;
        }
        return TwoOverRootPi * Exp(-(x * x)) * sum;
    }

    public static Real Erfc(Real x)
    {
        if (x < 3)
            return 1 - Erf(x);
        if (x > 60)
            return Real.One.Times2To(-5000);
        // e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3/2/(x + …)))), from behind.
        var fraction = x;
        for (var k = 400; k > 0; k--)
            fraction = x + (new Real(k, -1) / fraction);
        return TwoOverRootPi.Times2To(-1) * Exp(-(x * x)) / fraction;
    }

    /// <summary>The inverse of erf by Newton's steps from an estimate, which decides nothing but how many are needed.</summary>
    public static Real ErfInv(Real x, double estimate)
    {
        Real y = estimate;
        for (var i = 0; i < 50; i++)
        {
            var slope = TwoOverRootPi * Exp(-(y * y));
            // Near 1 the complement keeps the digits.
            var miss = Real.Abs(x) < 0.5 ? Erf(y) - x : x.Sign * (1 - Real.Abs(x) - Erfc(x.Sign * y));
            var step = miss / slope;
            y -= step;
            if (step.IsZero || step.Magnitude < y.Magnitude - 130)
                return y;
        }
        throw new InvalidOperationException($"Newton's steps to erfinv {x} from {estimate} do not end.");
    }

    /// <summary><c>log |Γ(x)|</c>, not at a pole.</summary>
    public static Real LogGamma(Real x)
    {
        if (x < 0)
            return Log(Pi / Real.Abs(SinPi(x))) - LogGamma(1 - x);
        var (product, z) = (Real.One, x);
        for (; z < Far; z += 1)
            product *= z;
        var (sum, power, square) = ((z - 0.5) * Log(z) - z + Log(2 * Pi).Times2To(-1), Real.One / z, Real.One / (z * z));
        for (var k = 1; k <= Terms; k++, power *= square)
            sum += Bernoulli[2 * k] * power / (2 * k * ((2 * k) - 1));
        return sum - Log(product);
    }

    /// <summary><c>d/dx log Γ(x)</c>, not at a pole.</summary>
    public static Real Digamma(Real x)
    {
        if (x < 0)
            return Digamma(1 - x) - (Pi * CosPi(x) / SinPi(x));
        var (steps, z) = (Real.Zero, x);
        for (; z < Far; z += 1)
            steps += Real.One / z;
        var (sum, square) = (Log(z) - (Real.One / z).Times2To(-1), Real.One / (z * z));
        var power = square;
        for (var k = 1; k <= Terms; k++, power *= square)
            sum -= Bernoulli[2 * k] * power / (2 * k);
        return sum - steps;
    }

    /// <summary>The derivative of order n ≥ 1 of <see cref="Digamma"/>, not at a pole.</summary>
    public static Real Polygamma(int n, Real x)
    {
        if (x < 0)
            return (n % 2 == 0 ? Polygamma(n, 1 - x) : -Polygamma(n, 1 - x)) - CotangentDerivative(n, CosPi(x) / SinPi(x));
        var (sum, z, factorial) = (Real.Zero, x, Factorial(n));
        for (; z < Far; z += 1)
            sum += factorial / Power(z, n + 1);
        // (n − 1)!/zⁿ + n!/(2 zⁿ⁺¹) + Σ B₂ₖ (2k + n − 1)! / ((2k)! z^(2k + n))
        sum += (Factorial(n - 1) / Power(z, n)) + (factorial / Power(z, n + 1)).Times2To(-1);
        for (var k = 1; k <= Terms; k++)
            sum += Bernoulli[2 * k] * Factorial((2 * k) + n - 1) / (Factorial(2 * k) * Power(z, (2 * k) + n));
        return n % 2 == 1 ? sum : -sum;
    }

    // dⁿ/dxⁿ π cot πx = πⁿ⁺¹ Cₙ(c), where C₀ = c and Cₙ₊₁ = −(1 + c²) Cₙ′.
    private static Real CotangentDerivative(int n, Real cotangent)
    {
        long[] c = [0, 1];
        for (var order = 0; order < n; order++)
        {
            var next = new long[c.Length + 1];
            for (var k = 1; k < c.Length; k++)
            {
                next[k - 1] -= k * c[k];
                next[k + 1] -= k * c[k];
            }
            c = next;
        }
        var sum = c.Reverse().Aggregate(Real.Zero, (all, coefficient) => (all * cotangent) + (int)coefficient);
        return sum * Power(Pi, n + 1);
    }

    private static Real Factorial(int n) => Real.OfFixed(Enumerable.Range(1, n).Aggregate(BigInteger.One, (a, b) => a * b), 0);

    private static Real Power(Real x, int n) => Enumerable.Repeat(x, n).Aggregate(Real.One, (a, b) => a * b);

    // Σ C(m + 1, k) Bₖ = 0, in fractions.
    private static Real[] BernoulliNumbers(int last)
    {
        var (tops, bottoms) = (new BigInteger[last + 1], new BigInteger[last + 1]);
        (tops[0], bottoms[0]) = (1, 1);
        for (var m = 1; m <= last; m++)
        {
            var (top, bottom, binomial) = (BigInteger.Zero, BigInteger.One, BigInteger.One);
            for (var k = 0; k < m; k++)
            {
                (top, bottom) = ((top * bottoms[k]) + (binomial * tops[k] * bottom), bottom * bottoms[k]);
                binomial = binomial * (m + 1 - k) / (k + 1);
            }
            (top, bottom) = (-top, bottom * (m + 1));
            var common = BigInteger.GreatestCommonDivisor(top, bottom);
            (tops[m], bottoms[m]) = (top / common, bottom / common);
        }
        return [.. tops.Zip(bottoms, (top, bottom) => Real.OfFixed(top, 0) / Real.OfFixed(bottom, 0))];
    }
}
