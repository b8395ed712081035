using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>The device that the tests run on, opened once. Without one they are skipped, and say why.</summary>
internal static class Device
{
    private static readonly Lazy<(VulkanDevice? Device, string? Reason)> Opened = new(() =>
    {
        return (VulkanDevice.TryCreate(out var reason), reason);
    });

    private static readonly ConcurrentBag<IReadOnlyCollection<string>> Said = [];

    /// <summary>Closes the device that the tests shared; gives what the validation layer said of it and of the tests' own, warnings too.</summary>
    public static IReadOnlyList<string> Close()
    {
        if (Opened.IsValueCreated && Opened.Value.Device is { } device)
        {
            Said.Add(device.ValidationMessages);
            device.Dispose();
        }
        return [.. Said.SelectMany(messages => messages)];
    }

    // Before any test: they leave nothing in the user's folders.
    [ModuleInitializer]
    internal static void KeepNothing()
    {
        if (Environment.GetEnvironmentVariable("FUNCTIONAL_CACHE") is null)
            Environment.SetEnvironmentVariable("FUNCTIONAL_VULKAN_CACHE", "off");
    }

    public static VulkanDevice OrSkip()
    {
        var (device, reason) = Opened.Value;
        Assert.SkipWhen(device is null, reason ?? "no Vulkan device");
        return device!;
    }

    /// <summary>Whether it promises to keep float32's subnormal numbers, as kernels ask it to.</summary>
    public static bool KeepsSubnormals =>
        OrSkip().Capabilities.FloatControls.Declared(ExecutionMode.DenormPreserve, FloatWidths.Float32) != FloatWidths.None;

    /// <summary>Skips what needs larger workgroups than it runs, or more shared memory than it has.</summary>
    public static void Needs(ProductTile tile, DType type)
    {
        var limits = OrSkip().Capabilities.Limits;
        Assert.SkipWhen(
            tile.Invocations > limits.MaxWorkgroupInvocations,
            $"a workgroup of {tile.Invocations} invocations; the device runs {limits.MaxWorkgroupInvocations}"
        );
        Assert.SkipWhen(
            tile.SharedBytes(type) > limits.SharedMemory,
            $"{tile.SharedBytes(type)} bytes of shared memory; the device has {limits.SharedMemory}"
        );
    }

    /// <summary>Another one, for the test alone, perhaps with less than it has.</summary>
    public static VulkanDevice Own(DeviceRestrictions? restrictions = null)
    {
        OrSkip();
        var device = VulkanDevice.Create(null, null, restrictions ?? new());
        Said.Add(device.ValidationMessages);
        return device;
    }

    /// <summary>One whose memory the host does not see, or sees only when it is made visible: what most GPUs are.</summary>
    public static VulkanDevice Discrete(bool isCoherent = true) =>
        Own(new() { Without = DeviceFeatures.UnifiedMemory, IsNonCoherent = !isCoherent });

    /// <summary>One with so many bytes of memory.</summary>
    public static VulkanDevice OfMemory(long bytes, DeviceFeatures without = DeviceFeatures.None) =>
        Own(new() { Without = without, Limits = DeviceRestrictions.ParseLimits($"memory={bytes}") });
}
