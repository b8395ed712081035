namespace Functional.Tests;

/// <summary>Tests of whether numbers are distributed as they should be; a right sample fails once in some hundred thousand.</summary>
internal static class Distributions
{
    /// <summary>Kolmogorov and Smirnov's test: the largest distance between the sample's distribution and the one given.</summary>
    /// <param name="what">What is sampled.</param>
    /// <param name="sample">The numbers.</param>
    /// <param name="below">The probability of numbers up to x.</param>
    public static void CheckContinuous(string what, IEnumerable<double> sample, Func<double, double> below)
    {
        var x = sample.Order().ToArray();
        var distance = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var p = below(x[i]);
            distance = Math.Max(distance, Math.Max(p - ((double)i / x.Length), ((i + 1.0) / x.Length) - p));
        }
        // P(√n D > 2.5) = 2 e^(−2 · 2.5²) = 7·10⁻⁶.
        Assert.True(
            Math.Sqrt(x.Length) * distance < 2.5,
            $"{what}: the distributions differ by {distance:F4} somewhere, of {x.Length} numbers."
        );
    }

    /// <summary>Pearson's test: how often each class came against how often it should.</summary>
    /// <param name="what">What is sampled.</param>
    /// <param name="counts">How often each class came.</param>
    /// <param name="probabilities">How often it should, as a part of all.</param>
    public static void CheckCounts(string what, IReadOnlyList<long> counts, IReadOnlyList<double> probabilities)
    {
        var total = counts.Sum();
        var (sum, classes) = (0.0, 0);
        for (var i = 0; i < counts.Count; i++)
        {
            var expected = total * probabilities[i];
            if (expected == 0)
                Assert.Equal(0, counts[i]);
            else
                (sum, classes) = (sum + ((counts[i] - expected) * (counts[i] - expected) / expected), classes + 1);
        }
        // Wilson and Hilferty: the cube root is nearly normal; 4.3 deviations are one in a hundred thousand.
        var freedom = classes - 1.0;
        var limit = freedom * Math.Pow(1 - (2 / (9 * freedom)) + (4.3 * Math.Sqrt(2 / (9 * freedom))), 3);
        Assert.True(sum < limit, $"{what}: χ² is {sum:F1} of {freedom} degrees, not below {limit:F1}.");
    }
}
