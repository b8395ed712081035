using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>
/// Makes calls of one device fail, and counts what is alive. It replaces entries of the device's table by functions without a
/// receiver, so that one device at a time can have it: tests that do run one after another.
/// </summary>
internal sealed unsafe class Faults : IDisposable
{
    private static readonly ConcurrentDictionary<string, (VkResult Result, int After, int Times)> Armed = new();
    private static readonly ConcurrentDictionary<string, int> Calls = new();
    private static readonly ConcurrentDictionary<string, int> Living = new();
    private static DeviceFunctions? Real;

    private readonly VulkanDevice _device;

    public Faults(VulkanDevice device)
    {
        _device = device;
        Armed.Clear();
        Calls.Clear();
        Living.Clear();
        var functions = device.Functions;
        Real = VulkanLoader.Of(device.InstanceFunctions, device.Handle);
        functions.vkAllocateMemory = &Allocate;
        functions.vkFreeMemory = &FreeMemory;
        functions.vkCreateBuffer = &CreateBuffer;
        functions.vkDestroyBuffer = &DestroyBuffer;
        functions.vkMapMemory = &Map;
        functions.vkCreateComputePipelines = &CreatePipelines;
        functions.vkDestroyPipeline = &DestroyPipeline;
        functions.vkCreateShaderModule = &CreateModule;
        functions.vkDestroyShaderModule = &DestroyModule;
        functions.vkCreateCommandPool = &CreateCommandPool;
        functions.vkDestroyCommandPool = &DestroyCommandPool;
        functions.vkAllocateCommandBuffers = &AllocateCommands;
        functions.vkCreateDescriptorPool = &CreateDescriptorPool;
        functions.vkDestroyDescriptorPool = &DestroyDescriptorPool;
        functions.vkAllocateDescriptorSets = &AllocateSets;
        functions.vkCreateDescriptorSetLayout = &CreateSetLayout;
        functions.vkDestroyDescriptorSetLayout = &DestroySetLayout;
        functions.vkCreatePipelineLayout = &CreateLayout;
        functions.vkDestroyPipelineLayout = &DestroyLayout;
        functions.vkResetCommandPool = &ResetPool;
        functions.vkBeginCommandBuffer = &Begin;
        functions.vkEndCommandBuffer = &End;
        functions.vkQueueSubmit2 = &Submit;
        functions.vkWaitSemaphores = &WaitSemaphores;
        functions.vkGetSemaphoreCounterValue = &Counter;
    }

    /// <summary>What was made and not freed, by kind.</summary>
    public static IReadOnlyDictionary<string, int> Alive => Living.Where(pair => pair.Value != 0).ToDictionary();

    /// <summary>Lets a call fail: after so many that do not, so many times.</summary>
    public static void Fail(string call, VkResult result, int after = 0, int times = int.MaxValue) =>
        Armed[call] = (result, after, times);

    public static void Mend() => Armed.Clear();

    public static int CallsOf(string call) => Calls.GetValueOrDefault(call);

    /// <summary>Disposes the device, and asserts that nothing it made is left.</summary>
    public void Dispose()
    {
        Mend();
        _device.Dispose();
        Assert.Empty(Alive);
    }

    private static bool Fails(string call, out VkResult result)
    {
        Calls.AddOrUpdate(call, 1, (_, count) => count + 1);
        result = default;
        if (!Armed.TryGetValue(call, out var fault))
            return false;
        if (fault.After > 0)
        {
            Armed[call] = fault with { After = fault.After - 1 };
            return false;
        }
        if (fault.Times == 0)
            return false;
        Armed[call] = fault with { Times = fault.Times - 1 };
        result = fault.Result;
        return true;
    }

    private static VkResult Made(string kind, VkResult result)
    {
        if (result >= 0)
            Living.AddOrUpdate(kind, 1, (_, count) => count + 1);
        return result;
    }

    private static void Gone(string kind, bool wasThere)
    {
        if (wasThere)
            Living.AddOrUpdate(kind, -1, (_, count) => count - 1);
    }

    [UnmanagedCallersOnly]
    private static VkResult Allocate(VkDevice device, VkMemoryAllocateInfo* info, void* host, VkDeviceMemory* memory) =>
        Fails("vkAllocateMemory", out var result) ? result : Made("memory", Real!.vkAllocateMemory(device, info, host, memory));

    [UnmanagedCallersOnly]
    private static void FreeMemory(VkDevice device, VkDeviceMemory memory, void* host)
    {
        Gone("memory", memory != default);
        Real!.vkFreeMemory(device, memory, host);
    }

    [UnmanagedCallersOnly]
    private static VkResult CreateBuffer(VkDevice device, VkBufferCreateInfo* info, void* host, VkBuffer* buffer) =>
        Fails("vkCreateBuffer", out var result) ? result : Made("buffer", Real!.vkCreateBuffer(device, info, host, buffer));

    [UnmanagedCallersOnly]
    private static void DestroyBuffer(VkDevice device, VkBuffer buffer, void* host)
    {
        Gone("buffer", buffer != default);
        Real!.vkDestroyBuffer(device, buffer, host);
    }

    [UnmanagedCallersOnly]
    private static VkResult Map(
        VkDevice device,
        VkDeviceMemory memory,
        ulong offset,
        ulong size,
        VkMemoryMapFlags flags,
        void** at
    ) => Fails("vkMapMemory", out var result) ? result : Real!.vkMapMemory(device, memory, offset, size, flags, at);

    [UnmanagedCallersOnly]
    private static VkResult CreatePipelines(
        VkDevice device,
        VkPipelineCache cache,
        uint count,
        VkComputePipelineCreateInfo* info,
        void* host,
        VkPipeline* pipeline
    ) =>
        Fails("vkCreateComputePipelines", out var result)
            ? result
            : Made("pipeline", Real!.vkCreateComputePipelines(device, cache, count, info, host, pipeline));

    [UnmanagedCallersOnly]
    private static void DestroyPipeline(VkDevice device, VkPipeline pipeline, void* host)
    {
        Gone("pipeline", pipeline != default);
        Real!.vkDestroyPipeline(device, pipeline, host);
    }

    [UnmanagedCallersOnly]
    private static VkResult CreateModule(VkDevice device, VkShaderModuleCreateInfo* info, void* host, VkShaderModule* module) =>
        Fails("vkCreateShaderModule", out var result)
            ? result
            : Made("module", Real!.vkCreateShaderModule(device, info, host, module));

    [UnmanagedCallersOnly]
    private static void DestroyModule(VkDevice device, VkShaderModule module, void* host)
    {
        Gone("module", module != default);
        Real!.vkDestroyShaderModule(device, module, host);
    }

    [UnmanagedCallersOnly]
    private static VkResult CreateCommandPool(VkDevice device, VkCommandPoolCreateInfo* info, void* host, VkCommandPool* pool) =>
        Fails("vkCreateCommandPool", out var result)
            ? result
            : Made("command pool", Real!.vkCreateCommandPool(device, info, host, pool));

    [UnmanagedCallersOnly]
    private static void DestroyCommandPool(VkDevice device, VkCommandPool pool, void* host)
    {
        Gone("command pool", pool != default);
        Real!.vkDestroyCommandPool(device, pool, host);
    }

    [UnmanagedCallersOnly]
    private static VkResult AllocateCommands(VkDevice device, VkCommandBufferAllocateInfo* info, VkCommandBuffer* commands) =>
        Fails("vkAllocateCommandBuffers", out var result) ? result : Real!.vkAllocateCommandBuffers(device, info, commands);

    [UnmanagedCallersOnly]
    private static VkResult CreateDescriptorPool(
        VkDevice device,
        VkDescriptorPoolCreateInfo* info,
        void* host,
        VkDescriptorPool* pool
    ) =>
        Fails("vkCreateDescriptorPool", out var result)
            ? result
            : Made("descriptor pool", Real!.vkCreateDescriptorPool(device, info, host, pool));

    [UnmanagedCallersOnly]
    private static void DestroyDescriptorPool(VkDevice device, VkDescriptorPool pool, void* host)
    {
        Gone("descriptor pool", pool != default);
        Real!.vkDestroyDescriptorPool(device, pool, host);
    }

    [UnmanagedCallersOnly]
    private static VkResult AllocateSets(VkDevice device, VkDescriptorSetAllocateInfo* info, VkDescriptorSet* set) =>
        Fails("vkAllocateDescriptorSets", out var result) ? result : Real!.vkAllocateDescriptorSets(device, info, set);

    [UnmanagedCallersOnly]
    private static VkResult CreateSetLayout(
        VkDevice device,
        VkDescriptorSetLayoutCreateInfo* info,
        void* host,
        VkDescriptorSetLayout* layout
    ) =>
        Fails("vkCreateDescriptorSetLayout", out var result)
            ? result
            : Made("set layout", Real!.vkCreateDescriptorSetLayout(device, info, host, layout));

    [UnmanagedCallersOnly]
    private static void DestroySetLayout(VkDevice device, VkDescriptorSetLayout layout, void* host)
    {
        Gone("set layout", layout != default);
        Real!.vkDestroyDescriptorSetLayout(device, layout, host);
    }

    [UnmanagedCallersOnly]
    private static VkResult CreateLayout(
        VkDevice device,
        VkPipelineLayoutCreateInfo* info,
        void* host,
        VkPipelineLayout* layout
    ) =>
        Fails("vkCreatePipelineLayout", out var result)
            ? result
            : Made("pipeline layout", Real!.vkCreatePipelineLayout(device, info, host, layout));

    [UnmanagedCallersOnly]
    private static void DestroyLayout(VkDevice device, VkPipelineLayout layout, void* host)
    {
        Gone("pipeline layout", layout != default);
        Real!.vkDestroyPipelineLayout(device, layout, host);
    }

    [UnmanagedCallersOnly]
    private static VkResult ResetPool(VkDevice device, VkCommandPool pool, VkCommandPoolResetFlags flags) =>
        Fails("vkResetCommandPool", out var result) ? result : Real!.vkResetCommandPool(device, pool, flags);

    [UnmanagedCallersOnly]
    private static VkResult Begin(VkCommandBuffer commands, VkCommandBufferBeginInfo* info) =>
        Fails("vkBeginCommandBuffer", out var result) ? result : Real!.vkBeginCommandBuffer(commands, info);

    // What fails has run, as in a driver that runs out of memory on the way.
    [UnmanagedCallersOnly]
    private static VkResult End(VkCommandBuffer commands)
    {
        var real = Real!.vkEndCommandBuffer(commands);
        return Fails("vkEndCommandBuffer", out var result) ? result : real;
    }

    [UnmanagedCallersOnly]
    private static VkResult Submit(VkQueue queue, uint count, VkSubmitInfo2* info, VkFence fence) =>
        Fails("vkQueueSubmit2", out var result) ? result : Real!.vkQueueSubmit2(queue, count, info, fence);

    [UnmanagedCallersOnly]
    private static VkResult WaitSemaphores(VkDevice device, VkSemaphoreWaitInfo* info, ulong timeout) =>
        Fails("vkWaitSemaphores", out var result) ? result : Real!.vkWaitSemaphores(device, info, timeout);

    [UnmanagedCallersOnly]
    private static VkResult Counter(VkDevice device, VkSemaphore semaphore, ulong* value) =>
        Fails("vkGetSemaphoreCounterValue", out var result) ? result : Real!.vkGetSemaphoreCounterValue(device, semaphore, value);
}
