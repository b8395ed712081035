using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Random numbers of named distributions: their moments, within five standard errors, and their distribution at some places.</summary>
[Trait("Category", "Interpreted")]
public sealed class KeyDistributionTests
{
    private const int Count = 40_000;
    private static readonly Key Any = Key.From(2026);
    private static readonly Shape Shape = [Count];

    public static TheoryData<string, double, double> Moments =>
        new()
        {
            { "exponential", 0.5, 0.25 },
            { "laplace", 0, 2 },
            { "gumbel", 0.57721566490153287, 1.6449340668482264 },
            { "log_normal", 1.1331484530668263, 0.36469582344463637 },
            { "gamma 3.7", 3.7, 3.7 },
            { "gamma 1", 1, 1 },
            { "gamma 0.3", 0.3, 0.3 },
            { "beta 2 5", 2.0 / 7, 10.0 / (49 * 8) },
            { "beta 0.4 0.6", 0.4, 0.12 },
            { "chi_square 5", 5, 10 },
            { "student_t 9", 0, 9.0 / 7 },
            { "poisson 0", 0, 0 },
            { "poisson 3.5", 3.5, 3.5 },
            { "poisson 9.99", 9.99, 9.99 },
            { "poisson 10", 10, 10 },
            { "poisson 400", 400, 400 },
            { "truncated_normal", 0, 0.77374 },
            { "bernoulli", 0.3, 0.21 },
        };

    [Theory]
    [MemberData(nameof(Moments))]
    public void Mean_and_variance_are_the_distributions(string name, double mean, double variance)
    {
        var x = Draw(name).To(DType.Float64);
        var (actual, squares) = (x.Mean().Item(), ((x - mean) * (x - mean)).Evaluate());
        Assert.Equal(mean, actual, 5 * Math.Sqrt(variance / Count));
        // The standard error of the variance, from the draws themselves.
        Assert.Equal(variance, squares.Mean().Item(), (5 * squares.StandardDeviation().Item() / Math.Sqrt(Count)) + 1e-5);
    }

    [Fact]
    public void Distributions_reach_as_many_numbers_as_they_should()
    {
        Near(1 - Math.Exp(-1), Draw("exponential") < 0.5);
        Near(Math.Exp(-Math.Exp(-1)), Draw("gumbel") < 1);
        Near(0.75, Any.Cauchy(Shape) < 1);
        Near(1 - (0.5 * Math.Exp(-2)), Draw("laplace") < 2);
        Near(0.485979461, Draw("beta 0.4 0.6") < 0.3); // the regularized incomplete beta function, by quadrature
        Near(0.3233235838169366, Draw("gamma 3") < 2);
        Near(Math.Exp(-3.5) * 3.5 * 3.5 / 2, Equal(Draw("poisson 3.5"), 2));
        Near(0.12511003572113372, Equal(Draw("poisson 10"), 10));
        Near(0.5 + (Math.Atan(1) / Math.PI), Any.StudentT(Shape, 1, DType.Float64) < 1);
    }

    [Fact]
    public void Parameters_are_tensors_that_broadcast()
    {
        var rates = Tensor.Of([
            [1.0],
            [100.0],
            [0.0],
        ]);
        var counts = Any.Poisson([3, 5000], rates).To(DType.Float64).Mean(1).ToArray<double>();
        Assert.Equal(1, counts[0], 5 * Math.Sqrt(1.0 / 5000));
        Assert.Equal(100, counts[1], 5 * Math.Sqrt(100.0 / 5000));
        Assert.Equal(0, counts[2]);
        Assert.Equal([3, 5000], Any.Gamma([3, 5000], rates + 1).Shape.Axes.ToArray());
        var parts = Any.Dirichlet([5000, 3], Tensor.Of([1.0, 2.0, 3.0]), DType.Float64);
        Assert.Equal(1, parts.Sum(1).Min().Item(), 1e-12);
        var means = parts.Mean(0).ToArray<double>();
        foreach (var (mean, share) in means.Zip((double[])[1.0 / 6, 1.0 / 3, 0.5]))
            Assert.Equal(share, mean, 5 * Math.Sqrt(share * (1 - share) / 7 / 5000));
    }

    [Fact]
    public void Classes_come_as_often_as_their_logits_say()
    {
        var logits = Log(Tensor.Of([0.2, 0.0, 0.5, 0.3]));
        var drawn = Any.Categorical(Shape, logits);
        foreach (var (number, share) in ((int, double)[])[(0, 0.2), (1, 0), (2, 0.5), (3, 0.3)])
            Near(share, Equal(drawn, number));
        Assert.Equal([4, 2], Any.Categorical([4, 2], Tensor.Zeros([2, 7])).Shape.Axes.ToArray());
    }

    [Fact]
    public void Tables_are_drawn_from_with_and_without_replacement()
    {
        var table = Tensor.Of([
            [0.2, 0.0, 0.5, 0.3],
            [1.0, 0.0, 0.0, 0.0],
        ]);
        var drawn = Any.Multinomial(table, Count, replace: true);
        Near(0.5, Equal(drawn[0], 2));
        Assert.Equal(0, drawn[1].Max().Item());
        var once = Any.Multinomial(table, 4).ToArray<long>();
        Assert.Equal([0, 1, 2, 3], once[..4].Order());
        Assert.Equal((1, 0), (once[3], once[4]));
        // The first of each is drawn by its probability.
        Near(0.5, Equal(Any.Multinomial(table[0].ExpandDims(0).BroadcastTo([Count, 4]), 1), 2));
    }

    [Fact]
    public void Neighbours_and_keys_are_independent()
    {
        foreach (var name in (string[])["gamma 3.7", "poisson 3.5", "laplace", "beta 2 5"])
        {
            var x = Draw(name).To(DType.Float64);
            Assert.Equal(0, Correlation(x[..^1], x[1..]), 5 / Math.Sqrt(Count));
            Assert.Equal(0, Correlation(x, Draw(name, Any.Fold(1)).To(DType.Float64)), 5 / Math.Sqrt(Count));
        }
    }

    [Fact]
    public void Small_concentrations_underflow_to_zero_and_not_to_NaN()
    {
        Assert.False(IsNaN(Any.Gamma([1000], 1e-3)).Any().Item<bool>());
        var parts = Any.Beta([1000], 1e-3, 1e-3);
        Assert.False(IsNaN(parts).Any().Item<bool>());
        Near(0.5, parts < 0.5, 1000);
    }

    [Fact]
    public void Bad_parameters_are_refused()
    {
        Assert.Equal(
            "[gamma] concentration [3] does not broadcast to the shape [4] asked for.",
            Assert.Throws<ShapeException>(() => Any.Gamma([4], Tensor.Of([1.0, 2.0, 3.0]))).Message
        );
        Assert.Throws<DTypeException>(() => Any.Exponential([4], type: DType.Int32));
        Assert.Throws<DTypeException>(() => Any.Categorical([4], Tensor.Of([1, 2])));
        Assert.Throws<ShapeException>(() => Any.Multinomial(Tensor.Of([0.5, 0.5]), 3));
        Assert.Throws<ShapeException>(() => Any.Dirichlet([], 1.0));
    }

    private static Tensor Draw(string name, Key? key = null)
    {
        key ??= Any;
        var words = name.Split(' ');
        double Number(int at) => double.Parse(words[at], System.Globalization.CultureInfo.InvariantCulture);
        return words[0] switch
        {
            "exponential" => key.Exponential(Shape, 2.0),
            "laplace" => key.Laplace(Shape),
            "gumbel" => key.Gumbel(Shape),
            "log_normal" => key.LogNormal(Shape, 0.0, 0.5),
            "gamma" => key.Gamma(Shape, Number(1)),
            "beta" => key.Beta(Shape, Number(1), Number(2)),
            "chi_square" => key.ChiSquare(Shape, Number(1)),
            "student_t" => key.StudentT(Shape, Number(1)),
            "poisson" => key.Poisson(Shape, Number(1)),
            "truncated_normal" => key.TruncatedNormal(Shape, -2.0, 2.0),
            _ => key.Bernoulli(Shape, Tensor.Of(0.3)),
        };
    }

    private static double Correlation(Tensor x, Tensor y)
    {
        var (dx, dy) = (x - x.Mean(), y - y.Mean());
        return ((dx * dy).Mean() / Sqrt((dx * dx).Mean() * (dy * dy).Mean())).Item();
    }

    private static void Near(double probability, Tensor isThere, int count = Count) =>
        Assert.Equal(
            probability,
            isThere.To(DType.Float64).Mean().Item(),
            (5 * Math.Sqrt(probability * (1 - probability) / count)) + 1e-12
        );
}
