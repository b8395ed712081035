using Functional.Vulkan;
using static Functional.Operations;
using static Functional.Tests.Vulkan.Programs;

namespace Functional.Tests.Vulkan;

/// <summary>What follows products and convolutions, computed where the sums are. Factors are small whole numbers, whose sums floats hold exactly.</summary>
public sealed class EpilogueTests
{
    [Fact]
    public void A_bias_and_a_relu_follow_every_sum()
    {
        var (x, w, b) = (Whole(33, 20), Whole(20, 17), Whole(17));
        AssertFused(1, isKept: false, Relu(x.MatMul(w) + b));
        AssertFused(1, isKept: false, (x.MatMul(w) + b) * 3 > 1);
        AssertFused(1, isKept: false, x.MatMul(w).Reshape(3, 11, 17) + b);
    }

    [Fact]
    public void Residuals_of_every_layout_follow_too()
    {
        var (x, w) = (Whole(33, 20), Whole(20, 17));
        AssertFused(1, isKept: false, x.MatMul(w) + Whole(33, 17));
        AssertFused(1, isKept: false, x.MatMul(w) + Whole(17, 33).Transpose() + Whole(33, 1));
        AssertFused(1, isKept: false, Whole(3, 5, 6).MatMul(Whole(3, 6, 9)) + Whole(3, 1, 9) + Whole(5, 1));
    }

    [Fact]
    public void Sums_that_others_read_are_stored_too()
    {
        var sums = Whole(33, 20).MatMul(Whole(20, 17));
        AssertFused(1, isKept: true, sums, Relu(sums));
        AssertFused(1, isKept: true, Relu(sums), sums.ArgSort(0));
    }

    [Fact]
    public void Long_sums_in_parts_are_followed_by_a_kernel()
    {
        AssertFused(1, isKept: false, Relu(Whole(5, 4099).MatMul(Whole(4099, 3)) + Whole(3)));
        var sums = Whole(5, 4099).MatMul(Whole(4099, 3));
        AssertFused(1, isKept: true, sums, sums * 2);
    }

    [Fact]
    public void Convolutions_are_followed_place_by_place()
    {
        var (x, w, b) = (Whole(2, 3, 7, 6), Whole(4, 3, 3, 3), Whole(4, 1, 1));
        AssertFused(1, isKept: false, Relu(x.Conv2D(w, stride: 2, padding: 1) + b));
        AssertFused(1, isKept: false, x.Conv2D(w, padding: 1) + Whole(2, 4, 7, 6));
        AssertFused(1, isKept: false, Relu(Whole(1, 70, 9, 9).Conv2D(Whole(4, 70, 9, 9)) + b));
    }

    [Fact]
    public void What_cannot_follow_stays_a_kernel_of_its_own()
    {
        var (x, w) = (Whole(33, 20), Whole(20, 17));
        // Another order, a long body, a narrow type, and a product that gives a part of the places.
        AssertFused(0, isKept: false, x.MatMul(w).Transpose() + Whole(17, 33));
        AssertFused(0, isKept: false, Tanh(x.MatMul(w)));
        AssertFused(0, isKept: false, x.To(DType.Float16).MatMul(w.To(DType.Float16)) + 1);
        AssertFused(0, isKept: false, Whole(2, 3, 4).ConvTranspose1D(Whole(3, 2, 3), stride: 2) + 1);
        // Between the elements of a spread input lie zeros, which are all that these windows meet.
        WindowAxis[] apart = [new(4, 2, 2, 2, 1)];
        AssertFused(0, isKept: false, ConvolveOp.Make(Whole(1, 2, 3), Whole(1, 2, 2), apart) + 1);
        // The sum of squares is read by what follows, and depends on the product.
        var sums = x.MatMul(w);
        AssertFused(0, isKept: false, sums - (sums * sums).Sum());
    }

    [Fact]
    public void Two_products_of_one_sum_are_each_followed_in_turn()
    {
        var (x, w, v) = (Whole(9, 20), Whole(20, 17), Whole(20, 17));
        AssertFused(1, isKept: false, x.MatMul(w) + x.MatMul(v));
        AssertFused(2, isKept: false, Relu(x.MatMul(w)).MatMul(Whole(17, 4)) + 1);
    }

    [Fact]
    public void A_step_of_a_training_takes_its_parameters_memory()
    {
        var device = Device.OrSkip();
        var (x, g, w) = (device.Place(Whole(12, 8)), device.Place(Whole(12, 5)), device.Place(Whole(8, 5)));
        var step = Compile.Function((Tensor w) => w - (x.Transpose().MatMul(g) * 0.5));
        var (host, state) = (w.To(Functional.Device.Cpu), w);
        for (var i = 0; i < 5; i++)
        {
            state = step(state);
            host -= x.To(Functional.Device.Cpu).Transpose().MatMul(g.To(Functional.Device.Cpu)) * 0.5;
        }
        Assert.Equal(host.ToArray<float>(), state.ToArray<float>());
    }

    [Fact]
    public void A_donated_argument_may_be_overwritten()
    {
        var (w, x, g) = (Whole(8, 5), Whole(12, 8), Whole(12, 5));
        var (plan, arguments) = OnBoth.PlanOf(w - (x.Transpose().MatMul(g) * 0.5));
        plan = plan.Donating([Array.IndexOf(arguments, w)]);
        Assert.Equal([Array.IndexOf(arguments, w)], InPlace(plan));
        // An operand of the product is still read where results are stored.
        var square = Whole(5, 5);
        (plan, arguments) = OnBoth.PlanOf(square - (square.MatMul(square) * 0.5));
        Assert.Equal([-1], InPlace(plan.Donating([Array.IndexOf(arguments, square)])));

        static IEnumerable<int> InPlace(Plan plan)
        {
            plan = Epilogues.Fuse(plan, 8);
            var stage = Assert.IsType<ProductStage>(Assert.Single(plan.Stages));
            var memory = MemoryPlan.Of(plan);
            return stage.Writes.ToArray().Select(buffer => memory.InPlaceOf[buffer]);
        }
    }

    [Theory]
    [MemberData(nameof(ProductTests.Tiles), MemberType = typeof(ProductTests))]
    public void Every_tile_is_followed_alike(string name)
    {
        var tile = ProductTests.AllTiles[name];
        Device.Needs(tile, DType.Float32);
        var (rows, columns, depth) = (tile.Rows + 1, tile.Columns + 3, tile.Depth + 5);
        var tensor = Relu(Whole(2, rows, depth).MatMul(Whole(2, depth, columns)) - Whole(rows, columns));
        var (plan, arguments) = OnBoth.PlanOf(tensor);
        var expected = OnBoth.OnHost(Evaluator.Run(plan, arguments, Functional.Device.Cpu));
        var stage = Assert.IsType<ProductStage>(Assert.Single(Epilogues.Fuse(plan, 8).Stages));
        var (kernels, scratch) = (new List<Kernel>(), new Scratch());
        var (epilogue, buffers) = ProductEpilogue.Of(stage);
        ProductKernels.Add(stage, epilogue, (_, _, _) => tile, kernels, scratch);
        // The plan's arguments come first, so that a buffer's number is its argument's.
        var actual = KernelRun.Of(
            kernels,
            scratch.Bytes,
            [.. buffers[..^1].Select(b => arguments[b])],
            tensor.Size * sizeof(float),
            mostGroups: 3
        );
        OnBoth.AssertSame([tensor], expected, [actual], 0.25, 0);
    }

    private static void AssertFused(int count, bool isKept, params Tensor[] roots)
    {
        var fused = Epilogues
            .Fuse(OnBoth.PlanOf(roots).Plan, 8)
            .Stages.OfType<ContractionStage>()
            .Where(x => x.Epilogue is not null);
        Assert.Equal(Enumerable.Repeat(isKept, count), fused.Select(stage => stage.IsKept));
        OnBoth.AssertClose(0.25, roots); // zeros may differ by their sign
    }
}
