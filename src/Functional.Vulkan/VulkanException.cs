namespace Functional.Vulkan;

/// <summary>A call to Vulkan failed, or a device cannot do what was asked of it.</summary>
public class VulkanException : DeviceException
{
    internal VulkanException(string message, VkResult result = VkResult.Success, string? call = null, Exception? inner = null)
        : base(message, inner)
    {
        Result = (int)result;
        Call = call;
    }

    /// <summary>The number that the call returned, a <c>VkResult</c>; 0 where the library itself refused.</summary>
    public int Result { get; }

    /// <summary>The call that failed, such as <c>vkAllocateMemory</c>, if it was one.</summary>
    public string? Call { get; }

    /// <summary>The message without the name of the library's part.</summary>
    internal string Reason => Message.Replace("[vulkan] ", "", StringComparison.Ordinal);

    /// <summary>The exception that stands for a failed call; <paramref name="what"/> says on what the call worked.</summary>
    internal static VulkanException Failed(VkResult result, string call, string device, string? what = null)
    {
        var message = $"[vulkan] {call} failed on '{device}'{(what is null ? "" : $" for {what}")}: {result} ({(int)result}).";
        return result switch
        {
            VkResult.ErrorOutOfDeviceMemory or VkResult.ErrorOutOfHostMemory or VkResult.ErrorMemoryMapFailed =>
                new DeviceMemoryException(message, result, call),
            VkResult.ErrorDeviceLost => new DeviceLostException(message, result, call),
            VkResult.ErrorExtensionNotPresent
            or VkResult.ErrorFeatureNotPresent
            or VkResult.ErrorLayerNotPresent
            or VkResult.ErrorIncompatibleDriver => new DeviceUnsupportedException(message, result, call),
            _ => new VulkanException(message, result, call),
        };
    }
}
