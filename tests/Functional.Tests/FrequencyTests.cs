using static Functional.Operations;

namespace Functional.Tests;

/// <summary>What is most frequent, what lies in the middle beside NaN, what falls into bins, and areas under lines.</summary>
[Trait("Category", "Interpreted")]
public sealed class FrequencyTests
{
    private const double NaN = double.NaN;

    [Fact]
    public void The_most_frequent_is_the_smallest_of_several_at_its_last_place()
    {
        var x = Tensor.Of([
            [3, 1, 3, 1, 2],
            [5, 5, 4, 4, 4],
            [9, 8, 7, 6, 5],
        ]);
        var (values, places) = x.ModeWithIndex(1);
        Assert.Equal([1, 4, 5], values.ToArray<int>());
        Assert.Equal([3, 4, 4], places.ToArray<long>());
        Assert.Equal([3, 1, 3, 1, 2], x.Mode(0).ToArray<int>());
        Assert.Equal([1, 5], x.Mode(0, keepAxes: true).Shape);
        Assert.Equal([0, 0, 1.0], Differentiate.Gradient((Tensor y) => y.Mode(0))(Tensor.Of([2.0, 3, 2])).ToArray<double>());
    }

    [Fact]
    public void Nothing_counts_NaN()
    {
        var x = Tensor.Of([
            [1.0, NaN, 3, 2],
            [5, 4, NaN, NaN],
            [NaN, NaN, NaN, NaN],
        ]);
        Assert.Equal([2, 4, NaN], x.NanMedian(1).ToArray<double>());
        Assert.Equal(3, x.NanMedian().Item());
        Assert.Equal([1.8, 4.4, NaN], x.NanQuantile(0.4, 1).ToArray<double>());
        Assert.Equal([2, 4, NaN], x.NanQuantile(0.4, 1, QuantileRule.Nearest).ToArray<double>());
        Assert.Equal([1, 4, NaN], x.NanQuantile(0.4, 1, QuantileRule.Lower).ToArray<double>());
        Assert.Equal([1.5, 4.5, NaN], x.NanQuantile(0.4, 1, QuantileRule.Midpoint).ToArray<double>());
        Assert.Equal([1, 1], x.NanQuantile(1, keepAxes: true).Shape);
        Assert.Equal(5, x.NanQuantile(1).Item());
        Assert.Throws<ValueException>(() => x.NanQuantile(1.5));
    }

    [Fact]
    public void Without_NaN_these_are_the_others()
    {
        var x = Key.From(5).Normal([5, 6], DType.Float64);
        Assert.Equal(x.Median(0).ToArray<double>(), x.NanMedian(0).ToArray<double>());
        foreach (var rule in Enum.GetValues<QuantileRule>())
            Assert.True(x.NanQuantile(0.37, 1, rule).AllClose(x.Quantile(0.37, 1, rule), 1e-14, 0));
    }

    [Fact]
    public void Bins_hold_weights_and_densities()
    {
        var x = Tensor.Of([1.0, 2, 1, 4]);
        Assert.Equal([0, 5, 2], x.Histogram(3, (0, 3), Tensor.Of([1.0, 2, 4, 8])).ToArray<double>());
        Assert.Equal([0, 1, 2, 3], x.HistogramEdges(3, (0, 3)).ToArray<double>());
        Assert.True(x.Histogram(4, density: true).AllClose(Tensor.Of([2.0 / 3, 1.0 / 3, 0, 1.0 / 3])));
        Assert.Equal([1, 1.75, 2.5, 3.25, 4], x.HistogramEdges(4).ToArray<double>());
        Assert.Throws<ShapeException>(() => x.Histogram(4, weights: Tensor.Of(1.0)));
    }

    [Fact]
    public void Areas_lie_under_lines()
    {
        var y = Tensor.Of([
            [1.0, 2, 4],
            [0, 3, 5],
        ]);
        var places = Tensor.Of([0.0, 1, 3]);
        Assert.Equal([2.25, 2.75], y.Trapezoid(0.5).ToArray<double>());
        Assert.Equal([7.5, 9.5], y.Trapezoid(places).ToArray<double>());
        Assert.Equal([1.5, 7.5, 1.5, 9.5], y.CumulativeTrapezoid(places).ToArray<double>());
        Assert.Equal([0.5, 2.5, 4.5], y.Trapezoid(axis: 0).ToArray<double>());
        Assert.Throws<ShapeException>(() => y.Trapezoid(Tensor.Of([0.0, 1])));
    }

    [Fact]
    public void Differences_of_differences()
    {
        Assert.Equal([2, 2], Tensor.Of([1, 4, 9, 16]).Diff(2).ToArray<int>());
        Assert.Equal([true, false], Tensor.Of([true, false, false]).Diff().ToArray<bool>());
        Assert.Equal([0], Tensor.Of([1, 2]).Diff(5).Shape);
    }

    [Fact]
    public void All_is_close_or_something_is_not()
    {
        var x = Tensor.Of([1.0, NaN]);
        Assert.False(x.AllClose(x));
        Assert.True(x.AllClose(x, equalNaN: true));
        Assert.True(Tensor.Of([1.0, 1.000001]).AllClose(1.0));
        Assert.False(Tensor.Of([1.0, 1.1]).AllClose(1.0));
    }

    [Fact]
    public void Upsampling_is_a_layer()
    {
        var x = Tensor.Of([1.0, 2]).Reshape(1, 1, 2);
        Assert.Equal([1, 1, 2, 2], x.Upsample().ToArray<double>());
        Layer net = Conv2D(1, 1, 1) >> Upsample(2) >> Tanh;
        var image = Tensor.Zeros([1, 1, 2, 3]);
        Assert.Equal([1, 1, 4, 6], net.Apply(net.Initialize(Key.From(1), image).Parameters, image).Shape);
        Assert.Equal([1, 1.25, 1.75, 2], x.Upsample(2, InterpolationMode.Linear).ToArray<double>());
    }
}
