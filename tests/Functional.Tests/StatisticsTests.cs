using static Functional.Differentiate;

namespace Functional.Tests;

/// <summary>Variances, medians, quantiles, norms and counts.</summary>
[Trait("Category", "Interpreted")]
public sealed class StatisticsTests
{
    private const double NaN = double.NaN;
    private const double Infinity = double.PositiveInfinity;

    private static readonly Tensor Some = Tensor.Of([2.0, 4, 4, 4, 5, 5, 7, 9]);

    [Fact]
    public void Variance_and_deviation_divide_by_what_is_asked_for()
    {
        Assert.Equal(4, Some.Variance(axis: 0, correction: 0).Item());
        Assert.Equal(32.0 / 7, Some.Variance().Item());
        Assert.Equal(2, Some.StandardDeviation([], correction: 0).Item());
        var (variance, mean) = Some.Reshape(2, 4).VarianceAndMean([1], correction: 0, keepAxes: true);
        Assert.Equal([0.75, 2.75], variance.ToArray<double>());
        Assert.Equal([3.5, 6.5], mean.ToArray<double>());
        Assert.Equal([2, 1], mean.Shape);
        Assert.Equal(NaN, Tensor.Of([3.0]).Variance().Item());
        Assert.Equal(NaN, Tensor.Zeros([0]).Variance().Item());
    }

    [Fact]
    public void Variance_does_not_suffer_from_a_large_mean()
    {
        var x = 1e6 + Tensor.Range(3, DType.Float32);
        Assert.Equal(1, x.Variance().Item());
        var y = 4_000_000 + Tensor.Range(2, DType.Float32).BroadcastTo([50_000, 2]);
        Assert.Equal(0.25, y.Variance([], correction: 0).Item());
        var (variance, mean) = Tensor.Of([double.PositiveInfinity, 1]).VarianceAndMean([]);
        Assert.Equal((NaN, Infinity), (variance.Item(), mean.Item()));
    }

    [Fact]
    public void What_does_not_vary_has_a_deviation_without_a_slope() =>
        Assert.Equal([0, 0, 0], Gradient((Tensor x) => x.StandardDeviation(0))(Tensor.Of([5.0, 5, 5])).ToArray<double>());

    [Fact]
    public void The_median_is_the_lower_of_two_and_the_first_NaN()
    {
        Assert.Equal(4, Some.Median().Item());
        var x = Tensor.Of([
            [3.0, 1, 2, 4],
            [NaN, 1, NaN, 0],
        ]);
        var (values, places) = x.MedianWithIndex(1);
        Assert.Equal([2, NaN], values.ToArray<double>());
        Assert.Equal([2, 0], places.ToArray<long>());
        Assert.Equal([0, 0, 1, 0], Gradient((Tensor v) => v.Median(0))(Tensor.Of([3.0, 1, 2, 4])).ToArray<double>());
    }

    [Fact]
    public void Quantiles_lie_between_elements_as_the_rule_says()
    {
        var x = Tensor.Of([10.0, 40, 20, 30]);
        double At(double q, QuantileRule rule) => x.Quantile(q, rule: rule).Item();
        Assert.Equal(22, At(0.4, QuantileRule.Linear), 12);
        Assert.Equal(20, At(0.4, QuantileRule.Lower));
        Assert.Equal(30, At(0.4, QuantileRule.Higher));
        Assert.Equal(25, At(0.4, QuantileRule.Midpoint));
        Assert.Equal(20, At(0.4, QuantileRule.Nearest));
        Assert.Equal(30, At(0.5, QuantileRule.Nearest)); // position 1.5 to 2
        Assert.Equal([10, 40], x.Quantile([0, 1]).ToArray<double>());
        Assert.Equal([2, 1, 2], x.Reshape(2, 2).Quantile([0, 1], axis: 0, keepAxes: true).Shape);
        Assert.Equal(NaN, Tensor.Of([1.0, NaN, 2]).Quantile(0).Item());
        Assert.Equal([Infinity, 1], Tensor.Of([Infinity, 1]).Quantile([1, 0]).ToArray<double>());
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 7)]
    [InlineData(2, 5)]
    [InlineData(3, 4.497941445275415)]
    [InlineData(double.PositiveInfinity, 4)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(-1, 0)]
    public void A_norm_has_any_power(double p, double expected)
    {
        var x = Tensor.Of([3.0, 0, -4]);
        Assert.Equal(expected, x.Norm(p).Item(), 12);
        Assert.DoesNotContain(NaN, Gradient((Tensor v) => v.Norm(p))(x).ToArray<double>());
        Assert.Equal([0, 0], Gradient((Tensor v) => v.Norm(p))(Tensor.Of([0.0, 0])).ToArray<double>());
    }

    [Fact]
    public void A_norm_of_a_fractional_power_has_no_slope_at_an_element_that_is_zero()
    {
        // (√1 + √0)², whose slope along the first is 1.
        Assert.Equal([1, 0], Gradient((Tensor v) => v.Norm(0.5))(Tensor.Of([1.0, 0])).ToArray<double>());
        Assert.Equal(5, Tensor.Of([4.0, 6]).Dist(Tensor.Of([1.0, 2])).Item());
        Assert.Equal(
            [5, 13],
            Tensor
                .Of([
                    [3.0, 4],
                    [5, 12],
                ])
                .Norm(axis: 1)
                .ToArray<double>()
        );
    }

    [Fact]
    public void LogSumExp_goes_along_several_axes()
    {
        var x = Tensor.Full([2, 3, 4], 1000, DType.Float64);
        Assert.Equal([3], x.LogSumExp([0, -1]).Shape);
        Assert.Equal(1000 + Math.Log(8), x.LogSumExp([0, 2]).Select(0, 1).Item(), 9);
        Assert.Equal(1000 + Math.Log(24), x.LogSumExp().Item(), 9);
        Assert.Equal([1, 1, 4], x.LogSumExp([0, 1], keepAxes: true).Shape);
    }

    [Fact]
    public void Any_and_all_ask_whether_elements_are_not_zero()
    {
        var x = Tensor.Of([
            [0.0, NaN],
            [1, 2],
            [0, -0.0],
        ]);
        Assert.Equal([true, true, false], x.Any(1).ToArray<bool>());
        Assert.Equal([false, true, false], x.All(1).ToArray<bool>());
        Assert.Equal([1, 2, 0], x.CountNonzero(1).ToArray<long>());
        Assert.Equal(3, x.CountNonzero().Item<long>());
        Assert.False(Tensor.Of(Array.Empty<bool>()).Any().Item<bool>());
        Assert.True(Tensor.Of(Array.Empty<bool>()).All().Item<bool>());
        Assert.True(Tensor.Of(true).Any().Item<bool>());
    }

    [Fact]
    public void What_is_no_number_is_left_out()
    {
        var x = Tensor.Of([
            [1, NaN, 3],
            [NaN, NaN, NaN],
        ]);
        Assert.Equal([4, 0], x.NanSum(1).ToArray<double>());
        Assert.Equal([2, NaN], x.NanMean(1).ToArray<double>());
        Assert.Equal([0.5, 0, 0.5, 0, 0, 0], Gradient((Tensor v) => v.NanMean(1).NanSum())(x).ToArray<double>());
    }

    [Fact]
    public void Extremes_come_with_the_first_place_where_they_are()
    {
        var x = Tensor.Of([
            [1.0, 7, 7],
            [2, NaN, NaN],
        ]);
        var (values, places) = x.MaxWithIndex(1);
        Assert.Equal([7, NaN], values.ToArray<double>());
        Assert.Equal([1, 1], places.ToArray<long>());
        (values, places) = x.MinWithIndex(-1, keepAxes: true);
        Assert.Equal([1, NaN], values.ToArray<double>());
        Assert.Equal([0, 1], places.ToArray<long>());
        Assert.Equal([2, 1], values.Shape);
        Assert.Equal([0, 1, 0], Gradient((Tensor v) => v.MaxWithIndex(0).Values)(Tensor.Of([1.0, 7, 7])).ToArray<double>());
        Assert.Equal((4, 0), (x.ArgMax().Item(), x.Slice(0, 0, 1).ArgMin().Item()));
        Assert.Equal(1, Tensor.Of([0, int.MinValue, int.MaxValue]).ArgMin(0).Item());
        Assert.Equal([1, 2], Tensor.Of([3, 7, 1, 2, 4, 8]).Reshape(3, 1, 2).Min([0, 1]).ToArray<int>());
    }

    [Fact]
    public void The_covariances_of_one_variable_are_its_variance()
    {
        var x = Tensor.Of([
            [1.0, 2, 4, 5],
        ]);
        Assert.Equal(Shape.Scalar, x.Cov().Shape);
        Assert.Equal(10.0 / 3, x.Cov().Item(), 1e-15);
        Assert.Equal(1, x.CorrCoef().Item());
        Assert.Equal(Shape.Scalar, x.CorrCoef().Shape);
    }
}
