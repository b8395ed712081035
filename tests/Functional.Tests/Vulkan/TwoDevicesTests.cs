using Functional.Vulkan;
using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>Two devices in one program, which may be one card opened twice.</summary>
public sealed class TwoDevicesTests : IDisposable
{
    private readonly VulkanDevice _one = Device.Own();
    private readonly VulkanDevice _other = Device.Own();

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Operands_of_both_are_refused_by_names_that_differ()
    {
        var name = _one.Capabilities.Name;
        Assert.Equal(name, _other.Capabilities.Name);
        Assert.NotEqual(_one.Name, _other.Name);
        Assert.Matches(@"^, opening \d+$", _other.Name[name.Length..]);
        var (x, y) = (Programs.Ramp(8).To(_one), Programs.Ramp(2, 8).To(_other));
        var error = Assert.Throws<DeviceException>(() => x + y);
        Assert.Equal(
            $"[add] got operands on different devices: float32[8] on '{_one.Name}' and float32[2,8] on '{_other.Name}'. Place one of them with .To(device).",
            error.Message
        );
    }

    [Fact]
    public void No_name_comes_twice()
    {
        HashSet<string> names = [_one.Name, _other.Name];
        for (var i = 0; i < 3; i++)
        {
            using var next = Device.Own();
            Assert.True(names.Add(next.Name), next.Name);
        }
    }

    [Fact]
    public void A_tensor_moves_from_one_to_the_other()
    {
        var x = (Programs.Ramp(300).To(_one) * 2f).Evaluate();
        var y = x.To(_other) + Programs.Ramp(300).To(_other);
        Assert.Equal(_other, y.Device);
        Assert.Equal(Programs.Ramp(300).ToArray<float>().Select(v => v * 3f), y.ToArray<float>());
        Assert.Equal(Programs.Ramp(300).ToArray<float>().Select(v => v * 2f), x.ToArray<float>());
        var there = y.To(_one).To(_other).To(_one);
        Assert.Equal(_one, there.Device);
        Assert.Equal(y.ToArray<float>(), there.ToArray<float>());
    }

    [Fact]
    public void A_compiled_function_runs_where_its_argument_is()
    {
        var f = Compile.Function((Tensor x) => x * x + 1f);
        var expected = Programs.Ramp(50).ToArray<float>().Select(v => (v * v) + 1f).ToArray();
        for (var i = 0; i < 4; i++)
            foreach (var device in new[] { _one, _other })
            {
                var y = f(Programs.Ramp(50).To(device));
                Assert.Equal(device, y.Device);
                Assert.Equal(expected, y.ToArray<float>(), (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));
            }
    }

    [Fact]
    public void A_compiled_function_may_use_both()
    {
        var f = Compile.Function((Tensor x) => ((x * 2f).To(_other) + 1f) is var y ? (y, y.To(_one) + x) : default);
        var ramp = Programs.Ramp(50).ToArray<float>();
        for (var i = 0; i < 3; i++)
        {
            var (there, here) = f(Programs.Ramp(50).To(_one));
            Assert.Equal((_other, _one), (there.Device, here.Device));
            Assert.Equal(ramp.Select(v => (v * 2f) + 1f), there.ToArray<float>());
            Assert.Equal(ramp.Select(v => (v * 2f) + 1f + v), here.ToArray<float>(), (a, b) => Math.Abs(a - b) <= 1e-5);
        }
    }

    [Fact]
    public void Gradients_are_where_the_variable_is()
    {
        var ramp = Programs.Ramp(20).ToArray<float>();
        foreach (var device in new[] { _one, _other })
        {
            var x = Programs.Ramp(20).To(device);
            var slope = Differentiate.Gradient((Tensor v) => Sum(v * v * 0.5f))(x);
            Assert.Equal(device, slope.Device);
            Assert.Equal(ramp, slope.ToArray<float>());
            // Over the other and back: d/dx Σ (x²)² = 4x³.
            var across = Differentiate.Gradient((Tensor v) => Sum(Square((v * v).To(device == _one ? _other : _one))))(x);
            Assert.Equal(device, across.Device);
            Assert.Equal(
                ramp.Select(v => 4 * v * v * v),
                across.ToArray<float>(),
                (a, b) => Math.Abs(a - b) <= 1e-4 * Math.Max(1, Math.Abs(a))
            );
        }
    }

    [Fact]
    public void Two_threads_have_a_device_each()
    {
        var f = Compile.Function((Tensor x) => Tanh(x.MatMul(x.T)) + Sum(x, 1));
        var expected = Enumerable.Range(1, 6).Select(i => f(Programs.Ramp(30, 20) / i).ToArray<float>()).ToArray();
        Parallel.ForEach(
            new[] { _one, _other },
            device =>
            {
                for (var round = 0; round < 20; round++)
                {
                    var got = f(Programs.Ramp(30, 20).To(device) / ((round % 6) + 1));
                    Assert.Equal(device, got.Device);
                    Assert.Equal(
                        expected[round % 6],
                        got.ToArray<float>(),
                        (a, b) => Math.Abs(a - b) <= 1e-4 * Math.Max(1, Math.Abs(a))
                    );
                }
            }
        );
    }
}
