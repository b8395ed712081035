using Functional.Vulkan;
using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>Sizes around what a device does at once: a workgroup, the most workgroups of a dispatch, the largest binding.</summary>
public sealed class BoundaryTests
{
    private const int MostGroups = 65535;

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1028)]
    public void Elements_around_a_workgroup(int size) =>
        OnBoth.AssertEqual(Programs.Ramp(size) * 3, Programs.Ramp(size) > 1, Programs.Ramp(size, 2).Transpose() + 1);

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void Elements_around_the_most_workgroups(int more)
    {
        // Bytes, of which an invocation takes one or a pack.
        var (single, packed) = ((MostGroups * 256) + more, 4 * ((MostGroups * 256) + more));
        OnBoth.AssertEqual(Tensor.Iota([single]).To(DType.UInt8) * 3);
        OnBoth.AssertEqual(Tensor.Iota([packed]).To(DType.UInt8) * 3);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void Rows_around_the_most_workgroups(int more)
    {
        var rows = Tensor.Iota([MostGroups + more, 80]).To(DType.Int32);
        OnBoth.AssertEqual((rows % 7).Sum(1), rows.Max(1));
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(0)]
    public void Tensors_up_to_the_largest_binding_are_computed(int more)
    {
        var device = Device.OrSkip();
        var most = device.Capabilities.Limits.MaxStorageBufferRange;
        Assert.SkipWhen(most > 1 << 28, $"bindings of {most} bytes");
        var x = Tensor.Iota([(int)(most / 4) + (more / 4)]).To(DType.Int32);
        OnBoth.AssertEqual(x * 3);
    }

    [Fact]
    public void A_tensor_beyond_the_largest_binding_is_refused_before_anything_runs()
    {
        using var device = Small();
        var x = Programs.Ramp(1, 65_537);
        var error = Assert.Throws<DeviceLimitException>(() => (x.To(device) * 3).Evaluate());
        Assert.Equal(nameof(DeviceLimits.MaxStorageBufferRange), error.Limit);
        Assert.Equal((262_144UL, 262_148UL), (error.Value, error.Need));
        Assert.Equal(
            $"[multiply] on Vulkan: cannot compute float32[1,65537]: a buffer of 262148 bytes is larger than the 262144 that '{device.Capabilities.Name}' binds. Use the CPU.",
            error.Message
        );
        var product = Assert.Throws<DeviceLimitException>(() => x.Transpose().To(device).MatMul(x.To(device)).Evaluate());
        Assert.Equal(nameof(DeviceLimits.MaxStorageBufferRange), product.Limit);
        Assert.Equal(
            x[0, ..65_536].Evaluate().ToArray<float>().Select(value => value * 3),
            (x[0, ..65_536].Evaluate().To(device) * 3).ToArray<float>()
        );
    }

    [Fact]
    public void Where_it_was_asked_for_the_CPU_computes_what_is_too_large()
    {
        using var device = Small();
        device.FallsBackToCpu = true;
        var x = Programs.Ramp(65_537);
        Assert.Equal(x.ToArray<float>().Select(value => value * 3), (x.To(device) * 3).ToArray<float>());
    }

    private static VulkanDevice Small() => Device.Own(new() { Limits = DeviceRestrictions.ParseLimits("binding=262144") });
}
