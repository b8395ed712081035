namespace Functional.Vulkan;

/// <summary>A device, or the host on its behalf, has no memory left.</summary>
public sealed class DeviceMemoryException : VulkanException
{
    internal DeviceMemoryException(string message, VkResult result, string? call, Exception? inner = null)
        : base(message, result, call, inner) { }

    /// <summary>The same error in other words.</summary>
    internal DeviceMemoryException Saying(string message) =>
        new(message, (VkResult)Result, Call, this)
        {
            BytesAsked = BytesAsked,
            BytesInUse = BytesInUse,
            Budget = Budget,
            LargestFreeRange = LargestFreeRange,
        };

    /// <summary>The bytes that were asked for; 0 where the driver ran out on its own account.</summary>
    public long BytesAsked { get; internal init; }

    /// <summary>The bytes that the library's buffers held then.</summary>
    public long BytesInUse { get; internal init; }

    /// <summary>The bytes that the library may take in all, as the driver or the heap's size says.</summary>
    public long Budget { get; internal init; }

    /// <summary>The largest range that lay ready in the library's blocks.</summary>
    public long LargestFreeRange { get; internal init; }
}
