namespace Devices;

/// <summary>What came of checking an operation.</summary>
/// <param name="Operation">Its name.</param>
/// <param name="Type">The type of its operands.</param>
/// <param name="OnDevice">The device's largest error; null if the device does not have the type, or did not answer.</param>
/// <param name="OnCpu">The CPU's; null where the CPU is what the device is compared with.</param>
/// <param name="Allowed">How large the device's may be; null if it cannot be asked.</param>
/// <param name="Failure">What is wrong, or null.</param>
internal sealed record Finding(string Operation, string Type, double? OnDevice, double? OnCpu, double? Allowed, string? Failure)
{
    /// <summary>Whether there was something to check.</summary>
    public bool IsChecked => Allowed is not null;
}
