namespace Functional.Testing;

/// <summary>How near two numbers of an element type must be.</summary>
/// <param name="Relative">Allowed difference, in parts of the largest number compared with, or of 1 if all are smaller.</param>
/// <param name="Slope">The same for a derivative against a difference quotient.</param>
/// <param name="Step">The step of the difference quotient.</param>
public readonly record struct Tolerance(double Relative, double Slope, double Step)
{
    /// <summary>The one table.</summary>
    public static Tolerance Of(DType type) =>
        type switch
        {
            DType.Float64 => new(1e-12, 1e-6, 1e-4),
            DType.Float32 => new(4e-6, 5e-3, 1e-2),
            DType.Float16 => new(2e-3, 5e-2, 1e-1),
            DType.BFloat16 => new(2e-2, 2e-1, 2e-1),
            _ => new(0, 0, 0),
        };

    /// <summary>The tolerance of a sum over so many terms: rounding errors add up like a random walk.</summary>
    public Tolerance ForTerms(long terms) => this with { Relative = Relative * Math.Sqrt(Math.Max(1, terms)) };

    /// <summary>Throws if two lists of numbers are not near each other, saying where they are farthest apart.</summary>
    /// <param name="what">What is compared.</param>
    /// <param name="expected">What should be.</param>
    /// <param name="actual">What is.</param>
    /// <exception cref="LawException">The lengths, the places of NaN or infinity, or the numbers differ.</exception>
    public void Check(string what, ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        if (expected.Length != actual.Length)
            throw new LawException($"[{what}] expected {expected.Length} numbers, got {actual.Length}.");
        var largest = 1.0;
        foreach (var number in expected)
            largest = double.IsFinite(number) ? Math.Max(largest, Math.Abs(number)) : largest;
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (expected[i], actual[i]);
            if (!(e.Equals(a) || e == a || Math.Abs(e - a) <= Relative * largest))
                throw new LawException(
                    $"[{what}] element {i} should be {e:R}, is {a:R}: they differ by {Math.Abs(e - a):E2}, allowed are {Relative * largest:E2}."
                );
        }
    }
}
