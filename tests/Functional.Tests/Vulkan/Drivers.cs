using System.Runtime.InteropServices;
using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>
/// Lets an instance's drivers say other than they do: older, with less, or of more cards. Their functions have no receiver, so that one
/// instance at a time can have them: tests that use this are of one class.
/// </summary>
internal static unsafe class Drivers
{
    private static InstanceFunctions? Real;

    /// <summary>Devices of Vulkan 1.2.170.</summary>
    public static void AreOld(VulkanInstance instance)
    {
        Real = VulkanLoader.Of(instance.Handle);
        instance.Functions.vkGetPhysicalDeviceProperties = &OldProperties;
    }

    /// <summary>Devices without synchronization2 and maintenance4.</summary>
    public static void LackFeatures(VulkanInstance instance)
    {
        Real = VulkanLoader.Of(instance.Handle);
        instance.Functions.vkGetPhysicalDeviceFeatures2 = &FewFeatures;
    }

    /// <summary>Devices whose queues only draw.</summary>
    public static void OnlyDraw(VulkanInstance instance)
    {
        Real = VulkanLoader.Of(instance.Handle);
        instance.Functions.vkGetPhysicalDeviceQueueFamilyProperties = &DrawingFamilies;
    }

    /// <summary>The first device, twice.</summary>
    public static void AreTwins(VulkanInstance instance)
    {
        Real = VulkanLoader.Of(instance.Handle);
        instance.Functions.vkEnumeratePhysicalDevices = &Twins;
    }

    [UnmanagedCallersOnly]
    private static void OldProperties(VkPhysicalDevice device, VkPhysicalDeviceProperties* properties)
    {
        Real!.vkGetPhysicalDeviceProperties(device, properties);
        properties->apiVersion = (1u << 22) | (2u << 12) | 170;
    }

    [UnmanagedCallersOnly]
    private static void FewFeatures(VkPhysicalDevice device, VkPhysicalDeviceFeatures2* features)
    {
        Real!.vkGetPhysicalDeviceFeatures2(device, features);
        var features11 = (VkPhysicalDeviceVulkan11Features*)features->pNext;
        var features12 = (VkPhysicalDeviceVulkan12Features*)features11->pNext;
        var features13 = (VkPhysicalDeviceVulkan13Features*)features12->pNext;
        (features13->synchronization2, features13->maintenance4) = (false, false);
    }

    [UnmanagedCallersOnly]
    private static void DrawingFamilies(VkPhysicalDevice device, uint* count, VkQueueFamilyProperties* families)
    {
        Real!.vkGetPhysicalDeviceQueueFamilyProperties(device, count, families);
        for (var i = 0; families is not null && i < *count; i++)
            families[i].queueFlags &= ~VkQueueFlags.Compute;
    }

    [UnmanagedCallersOnly]
    private static VkResult Twins(VkInstance instance, uint* count, VkPhysicalDevice* devices)
    {
        var one = 1u;
        if (devices is not null)
        {
            var result = Real!.vkEnumeratePhysicalDevices(instance, &one, devices);
            devices[1] = devices[0];
            if (result < 0)
                return result;
        }
        *count = 2;
        return VkResult.Success;
    }
}
