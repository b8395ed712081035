namespace Functional.Vulkan;

public sealed unsafe partial class VulkanDevice
{
    // Long queues of small kernels are handed over in parts, so that the device starts early.
    private const int CommandsPerSubmission = 256;
    private const ulong StagingBytes = 16UL << 20;

    private readonly Queue<CommandList> _pending = [];
    private readonly Stack<CommandList> _idle = [];
    private readonly Lock _staging = new();
    private CommandList? _current;
    private DeviceBuffer? _upload;
    private DeviceBuffer? _readback;

    /// <summary>Allocates memory; its contents are undefined.</summary>
    /// <exception cref="VulkanException">The device has not as much, at once or any more.</exception>
    internal DeviceBuffer Allocate(ulong size, MemoryKind kind = MemoryKind.Device)
    {
        CheckUsable();
        Collect();
        var capacity = Math.Max(16, (size + 15) & ~15UL);
        var limits = Capabilities.Limits;
        if (size > capacity || capacity > limits.MaxBuffer || capacity > limits.MaxAllocation)
            throw new VulkanException(
                $"[vulkan] cannot allocate {size} bytes on '{Capabilities.Name}': a buffer has at most {Math.Min(limits.MaxBuffer, limits.MaxAllocation)}.",
                VkResult.ErrorOutOfDeviceMemory
            );
        var allocation = TryAllocate(capacity, kind, out var result, out var call);
        if (allocation is null && result is VkResult.ErrorOutOfDeviceMemory or VkResult.ErrorOutOfHostMemory)
        {
            // What is handed back but still in use becomes free when the device is done.
            Finish();
            allocation = TryAllocate(capacity, kind, out result, out call);
        }
        if (allocation is null && result is VkResult.ErrorOutOfDeviceMemory or VkResult.ErrorOutOfHostMemory)
            throw new VulkanException(
                $"[vulkan] cannot allocate {size} bytes on '{Capabilities.Name}': {BytesInUse} of {limits.DeviceMemory} are in use by this library.",
                result,
                call
            );
        Check(result, call);
        Keep(allocation!);
        Count((long)capacity);
        return new DeviceBuffer(this, allocation!, size);
    }

    /// <summary>Queues a kernel; see <see cref="CommandList.Dispatch"/>. Work is done in the order given.</summary>
    internal void Dispatch(
        ComputePipeline pipeline,
        ReadOnlySpan<BufferRange> buffers,
        ReadOnlySpan<byte> pushConstants,
        uint x,
        uint y = 1,
        uint z = 1
    )
    {
        lock (_gate)
        {
            Current().Dispatch(pipeline, buffers, pushConstants, x, y, z);
            if (Current().Count >= CommandsPerSubmission)
                Flush();
        }
    }

    /// <summary>Queues a copy; the ranges are of one size and do not overlap.</summary>
    internal void Copy(BufferRange source, BufferRange target)
    {
        lock (_gate)
            Current().Copy(source, target);
    }

    /// <summary>Queues a fill with a word.</summary>
    internal void Fill(BufferRange target, uint word)
    {
        lock (_gate)
            Current().Fill(target, word);
    }

    /// <summary>Hands the queued work to the device; gives the number to wait for.</summary>
    internal ulong Flush()
    {
        lock (_gate)
        {
            CheckUsable();
            if (_current is not { Count: > 0 } list)
                return _submitted;
            _current = null; // a list that cannot be submitted is not kept
            try
            {
                var submission = list.Submit();
                _pending.Enqueue(list);
                return submission;
            }
            catch
            {
                list.Dispose();
                throw;
            }
        }
    }

    /// <summary>Waits until all work that was queued is done.</summary>
    internal void Finish() => Wait(Flush());

    internal void Write(DeviceBuffer buffer, ulong offset, ReadOnlySpan<byte> source)
    {
        if (buffer.IsMapped)
        {
            Finish(buffer.Allocation);
            fixed (byte* from = source)
                Buffer.MemoryCopy(from, buffer.Pointer + offset, source.Length, source.Length);
            GC.KeepAlive(buffer);
            return;
        }
        lock (_staging)
        {
            _upload ??= Allocate(StagingBytes, MemoryKind.Upload);
            while (source.Length > 0)
            {
                var chunk = (int)Math.Min(StagingBytes, (ulong)source.Length);
                source[..chunk].CopyTo(new Span<byte>(_upload.Pointer, chunk));
                Copy(new BufferRange(_upload, 0, (ulong)chunk), new BufferRange(buffer, offset, (ulong)chunk));
                Wait(Flush());
                source = source[chunk..];
                offset += (ulong)chunk;
            }
        }
    }

    internal void Read(DeviceBuffer buffer, ulong offset, Span<byte> target)
    {
        if (buffer.IsMapped)
        {
            Finish(buffer.Allocation);
            Invalidate(buffer.Allocation);
            fixed (byte* to = target)
                Buffer.MemoryCopy(buffer.Pointer + offset, to, target.Length, target.Length);
            GC.KeepAlive(buffer);
            return;
        }
        lock (_staging)
        {
            _readback ??= Allocate(StagingBytes, MemoryKind.Readback);
            while (target.Length > 0)
            {
                var chunk = (int)Math.Min(StagingBytes, (ulong)target.Length);
                Copy(new BufferRange(buffer, offset, (ulong)chunk), new BufferRange(_readback, 0, (ulong)chunk));
                Wait(Flush());
                Invalidate(_readback.Allocation);
                new ReadOnlySpan<byte>(_readback.Pointer, chunk).CopyTo(target);
                target = target[chunk..];
                offset += (ulong)chunk;
            }
        }
    }

    private CommandList Current()
    {
        CheckUsable();
        if (_current is not null)
            return _current;
        if (_idle.Count == 0 && _pending.Count > 0)
            Recycle(Completed());
        return _current = _idle.TryPop(out var list) ? list : new CommandList(this, reusable: false);
    }

    private void Recycle(ulong completed)
    {
        while (_pending.TryPeek(out var list) && list.LastSubmit <= completed)
        {
            _pending.Dequeue();
            list.Reset();
            _idle.Push(list);
        }
    }

    private void Finish(Allocation allocation)
    {
        lock (_gate)
        {
            if (_current?.Uses(allocation) == true)
                Flush();
        }
        Wait(allocation.LastUse);
    }

    private void Invalidate(Allocation allocation)
    {
        if (allocation.Coherent)
            return;
        var range = new VkMappedMemoryRange { memory = allocation.Memory, size = ulong.MaxValue };
        Check(Functions.vkInvalidateMappedMemoryRanges(Handle, 1, &range), "vkInvalidateMappedMemoryRanges");
    }

    private Allocation? TryAllocate(ulong capacity, MemoryKind kind, out VkResult result, out string call)
    {
        var info = new VkBufferCreateInfo
        {
            size = capacity,
            usage = VkBufferUsageFlags.StorageBuffer | VkBufferUsageFlags.TransferSrc | VkBufferUsageFlags.TransferDst,
        };
        VkBuffer buffer = default;
        VkDeviceMemory memory = default;
        void* mapped = null;
        result = Functions.vkCreateBuffer(Handle, &info, null, &buffer);
        call = "vkCreateBuffer";
        if (result < 0)
            return null;

        var query = new VkBufferMemoryRequirementsInfo2 { buffer = buffer };
        var requirements = new VkMemoryRequirements2();
        Functions.vkGetBufferMemoryRequirements2(Handle, &query, &requirements);
        var type = MemoryType(requirements.memoryRequirements.memoryTypeBits, kind);
        var flags = _physical.MemoryFlags(type);
        var allocate = new VkMemoryAllocateInfo { allocationSize = requirements.memoryRequirements.size, memoryTypeIndex = type };
        result = Functions.vkAllocateMemory(Handle, &allocate, null, &memory);
        call = "vkAllocateMemory";
        if (result >= 0)
        {
            var bind = new VkBindBufferMemoryInfo { buffer = buffer, memory = memory };
            result = Functions.vkBindBufferMemory2(Handle, 1, &bind);
            call = "vkBindBufferMemory2";
        }
        if (result >= 0 && (kind != MemoryKind.Device || Capabilities.Has(DeviceFeatures.UnifiedMemory)))
        {
            result = Functions.vkMapMemory(Handle, memory, 0, ulong.MaxValue, 0, &mapped);
            call = "vkMapMemory";
        }
        if (result >= 0)
        {
            return new Allocation
            {
                Buffer = buffer,
                Memory = memory,
                Capacity = capacity,
                Mapped = (byte*)mapped,
                Coherent = flags.HasFlag(VkMemoryPropertyFlags.HostCoherent),
            };
        }
        Functions.vkDestroyBuffer(Handle, buffer, null);
        if (memory != default)
            Functions.vkFreeMemory(Handle, memory, null);
        return null;
    }

    /// <summary>The best type of memory for a purpose: the first of a list of wishes that the device grants.</summary>
    private uint MemoryType(uint allowed, MemoryKind kind)
    {
        const VkMemoryPropertyFlags local = VkMemoryPropertyFlags.DeviceLocal,
            visible = VkMemoryPropertyFlags.HostVisible,
            coherent = VkMemoryPropertyFlags.HostCoherent,
            cached = VkMemoryPropertyFlags.HostCached;
        ReadOnlySpan<(VkMemoryPropertyFlags Needed, VkMemoryPropertyFlags Unwanted)> wishes = kind switch
        {
            MemoryKind.Upload => [(visible | coherent, local | cached), (visible | coherent, local), (visible | coherent, 0)],
            MemoryKind.Readback => [(visible | coherent | cached, 0), (visible | cached, 0), (visible | coherent, 0)],
            _ when Capabilities.Has(DeviceFeatures.UnifiedMemory) => [(local | visible | coherent | cached, 0)],
            _ => [(local, visible), (local, 0), (0, 0)],
        };
        foreach (var (needed, unwanted) in wishes)
            if (_physical.MemoryType(allowed, needed, unwanted) is { } type)
                return type;
        throw new VulkanException($"[vulkan] '{Capabilities.Name}' has no memory for {kind} buffers.");
    }
}
