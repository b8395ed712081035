using Functional.Vulkan;
using static Functional.Operations;
using static Functional.Tests.Vulkan.Programs;

namespace Functional.Tests.Vulkan;

/// <summary>What is picked by index, and what is put at indices, is the CPU's to the bit.</summary>
public sealed class GatherScatterTests
{
    public static TheoryData<DType> Types => [.. DTypes.All];

    public static TheoryData<DType> Integers => [.. DTypes.All.Where(type => type.IsInteger)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_is_picked(DType type)
    {
        var table = (Ramp(11, 6) * 20).To(type).Evaluate();
        OnBoth.AssertEqual(table.Take(Places(11, 7)), table.Take(Places(6, 2, 4), 1), table.Gather(Places(11, 5, 6), 0));
    }

    [Theory]
    [MemberData(nameof(Integers))]
    public void Indices_of_every_type(DType type)
    {
        var index = Tensor.Of([0, 3, 1, 3, 2, 0, 3]).To(type).Evaluate();
        OnBoth.AssertEqual(Ramp(4, 3).Take(index), Ramp(4).ScatterAdd(index, Ramp(7), 0), Ramp(4, 5).Embed(index));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(3001)]
    public void Sizes_around_groups_and_blocks(int count)
    {
        var (few, many) = (Ramp(7, 3), Ramp(2100, 33));
        OnBoth.AssertEqual(few.Take(Places(7, count)), many.Take(Places(2100, count)));
        OnBoth.AssertEqual(
            few.ScatterAdd(Places(7, count, 3), Ramp(count, 3), 0),
            many.IndexAdd(Places(2100, count), Ramp(count, 33), 0),
            many.ScatterAdd(Places(2100, count, 33), Ramp(count, 33), 0),
            Ramp(3, 9000).ScatterAdd(Places(9000, 3, count), Ramp(3, count), 1),
            Ramp(90000).Scatter(Places(90000, count), Ramp(count), 0)
        );
    }

    // The same places again and again: the sum's order is that of the operands.
    [Fact]
    public void Sums_of_one_place_are_added_in_order()
    {
        var index = Tensor.Of([.. Enumerable.Range(0, 5000).Select(i => i % 3 == 0 ? 7L : i % 5)]);
        OnBoth.AssertEqual(
            Ramp(20).ScatterAdd(index, Ramp(5000) * 1e3, 0),
            Ramp(3000).ScatterAdd(index, Ramp(5000) * 1e3, 0),
            Zeros(3000, 40).IndexAdd(index, Ramp(5000, 40), 0)
        );
    }

    [Fact]
    public void Sums_and_largest_in_every_type()
    {
        foreach (var type in DTypes.All.Where(type => type != DType.Bool))
        {
            var updates = (Ramp(4, 500) * 25).To(type).Evaluate();
            var index = Places(600, 4, 500);
            OnBoth.AssertEqual(
                Zeros(4, 600).To(type).ScatterAdd(index, updates, 1),
                ScatterElementsOp.Make([4, 600], index, updates, 1, ScatterRule.Max, new("scatter")),
                ScatterElementsOp.Make([4, 9], index % 9, updates, 1, ScatterRule.Max, new("scatter"))
            );
        }
    }

    [Fact]
    public void Seen_through_views()
    {
        var (x, index) = (Ramp(9, 8, 7), Places(8, 9, 5, 7));
        OnBoth.AssertEqual(
            x.Transpose(0, 2).Gather(index.Transpose(0, 2).Flip(1), 1),
            x.Slice(1, 1, 7, 2).Take(Places(3, 4), 1),
            x.Permute(1, 2, 0).Take(Places(7, 40), 1),
            x.Slice(0, 2, 3).BroadcastTo([9, 8, 7]).Gather(index, 1)
        );
    }

    [Fact]
    public void Gradients_of_picking()
    {
        var classes = Tensor.Of([.. Enumerable.Range(0, 200).Select(i => i * 31 % 50)]);
        OnBoth.AssertEqual(
            Differentiate.Gradient((Tensor x) => (x.Take(Places(700, 300)) * 2).Sum())(Ramp(700, 12)),
            Differentiate.Gradient((Tensor x) => (x.Gather(Places(12, 700, 3), 1) * Ramp(700, 3)).Sum())(Ramp(700, 12)),
            Tensor.Of([1, 0, 3]).OneHot(4),
            classes.OneHot(50, DType.Float32)
        );
    }

    [Fact]
    public void Nothing_is_picked_or_put()
    {
        var none = Tensor.Of(Array.Empty<long>());
        OnBoth.AssertEqual(
            Ramp(4, 3).Take(none),
            Ramp(0, 3).Take(none),
            Ramp(4).ScatterAdd(none, Ramp(0), 0),
            Ramp(4, 0).Take(Places(4, 2))
        );
    }

    public static TheoryData<string, Func<Tensor>> Wrong() =>
        new()
        {
            { "take", () => Ramp(4, 3).Take(Tensor.Of([0L, 3, 4, -9])) },
            { "the first one", () => Ramp(4, 3).Take(Tensor.Of([.. Enumerable.Range(0, 5000).Select(i => i < 700 ? 1L : i)])) },
            { "negative", () => Ramp(4, 3).Take(Tensor.Of([0L, -4, -5])) },
            { "narrow", () => Ramp(4, 3).Take(Tensor.Of([1, 100]).To(DType.UInt8).Evaluate()) },
            { "wide", () => Ramp(4, 3).Take(Tensor.Of([1, -(1L << 40) - 3])) },
            {
                "gather",
                () =>
                    Ramp(4, 3)
                        .Gather(
                            Tensor.Of([
                                [0, 1, 2],
                                [3, 2, 7],
                            ]),
                            0
                        )
            },
            { "embed", () => Ramp(4, 3).Embed(Tensor.Of([0, -1])) },
            { "of nothing", () => Ramp(0, 3).Take(Tensor.Of([0])) },
            { "one hot", () => Tensor.Of([0, 5, 2]).OneHot(4) },
            { "into nothing", () => ScatterElementsOp.Make([0], Tensor.Of([2]), Ramp(1), 0, ScatterRule.Add, new("scatter")) },
            { "scatter", () => Ramp(4).ScatterAdd(Tensor.Of([0, 9, 2]), Ramp(3), 0) },
            { "scatter of many", () => Ramp(4000, 3).IndexAdd(Places(4001, 500), Ramp(500, 3), 0) },
            { "scatter of elements", () => Ramp(900, 3).ScatterAdd(Places(907, 500, 3), Ramp(500, 3), 0) },
            { "several axes", () => Ramp(4, 3).At([Tensor.Of([0, 1]), Tensor.Of([2, 3])]).Get() },
            { "computed on the device", () => Ramp(4).Take((Ramp(200) * 9).To(DType.Int64)) },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_index_out_of_range_is_the_CPUs_error(string name, Func<Tensor> make)
    {
        Assert.NotEmpty(name);
        var device = Device.OrSkip();
        var (plan, arguments) = OnBoth.PlanOf(make());
        var storages = Array.ConvertAll(arguments, argument => Evaluator.StorageOf(argument, isOptional: false)!);
        var expected = Assert.Throws<ValueException>(() => Evaluator.Run(plan, arguments, Functional.Device.Cpu));
        var onDevice = VulkanProgram.Of(device, plan);
        // Also the second time, and for whoever looks again.
        var results = onDevice.Run(storages);
        Assert.Equal(expected.Message, Assert.Throws<ValueException>(() => OnBoth.OnHost(results)).Message);
        Assert.Equal(expected.Message, Assert.Throws<ValueException>(() => OnBoth.OnHost(onDevice.Run(storages))).Message);
        Assert.Equal(expected.Message, Assert.Throws<ValueException>(() => OnBoth.OnHost(results)).Message);
    }

    [Fact]
    public void After_an_error_the_plan_runs_again()
    {
        var device = Device.OrSkip();
        var (table, wrong, right) = (Ramp(4, 3).Evaluate(), Tensor.Of([1L, 4]), Tensor.Of([1L, 3]));
        var (plan, arguments) = OnBoth.PlanOf(table.Take(wrong));
        var (expected, others) = (table.Take(right).ToArray<float>(), OnBoth.PlanOf(table.Take(right)).Arguments);
        var onDevice = VulkanProgram.Of(device, plan);
        Storage[] Of(Tensor[] tensors) => Array.ConvertAll(tensors, x => Evaluator.StorageOf(x, isOptional: false)!);
        Assert.Throws<ValueException>(() => OnBoth.OnHost(onDevice.Run(Of(arguments))));
        var result = OnBoth.OnHost(onDevice.Run(Of(others)))[0];
        unsafe
        {
            Assert.Equal(expected, new ReadOnlySpan<float>(result.Pointer, expected.Length).ToArray());
        }
        Assert.Throws<ValueException>(() => OnBoth.OnHost(onDevice.Run(Of(arguments))));
    }

    // Later steps find other indices wrong, nearer to the front.
    [Fact]
    public void In_a_loop_the_first_wrong_step_is_told()
    {
        var (table, steps) = (
            Ramp(5),
            Tensor.Of([
                [0, 1, 2],
                [3, 4, 5],
                [6, 1, 2],
                [0, 9, 1],
            ])
        );
        var (plan, arguments) = OnBoth.PlanOf(
            Loop.Scan((Tensor sum, Tensor at) => (sum + table.Take(at), at), Ramp(3), steps).Carry
        );
        var storages = Array.ConvertAll(arguments, argument => Evaluator.StorageOf(argument, isOptional: false)!);
        var onDevice = VulkanProgram.Of(Device.OrSkip(), plan);
        var expected = Assert.Throws<ValueException>(() => Evaluator.Run(plan, arguments, Functional.Device.Cpu));
        Assert.Contains("index 5", expected.Message, StringComparison.Ordinal);
        Assert.Equal(expected.Message, Assert.Throws<ValueException>(() => OnBoth.OnHost(onDevice.Run(storages))).Message);
    }
}
