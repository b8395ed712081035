using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>What devices say of matrices whose sizes a kernel chooses.</summary>
public sealed class FlexibleMatrixTests
{
    private static readonly FlexibleMatrices Example = new(
        [new(32, 32, 16, DType.Float16, 256), new(16, 16, 16, DType.BFloat16, 0)],
        LargestSize: 1024,
        IsOfWorkgroups: true,
        LargestWorkgroup: 512,
        ReservedSharedMemory: 4096,
        HasTensorAddressing: true
    );

    [Fact]
    public void The_record_of_a_device_lists_them()
    {
        var device = Device.OrSkip();
        Assert.Contains(
            "flexible ones   multiples of 32×32×16 float16 a workgroup of 256; multiples of 16×16×16 bfloat16 a subgroup; up to 1024; "
                + "workgroups up to 512, which take 4096 bytes of shared memory; tensor addressing\n",
            (device.Capabilities with { FlexibleMatrices = Example }).ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "flexible ones   none that add up in float32; up to 64; not of workgroups; no tensor addressing\n",
            (device.Capabilities with { FlexibleMatrices = new([], 64, false, 0, 0, false) }).ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "flexible",
            (device.Capabilities with { FlexibleMatrices = null }).ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_matrix_units_there_are_none()
    {
        var device = Device.OrSkip();
        var with = device.Capabilities with { FlexibleMatrices = Example };
        Assert.Null(with.With(with.Features & ~DeviceFeatures.CooperativeMatrix).FlexibleMatrices);
        Assert.Same(Example, with.With(with.Features | DeviceFeatures.CooperativeMatrix).FlexibleMatrices);
        using var without = Device.Own(new() { Without = DeviceFeatures.CooperativeMatrix });
        Assert.Null(without.Capabilities.FlexibleMatrices);
    }

    [Fact]
    public void Mesas_processor_driver_has_them_of_subgroups()
    {
        var device = Device.OrSkip();
        Assert.SkipUnless(
            device.Capabilities.Extensions.Contains("VK_NV_cooperative_matrix2"),
            $"'{device.Capabilities.Name}' has no matrices whose sizes a kernel chooses."
        );
        var found = device.Capabilities.FlexibleMatrices!;
        Assert.All(found.Units, unit => Assert.True(unit.Rows * unit.Columns * unit.Depth > 0));
        Assert.All(found.Units, unit => Assert.True(unit.Invocations <= (found.IsOfWorkgroups ? found.LargestWorkgroup : 0)));
        Assert.Contains($"flexible ones   {found}\n", device.Capabilities.ToString(), StringComparison.Ordinal);
        Assert.SkipUnless(device.Capabilities.Kind == DeviceKind.Cpu, "Other devices may list others.");
        // As Mesa 26.1 lists them; a kernel of whole workgroups has nowhere to be tested until this fails.
        Assert.Equal([new FlexibleMatrixUnit(8, 8, 8, DType.Float16, 0)], found.Units);
        Assert.Equal((1024, false, false), (found.LargestSize, found.IsOfWorkgroups, found.HasTensorAddressing));
    }
}
