using Functional.Vulkan;
using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>What the device cannot run is refused before anything runs, by name.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void A_stage_without_a_kernel_is_named()
    {
        var device = Device.OrSkip();
        var x = Programs.Ramp(2, 3);
        var (plan, _) = OnBoth.PlanOf(Tanh(x).MatMul(x.Transpose()));
        var error = Assert.Throws<DeviceUnsupportedException>(() => VulkanProgram.Of(device, plan));
        Assert.Equal("matmul", error.Operation);
        Assert.Equal(
            $"[matmul] on Vulkan: cannot compute float32[2,3] and float32[3,2]: there is no kernel for '{device.Capabilities.Name}' yet. Use the CPU.",
            error.Message
        );
    }

    [Fact]
    public void The_bindings_own_errors_are_the_librarys()
    {
        var device = Device.OrSkip();
        Assert.IsType<DeviceException>(Assert.Throws<VulkanException>(() => device.Pipeline([1, 2, 3])), exactMatch: false);
    }
}
