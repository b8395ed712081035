using Functional.Vulkan;
using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>Devices that the application opened and handed over by their handles.</summary>
public sealed class OwnHandlesTests : IDisposable
{
    private readonly VulkanInstance _instance;
    private readonly VulkanDevice _owner;

    public OwnHandlesTests()
    {
        Device.OrSkip();
        _instance = VulkanInstance.Create();
        if (_instance.ChecksKernels)
        {
            // An instance that is handed over does not say that it does, and its semaphores cannot be waited for.
            _instance.Dispose();
            Assert.Skip("checks of kernels lose track of timeline semaphores");
        }
        _owner = _instance.Open();
    }

    public void Dispose()
    {
        _owner.Dispose();
        Assert.Empty(_owner.ValidationMessages);
        _instance.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Such_a_device_computes_and_stays_the_applications(bool hasFeatures)
    {
        var x = Programs.Ramp(24, 40).Evaluate();
        var expected = Value(x).ToArray<float>();
        var before = (Programs.Ramp(9).To(_owner) * 2f).Evaluate();
        for (var i = 0; i < 2; i++)
        {
            using (var device = Wrap(hasFeatures ? _owner.Capabilities.Features : DeviceFeatures.None))
            {
                Assert.Equal(_owner.Capabilities.Uuid, device.Capabilities.Uuid);
                Assert.NotEqual(_owner.Name, device.Name);
                var y = Value(x.To(device));
                Assert.Equal(device, y.Device);
                AssertNear(expected, y.ToArray<float>());
                AssertNear(expected, Value(x.To(_owner)).ToArray<float>());
            }
            AssertNear(expected, Value(x.To(_owner)).ToArray<float>());
        }
        Assert.Equal(Programs.Ramp(9).ToArray<float>().Select(v => v * 3f), (before * 1.5f).ToArray<float>());
    }

    [Fact]
    public void Features_that_were_not_named_are_not_used()
    {
        Assert.SkipUnless(_owner.Capabilities.Has(DeviceFeatures.Float64), "no float64");
        using var plain = Wrap(DeviceFeatures.None);
        using var full = Wrap(_owner.Capabilities.Features);
        Assert.Equal(_owner.Capabilities.Features, full.Capabilities.Features);
        Assert.Equal(PhysicalDevice.Required, plain.Capabilities.Features & ~DeviceFeatures.UnifiedMemory);
        var x = Tensor.Of([1.5, 2.5]);
        Assert.Equal([3, 5], (x.To(full) * 2).ToArray<double>());
        Assert.Throws<DeviceUnsupportedException>(() => (x.To(plain) * 2).ToArray<double>());
    }

    [Fact]
    public void Handles_that_fit_nothing_are_refused()
    {
        var (instance, physical, device) = (_instance.Handle.Value, _owner.Physical.Handle.Value, _owner.Handle.Value);
        foreach (var (i, p, d) in new[] { (0, physical, device), (instance, (nint)0, device), (instance, physical, (nint)0) })
            Assert.Equal(
                $"[vulkan] a handle is null: instance {i}, physical device {p}, device {d}. Open the device first.",
                Assert.Throws<VulkanException>(() => VulkanDevice.From(i, p, d, 0)).Message
            );
        Assert.StartsWith(
            "[vulkan] the physical device is none of the instance's.",
            Assert.Throws<DeviceUnsupportedException>(() => VulkanDevice.From(instance, device, physical, 0)).Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            $"[vulkan] queue family 77 of '{_owner.Capabilities.Name}' does not compute; those that do are ",
            Assert.Throws<DeviceUnsupportedException>(() => VulkanDevice.From(instance, physical, device, 77)).Message,
            StringComparison.Ordinal
        );
    }

    private VulkanDevice Wrap(DeviceFeatures enabled) =>
        VulkanDevice.From(_instance.Handle.Value, _owner.Physical.Handle.Value, _owner.Handle.Value, _owner.QueueFamily, enabled);

    private static Tensor Value(Tensor x) => Softmax(Tanh(x).MatMul(x.T), -1) + x.Sum(1);

    private static void AssertNear(float[] expected, float[] actual) =>
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= 1e-4 * Math.Max(1, Math.Abs(a)));
}
