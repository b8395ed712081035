using System.Globalization;

namespace Functional.Vulkan;

/// <summary>How a device is opened for a test: as if it had less, so that what smaller devices need can be tried on any.</summary>
/// <remarks>
/// <c>FUNCTIONAL_VULKAN_DISABLE=Float64,Int64</c> takes features away (<c>coopmat</c> is short for CooperativeMatrix); <c>FUNCTIONAL_VULKAN_LIMITS=shared=16384,buffers=4</c> lowers
/// limits: <c>shared</c>, <c>buffers</c>, <c>invocations</c>, <c>groups</c>, <c>push</c>, <c>binding</c>, <c>allocation</c>, <c>memory</c>.
/// </remarks>
internal sealed record DeviceRestrictions
{
    private const string Disable = "FUNCTIONAL_VULKAN_DISABLE";
    private const string Matrices = "coopmat";
    private const string Lower = "FUNCTIONAL_VULKAN_LIMITS";

    private static readonly string[] Names =
    [
        "shared",
        "buffers",
        "invocations",
        "groups",
        "push",
        "binding",
        "allocation",
        "memory",
    ];

    internal DeviceFeatures Without { get; init; }

    /// <summary>Limits by name; those that are not here stay.</summary>
    internal IReadOnlyDictionary<string, ulong> Limits { get; init; } = new Dictionary<string, ulong>();

    /// <summary>Whether mapped memory is treated as if the host's writes had to be made visible.</summary>
    internal bool IsNonCoherent { get; init; }

    /// <summary>Where compiled kernels are kept; null leaves that to the environment.</summary>
    internal string? CacheFolder { get; init; }

    /// <summary>What the environment asks for.</summary>
    /// <exception cref="VulkanException">A variable names what there is not.</exception>
    internal static DeviceRestrictions FromEnvironment() =>
        new()
        {
            Without = ParseFeatures(Environment.GetEnvironmentVariable(Disable) ?? ""),
            Limits = ParseLimits(Environment.GetEnvironmentVariable(Lower) ?? ""),
        };

    internal static DeviceFeatures ParseFeatures(string text) =>
        text.Length == 0 ? DeviceFeatures.None
        : Enum.TryParse<DeviceFeatures>(string.Join(',', text.Split(',').Select(Long)), ignoreCase: true, out var features)
            ? features
        : throw new VulkanException(
            $"[vulkan] {Disable} is '{text}'. It takes names of features: {string.Join(", ", Enum.GetNames<DeviceFeatures>())}."
        );

    private static string Long(string name) =>
        name.Trim().Equals(Matrices, StringComparison.OrdinalIgnoreCase) ? nameof(DeviceFeatures.CooperativeMatrix) : name;

    internal static Dictionary<string, ulong> ParseLimits(string text)
    {
        Dictionary<string, ulong> limits = [];
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (
                part.Split('=', StringSplitOptions.TrimEntries) is not [var name, var value]
                || !Names.Contains(name)
                || !ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            )
                throw new VulkanException(
                    $"[vulkan] {Lower} has '{part}'. It takes NAME=NUMBER, where the names are {string.Join(", ", Names)}."
                );
            limits[name] = number;
        }
        return limits;
    }

    internal DeviceLimits Apply(DeviceLimits limits)
    {
        if (Limits.Count == 0)
            return limits;
        uint Least32(string name, uint value) => (uint)Least(name, value);
        ulong Least(string name, ulong value) => Limits.TryGetValue(name, out var asked) ? Math.Min(asked, value) : value;
        var (size, count) = (limits.MaxWorkgroupSize, limits.MaxWorkgroupCount);
        return limits with
        {
            SharedMemory = Least32("shared", limits.SharedMemory),
            MaxStorageBuffers = Least32("buffers", limits.MaxStorageBuffers),
            MaxWorkgroupInvocations = Least32("invocations", limits.MaxWorkgroupInvocations),
            MaxWorkgroupSize = (Least32("invocations", size.X), Least32("invocations", size.Y), Least32("invocations", size.Z)),
            MaxWorkgroupCount = (Least32("groups", count.X), Least32("groups", count.Y), Least32("groups", count.Z)),
            MaxPushConstantBytes = Least32("push", limits.MaxPushConstantBytes),
            MaxStorageBufferRange = Least("binding", limits.MaxStorageBufferRange),
            MaxAllocation = Least("allocation", limits.MaxAllocation),
            DeviceMemory = Least("memory", limits.DeviceMemory),
        };
    }
}
