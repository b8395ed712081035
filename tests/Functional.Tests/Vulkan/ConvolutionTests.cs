using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Convolutions of small whole numbers, whose sums floats hold exactly: in whatever order, results are the CPU's.</summary>
public sealed class ConvolutionTests
{
    [Fact]
    public void A_convolution_and_both_gradients_are_the_CPUs()
    {
        var (x, w) = (Whole(2, 3, 9, 8), Whole(4, 3, 3, 2));
        foreach (var (stride, dilation, padding) in ((int, int, int)[])[(1, 1, 0), (1, 1, 1), (2, 1, 1), (1, 2, 2), (3, 2, 1)])
            WithGradients((x, w) => x.Conv2D(w, stride: stride, dilation: dilation, padding: padding), x, w);
    }

    [Fact]
    public void Groups_are_batches_of_products()
    {
        WithGradients((x, w) => x.Conv2D(w, groups: 2), Whole(2, 4, 6, 5), Whole(6, 2, 3, 3));
        WithGradients((x, w) => x.Conv2D(w, groups: 5, padding: 1), Whole(1, 5, 6, 7), Whole(5, 1, 3, 3));
    }

    [Fact]
    public void One_and_three_axes_are_like_two()
    {
        WithGradients((x, w) => x.Conv1D(w, stride: 2, padding: 1), Whole(3, 2, 40), Whole(5, 2, 4));
        WithGradients((x, w) => x.Conv3D(w, padding: 1), Whole(1, 2, 4, 5, 6), Whole(3, 2, 2, 3, 2));
    }

    [Fact]
    public void Transposed_convolutions_meet_only_some_taps()
    {
        WithGradients((x, w) => x.ConvTranspose2D(w, stride: 2), Whole(2, 3, 4, 5), Whole(3, 4, 3, 3));
        // A stride larger than the kernel leaves places that no tap meets.
        WithGradients((x, w) => x.ConvTranspose2D(w, stride: 3), Whole(1, 2, 4, 3), Whole(2, 3, 2, 2));
    }

    // Placed by hand: any stride, dilation, spread and beginning, any number of axes, with and without leading ones.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Windows_may_lie_in_any_way(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 6; i++)
        {
            var rank = random.Next(1, 4);
            var windows = new WindowAxis[rank];
            for (var axis = 0; axis < rank; axis++)
                windows[axis] = new(
                    random.Next(1, 7),
                    random.Next(1, 4),
                    random.Next(1, 4),
                    // From 5 on in two axes there are more classes than kernels.
                    random.Next(3) == 0
                        ? 5
                        : random.Next(1, 4),
                    random.Next(-3, 6)
                );
            int[] leading = random.Next(2) == 0 ? [] : [2];
            var (channels, isOutputMajor) = (random.Next(1, 4), random.Next(2) == 0);
            int[] Spatial(int least, int most) => [.. Enumerable.Range(0, rank).Select(_ => random.Next(least, most))];
            var x = Whole([.. leading, random.Next(1, 4), channels, .. Spatial(1, 8)]);
            var w = Whole([.. leading, random.Next(1, 10), channels, .. Spatial(1, 4)]);
            OnBoth.AssertClose(0.25, ConvolveOp.Make(x, w, windows, isOutputMajor));
        }
    }

    [Fact]
    public void Other_types_are_added_up_alike()
    {
        foreach (var type in (DType[])[DType.Float64, DType.Int32, DType.Int64, DType.Float16, DType.UInt8])
            OnBoth.AssertClose(
                0.25,
                Operations.Abs(Whole(2, 2, 5, 6)).To(type).Conv2D(Operations.Abs(Whole(3, 2, 2, 2)).To(type), padding: 1)
            );
    }

    [Fact]
    public void Operands_may_lie_in_any_way()
    {
        var (x, w) = (Whole(5, 8, 2, 3).Evaluate(), Whole(2, 3, 3, 4).Evaluate());
        OnBoth.AssertClose(
            0.25,
            x.Permute([2, 3, 1, 0]).Conv2D(w.Permute([3, 2, 0, 1]).Slice(1, 0, 3), padding: 1),
            x.Transpose(0, 2).Flip(3).Slice(2, 0, 5, 2).Conv2D(Whole(2, 8, 2, 2).Flip(2))
        );
    }

    [Fact]
    public void Nothing_gives_nothing_and_no_channels_give_zeros()
    {
        OnBoth.AssertEqual(Whole(0, 2, 5, 5).Conv2D(Whole(3, 2, 2, 2)), Whole(2, 0, 5, 5).Conv2D(Whole(3, 0, 2, 2)));
    }

    [Fact]
    public void A_gradient_over_many_places_is_added_up_in_parts()
    {
        // 3 · 40 · 40 = 4,800 terms for each of 4 · 2 · 9 weights.
        WithGradients((x, w) => x.Conv2D(w, padding: 1), Whole(3, 2, 40, 40), Whole(4, 2, 3, 3));
    }

    public static TheoryData<int> Tiles => [.. Enumerable.Range(0, AllTiles.Length)];

    private static ProductTile[] AllTiles { get; } = [.. ProductTile.Shared.Skip(1), ProductTile.Wide, ProductTile.Tall];

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Every_tile_gives_the_same(int number)
    {
        var tile = AllTiles[number];
        Device.Needs(tile, DType.Float32);
        WindowAxis[] windows = [new(9, 2, 1, 1, 1), new(11, 1, 2, 1, 2)];
        var convolution = ConvolveOp.Make(Whole(3, 5, 17, 12).Evaluate(), Whole(70, 5, 3, 3).Evaluate(), windows);
        var (plan, arguments) = OnBoth.PlanOf(convolution);
        var stage = Assert.IsType<ConvolutionStage>(Assert.Single(plan.Stages));
        var expected = OnBoth.OnHost(Evaluator.Run(plan, arguments, Functional.Device.Cpu));
        var (kernels, scratch) = (new List<Kernel>(), new Scratch());
        ConvolutionKernels.Add(stage, null, (_, _, _) => tile, kernels, scratch);
        var actual = KernelRun.Of(kernels, scratch.Bytes, arguments, convolution.Size * sizeof(float), mostGroups: 5);
        OnBoth.AssertSame([convolution], expected, [actual], 0, 0);
    }

    private static void WithGradients(Func<Tensor, Tensor, Tensor> convolve, Tensor x, Tensor w)
    {
        var y = convolve(x, w);
        var g = Whole(y.Shape.Axes.ToArray());
        var dx = Differentiate.Gradient((Tensor x) => (convolve(x, w) * g).Sum())(x);
        var dw = Differentiate.Gradient((Tensor w) => (convolve(x, w) * g).Sum())(w);
        OnBoth.AssertClose(0.25, y, dx, dw);
    }

    /// <summary>Whole numbers from −4 to 4 in no order.</summary>
    private static Tensor Whole(params int[] sizes)
    {
        var values = new float[sizes.Aggregate(1, (size, axis) => size * axis)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (i * 7919 % 9) - 4;
        return Tensor.Of(values).Reshape(sizes);
    }
}
