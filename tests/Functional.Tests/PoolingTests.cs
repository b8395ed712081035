using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Pooling with numbers that can be found by hand.</summary>
[Trait("Category", "Interpreted")]
public sealed class PoolingTests
{
    private static readonly Tensor Image = Tensor.Range(16, DType.Float32).Reshape(1, 1, 4, 4);

    [Fact]
    public void Windows_follow_each_other_without_a_stride()
    {
        Assert.Equal([5, 7, 13, 15], Image.MaxPool2D(2).ToArray<float>());
        Assert.Equal([2.5f, 4.5f, 10.5f, 12.5f], Image.AvgPool2D(2).ToArray<float>());
        Assert.Equal([5, 7, 13, 15], (Image | MaxPool2D(2)).ToArray<float>());
    }

    [Fact]
    public void The_first_of_equal_elements_has_the_whole_cotangent()
    {
        var x = Tensor.Of([
            [1f, 3, 3, 0],
            [3, 3, 0, 0],
        ]);
        var gradient = Differentiate.Gradient((Tensor v) => v.Reshape(1, 2, 4).MaxPool2D(2).Sum())(x);
        Assert.Equal([0, 1, 1, 0, 0, 0, 0, 0], gradient.ToArray<float>());
    }

    [Fact]
    public void A_NaN_wins()
    {
        var y = Tensor.Of([1f, float.NaN, 3, 4]).Reshape(1, 1, 4).MaxPool1D(2).ToArray<float>();
        Assert.True(float.IsNaN(y[0]));
        Assert.Equal(4, y[1]);
    }

    [Fact]
    public void Padding_never_is_the_largest_and_counts_in_means_only_if_asked()
    {
        var x = Tensor.Of([-1f, -2, -3]).Reshape(1, 1, 3);
        Assert.Equal([-1, -2], x.MaxPool1D(2, padding: 1).ToArray<float>());
        Assert.Equal([-0.5f, -2.5f], x.AvgPool1D(2, padding: 1).ToArray<float>());
        Assert.Equal([-1, -2.5f], x.AvgPool1D(2, padding: 1, countIncludePad: false).ToArray<float>());
        Assert.Equal([int.MinValue + 1], Tensor.Of([int.MinValue + 1]).Reshape(1, 1, 1).MaxPool1D(2, 2, 1).ToArray<int>());
    }

    [Fact]
    public void A_rounded_up_window_reaches_beyond_the_end()
    {
        var x = Tensor.Of([1f, 2, 3, 4, 5]).Reshape(1, 1, 5);
        Assert.Equal([2, 4], x.MaxPool1D(2).ToArray<float>());
        Assert.Equal([2, 4, 5], x.MaxPool1D(2, ceilMode: true).ToArray<float>());
        Assert.Equal([1.5f, 3.5f, 5], x.AvgPool1D(2, ceilMode: true).ToArray<float>());
    }

    [Fact]
    public void Adaptive_windows_are_as_even_as_they_can_be()
    {
        var x = Tensor.Of([1f, 2, 3, 4, 5]).Reshape(1, 1, 5);
        Assert.Equal([1.5f, 3, 4.5f], x.AdaptiveAvgPool1D(3).ToArray<float>());
        Assert.Equal([2, 4, 5], x.AdaptiveMaxPool1D(3).ToArray<float>());
        Assert.Equal([3], x.AdaptiveAvgPool1D(1).ToArray<float>());
    }

    [Fact]
    public void Half_precision_means_are_rounded_once() =>
        Assert.Equal([(Half)2048], Tensor.Full([1, 1, 3], 2048, DType.Float16).AvgPool1D(3).ToArray<Half>());

    [Fact]
    public void The_derivative_of_pooling_is_few_kernels()
    {
        var x = Key.From(1).Normal([4, 8, 16, 16]).Evaluate();
        var (y, pullback) = Differentiate.Vjp<Tensor, Tensor>(v => v.MaxPool2D(2), x);
        var report = Plan.Report(y, pullback(Tensor.Ones([4, 8, 8, 8])));
        Assert.InRange(report.Kernels.Count, 1, 11);
        Assert.InRange(report.BytesMoved, 0, 10 * x.Size * 4);
    }

    [Fact]
    public void Resolution_changes_between_neighbours()
    {
        var x = Tensor.Of([0f, 4]).Reshape(1, 1, 2);
        Assert.Equal([0, 0, 4, 4], x.Interpolate([4]).ToArray<float>());
        Assert.Equal([0, 1, 3, 4], x.Interpolate([2.0], InterpolationMode.Linear).ToArray<float>());
        Assert.Equal([0, 2, 4], x.Interpolate([3], InterpolationMode.Linear, alignCorners: true).ToArray<float>());
        // By a scale of 1.3 three rows stay three, and no row comes twice, as in PyTorch; along one axis one does there too.
        var rows = Tensor.Range(3, DType.Float32);
        Assert.Equal([0, 1, 2], rows.Reshape(1, 1, 3, 1).Interpolate([1.3, 1]).ToArray<float>());
        Assert.Equal([0, 0, 1], rows.Reshape(1, 1, 3).Interpolate([1.3]).ToArray<float>());
    }

    [Fact]
    public void Pixels_are_shuffled_there_and_back()
    {
        var x = Tensor.Range(16, DType.Float32).Reshape(1, 4, 2, 2);
        Assert.Equal([0, 4, 1, 5, 8, 12, 9, 13, 2, 6, 3, 7, 10, 14, 11, 15], x.PixelShuffle(2).ToArray<float>());
        Assert.Equal(x.ToArray<float>(), x.PixelShuffle(2).PixelUnshuffle(2).ToArray<float>());
    }
}
