namespace Functional.Vulkan;

/// <summary>
/// A device is gone: all that lived only there is lost, and every later call on it says so. Another <see cref="VulkanDevice"/> may be
/// opened on the same hardware.
/// </summary>
public sealed class DeviceLostException : VulkanException
{
    internal DeviceLostException(string message, VkResult result, string? call, string? lastWork = null, Exception? inner = null)
        : base(message, result, call, inner)
    {
        LastWork = lastWork;
    }

    /// <summary>What the device was at, or was last given if it does not say: the plan or queue and its kernels; null if it was given nothing.</summary>
    public string? LastWork { get; }

    /// <summary>The same news for a later call.</summary>
    internal DeviceLostException Again() => new(Message, (VkResult)Result, Call, LastWork, this);
}
