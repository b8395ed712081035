namespace Functional;

// Higher derivatives of log Γ: a sum of reciprocal powers up to where Stirling's series, differentiated, converges.
public static partial class Elementary
{
    /// <summary>The derivative of order <paramref name="order"/> ≥ 1 of <see cref="Digamma"/>.</summary>
    public static Value Polygamma(int order, Value x)
    {
        var z = Value.Select(x < 0, 1 - x, x);
        var (shift, coefficients) = PolygammaSeries(order, IsSingle(x) ? PowerOfTwo(-28) : PowerOfTwo(-58));
        var powers = WholePower(1 / z, order + 1);
        for (var k = 1; k < shift; k++)
            powers += WholePower(1 / (z + k), order + 1);
        var w = 1 / (z + shift);
        var tail = WholePower(w, order) * (Polynomial(w * w, coefficients) + w * (Factorial(order) / 2));
        var value = Value.Fma(powers, x.Literal(Factorial(order)), tail);
        if (order % 2 == 0)
            value = -value;
        // ψₙ(x) = (−1)ⁿ ψₙ(1 − x) − π dⁿ/dxⁿ cot πx.
        var reflected = (order % 2 == 0 ? value : -value) - CotangentDerivative(order, x);
        return Value.Select(x < 0, reflected, value);
    }

    // How far to go, and (n − 1)!, B₂ (n + 1)! / 2!, B₄ (n + 3)! / 4! …, of which the last does not count from there on.
    private static (int Shift, double[] Coefficients) PolygammaSeries(int order, double precision)
    {
        for (var shift = 4 + order; ; shift++)
        {
            List<double> terms = [Factorial(order - 1)];
            for (var k = 1; k <= 12; k++)
            {
                // B₂ₖ / (2k)! = ±2 ζ(2k) / (2π)²ᵏ.
                var zeta = k == 1 ? Math.PI * Math.PI / 6 : Enumerable.Range(1, 2000).Reverse().Sum(j => Math.Pow(j, -2 * k));
                var term = (k % 2 == 0 ? -2 : 2) * zeta * Factorial(2 * k + order - 1) / Math.Pow(2 * Math.PI, 2 * k);
                if (Math.Abs(term) * Math.Pow(shift, -2 * k) < precision * terms[0])
                    return (shift, [.. terms]);
                terms.Add(term);
            }
        }
    }

    // π^(n+1) Cₙ(cot πx), where C₀ = c and Cₙ₊₁ = −(1 + c²) Cₙ′: all terms of one sign and of one parity.
    private static Value CotangentDerivative(int order, Value x)
    {
        double[] c = [0, 1];
        for (var n = 0; n < order; n++)
        {
            var next = new double[c.Length + 1];
            for (var k = 1; k < c.Length; k++)
            {
                next[k - 1] -= k * c[k];
                next[k + 1] -= k * c[k];
            }
            c = next;
        }
        var parity = (order + 1) % 2;
        var half = c.Where((_, k) => k % 2 == parity).Select(value => value * Math.Pow(Math.PI, order + 1)).ToArray();
        var f = x - Value.Round(x);
        var a = Value.Abs(f);
        var cotangent = WithSignOf(SinPi(0.5 - a) / SinPi(a), f);
        var even = Polynomial(cotangent * cotangent, half);
        return parity == 1 ? even * cotangent : even;
    }

    private static double Factorial(int n) => Enumerable.Range(1, n).Aggregate(1.0, (product, k) => product * k);

    /// <summary><c>xⁿ</c> for n ≥ 1 by squaring.</summary>
    private static Value WholePower(Value x, int n) =>
        n == 1 ? x
        : n % 2 == 1 ? WholePower(x, n - 1) * x
        : Squared(WholePower(x, n / 2));

    private static Value Squared(Value x) => x * x;
}
