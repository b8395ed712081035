using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>The device that the tests run on, opened once. Without one they are skipped, and say why.</summary>
internal static class Device
{
    private static readonly Lazy<(VulkanDevice? Device, string? Reason)> Opened = new(() =>
        (VulkanDevice.TryCreate(out var reason), reason)
    );

    public static VulkanDevice OrSkip()
    {
        var (device, reason) = Opened.Value;
        Assert.SkipWhen(device is null, reason ?? "no Vulkan device");
        return device!;
    }
}
