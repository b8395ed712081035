namespace Functional.Vulkan;

/// <summary>A call to Vulkan failed, or a device cannot do what was asked of it.</summary>
public sealed class VulkanException : DeviceException
{
    internal VulkanException(string message, VkResult result = VkResult.Success, string? call = null)
        : base(message)
    {
        Result = (int)result;
        Call = call;
    }

    /// <summary>The number that the call returned, a <c>VkResult</c>; 0 where the library itself refused.</summary>
    public int Result { get; }

    /// <summary>The call that failed, such as <c>vkAllocateMemory</c>, if it was one.</summary>
    public string? Call { get; }

    /// <summary>Whether the device is gone: all that lived only there is lost, and every later call on it fails.</summary>
    public bool IsDeviceLost => Result == (int)VkResult.ErrorDeviceLost;

    /// <summary>Whether memory ran out.</summary>
    public bool IsOutOfMemory => Result is (int)VkResult.ErrorOutOfDeviceMemory or (int)VkResult.ErrorOutOfHostMemory;

    internal static VulkanException Failed(VkResult result, string call, string device) =>
        new($"[vulkan] {call} failed on '{device}': {result} ({(int)result}).", result, call);
}
