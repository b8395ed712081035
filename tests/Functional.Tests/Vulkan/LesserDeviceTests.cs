using Functional.Vulkan;
using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>Devices without some element type: the rest works as elsewhere, and what needs the type is refused by its name.</summary>
public sealed class LesserDeviceTests
{
    private const DeviceFeatures Narrow =
        DeviceFeatures.Float16 | DeviceFeatures.Int16 | DeviceFeatures.Int8 | DeviceFeatures.Storage16 | DeviceFeatures.Storage8;

    // On which device, and with what that one has.
    private static readonly Dictionary<string, Func<Tensor, Tensor[]>> Everywhere = new()
    {
        ["elementwise"] = x => [Tanh(x), Exp(x) * Sigmoid(x), Log(Abs(x) + 0.5f), Sin(x), x / (Square(x) + 1f)],
        ["reductions"] = x => [x.Sum(), x.Mean(0), x.Max(1), x.Min(0), x.Variance(0), x.Prod(1), x.LogSumExp(1)],
        ["lines"] = x => [x.CumSum(0), x.CumMax(1).Values, Softmax(x, 1), LogSoftmax(x, 0)],
        ["products"] = x => [x.MatMul(x.T), x.Reshape(1, 1, 40, 40).Conv2D(x[..3, ..3].Reshape(1, 1, 3, 3), padding: 1)],
        ["choices"] = x => [Where(x > 0, x, Exp(x)), x.Clamp(-1, 1), Relu(x), Sign(x), Floor(x)],
        ["movements"] = x => [x.T + x, x.Pad((1, 2), (0, 3)).Flip(1), x[.., (.., 2)] * 2f, Tensor.Concatenate(0, x, x * 2f)],
        ["numbers of elements"] = x =>
            [
                x + Tensor.Eye(40),
                x * Tensor.Range(40, DType.Float32),
                x.Tril(),
                x.Triu(1),
                x + (Tensor.Range(40, DType.Int32) * 3).To(DType.Float32),
            ],
        ["picked by int32"] = x =>
            [
                x.Take(Tensor.Of([3, 0, -1, 3]).To(DType.Int32)),
                x.ScatterAdd(Tensor.Of([1, 1, 39]).To(DType.Int32).Reshape(3, 1).BroadcastTo([3, 40]), x[..3], 0),
            ],
        ["factors"] = x => [(x.MatMul(x.T) + (Tensor.Eye(40) * 90f)).Cholesky()],
        ["gradients"] = x =>
            [
                Differentiate.Gradient((Tensor v) => (Tanh(v.MatMul(v.T)).Sum(0) * Softmax(v[0], 0)).Sum())(x),
                Differentiate.Gradient((Tensor v) => v.Max(0).Sum() + v.Variance())(x),
            ],
    };

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var without in Lacks.Keys)
        foreach (var name in Everywhere.Keys)
            cases.Add(without, name);
        return cases;
    }

    private static Dictionary<string, DeviceFeatures> Lacks { get; } =
        new()
        {
            ["Float64"] = DeviceFeatures.Float64,
            ["Int64"] = DeviceFeatures.Int64,
            ["Float64 and Int64"] = DeviceFeatures.Float64 | DeviceFeatures.Int64,
            ["narrow types"] = Narrow,
            ["all of them"] = DeviceFeatures.Float64 | DeviceFeatures.Int64 | Narrow,
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_needs_no_such_type_is_computed(string without, string name)
    {
        using var device = Device.Own(new() { Without = Lacks[without] });
        var x = Programs.Ramp(40, 40);
        AssertNear(Everywhere[name](x), Everywhere[name](x.To(device)), 1e-4);
    }

    [Theory]
    [InlineData("Float64")]
    [InlineData("narrow types")]
    public void A_network_is_trained(string without)
    {
        using var device = Device.Own(new() { Without = Lacks[without] });
        var (points, targets) = (Programs.Ramp(32, 6), Sin(Programs.Ramp(32, 6).Sum(1, keepAxes: true)).Evaluate());
        // What is dropped is a bool in memory.
        var net = Linear(6, 16) >> Tanh;
        net = device.Capabilities.Computes(DType.Bool) ? net >> Dropout(0.25) >> Linear(16, 1) : net >> Linear(16, 1);
        var step = Training.Step(net, Losses.MeanSquaredError, Optimizers.ClipByGlobalNorm(1) >> Optimizers.AdamW(0.01));
        TrainingState Trained(TrainingState state, Batch batch)
        {
            for (var i = 0; i < 3; i++)
                state = step(state, batch);
            return state;
        }
        var (begin, batch) = (Training.Begin(net, Key.From(5)), new Batch(points, targets));
        var here = Trained(begin, batch);
        var there = Functional.Device.Cpu.Place(Trained(device.Place(begin), device.Place(batch)));
        foreach (var (path, x) in here.Parameters)
            AssertNear([x], [there.Parameters[path]], 1e-4);
    }

    [Theory]
    [InlineData("Int64")]
    [InlineData("Float64 and Int64")]
    [InlineData("all of them")]
    public void A_loss_is_descended(string without)
    {
        using var device = Device.Own(new() { Without = Lacks[without] });
        var (points, targets) = (Programs.Ramp(32, 6), Sin(Programs.Ramp(32, 6).Sum(1, keepAxes: true)).Evaluate());
        Tensor[] Descended(Functional.Device on)
        {
            var (x, y) = (points.To(on), targets.To(on));
            var gradient = Differentiate.Gradient<Tensor[]>(w => Square(Tanh(x.MatMul(w[0])).MatMul(w[1]) - y).Mean());
            Tensor[] weights = [Programs.Ramp(6, 16).To(on) * 0.1f, Programs.Ramp(16, 1).To(on) * 0.1f];
            for (var i = 0; i < 3; i++)
                weights = [.. weights.Zip(gradient(weights), (w, g) => (w - (0.1f * g)).Evaluate())];
            return weights;
        }
        AssertNear(Descended(Functional.Device.Cpu), Descended(device), 1e-4);
    }

    [Fact]
    public void A_training_state_counts_its_steps_in_int64()
    {
        using var device = Device.Own(new() { Without = DeviceFeatures.Int64 });
        var net = Linear(3, 1);
        var step = Training.Step(net, Losses.MeanSquaredError, Optimizers.Sgd(0.1));
        var (state, batch) = (Training.Begin(net, Key.From(5)), new Batch(Programs.Ramp(4, 3), Programs.Ramp(4, 1)));
        var error = Assert.Throws<DeviceUnsupportedException>(() => step(device.Place(state), device.Place(batch)));
        Assert.EndsWith($"int64 is not supported by '{device.Capabilities.Name}'. Use the CPU.", error.Message);
    }

    [Theory]
    [InlineData("Float64")]
    [InlineData("Int64")]
    [InlineData("narrow types")]
    [InlineData("all of them")]
    public void The_same_key_draws_the_same_bits(string without)
    {
        using var device = Device.Own(new() { Without = Lacks[without] });
        Tensor Bits() => RandomBitsOp.Make(Tensor.Of(7), Tensor.Of(9), Tensor.Range(1000, DType.Int32), 0);
        Assert.Equal(Bits().ToArray<int>(), (Bits() + Tensor.Of(0).To(device)).ToArray<int>());
        var key = Key.From(11);
        Assert.Equal(key.Uniform([1000]).ToArray<float>(), (key.Uniform([1000]) + Tensor.Of(0f).To(device)).ToArray<float>());
        AssertNear([key.Normal([1000])], [key.Normal([1000]) + Tensor.Of(0f).To(device)], 1e-5);
    }

    [Fact]
    public void Without_float64_orders_and_indices_are_the_same()
    {
        using var device = Device.Own(new() { Without = DeviceFeatures.Float64 });
        Tensor[] Of(Tensor x) =>
            [
                x.Sort(0).Values,
                x.ArgSort(1),
                x.ArgMax(1),
                x.TopK(3, 1).Indices,
                x.Take(Tensor.Of([3L, -1])),
                (x > 0).Sum(0),
                x.To(DType.Float16).To(DType.Float32),
            ];
        var x = Programs.Ramp(40, 40);
        AssertNear(Of(x), Of(x.To(device)), 0);
    }

    [Fact]
    public void Without_narrow_types_orders_and_doubles_are_the_same()
    {
        using var device = Device.Own(new() { Without = Narrow });
        Tensor[] Of(Tensor x) =>
            [x.Sort(0).Values, x.ArgSort(1), x.ArgMax(1), x.To(DType.Float64).Sum(1), x.To(DType.Float16).To(DType.Float32)];
        var x = Programs.Ramp(40, 40);
        AssertNear(Of(x), Of(x.To(device)), 1e-12);
    }

    [Fact]
    public void What_needs_the_type_is_refused_by_its_name()
    {
        AssertRefused(DeviceFeatures.Float64, "cast", "float64", x => x.To(DType.Float64));
        AssertRefused(DeviceFeatures.Float64, "cast", "float64", x => Tanh(x.To(DType.Float64)).To(DType.Float32));
        AssertRefused(DeviceFeatures.Int64, "argsort", "int64", x => x.ArgSort(1));
        AssertRefused(DeviceFeatures.Int64, "max", "int64", x => x.ArgMax(1));
        AssertRefused(DeviceFeatures.Int64, "gather", "int64", x => x.Take(Tensor.Of([1L, 0])));
        AssertRefused(DeviceFeatures.Int64, "cast", "int64", x => x.To(DType.Int64));
        AssertRefused(Narrow, "greater", "bool", x => x > 0);
        AssertRefused(Narrow, "cast", "float16", x => x.To(DType.Float16));
        AssertRefused(Narrow, "cast", "bfloat16", x => x.To(DType.BFloat16));
        AssertRefused(Narrow, "cast", "int8", x => x.To(DType.Int8));
        AssertRefused(Narrow, "cast", "int16", x => x.To(DType.Int16));
        AssertRefused(Narrow, "cast", "uint8", x => x.To(DType.UInt8));
    }

    // More numbers than int32 holds: nothing is computed in fewer bits than it needs.
    [Fact]
    public void Numbers_of_elements_that_int32_does_not_hold_stay_int64()
    {
        AssertRefused(
            DeviceFeatures.Int64,
            "add",
            "int64",
            x => x[0, ..4] + (Tensor.Iota([4]) * 3_000_000_000L).To(DType.Float32)
        );
        AssertRefused(DeviceFeatures.Int64, "add", "int64", x => Tensor.Iota([40, 40]) + x.To(DType.Int32));
    }

    private static void AssertRefused(DeviceFeatures without, string operation, string type, Func<Tensor, Tensor> f)
    {
        using var device = Device.Own(new() { Without = without });
        var error = Assert.Throws<DeviceUnsupportedException>(() => f(Programs.Ramp(40, 40).To(device)).Evaluate());
        Assert.Equal(operation, error.Operation);
        Assert.EndsWith(
            $": {type} is not supported by '{device.Capabilities.Name}'. Use the CPU.",
            error.Message,
            StringComparison.Ordinal
        );
    }

    private static void AssertNear(Tensor[] expected, Tensor[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal((expected[i].DType, expected[i].Shape), (actual[i].DType, actual[i].Shape));
            var (want, got) = (
                expected[i].To(DType.Float64).ToArray<double>(),
                Functional.Device.Cpu.Place(actual[i]).To(DType.Float64).ToArray<double>()
            );
            for (var k = 0; k < want.Length; k++)
                Assert.True(
                    Math.Abs(want[k] - got[k]) <= tolerance * Math.Max(1, Math.Abs(want[k])),
                    $"tensor {i}, element {k} is {got[k]:R}, on the CPU {want[k]:R}"
                );
        }
    }
}
