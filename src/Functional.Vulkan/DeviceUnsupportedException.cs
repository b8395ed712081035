namespace Functional.Vulkan;

/// <summary>There is no such device, or it lacks what was asked of it: a feature, an element type, a kernel.</summary>
public sealed class DeviceUnsupportedException : VulkanException
{
    internal DeviceUnsupportedException(string message, VkResult result = VkResult.Success, string? call = null)
        : base(message, result, call) { }
}
