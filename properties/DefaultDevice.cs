using System.Runtime.CompilerServices;
using Functional.Vulkan;

namespace Functional.Properties;

/// <summary>Where all laws are tried: on the CPU, or with <c>FUNCTIONAL_TEST_DEVICE=vulkan</c> on the Vulkan device.</summary>
internal static class DefaultDevice
{
    public const string Variable = "FUNCTIONAL_TEST_DEVICE";

    /// <summary>Whether float64's subnormal numbers are kept: the CPU does, and a device that promises to.</summary>
    public static bool KeepsSubnormals =>
        Device.Default is not VulkanDevice device
        || device.Capabilities.FloatControls.DenormPreserve.HasFlag(FloatWidths.Float64);

    [ModuleInitializer]
    internal static void Choose()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } name)
            return;
        // Laws leave nothing in the user's folders.
        if (Environment.GetEnvironmentVariable("FUNCTIONAL_CACHE") is null)
            Environment.SetEnvironmentVariable("FUNCTIONAL_CACHE", Path.Combine(Path.GetTempPath(), "functional-laws"));
        Device.Default = name switch
        {
            "cpu" => Device.Cpu,
            "vulkan" => VulkanDevice.Create(),
            _ => throw new ArgumentException($"{Variable}={name}: use cpu or vulkan."),
        };
    }
}
