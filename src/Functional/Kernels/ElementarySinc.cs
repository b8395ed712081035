namespace Functional;

// f₀ = sin z / z and f₁, f₂ … with fₘ′(z) = −z fₘ₊₁(z), z = πx: spherical Bessel functions over powers of z.
public static partial class Elementary
{
    /// <summary><c>fₘ(πx)</c> for m = <paramref name="order"/>; <c>f₀(πx) = sin πx / πx</c>.</summary>
    public static Value Sinc(int order, Value x)
    {
        var (sine, low, cosine) = SinCosPi(x);
        var z = x * Math.PI;
        var square = z * z;
        // Upwards is stable where z is not small beside the order; a power series elsewhere.
        var (previous, far) = (cosine, OverTurns(sine, low, x, z));
        for (var m = 0; m < order; m++)
            (previous, far) = (far, (far * (2 * m + 1) - previous) / square);
        var reach = order + 1.5;
        var near = Polynomial(square, SincSeries(order, reach, IsSingle(x) ? PowerOfTwo(-28) : PowerOfTwo(-58)));
        return Value.Select(Value.Abs(z) < reach, near, far);
    }

    // (sine + low) / πx, where z is πx rounded: corrected by the residual with what z lacks.
    private static Value OverTurns(Value sine, Value low, Value x, Value z)
    {
        var zLow = Value.Fma(x, x.Literal(PiLow(x)), Value.Fma(x, x.Literal(PiHigh(x)), -z));
        var reciprocal = 1 / z;
        var quotient = sine * reciprocal;
        var residual = Value.Fma(-quotient, zLow, Value.Fma(-quotient, z, sine) + low);
        // Beyond the largest z all is 0.
        return Value.Select(Value.Abs(z) < double.PositiveInfinity, Value.Fma(residual, reciprocal, quotient), quotient);
    }

    // (−½)ᵏ / (k! (2m + 2k + 1)!!), until a term at z = reach does not count.
    private static double[] SincSeries(int order, double reach, double precision)
    {
        var term = 1.0;
        for (var k = 1; k <= order; k++)
            term /= 2 * k + 1;
        List<double> terms = [term];
        for (var k = 1; Math.Abs(term) * Math.Pow(reach, 2 * k - 2) > precision * terms[0]; k++)
            terms.Add(term *= -0.5 / (k * (2 * (order + k) + 1.0)));
        return [.. terms];
    }
}
