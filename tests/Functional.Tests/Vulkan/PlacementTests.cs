using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>Tensors that live on the device from look to look.</summary>
public sealed class PlacementTests
{
    [Fact]
    public void A_placed_tensor_is_computed_on_the_device_and_stays_there()
    {
        var device = Device.OrSkip();
        var x = Tensor.Of([1f, 2, 3]).To(device);
        var y = (x * 2f) + Tensor.Ones([3]);
        Assert.Equal([3f, 5, 7], y.ToArray<float>());
        Assert.Equal(device, Assert.IsType<Functional.Vulkan.VulkanStorage>(y.Storage).Device);
        Assert.Equal(device, y.Device);
        Assert.Equal([4f, 6, 8], (y + 1f).To(Functional.Device.Cpu).ToArray<float>());
    }

    [Fact]
    public void Scalars_that_change_from_run_to_run_need_no_new_plan()
    {
        var device = Device.OrSkip();
        var x = Programs.Ramp(1000).To(device);
        for (var i = 0; i < 20; i++)
        {
            var factor = 1.5 + i;
            Assert.Equal(Programs.Ramp(1000).ToArray<float>().Select(v => v * (float)factor), (x * factor).ToArray<float>());
        }
    }

    [Fact]
    public void A_long_chain_of_looks_gives_the_cpus_numbers()
    {
        var device = Device.OrSkip();
        var (here, there) = (Programs.Ramp(3000), Programs.Ramp(3000).To(device));
        for (var i = 0; i < 50; i++)
        {
            (here, there) = ((here * 0.75f) + 0.25f, (there * 0.75f) + 0.25f);
            Tensor.Evaluate(here, there);
        }
        Assert.Equal(here.ToArray<float>(), there.ToArray<float>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void Loops_run_on_the_device(int length)
    {
        var device = Device.OrSkip();
        (Tensor, Tensor, Tensor) Run(Tensor xs)
        {
            // The second carry is the first one of the step before: carries that only change places.
            var ((a, b), outputs) = Loop.Scan(
                ((Tensor A, Tensor B) c, Tensor x) => (((c.A * 0.5f) + x, c.A), (c.B + x) * 0.3f),
                (Tensor.Zeros([5]), Tensor.Ones([5])),
                xs
            );
            return (a, b, outputs);
        }
        var xs = Programs.Ramp(length, 5);
        OnBoth.AssertEqual(Leaves(Run(xs)));
        var there = Run(xs.To(device));
        Assert.Equal(Run(xs).Item3.ToArray<float>(), there.Item3.ToArray<float>());
    }

    [Fact]
    public void Gradients_of_loops_run_on_the_device()
    {
        var device = Device.OrSkip();
        var xs = Programs.Ramp(9, 3);
        Tensor Loss(Tensor w, Tensor sequence) =>
            Loop.Scan((Tensor h, Tensor x) => (Tanh((h * w) + x), h * h), Tensor.Zeros([3]), sequence) is var (last, outputs)
                ? Sum(last) + Sum(outputs)
                : throw new InvalidOperationException();
        var w = Tensor.Of([0.5f, -0.25f, 1f]);
        var here = Differentiate.Gradient((Tensor v) => Loss(v, xs))(w).ToArray<float>();
        var there = Differentiate.Gradient((Tensor v) => Loss(v, xs.To(device)))(w.To(device)).ToArray<float>();
        Assert.Equal(here, there, (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));
    }

    [Fact]
    public void A_loop_of_no_steps_gives_its_start()
    {
        var device = Device.OrSkip();
        Assert.Equal(3, Loop.Repeat(x => x + x, Tensor.Of(3.0).To(device), 0).Item());
        Assert.Equal(48, Loop.Repeat(x => x + x, Tensor.Of(3.0).To(device), 4).Item());
    }

    [Fact]
    public void A_loop_of_steps_gives_what_it_gives_on_the_CPU()
    {
        var device = Device.OrSkip();
        var step = Compile.Function((Tensor x) => Tanh(x) * 0.5f);
        var x = Programs.Ramp(5000).To(device);
        var expected = Programs.Ramp(5000);
        for (var i = 0; i < 30; i++)
            (x, expected) = (step(x), step(expected));
        Assert.Equal(expected.ToArray<float>(), x.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Threads_share_a_device()
    {
        var device = Device.OrSkip();
        var x = Programs.Ramp(64, 48);
        Tensor Value(Tensor v, int thread) =>
            Enumerable.Range(0, 2 + thread).Aggregate(v, (y, _) => Tanh(y.MatMul(y.T).MatMul(y) * 0.001f) + Sum(y, 0));
        var expected = Enumerable.Range(0, 4).Select(thread => Value(x, thread).ToArray<float>()).ToArray();
        Parallel.For(
            0,
            40,
            i =>
            {
                var got = Value(x.To(device), i % 4).ToArray<float>();
                Assert.Equal(expected[i % 4], got, (a, b) => Math.Abs(a - b) <= 1e-3 * Math.Max(1, Math.Abs(a)));
            }
        );
    }

    private static Tensor[] Leaves((Tensor, Tensor, Tensor) of) => [of.Item1, of.Item2, of.Item3];
}
