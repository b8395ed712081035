using static Functional.Tests.Accuracy.ElementaryReference;
using static Functional.Tests.Accuracy.SpecialReference;

namespace Functional.Tests.Accuracy;

/// <summary>The reference itself: identities, and constants that tables have to 40 digits.</summary>
public sealed class ReferenceTests
{
    // Abramowitz and Stegun, and Knuth's appendix.
    private const string PiDigits = "3.1415926535897932384626433832795028841971";
    private const string Ln2Digits = "0.6931471805599453094172321214581765680755";
    private const string EDigits = "2.7182818284590452353602874713526624977572";
    private const string GammaDigits = "-0.5772156649015328606065120900824024310421";
    private const string SinOf1Digits = "0.8414709848078965066525023216302989996225";
    private const string ErfOf1Digits = "0.8427007929497148693412206350826092592961";
    private const string BaselDigits = "1.6449340668482264364724151666460251892189";
    private const string ZetaOf3Digits = "-2.4041138063191885707994763230228999815299";

    [Fact]
    public void Constants_have_their_digits()
    {
        Near(PiDigits, Pi);
        Near(Ln2Digits, Ln2);
        Near(EDigits, Exp(1));
        Near(GammaDigits, Digamma(1));
        Near(SinOf1Digits, Sin(1));
        Near(ErfOf1Digits, Erf(1));
        Near(BaselDigits, Polygamma(1, 1));
        Near(ZetaOf3Digits, Polygamma(2, 1));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(-0.7)]
    [InlineData(1e-9)]
    [InlineData(0.99999)]
    [InlineData(2.5)]
    [InlineData(-19.3)]
    public void Functions_undo_each_other(double x)
    {
        Same(x, Log(Exp(x)), x);
        Same(x, Log1p(Expm1(x)), x);
        Same(x, Asinh(Sinh(x)), x);
        Same(1, (Sin(x) * Sin(x)) + (Cos(x) * Cos(x)), x);
        Same(Tan(x), Sin(x) / Cos(x), x);
        Same(Tanh(x), Sinh(x) / Cosh(x), x);
        Same(x, Tan(Atan(x)), x);
        Same(1, Erf(x) + Erfc(x), x);
        Same((Real)x * x, Real.Sqrt((Real)x * x) * Real.Abs(x), x);
        if (Math.Abs(x) >= 1)
            return;
        Same(x, Sin(Asin(x)), x);
        Same(x, Cos(Acos(x)), x);
        Same(x, Tanh(Atanh(x)), x);
        Same(x, Erf(ErfInv(x, x)), x);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(-1.75)]
    [InlineData(7.125)]
    [InlineData(-30.5)]
    public void Steps_of_the_gamma_function_hold(double x)
    {
        Real z = x;
        Same(LogGamma(z) + Log(Real.Abs(z)), LogGamma(z + 1), x);
        Same(Digamma(z) + (1 / z), Digamma(z + 1), x);
        for (var n = 1; n <= 4; n++)
            Same(
                Polygamma(n, z + 1) - Polygamma(n, z),
                (n % 2 == 0 ? 1 : -1) * Exp(LogGamma(n + 1)) / Enumerable.Repeat(z, n + 1).Aggregate(Real.One, (a, b) => a * b),
                x
            );
    }

    [Fact]
    public void Turns_of_large_angles_are_taken_off_exactly()
    {
        // Known hard cases: Ng, 'Argument reduction for huge arguments'; and Muller's double nearest to a multiple of π/2.
        Near("-0.8522008497671888017727058937530293682618", Sin(1e22));
        Near("0.5232147853951389454975944733847094921409", Cos(1e22));
        Assert.Equal(-4.68716592425462761112E-19, Cos(6381956970095103.0 * Math.ScaleB(1, 797)).ToDouble(), 1e-33);
    }

    [Fact]
    public void Tails_of_the_error_function_meet_between_series_and_fraction()
    {
        Same(Erfc(2.9999999), 1 - Erf(2.9999999), 3);
        Same(1 - Erf(3.5), Erfc(3.5), 3);
        Assert.Equal(2.088487583762544757e-45, Erfc(10).ToDouble(), 1e-60);
    }

    private static void Near(string digits, Real actual)
    {
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var places = digits.Length - point - 1;
        var whole = System.Numerics.BigInteger.Parse(
            digits.Replace(".", "", StringComparison.Ordinal),
            System.Globalization.CultureInfo.InvariantCulture
        );
        var unit = System.Numerics.BigInteger.Pow(10, places);
        var difference = Real.Abs((actual * Real.OfFixed(unit, 0)) - Real.OfFixed(whole, 0));
        Assert.True(difference < 1, $"{actual} is not {digits}: off by {difference} units of the last digit.");
    }

    private static void Same(Real expected, Real actual, double at)
    {
        var difference = Real.Abs(expected - actual);
        Assert.True(
            difference.IsZero || difference.Magnitude < Math.Max(expected.Magnitude, 0) - 125,
            $"At {at}: {expected} and {actual} differ by {difference}."
        );
    }
}
