namespace Functional;

// Higher derivatives of log Γ: a sum of reciprocal powers up to where Stirling's series, differentiated, converges.
public static partial class Elementary
{
    /// <summary>The derivative of order <paramref name="order"/> ≥ 1 of <see cref="Digamma"/>.</summary>
    public static Value Polygamma(int order, Value x)
    {
        var z = Value.Select(x < 0, 1 - x, Value.Abs(x));
        var (shift, coefficients) = PolygammaSeries(order, IsSingle(x) ? PowerOfTwo(-28) : PowerOfTwo(-58));
        var powers = ReciprocalPower(z, order + 1);
        for (var k = 1; k < shift; k++)
            powers += WholePower(1 / (z + k), order + 1);
        // Far enough there are no steps: adding to a large z would round it.
        var far = z >= shift;
        powers = Value.Select(far, x.Literal(0), powers);
        var w = 1 / Value.Select(far, z, z + shift);
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
                var term = (k % 2 == 0 ? -2 : 2) * Zeta(2 * k) * Factorial(2 * k + order - 1) / Math.Pow(2 * Math.PI, 2 * k);
                if (Math.Abs(term) * Math.Pow(shift, -2 * k) < precision * terms[0])
                    return (shift, [.. terms]);
                terms.Add(term);
            }
        }
    }

    // dⁿ/dxⁿ π cot πx. Near a pole the (n + 1)-th power of a cotangent would have that many times its error.
    private static Value CotangentDerivative(int order, Value x)
    {
        var f = x - Value.Round(x);
        var a = Value.Abs(f);
        return Value.Select(a < 0.25, NearPole(order, f), OfCotangent(order, WithSignOf(SinPi(0.5 - a) / SinPi(a), f)));
    }

    // Of 1/f − 2 Σ ζ(2k) f²ᵏ⁻¹ for |f| ≤ ¼, until a term does not count beside the pole.
    private static Value NearPole(int order, Value f)
    {
        var precision = (IsSingle(f) ? PowerOfTwo(-28) : PowerOfTwo(-58)) * Factorial(order) * Math.Pow(4, order + 1);
        List<double> terms = [];
        for (var power = (order + 1) % 2; ; power += 2)
        {
            var term = -2 * Zeta(power + order + 1) * Factorial(power + order) / Factorial(power);
            terms.Add(term);
            if (Math.Abs(term) * Math.Pow(0.25, power) < precision)
                break;
        }
        var smooth = Polynomial(f * f, [.. terms]);
        var pole = f.Literal((order % 2 == 0 ? 1 : -1) * Factorial(order));
        return Value.Fma(ReciprocalPower(f, order + 1), pole, order % 2 == 0 ? smooth * f : smooth);
    }

    // π^(n+1) Cₙ(c), where C₀ = c and Cₙ₊₁ = −(1 + c²) Cₙ′: all terms of one sign and of one parity.
    private static Value OfCotangent(int order, Value cotangent)
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
        var even = Polynomial(cotangent * cotangent, half);
        return parity == 1 ? even * cotangent : even;
    }

    // ζ(n) for n ≥ 2: a sum, and Euler and Maclaurin's for what follows.
    private static double Zeta(int n)
    {
        const int more = 500;
        var rest = Math.Pow(more, 1 - n) * ((1.0 / (n - 1)) + (0.5 / more) + (n / (12.0 * more * more)));
        return Enumerable.Range(1, more - 1).Reverse().Aggregate(rest, (sum, j) => sum + Math.Pow(j, -n));
    }

    private static double Factorial(int n) => Enumerable.Range(1, n).Aggregate(1.0, (product, k) => product * k);

    /// <summary><c>x⁻ⁿ</c> for n ≥ 1, from where it overflows to where xⁿ does: a quotient's error is not raised to the power.</summary>
    private static Value ReciprocalPower(Value x, int n) => n <= 2 ? WholePower(1 / x, n) : 1 / WholePower(x, n);

    /// <summary><c>xⁿ</c> for n ≥ 1 by squaring.</summary>
    private static Value WholePower(Value x, int n) =>
        n == 1 ? x
        : n % 2 == 1 ? WholePower(x, n - 1) * x
        : Squared(WholePower(x, n / 2));

    private static Value Squared(Value x) => x * x;
}
