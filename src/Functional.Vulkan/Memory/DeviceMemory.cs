namespace Functional.Vulkan;

/// <summary>
/// The memory of a device: blocks as the driver gives them, and ranges of blocks as buffers take them. A range that comes back is
/// free at once: the device returns it only when its work is past the last use.
/// </summary>
/// <remarks>Not synchronised: the device calls it under its lock.</remarks>
internal sealed unsafe class DeviceMemory
{
    private const ulong MiB = 1UL << 20;

    private readonly VulkanDevice _device;
    private readonly PhysicalDevice _physical;
    private readonly List<MemoryBlock> _blocks = [];
    private long _inUse;
    private long _reservedForKernels;
    private long _limit;
    private int _wholeBlocks;

    internal DeviceMemory(VulkanDevice device, PhysicalDevice physical)
    {
        (_device, _physical) = (device, physical);
        var limits = physical.Capabilities.Limits;
        Alignment = Math.Max(256, Math.Max(limits.StorageBufferAlignment, limits.NonCoherentAtom));
        BlockBytes = Math.Clamp(limits.DeviceMemory / 16 / MiB * MiB, 16 * MiB, 256 * MiB);
        BlockBytes = Math.Min(BlockBytes, Math.Min(limits.MaxAllocation, limits.MaxBuffer)) / Alignment * Alignment;
        _limit = (long)BlockBytes;
    }

    /// <summary>Ranges begin at multiples of this, and are multiples of it long.</summary>
    internal ulong Alignment { get; }

    /// <summary>The usual size of a block; what is larger gets one of its own.</summary>
    internal ulong BlockBytes { get; }

    /// <summary>How long a block lies ready when nothing in it is in use.</summary>
    internal TimeSpan KeepsFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes that buffers hold, without what is only on its way to the device or back.</summary>
    internal long InUse => Volatile.Read(ref _inUse);

    /// <summary>The most that <see cref="InUse"/> has been.</summary>
    internal long Peak { get; private set; }

    /// <summary>Bytes that the driver has given.</summary>
    internal long Reserved { get; private set; }

    /// <summary>Blocks that the driver has given.</summary>
    internal int BlockCount => _blocks.Count;

    /// <summary>The largest range that lies ready.</summary>
    internal ulong LargestFree(MemoryKind kind)
    {
        var largest = 0UL;
        foreach (var block in _blocks)
            if (block.Kind == kind)
                largest = Math.Max(largest, block.Ranges.Largest);
        return largest;
    }

    /// <summary>The bytes that a buffer of some size takes.</summary>
    internal ulong Capacity(ulong size) => Math.Max(Alignment, (size + Alignment - 1) / Alignment * Alignment);

    /// <summary>Whether another block for so many bytes is more than what was live at the last time explains.</summary>
    internal bool IsPastLimit(ulong capacity) => _reservedForKernels + (long)Math.Max(capacity, BlockBytes) > _limit;

    /// <summary>Lets the limit follow what is live.</summary>
    internal void RaiseLimit(ulong capacity)
    {
        var live = Math.Max(_reservedForKernels, (_inUse + (long)capacity) * 5 / 4);
        _limit = Math.Max(_limit, live + (long)Math.Max(capacity, BlockBytes));
    }

    /// <summary>A range that lies ready, or null.</summary>
    internal Allocation? TryTake(ulong capacity, MemoryKind kind)
    {
        foreach (var block in _blocks)
        {
            // Small buffers stay out of the large blocks, which would otherwise never be whole again.
            if (block.Kind != kind || (block.Size > BlockBytes && capacity <= BlockBytes / 2))
                continue;
            if (Take(block, capacity) is { } allocation)
                return allocation;
        }
        return null;
    }

    /// <summary>A range of a new block, or the reason why there is none.</summary>
    internal Allocation? TryGrow(ulong capacity, MemoryKind kind, out MemoryFailure failure)
    {
        var usual = kind == MemoryKind.Device ? BlockBytes : Math.Min(BlockBytes, 16 * MiB);
        failure = default;
        var block = capacity < usual ? TryCreate(usual, kind, out failure) : null;
        if (block is null && (capacity >= usual || failure.IsOutOfMemory))
            block = TryCreate(capacity, kind, out failure);
        if (block is null)
            return null;
        _blocks.Add(block);
        _wholeBlocks++;
        Reserve(block, (long)block.Size);
        return Take(block, capacity);
    }

    /// <summary>Takes a range back.</summary>
    internal void Give(Allocation allocation)
    {
        var block = allocation.Block;
        block.Ranges.Give(allocation.Offset, allocation.Capacity);
        if (block.Kind == MemoryKind.Device)
            Volatile.Write(ref _inUse, _inUse - (long)allocation.Capacity);
        if (!block.Ranges.IsWhole)
            return;
        block.FreeSince = Environment.TickCount64;
        _wholeBlocks++;
    }

    /// <summary>Gives blocks back to the driver: those that have been whole for long, or all that are whole.</summary>
    internal void Trim(bool all = false)
    {
        if (_wholeBlocks == 0)
            return;
        var before = Environment.TickCount64 - (long)KeepsFor.TotalMilliseconds;
        for (var i = _blocks.Count - 1; i >= 0; i--)
        {
            var block = _blocks[i];
            if (!block.Ranges.IsWhole || (!all && block.FreeSince > before))
                continue;
            _blocks.RemoveAt(i);
            _wholeBlocks--;
            Reserve(block, -(long)block.Size);
            Destroy(block.Buffer, block.Memory);
            _limit = Math.Max((long)BlockBytes, Math.Min(_limit, (_inUse * 5 / 4) + (long)BlockBytes));
        }
    }

    /// <summary>Gives everything back to the driver.</summary>
    internal void Free()
    {
        foreach (var block in _blocks)
            Destroy(block.Buffer, block.Memory);
        _blocks.Clear();
        (_inUse, Reserved, _reservedForKernels, _wholeBlocks) = (0, 0, 0, 0);
    }

    /// <summary>Bytes of the heap for a purpose that the library may have in all, with what it has.</summary>
    internal ulong Budget(MemoryKind kind)
    {
        var heap = _physical.Heap(TypeOf(uint.MaxValue, kind));
        return Available(heap) + Own(heap);
    }

    private ulong Own(uint heap)
    {
        var own = 0UL;
        foreach (var block in _blocks)
            own += block.Heap == heap ? block.Size : 0;
        return own;
    }

    private ulong Available(uint heap)
    {
        var own = Own(heap);
        var most = _physical.Capabilities.Limits.DeviceMemory;
        return Math.Min(
            _physical.Available(_device.InstanceFunctions, heap, own, _physical.KnowsBudget),
            most > own ? most - own : 0
        );
    }

    private void Reserve(MemoryBlock block, long bytes)
    {
        Reserved += bytes;
        _reservedForKernels += block.Kind == MemoryKind.Device ? bytes : 0;
    }

    private Allocation? Take(MemoryBlock block, ulong capacity)
    {
        var whole = block.Ranges.IsWhole;
        if (block.Ranges.Take(capacity) is not { } offset)
            return null;
        if (whole)
            _wholeBlocks--;
        if (block.Kind == MemoryKind.Device)
        {
            Volatile.Write(ref _inUse, _inUse + (long)capacity);
            Peak = Math.Max(Peak, _inUse);
        }
        return new Allocation(block, offset, capacity);
    }

    private MemoryBlock? TryCreate(ulong size, MemoryKind kind, out MemoryFailure failure)
    {
        var functions = _device.Functions;
        var info = new VkBufferCreateInfo
        {
            size = size,
            usage = VkBufferUsageFlags.StorageBuffer | VkBufferUsageFlags.TransferSrc | VkBufferUsageFlags.TransferDst,
        };
        VkBuffer buffer = default;
        VkDeviceMemory memory = default;
        void* mapped = null;
        var result = functions.vkCreateBuffer(_device.Handle, &info, null, &buffer);
        failure = new MemoryFailure(result, "vkCreateBuffer");
        if (result < 0)
            return null;

        var query = new VkBufferMemoryRequirementsInfo2 { buffer = buffer };
        var requirements = new VkMemoryRequirements2();
        functions.vkGetBufferMemoryRequirements2(_device.Handle, &query, &requirements);
        var type = TypeOf(requirements.memoryRequirements.memoryTypeBits, kind);
        var heap = _physical.Heap(type);
        if (requirements.memoryRequirements.size > Available(heap))
        {
            failure = new MemoryFailure(VkResult.ErrorOutOfDeviceMemory, null);
            Destroy(buffer, default);
            return null;
        }
        var allocate = new VkMemoryAllocateInfo { allocationSize = requirements.memoryRequirements.size, memoryTypeIndex = type };
        result = functions.vkAllocateMemory(_device.Handle, &allocate, null, &memory);
        failure = new MemoryFailure(result, "vkAllocateMemory");
        if (result >= 0)
        {
            var bind = new VkBindBufferMemoryInfo { buffer = buffer, memory = memory };
            result = functions.vkBindBufferMemory2(_device.Handle, 1, &bind);
            failure = new MemoryFailure(result, "vkBindBufferMemory2");
        }
        if (result >= 0 && (kind != MemoryKind.Device || _physical.Capabilities.Has(DeviceFeatures.UnifiedMemory)))
        {
            result = functions.vkMapMemory(_device.Handle, memory, 0, ulong.MaxValue, 0, &mapped);
            failure = new MemoryFailure(result, "vkMapMemory");
        }
        if (result < 0)
        {
            Destroy(buffer, memory);
            return null;
        }
        return new MemoryBlock
        {
            Buffer = buffer,
            Memory = memory,
            Kind = kind,
            Heap = heap,
            Size = size,
            Coherent = _physical.IsCoherent(type),
            Mapped = (byte*)mapped,
            Ranges = new FreeRanges(size),
            FreeSince = Environment.TickCount64,
        };
    }

    // Freeing memory unmaps it too.
    private void Destroy(VkBuffer buffer, VkDeviceMemory memory)
    {
        _device.Functions.vkDestroyBuffer(_device.Handle, buffer, null);
        if (memory != default)
            _device.Functions.vkFreeMemory(_device.Handle, memory, null);
    }

    /// <summary>The best type of memory for a purpose: the first of a list of wishes that the device grants.</summary>
    private uint TypeOf(uint allowed, MemoryKind kind)
    {
        const VkMemoryPropertyFlags local = VkMemoryPropertyFlags.DeviceLocal,
            visible = VkMemoryPropertyFlags.HostVisible,
            coherent = VkMemoryPropertyFlags.HostCoherent,
            cached = VkMemoryPropertyFlags.HostCached;
        ReadOnlySpan<(VkMemoryPropertyFlags Needed, VkMemoryPropertyFlags Unwanted)> wishes = kind switch
        {
            MemoryKind.Upload => [(visible | coherent, local | cached), (visible | coherent, local), (visible | coherent, 0)],
            MemoryKind.Readback => [(visible | coherent | cached, 0), (visible | cached, 0), (visible | coherent, 0)],
            _ when _physical.Capabilities.Has(DeviceFeatures.UnifiedMemory) => [(local | visible | coherent | cached, 0)],
            _ => [(local, visible), (local, 0), (0, 0)],
        };
        foreach (var (needed, unwanted) in wishes)
            if (_physical.MemoryType(allowed, needed, unwanted) is { } type)
                return type;
        throw new DeviceUnsupportedException($"[vulkan] '{_physical.Capabilities.Name}' has no memory for {kind} buffers.");
    }
}

/// <summary>Why the driver gave no memory: what a call returned, or no call where the budget forbade it.</summary>
internal readonly record struct MemoryFailure(VkResult Result, string? Call)
{
    /// <summary>Whether there may be memory once some is given back.</summary>
    internal bool IsOutOfMemory =>
        Result is VkResult.ErrorOutOfDeviceMemory or VkResult.ErrorOutOfHostMemory or VkResult.ErrorMemoryMapFailed;
}
