namespace Functional.Vulkan;

/// <summary>The native half of a command list: a command pool and buffer, and pools of descriptor sets.</summary>
internal sealed unsafe class CommandResources : DeviceResource
{
    private const uint SetsPerPool = 128,
        BuffersPerPool = 1024;

    private readonly List<DescriptorPool> _pools = [];
    private readonly HashSet<CompiledKernel> _kernels = [];
    private VkCommandPool _pool;
    private int _poolInUse;

    private CommandResources() { }

    internal VkCommandBuffer Commands { get; private set; }

    /// <summary>The allocations that the commands name; they are kept until the commands are gone.</summary>
    internal HashSet<Allocation> Held { get; } = [];

    internal static CommandResources Create(VulkanDevice device)
    {
        var resources = new CommandResources();
        var info = new VkCommandPoolCreateInfo
        {
            flags = VkCommandPoolCreateFlags.Transient,
            queueFamilyIndex = device.QueueFamily,
        };
        VkCommandPool pool;
        device.Check(device.Functions.vkCreateCommandPool(device.Handle, &info, null, &pool), "vkCreateCommandPool");
        resources._pool = pool;
        device.Keep(resources);
        var allocate = new VkCommandBufferAllocateInfo
        {
            commandPool = pool,
            level = VkCommandBufferLevel.Primary,
            commandBufferCount = 1,
        };
        VkCommandBuffer commands;
        device.Check(device.Functions.vkAllocateCommandBuffers(device.Handle, &allocate, &commands), "vkAllocateCommandBuffers");
        resources.Commands = commands;
        return resources;
    }

    internal void Hold(Allocation allocation)
    {
        if (Held.Add(allocation))
            allocation.Hold();
    }

    internal void Hold(CompiledKernel kernel)
    {
        if (_kernels.Add(kernel))
            kernel.Hold();
    }

    /// <summary>A fresh descriptor set.</summary>
    internal VkDescriptorSet DescriptorSet(VulkanDevice device, VkDescriptorSetLayout layout)
    {
        while (true)
        {
            var fresh = _poolInUse == _pools.Count;
            if (fresh)
                _pools.Add(CreatePool(device));
            var info = new VkDescriptorSetAllocateInfo
            {
                descriptorPool = _pools[_poolInUse].Handle,
                descriptorSetCount = 1,
                pSetLayouts = &layout,
            };
            VkDescriptorSet set;
            var result = device.Functions.vkAllocateDescriptorSets(device.Handle, &info, &set);
            if (result is VkResult.ErrorOutOfPoolMemory or VkResult.ErrorFragmentedPool && !fresh)
            {
                _poolInUse++;
                continue;
            }
            device.Check(result, "vkAllocateDescriptorSets");
            return set;
        }
    }

    internal void Reset(VulkanDevice device)
    {
        device.Check(device.Functions.vkResetCommandPool(device.Handle, _pool, 0), "vkResetCommandPool");
        foreach (var descriptors in _pools)
            device.Check(device.Functions.vkResetDescriptorPool(device.Handle, descriptors.Handle, 0), "vkResetDescriptorPool");
        _poolInUse = 0;
        LetAllGo();
    }

    internal override void Free(VulkanDevice device)
    {
        foreach (var descriptors in _pools)
            device.Functions.vkDestroyDescriptorPool(device.Handle, descriptors.Handle, null);
        device.Functions.vkDestroyCommandPool(device.Handle, _pool, null);
        LetAllGo();
    }

    private void LetAllGo()
    {
        foreach (var allocation in Held)
            allocation.LetGo();
        Held.Clear();
        foreach (var kernel in _kernels)
            kernel.LetGo();
        _kernels.Clear();
    }

    private static DescriptorPool CreatePool(VulkanDevice device)
    {
        // A single kernel may take more buffers than the usual pool has.
        var buffers = Math.Max(BuffersPerPool, Math.Min(device.Capabilities.Limits.MaxStorageBuffers, 256));
        var size = new VkDescriptorPoolSize { type = VkDescriptorType.StorageBuffer, descriptorCount = buffers };
        var info = new VkDescriptorPoolCreateInfo
        {
            maxSets = SetsPerPool,
            poolSizeCount = 1,
            pPoolSizes = &size,
        };
        VkDescriptorPool pool;
        device.Check(device.Functions.vkCreateDescriptorPool(device.Handle, &info, null, &pool), "vkCreateDescriptorPool");
        return new DescriptorPool(pool);
    }

    private sealed class DescriptorPool(VkDescriptorPool handle)
    {
        public VkDescriptorPool Handle { get; } = handle;
    }
}
