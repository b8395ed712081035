using System.Globalization;

namespace Functional.Vulkan;

/// <summary>Which of the system's devices is meant.</summary>
internal static class DeviceSelection
{
    /// <summary>The environment's choice, where a program makes none.</summary>
    internal const string Variable = "FUNCTIONAL_DEVICE";

    private const string WayOut =
        "Install the GPU's own driver, or Mesa's software one (mesa-vulkan-drivers on Debian), or use the CPU.";

    /// <summary>The names, each with its index in the list where others are the same: those of equal cards.</summary>
    internal static IEnumerable<string> ToldApart(IReadOnlyList<string> names) =>
        names.Select((name, index) => names.Count(other => other == name) == 1 ? name : $"{name}, device {index}");

    /// <summary>The exception that says how to get a driver.</summary>
    internal static DeviceUnsupportedException NoDriver(VkResult result, string call) =>
        new($"[vulkan] the Vulkan loader found no driver. {WayOut}", result, call);

    /// <summary>The place of the best usable device that fits; null if none does.</summary>
    /// <param name="devices">The devices, in the driver's order.</param>
    /// <param name="select">An index, a part of a name or of the driver's, or a UUID; null takes any.</param>
    internal static int? Best(IReadOnlyList<DeviceCapabilities> devices, string? select)
    {
        int? best = null;
        for (var i = 0; i < devices.Count; i++)
            if (
                devices[i].Rejection is null
                && (select is null || Fits(devices, i, select))
                && (best is null || IsBetter(devices[i], devices[best.Value]))
            )
                best = i;
        return best;
    }

    /// <summary>The exception that says what there is instead.</summary>
    internal static DeviceUnsupportedException Refusal(
        IReadOnlyList<DeviceCapabilities> devices,
        string? select,
        bool isFromEnvironment = false
    )
    {
        if (devices.Count == 0)
            return new DeviceUnsupportedException($"[vulkan] the system's drivers know no device. {WayOut}");
        var listing = string.Join(
            ", ",
            devices.Select((device, index) => $"{index} '{device.Name}'{(device.Rejection is { } reason ? $" ({reason})" : "")}")
        );
        return new DeviceUnsupportedException(
            $"[vulkan] no usable device{(select is null ? "" : $" fits {(isFromEnvironment ? $"{Variable}=" : "")}'{select}'")}. The system has {listing}."
        );
    }

    // A number that is no index may be a part of a name: of a '4090', say.
    private static bool Fits(IReadOnlyList<DeviceCapabilities> devices, int index, string select) =>
        int.TryParse(select, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < devices.Count
            ? number == index
        : Guid.TryParse(select, out var uuid) ? uuid == devices[index].Uuid
        : devices[index].Name.Contains(select, StringComparison.OrdinalIgnoreCase)
            || devices[index].Driver.Contains(select, StringComparison.OrdinalIgnoreCase);

    // Of equal ones the first.
    private static bool IsBetter(DeviceCapabilities device, DeviceCapabilities than) =>
        Rank(device.Kind) is var rank
        && Rank(than.Kind) is var other
        && (rank < other || (rank == other && device.Limits.DeviceMemory > than.Limits.DeviceMemory));

    private static int Rank(DeviceKind kind) =>
        kind switch
        {
            DeviceKind.Discrete => 0,
            DeviceKind.Integrated => 1,
            DeviceKind.Virtual => 2,
            DeviceKind.Cpu => 3,
            _ => 4,
        };
}
