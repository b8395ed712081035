using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Tensors on devices: a placement is an operation like others, and what is computed of a placed tensor is computed there.</summary>
public sealed class PlacementTests
{
    private readonly FakeDevice _gpu = new("gpu");
    private readonly FakeDevice _other = new("other");

    [Fact]
    public void A_tensor_that_nobody_placed_is_computed_by_default()
    {
        var x = Tensor.Of([1f, 2, 3]) * 2f;
        Assert.Equal(Device.Cpu, x.Device);
        Assert.Equal([2f, 4, 6], x.ToArray<float>());
        Assert.Equal("cpu", Device.Cpu.ToString());
    }

    [Fact]
    public void What_is_computed_of_a_placed_tensor_is_computed_there()
    {
        var x = Tensor.Of([1f, 2, 3]).To(_gpu);
        var y = Tensor.Ones([3]) + (x * 2f);
        Assert.Equal(_gpu, y.Device);
        Assert.Equal([3f, 5, 7], y.ToArray<float>());
        Assert.Equal(1, _gpu.Runs);
        Assert.Equal(_gpu, Assert.IsType<FakeDevice.FakeStorage>(y.Storage).Device);
    }

    [Fact]
    public void A_placed_value_is_moved_once()
    {
        var x = Tensor.Of([1f, 2, 3]).To(_gpu);
        for (var i = 0; i < 5; i++)
            _ = (i % 2 == 0 ? x + x : x * x).ToArray<float>();
        Assert.Equal(1, _gpu.Moves);
        Assert.Same(x, x.To(_gpu));
    }

    [Fact]
    public void Operands_on_different_devices_are_refused_where_they_meet()
    {
        var (x, y) = (Tensor.Of([1f, 2]).To(_gpu), Tensor.Of([3f, 4]).To(Device.Cpu));
        var error = Assert.Throws<DeviceException>(() => x + y);
        Assert.Equal(
            "[add] got operands on different devices: float32[2] on 'gpu' and float32[2] on 'cpu'. Place one of them with .To(device).",
            error.Message
        );
        Assert.Throws<DeviceException>(() => Tensor.Concatenate([x, x, y], axis: 0));
    }

    [Fact]
    public void A_tree_may_go_from_device_to_device()
    {
        var x = Tensor.Of([1f, 2, 3]).To(_gpu) + 1f;
        var y = (x * x).To(_other) - 1f;
        var z = y.To(Device.Cpu) * y.To(_gpu).To(Device.Cpu);
        Assert.Equal([9f, 64, 225], z.ToArray<float>());
        Assert.Equal((1, 1), (_gpu.Runs, _other.Runs));
    }

    [Fact]
    public void Gradients_come_back_to_where_the_variable_is()
    {
        var x = Tensor.Of([1f, 2, 3]).To(_gpu);
        var gradient = Differentiate.Gradient((Tensor v) => Sum(Square((v * v).To(_other)) * 0.5f))(x);
        Assert.Equal(_gpu, gradient.Device);
        Assert.Equal([2f, 16, 54], gradient.ToArray<float>());
        Assert.True(_other.Runs > 0);
    }

    [Fact]
    public void A_compiled_function_runs_where_its_arguments_are()
    {
        var f = Compile.Function((Tensor v) => Tanh(v) + 1f);
        var x = Tensor.Of([0f, 1]);
        var expected = f(x).ToArray<float>();
        var placed = f(x.To(_gpu));
        Assert.Equal(_gpu, placed.Device);
        Assert.Equal(expected, placed.ToArray<float>());
        Assert.Equal(1, _gpu.Runs);
    }

    [Fact]
    public void A_compiled_function_may_go_from_device_to_device()
    {
        var f = Compile.Function(
            (Tensor v) =>
            {
                var there = (v * 2f).To(_other) + 1f;
                return (v + 1f, there, there.To(v.Device) + v);
            }
        );
        for (var i = 0; i < 2; i++)
        {
            var (a, b, c) = f(Tensor.Of([1f, 2]).To(_gpu));
            Assert.Equal((_gpu, _other, _gpu), ((FakeDevice)a.Device, (FakeDevice)b.Device, (FakeDevice)c.Device));
            Assert.Equal([2f, 3], a.ToArray<float>());
            Assert.Equal([3f, 5], b.ToArray<float>());
            Assert.Equal([4f, 7], c.ToArray<float>());
        }
    }

    [Fact]
    public void Results_on_several_devices_are_computed_by_one_look()
    {
        var (x, y, z) = (Tensor.Of([1f]).To(_gpu) + 1f, Tensor.Of([2f]).To(_other) + 1f, Tensor.Of([3f]) + 1f);
        Tensor.Evaluate(x, y, z);
        Assert.True(x.IsComputed && y.IsComputed && z.IsComputed);
        Assert.Equal((1, 1), (_gpu.Runs, _other.Runs));
    }

    [Fact]
    public void A_loop_runs_where_what_it_loops_over_is()
    {
        var xs = Tensor.Of([1f, 2, 3]).To(_gpu);
        var (last, sums) = Loop.Scan((Tensor c, Tensor x) => (c + x, c * 2f), Tensor.Of(0f), xs);
        Assert.Equal((_gpu, _gpu), ((FakeDevice)last.Device, (FakeDevice)sums.Device));
        Assert.Equal(6, last.Item());
        Assert.Equal([0f, 2, 6], sums.ToArray<float>());
    }

    [Fact]
    public void A_loops_body_stays_on_one_device()
    {
        var error = Assert.Throws<DeviceException>(() =>
            Loop.Scan((Tensor c, Tensor x) => ((c + x).To(_other).To(_gpu), c), Tensor.Of(0f).To(_gpu), Tensor.Of([1f, 2]))
        );
        Assert.Equal(
            "[scan] the body goes from 'gpu' to 'other'; all of it must run on one device. Move before the loop or after it.",
            error.Message
        );
    }

    [Fact]
    public void A_whole_training_state_is_placed_at_once_and_stays()
    {
        var net = Linear(3, 4) >> Tanh >> Linear(4, 1);
        var step = Training.Step(net, Losses.MeanSquaredError, Optimizers.Adam(0.01));
        var (x, y) = (Tensor.Ones([8, 3]), Tensor.Ones([8, 1]));
        var here = step(step(Training.Begin(net, Key.From(1)), new Batch(x, y)), new Batch(x, y));
        var there = step(step(_gpu.Place(Training.Begin(net, Key.From(1))), new Batch(x, y)), new Batch(x, y));
        Assert.All([.. there.Parameters.Tensors, there.Loss, there.Key.Data], tensor => Assert.Equal(_gpu, tensor.Device));
        Assert.Equal(here.Loss.Item(), there.Loss.Item());
        Assert.Equal(
            here.Parameters.Tensors.Select(p => p.ToArray<float>()),
            there.Parameters.Tensors.Select(p => p.ToArray<float>())
        );
    }

    [Fact]
    public void Batches_are_taken_where_the_examples_lie_and_then_moved()
    {
        var (x, y) = (Tensor.Range(20, DType.Float32).Reshape(10, 2), Tensor.Range(10, DType.Int64));
        var batches = Batches.Shuffled(x, y, 4, Key.From(3)).ToArray();
        var moved = Batches.Shuffled(x, y, 4, Key.From(3)).On(_gpu).ToArray();
        Assert.Equal(3, moved.Length);
        Assert.All(
            moved,
            batch => Assert.Equal((_gpu, _gpu), ((FakeDevice)batch.Inputs.Device, (FakeDevice)batch.Targets.Device))
        );
        Assert.Equal(batches.SelectMany(b => b.Inputs.ToArray<float>()), moved.SelectMany(b => b.Inputs.ToArray<float>()));
        Assert.Equal((0, 3), (_gpu.Runs, _gpu.Moves)); // nobody has looked at the targets
    }
}
