using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Convolutions with numbers that can be added up by hand.</summary>
[Trait("Category", "Interpreted")]
public sealed class ConvolutionTests
{
    private static readonly Tensor Row = Tensor.Of([1f, 2, 3, 4, 5]).Reshape(1, 1, 5);
    private static readonly Tensor Difference = Tensor.Of([1f, 0, -1]).Reshape(1, 1, 3);

    [Fact]
    public void The_kernel_is_not_flipped()
    {
        Assert.Equal([-2, -2, -2], Row.Conv1D(Difference).ToArray<float>());
        Assert.Equal([1, 2, 3], Row.Conv1D(Tensor.Of([1f, 0, 0]).Reshape(1, 1, 3)).ToArray<float>());
    }

    [Fact]
    public void Padding_is_zeros_on_both_sides() =>
        Assert.Equal([-2, -2, -2, -2, 4], Row.Conv1D(Difference, padding: 1).ToArray<float>());

    [Fact]
    public void Same_padding_puts_the_odd_zero_at_the_end()
    {
        var two = Tensor.Of([1f, 10]).Reshape(1, 1, 2);
        Assert.Equal([21, 32, 43, 54, 5], Row.Conv1D(two, padding: "same").ToArray<float>());
        Assert.Equal([21, 32, 43, 54], Row.Conv1D(two, padding: Padding.Valid).ToArray<float>());
    }

    [Fact]
    public void Stride_skips_windows_and_dilation_skips_elements()
    {
        Assert.Equal([-2, -2], Row.Conv1D(Difference, stride: 2).ToArray<float>());
        Assert.Equal([-4], Row.Conv1D(Difference, dilation: 2).ToArray<float>());
    }

    [Fact]
    public void Windows_of_an_image_add_up_over_channels()
    {
        // Channel 0 holds 0 … 8, channel 1 ones; kernels of ones sum 2 × 2 squares of both.
        var x = Tensor.Concatenate(1, Tensor.Range(9, DType.Float32).Reshape(1, 1, 3, 3), Tensor.Ones([1, 1, 3, 3]));
        var y = x.Conv2D(Tensor.Ones([1, 2, 2, 2]), Tensor.Of([0.5f]));
        Assert.Equal([1, 1, 2, 2], y.Shape);
        Assert.Equal([12.5f, 16.5f, 24.5f, 28.5f], y.ToArray<float>());
    }

    [Fact]
    public void Each_group_sees_its_own_channels()
    {
        var x = Tensor.Of([1f, 2, 3, 4]).Reshape(1, 4, 1);
        var w = Tensor.Of([1f, 1, 1, -1]).Reshape(2, 2, 1);
        Assert.Equal([3, -1], x.Conv1D(w, groups: 2).ToArray<float>());
        Assert.Equal([10, 40, 90, 160], x.Conv1D(Tensor.Of([10f, 20, 30, 40]).Reshape(4, 1, 1), groups: 4).ToArray<float>());
    }

    [Fact]
    public void One_image_needs_no_axis_for_images() => Assert.Equal([1, 3], Row.Squeeze(0).Conv1D(Difference).Shape);

    [Fact]
    public void A_transposed_convolution_stamps_the_kernel()
    {
        var x = Tensor.Of([1f, 10]).Reshape(1, 1, 2);
        var w = Tensor.Of([1f, 2, 3]).Reshape(1, 1, 3);
        Assert.Equal([1, 12, 23, 30], x.ConvTranspose1D(w).ToArray<float>());
        Assert.Equal([1, 2, 13, 20, 30], x.ConvTranspose1D(w, stride: 2).ToArray<float>());
        Assert.Equal([2, 13, 20, 30], x.ConvTranspose1D(w, stride: 2, padding: 1, outputPadding: 1).ToArray<float>());
    }

    [Fact]
    public void A_transposed_convolution_is_the_derivative_by_the_input()
    {
        var (x, w) = (Key.From(1).Normal([2, 6, 7, 8], DType.Float64), Key.From(2).Normal([4, 3, 3, 2], DType.Float64));
        var (y, pullback) = Differentiate.Vjp<Tensor, Tensor>(v => v.Conv2D(w, null, [2, 3], [1, 0], [1, 2], 2), x);
        var g = Key.From(3).Normal(y.Shape, DType.Float64);
        // What the strides leave over at the end is the output padding.
        var transposed = g.ConvTranspose2D(
            w,
            stride: [2, 3],
            padding: [1, 0],
            outputPadding: [0, 2],
            groups: 2,
            dilation: [1, 2]
        );
        Assert.Equal(pullback(g).ToArray<double>(), transposed.ToArray<double>());
    }

    [Fact]
    public void Bits_do_not_depend_on_threads()
    {
        var (x, w) = (Key.From(1).Normal([3, 20, 30, 31]), Key.From(2).Normal([70, 20, 3, 3]));
        var before = WorkerPool.Threads;
        try
        {
            float[] Gradient(int threads)
            {
                WorkerPool.Threads = threads;
                var (_, pullback) = Differentiate.Vjp<Tensor[], Tensor>(v => v[0].Conv2D(v[1], padding: 1), [x, w]);
                var gradients = pullback(Tensor.Ones([3, 70, 30, 31]) * x.Mean());
                return [.. gradients[0].ToArray<float>(), .. gradients[1].ToArray<float>()];
            }
            Assert.Equal(Gradient(1), Gradient(3));
        }
        finally
        {
            WorkerPool.Threads = before;
        }
    }

    [Fact]
    public void A_kernels_cotangent_needs_no_copy()
    {
        var (x, w) = (Key.From(1).Normal([2, 3, 8, 8]).Evaluate(), Key.From(2).Normal([4, 3, 3, 3]).Evaluate());
        var (_, pullback) = Differentiate.Vjp<Tensor, Tensor>(v => x.Conv2D(v, padding: 1), w);
        var report = Plan.Report(pullback(Key.From(3).Normal([2, 4, 8, 8]).Evaluate()));
        Assert.Equal(["convolution"], report.Kernels.Select(kernel => kernel.Kind));
    }

    [Fact]
    public void Layers_have_weights_as_PyTorch_lays_them_out()
    {
        var x = Tensor.Zeros([2, 4, 9, 9]);
        var net = Conv2D(4, 6, 3, stride: 2, groups: 2) >> Relu >> ConvTranspose2D(6, 3, [2, 4], groups: 3, bias: false);
        var run = net.Initialize(Key.From(1), x);
        Assert.Equal(["0.bias", "0.weight", "1.weight"], run.Parameters.Paths);
        Assert.Equal([6, 2, 3, 3], run.Parameters["0.weight"].Shape);
        Assert.Equal([6, 1, 2, 4], run.Parameters["1.weight"].Shape);
        Assert.Equal([2, 3, 5, 7], net.Apply(run.Parameters, x).Shape);
    }
}
