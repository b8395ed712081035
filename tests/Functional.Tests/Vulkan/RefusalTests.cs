using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>What the device cannot run is refused before anything runs, by name.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void A_type_that_the_device_has_not_is_named()
    {
        Device.OrSkip();
        using var device = Device.Own(new() { Without = DeviceFeatures.Int64 });
        var x = Programs.Ramp(2, 3).To(DType.Int64).Evaluate();
        var (plan, _) = OnBoth.PlanOf(x.MatMul(x.Transpose()));
        var error = Assert.Throws<DeviceUnsupportedException>(() => VulkanProgram.Of(device, plan));
        Assert.Equal("matmul", error.Operation);
        Assert.Equal(
            $"[matmul] on Vulkan: cannot compute int64[2,3] and int64[3,2]: int64 is not supported by '{device.Capabilities.Name}'. Use the CPU.",
            error.Message
        );
    }

    [Fact]
    public void The_bindings_own_errors_are_the_librarys()
    {
        var device = Device.OrSkip();
        Assert.IsType<DeviceException>(Assert.Throws<VulkanException>(() => device.Pipeline([1, 2, 3])), exactMatch: false);
    }

    [Fact]
    public void An_operation_with_more_buffers_than_the_device_binds_is_named()
    {
        Device.OrSkip();
        using var device = Device.Own(new() { Limits = DeviceRestrictions.ParseLimits("buffers=2") });
        var x = Programs.Ramp(2, 3);
        var (plan, _) = OnBoth.PlanOf(x * Programs.Ramp(3));
        var error = Assert.Throws<DeviceUnsupportedException>(() => VulkanProgram.Of(device, plan));
        Assert.Equal(
            $"[multiply] on Vulkan: cannot compute float32[2,3]: 3 buffers are more than the 2 that '{device.Capabilities.Name}' binds. Use the CPU.",
            error.Message
        );
    }

    [Fact]
    public void A_kernel_that_shares_more_than_the_device_has_is_named()
    {
        Device.OrSkip();
        using var device = Device.Own(new() { Limits = DeviceRestrictions.ParseLimits("shared=100") });
        var (plan, _) = OnBoth.PlanOf(Programs.Ramp(1000).Sum());
        var error = Assert.Throws<DeviceLimitException>(() => VulkanProgram.Of(device, plan));
        Assert.Equal(("SharedMemory", 100UL, 256UL), (error.Limit, error.Value, error.Need));
        Assert.Equal(
            $"[reduction] on Vulkan: bytes of shared memory: 256 are more than the 100 of '{device.Capabilities.Name}'.",
            error.Message
        );
    }
}
