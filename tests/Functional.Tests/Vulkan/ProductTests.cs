using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Matrix products. Factors are small whole numbers, whose sums floats hold exactly: in whatever order, results are the CPU's.</summary>
public sealed class ProductTests
{
    private static readonly DType[] Types = [DType.Float32, DType.Float64, DType.Int32, DType.Int64];

    public static TheoryData<int, int, int> Sizes =>
        new()
        {
            { 1, 1, 1 },
            { 2, 3, 4 },
            { 7, 8, 9 },
            { 8, 64, 16 },
            { 63, 64, 65 },
            { 65, 63, 64 },
            { 33, 1, 70 },
            { 1, 129, 33 },
            { 3, 130, 1 },
            { 130, 5, 17 },
            { 1, 1, 100 },
            { 0, 3, 4 },
            { 3, 0, 4 },
            { 3, 4, 0 },
            { 0, 0, 0 },
        };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Products_of_whole_numbers_are_the_CPUs(int rows, int columns, int depth)
    {
        // Zeros may differ by their sign.
        OnBoth.AssertClose(0.25, Whole(DType.Float32, rows, depth).MatMul(Whole(DType.Float32, depth, columns)));
        if (rows <= 3)
            foreach (var type in Types)
                OnBoth.AssertClose(0.25, Whole(type, rows, depth).MatMul(Whole(type, depth, columns)));
    }

    [Theory]
    [InlineData(1, 1, 1000)]
    [InlineData(1, 1, 65537)]
    [InlineData(5, 3, 4099)]
    [InlineData(70, 65, 2048)]
    [InlineData(2, 300, 1111)]
    public void Long_sums_go_in_parts(int rows, int columns, int depth) =>
        OnBoth.AssertEqual(
            Whole(DType.Float32, rows, depth).MatMul(Whole(DType.Float32, depth, columns)),
            Whole(DType.Int64, rows, depth).MatMul(Whole(DType.Int64, depth, columns))
        );

    [Fact]
    public void Operands_may_lie_in_any_way()
    {
        var (x, y) = (Whole(DType.Float32, 20, 30).Evaluate(), Whole(DType.Float32, 30, 20).Evaluate());
        OnBoth.AssertEqual(
            x.Transpose().MatMul(y.Transpose()),
            x.MatMul(x.Transpose()),
            x.Slice(0, 1, 20, 3).MatMul(y.Flip(0).Slice(1, 2, 19, 4)),
            x.Slice(0, 3, 4).BroadcastTo([9, 30]).MatMul(y),
            x.Pad((1, 2), (0, 0)).MatMul(y)
        );
    }

    [Fact]
    public void Leading_axes_are_batches()
    {
        foreach (var type in (DType[])[DType.Float32, DType.Int64])
        {
            var (x, y) = (Whole(type, 5, 3, 9, 10).Evaluate(), Whole(type, 5, 3, 10, 11).Evaluate());
            OnBoth.AssertEqual(
                x.MatMul(y),
                x.Transpose(0, 1).MatMul(y.Transpose(0, 1)),
                x.MatMul(y.Slice(0, 1, 2).Slice(1, 0, 1).BroadcastTo([5, 3, 10, 11])),
                x.Reshape(15, 9, 10).MatMul(y.Reshape(15, 10, 11)),
                x.Slice(0, 0, 0).MatMul(y.Slice(0, 0, 0))
            );
        }
    }

    [Fact]
    public void Narrow_types_are_added_up_in_their_lane_type_and_rounded_once()
    {
        foreach (var type in DTypes.All.Where(type => type.IsNarrow && type != DType.Bool))
            OnBoth.AssertEqual(Whole(type, 8, 70).MatMul(Whole(type, 70, 12)));
    }

    [Fact]
    public void Whole_numbers_wrap_around()
    {
        var (x, y) = (Whole(DType.Int32, 6, 40) * 123456789, Whole(DType.Int32, 40, 5) * 987654321);
        OnBoth.AssertEqual(x.MatMul(y), (x.To(DType.Int64) * 9876543210L).MatMul(y.To(DType.Int64) * 9876543210L));
    }

    [Fact]
    public void Infinities_and_NaN_stay_where_they_are()
    {
        var x = Whole(DType.Float32, 37, 19);
        var special = Operations.Where(Tensor.Iota([37, 19]).To(DType.Float32) < 1, double.PositiveInfinity, x);
        var nan = Operations.Where(
            (Tensor.Iota([19, 70]).To(DType.Float32) < 1).Flip(0).Flip(1),
            double.NaN,
            Whole(DType.Float32, 19, 70)
        );
        OnBoth.AssertEqual(special.MatMul(Whole(DType.Float32, 19, 70) + 100), x.MatMul(nan), special.MatMul(nan));
    }

    [Fact]
    public void Sums_of_rounded_products_are_as_close_as_their_terms_allow()
    {
        var (x, y) = (Programs.Ramp(70, 300), Programs.Ramp(300, 65));
        // Terms are below 16, so errors of a sum are below its length squared times half a unit of 16.
        OnBoth.Compare([x.MatMul(y)], 0.5, (_, _) => 300 * 16 * Math.ScaleB(1, -22));
    }

    [Fact]
    public void Two_runs_give_the_same_bits()
    {
        var device = Device.OrSkip();
        var (x, y) = (Programs.Ramp(9, 3000).Evaluate(), Programs.Ramp(3000, 17).Evaluate());
        var (plan, arguments) = OnBoth.PlanOf(x.MatMul(y));
        var onDevice = VulkanProgram.Of(device, plan);
        var storages = Array.ConvertAll(arguments, argument => Evaluator.StorageOf(argument, isOptional: false)!.OnHost());
        var runs = Enumerable.Range(0, 4).Select(_ => Bits(onDevice.Run(storages)[0].OnHost(), 9 * 17)).Distinct();
        Assert.Single(runs);
    }

    public static TheoryData<string> Tiles => [.. AllTiles.Keys];

    internal static Dictionary<string, ProductTile> AllTiles { get; } =
        ((ProductTile[])[.. ProductTile.Shared, ProductTile.Wide, ProductTile.Tall]).ToDictionary(tile =>
            $"{tile.Rows} × {tile.Columns} × {tile.Depth}"
        );

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Every_tile_gives_the_same(string name)
    {
        var tile = AllTiles[name];
        Device.Needs(tile, DType.Float32);
        foreach (
            var (rows, columns, depth) in ((int, int, int)[])
                [(tile.Rows, tile.Columns, tile.Depth * 2), (tile.Rows + 1, tile.Columns - 1, tile.Depth + 5), (3, 5, 600)]
        )
        foreach (var (isLeftTurned, isRightTurned) in ((bool, bool)[])[(false, true), (true, false)])
        {
            var x = Turned(Whole(DType.Float32, 2, rows, depth), isLeftTurned);
            var y = Turned(Whole(DType.Float32, 2, depth, columns), isRightTurned);
            var product = x.MatMul(y);
            var (plan, arguments) = OnBoth.PlanOf(product);
            var stage = Assert.IsType<ProductStage>(Assert.Single(plan.Stages));
            var (kernels, scratch) = (new List<Kernel>(), new Scratch());
            ProductKernels.Add(stage, null, (_, _, _) => tile, kernels, scratch);
            var actual = KernelRun.Of(kernels, scratch.Bytes, arguments, product.Size * sizeof(float), mostGroups: 3);
            OnBoth.AssertSame([product], OnBoth.OnHost(Evaluator.Run(plan, arguments, Functional.Device.Cpu)), [actual], 0, 0);
        }
    }

    [Fact]
    public void Tiles_fit_the_least_that_a_device_must_have()
    {
        var own = Device.OrSkip().Capabilities;
        var least = own with
        {
            Kind = DeviceKind.Discrete,
            Limits = own.Limits with { SharedMemory = 16384, MaxWorkgroupInvocations = 128 },
        };
        foreach (var type in Types)
        foreach (var rows in (long[])[1, 8, 100, 5000])
        foreach (var columns in (long[])[1, 8, 100, 5000])
        {
            var tile = ProductTile.Of(1, rows, columns, type, least);
            Assert.InRange(tile.Invocations, 1, 128);
            Assert.InRange(tile.SharedBytes(type), 0, 16384);
            Assert.InRange(tile.Depth * Math.Min(tile.Rows, tile.Columns) / tile.Invocations, 1, int.MaxValue);
        }
    }

    /// <summary>Kernels of every tile, for the printers: sizes that they divide and others, each way to lie, and addresses beyond 32 bits.</summary>
    internal static IEnumerable<Kernel> Kernels()
    {
        foreach (var tile in AllTiles.Values)
        foreach (
            var (depth, isFar, type) in ((int, bool, DType)[])
                [(tile.Depth, false, DType.Float32), (tile.Depth + 3, true, DType.Float64)]
        )
        {
            var far = isFar ? 1L << 33 : 1000;
            var (rows, columns) = (tile.Rows + (depth - tile.Depth), tile.Columns);
            var form = new ProductForm(
                "matmul",
                new MatrixSide(0, View.Affine([2, rows, depth], [far, depth, 1], 0), 1, lineAxes: 1),
                new MatrixSide(1, View.Affine([2, columns, depth], [far, 1, columns], 5), 1, lineAxes: 1),
                View.Of([2, rows, columns]),
                BatchAxes: 1,
                depth
            )
            {
                Split = new DepthSplit(2, tile.Depth, 2L * rows * columns),
            };
            yield return new TiledProduct(form, type, tile, epilogue: null, [0, 1, 2]);
        }
    }

    private static Tensor Turned(Tensor x, bool isTurned) =>
        isTurned ? x.Transpose(1, 2).Evaluate().Transpose(1, 2) : x.Evaluate();

    /// <summary>Whole numbers from −8 to 8 in no order.</summary>
    private static Tensor Whole(DType type, params int[] sizes)
    {
        var values = new int[sizes.Aggregate(1, (size, axis) => size * axis)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (i * 7919 % 17) - (type == DType.UInt8 ? 0 : 8);
        return Tensor.Of(values).Reshape(sizes).To(type).Evaluate();
    }

    private static unsafe string Bits(HostStorage storage, int count) =>
        Convert.ToHexString(new ReadOnlySpan<byte>(storage.Pointer, count * sizeof(float)));
}
