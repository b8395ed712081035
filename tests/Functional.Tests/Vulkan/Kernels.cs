using System.Runtime.InteropServices;
using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>A kernel for tests of what is around kernels.</summary>
internal static unsafe class Kernels
{
    /// <summary>The first number of a buffer becomes its square plus the second.</summary>
    public static ComputePipeline Square(VulkanDevice device, string? label = null, float more = 0)
    {
        var module = new SpirvModule(1);
        var buffer = module.Buffer(0, module.Float32);
        var (x, y) = (module.Load(buffer, module.Constant(0u)), module.Load(buffer, module.Constant(1u)));
        var square = module.Fma(x, x, y);
        module.Store(buffer, module.Constant(0u), module.Fma(square, module.Constant(1f), module.Constant(more)));
        return device.Pipeline(module.ToWords(), label: label);
    }

    public static float Run(VulkanDevice device, ComputePipeline square, float x, float y)
    {
        using var buffer = device.Allocate(8);
        buffer.Write<float>([x, y]);
        device.Dispatch(square, [buffer], [], 1);
        var read = new float[2];
        buffer.Read<float>(read);
        return read[0];
    }

    /// <summary>The counter of a device that has finished nothing.</summary>
    [UnmanagedCallersOnly]
    public static VkResult NothingDone(VkDevice device, VkSemaphore semaphore, ulong* value)
    {
        *value = 0;
        return VkResult.Success;
    }
}
