using System.Diagnostics.CodeAnalysis;

namespace Functional.Vulkan;

/// <summary>
/// Work for a device, in order: dispatches, copies and fills, with barriers where one needs another's results.
/// Recorded by one thread; submitted once, or many times if made for it.
/// </summary>
internal sealed unsafe class CommandList : IDisposable
{
    private const VkPipelineStageFlags2 Stages = VkPipelineStageFlags2.ComputeShader | VkPipelineStageFlags2.AllTransfer;
    private const VkAccessFlags2 Reads = VkAccessFlags2.ShaderStorageRead | VkAccessFlags2.TransferRead;
    private const VkAccessFlags2 Writes = VkAccessFlags2.ShaderStorageWrite | VkAccessFlags2.TransferWrite;

    private readonly VulkanDevice _device;
    private readonly CommandResources _resources;
    private readonly bool _reusable;
    private readonly Dictionary<MemoryBlock, AccessRanges> _accesses = [];
    private readonly Stack<AccessRanges> _spare = [];
    private CompiledKernel? _bound;
    private readonly string _name;
    private bool _recording;
    private bool _submitted;
    private bool _disposed;

    /// <param name="device">The device.</param>
    /// <param name="reusable">Whether it is submitted more than once; such a list does not keep the buffers that it names.</param>
    /// <param name="name">What it is called if the device is lost on it.</param>
    internal CommandList(VulkanDevice device, bool reusable, string name = "queued work")
    {
        _name = name;
        _device = device;
        _reusable = reusable;
        _resources = CommandResources.Create(device);
        Begin();
    }

    // Vulkan is never called here; see DeviceResource.
    ~CommandList() => Release();

    /// <summary>Whether the driver failed to end it: its commands are gone.</summary>
    internal bool IsBroken { get; private set; }

    /// <summary>Commands recorded so far.</summary>
    internal int Count { get; private set; }

    /// <summary>What the list is called if the device is lost on it.</summary>
    internal WorkName Name { get; private set; }

    /// <summary>Barriers between them.</summary>
    internal int Barriers { get; private set; }

    /// <summary>The last submission.</summary>
    internal ulong LastSubmit => _resources.LastUse;

    /// <summary>Whether the list names an allocation.</summary>
    internal bool Uses(Allocation allocation) => _resources.Held.Contains(allocation);

    /// <summary>Runs a kernel over a grid of workgroups. A grid with nothing in it runs nothing.</summary>
    /// <param name="pipeline">The kernel.</param>
    /// <param name="buffers">A buffer for each of the kernel's bindings.</param>
    /// <param name="pushConstants">As many bytes as the kernel declares.</param>
    /// <param name="x">Workgroups along x.</param>
    /// <param name="y">Workgroups along y.</param>
    /// <param name="z">Workgroups along z.</param>
    /// <param name="stage">What of a plan it computes, if the device is lost on it.</param>
    internal void Dispatch(
        ComputePipeline pipeline,
        ReadOnlySpan<BufferRange> buffers,
        ReadOnlySpan<byte> pushConstants,
        uint x,
        uint y = 1,
        uint z = 1,
        string? stage = null
    )
    {
        CheckDispatch(pipeline, buffers, pushConstants, x, y, z);
        if (x == 0 || y == 0 || z == 0)
            return;
        Order(buffers, pipeline.Interface.Written);
        var (functions, commands) = (_device.Functions, _resources.Commands);
        if (_bound != pipeline.Code)
        {
            _resources.Hold(pipeline.Code);
            functions.vkCmdBindPipeline(commands, VkPipelineBindPoint.Compute, pipeline.Code.Handle);
            _bound = pipeline.Code;
        }
        if (buffers.Length > 0)
        {
            var set = DescriptorSet(pipeline, buffers);
            functions.vkCmdBindDescriptorSets(commands, VkPipelineBindPoint.Compute, pipeline.Layout, 0, 1, &set, 0, null);
        }
        if (pushConstants.Length > 0)
            fixed (byte* bytes = pushConstants)
                functions.vkCmdPushConstants(
                    commands,
                    pipeline.Layout,
                    VkShaderStageFlags.Compute,
                    0,
                    (uint)pushConstants.Length,
                    bytes
                );
        functions.vkCmdDispatch(commands, x, y, z);
        if (pipeline.Label is { } label)
            Name.Add(stage, label);
        GC.KeepAlive(pipeline);
        Count++;
    }

    /// <summary>Copies bytes between buffers; the ranges are of one size and do not overlap.</summary>
    internal void Copy(BufferRange source, BufferRange target)
    {
        if (source.Size != target.Size)
            throw new ArgumentException($"[vulkan] cannot copy {source.Size} bytes to {target.Size}.", nameof(target));
        CheckRecording();
        source.Buffer.CheckRange(source.Offset, source.Size);
        target.Buffer.CheckRange(target.Offset, target.Size);
        if (source.Size == 0)
            return;
        Order([source, target], [false, true]);
        var region = new VkBufferCopy
        {
            srcOffset = source.Start,
            dstOffset = target.Start,
            size = source.Size,
        };
        _device.Functions.vkCmdCopyBuffer(_resources.Commands, source.Block.Buffer, target.Block.Buffer, 1, &region);
        GC.KeepAlive(source.Buffer);
        GC.KeepAlive(target.Buffer);
        Count++;
    }

    /// <summary>Sets every word of a range; offset and size are multiples of four.</summary>
    internal void Fill(BufferRange target, uint word)
    {
        CheckRecording();
        target.Buffer.CheckRange(target.Offset, target.Size);
        if (((target.Offset | target.Size) & 3) != 0)
            throw new ArgumentException("[vulkan] a fill covers whole words.", nameof(target));
        if (target.Size == 0)
            return;
        Order([target], [true]);
        _device.Functions.vkCmdFillBuffer(_resources.Commands, target.Block.Buffer, target.Start, target.Size, word);
        GC.KeepAlive(target.Buffer);
        Count++;
    }

    /// <summary>Sets the bytes of a range, whose offset and size are multiples of four; at most 64 KiB, and what is missing at the end is zero.</summary>
    internal void Update(BufferRange target, ReadOnlySpan<byte> bytes)
    {
        CheckRecording();
        target.Buffer.CheckRange(target.Offset, target.Size);
        Span<byte> words = stackalloc byte[(int)target.Size];
        words.Clear();
        bytes.CopyTo(words);
        Order([target], [true]);
        fixed (byte* data = words)
            _device.Functions.vkCmdUpdateBuffer(_resources.Commands, target.Block.Buffer, target.Start, target.Size, data);
        GC.KeepAlive(target.Buffer);
        Count++;
    }

    /// <summary>Hands the work to the device, after all that was handed over before; gives the number to wait for.</summary>
    /// <param name="uses">For a reusable list, the buffers that it names: their memory serves no other until it is done.</param>
    internal ulong Submit(ReadOnlySpan<DeviceBuffer?> uses = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (IsBroken)
            throw new InvalidOperationException("[vulkan] the command list was not ended.");
        if (_recording)
        {
            Barrier(VkPipelineStageFlags2.Host, VkAccessFlags2.HostRead);
            (_recording, IsBroken) = (false, true);
            _device.Check(_device.Functions.vkEndCommandBuffer(_resources.Commands), "vkEndCommandBuffer");
            IsBroken = false;
        }
        else if (_submitted && !_reusable)
        {
            throw new InvalidOperationException("[vulkan] the command list was submitted and is not reusable.");
        }
        var submission = _device.Submit(this, _resources, uses);
        _submitted = true;
        return submission;
    }

    /// <summary>Empties the list to be recorded again; the device must be done with it.</summary>
    internal void Reset()
    {
        _resources.Reset(_device);
        Begin();
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_resources is not null)
            _device.Retire(_resources);
    }

    [MemberNotNull(nameof(Name))]
    private void Begin()
    {
        var info = new VkCommandBufferBeginInfo
        {
            flags = _reusable ? VkCommandBufferUsageFlags.SimultaneousUse : VkCommandBufferUsageFlags.OneTimeSubmit,
        };
        _device.Check(_device.Functions.vkBeginCommandBuffer(_resources.Commands, &info), "vkBeginCommandBuffer");
        (_recording, _bound, Count, Barriers) = (true, null, 0, 0);
        (_submitted, IsBroken) = (false, false);
        Name ??= new WorkName(_name);
        Name.Clear();
        foreach (var (_, accesses) in _accesses)
        {
            accesses.Clear();
            _spare.Push(accesses);
        }
        _accesses.Clear(); // its blocks may be gone by now
        Barrier(Stages, Reads | Writes); // what earlier submissions wrote
    }

    /// <summary>Puts a barrier before a command that touches what an earlier one wrote, or writes what it touched.</summary>
    private void Order(ReadOnlySpan<BufferRange> ranges, ReadOnlySpan<bool> written)
    {
        for (var i = 0; i < ranges.Length; i++)
        {
            var range = ranges[i];
            if (!_accesses.TryGetValue(range.Block, out var earlier) || !earlier.Conflicts(range.Start, range.End, written[i]))
                continue;
            Barrier(Stages, Reads | Writes);
            foreach (var accesses in _accesses.Values)
                accesses.Clear();
            Barriers++;
            break;
        }
        for (var i = 0; i < ranges.Length; i++)
        {
            var range = ranges[i];
            if (!_reusable)
                _resources.Hold(range.Buffer.Allocation);
            if (!_accesses.TryGetValue(range.Block, out var accesses))
                _accesses[range.Block] = accesses = _spare.TryPop(out var spare) ? spare : new AccessRanges();
            accesses.Add(range.Start, range.End, written[i]);
        }
    }

    private void Barrier(VkPipelineStageFlags2 stages, VkAccessFlags2 access)
    {
        var barrier = new VkMemoryBarrier2
        {
            srcStageMask = Stages,
            srcAccessMask = Writes,
            dstStageMask = stages,
            dstAccessMask = access,
        };
        var dependency = new VkDependencyInfo { memoryBarrierCount = 1, pMemoryBarriers = &barrier };
        _device.Functions.vkCmdPipelineBarrier2(_resources.Commands, &dependency);
    }

    private VkDescriptorSet DescriptorSet(ComputePipeline pipeline, ReadOnlySpan<BufferRange> buffers)
    {
        var set = _resources.DescriptorSet(_device, pipeline.SetLayout);
        var infos = stackalloc VkDescriptorBufferInfo[buffers.Length];
        for (var i = 0; i < buffers.Length; i++)
        {
            // Kernels on narrow types may read whole words; the allocation's end is rounded up for it.
            infos[i] = new VkDescriptorBufferInfo
            {
                buffer = buffers[i].Block.Buffer,
                offset = buffers[i].Start,
                range = Math.Max(4, (buffers[i].Size + 3) & ~3UL),
            };
        }
        var write = new VkWriteDescriptorSet
        {
            dstSet = set,
            descriptorCount = (uint)buffers.Length,
            descriptorType = VkDescriptorType.StorageBuffer,
            pBufferInfo = infos,
        };
        _device.Functions.vkUpdateDescriptorSets(_device.Handle, 1, &write, 0, null);
        foreach (var range in buffers)
            GC.KeepAlive(range.Buffer);
        return set;
    }

    private void CheckDispatch(
        ComputePipeline pipeline,
        ReadOnlySpan<BufferRange> buffers,
        ReadOnlySpan<byte> pushConstants,
        uint x,
        uint y,
        uint z
    )
    {
        CheckRecording();
        var kernel = pipeline.Interface;
        if (pipeline.Device != _device)
            throw new ArgumentException("[vulkan] the kernel belongs to another device.", nameof(pipeline));
        if (buffers.Length != kernel.Buffers)
            throw new ArgumentException(
                $"[vulkan] the kernel takes {kernel.Buffers} buffers, got {buffers.Length}.",
                nameof(buffers)
            );
        if (pushConstants.Length != kernel.PushConstantBytes)
            throw new ArgumentException(
                $"[vulkan] the kernel takes {kernel.PushConstantBytes} bytes of push constants, got {pushConstants.Length}.",
                nameof(pushConstants)
            );
        var limits = _device.Capabilities.Limits;
        var most = limits.MaxWorkgroupCount;
        if (x > most.X || y > most.Y || z > most.Z)
            throw new VulkanException(
                $"[vulkan] {(x, y, z)} workgroups are more than '{_device.Capabilities.Name}' runs at once: {most}."
            );
        for (var i = 0; i < buffers.Length; i++)
        {
            var range = buffers[i];
            range.Buffer.CheckRange(range.Offset, range.Size);
            if (range.Buffer.Device != _device)
                throw new ArgumentException($"[vulkan] buffer {i} belongs to another device.", nameof(buffers));
            if (range.Size > limits.MaxStorageBufferRange)
                throw new DeviceLimitException(
                    $"[vulkan] buffer {i} of a kernel has {range.Size} bytes; '{_device.Capabilities.Name}' binds at most {limits.MaxStorageBufferRange}.",
                    nameof(DeviceLimits.MaxStorageBufferRange),
                    limits.MaxStorageBufferRange,
                    range.Size
                );
            if (range.Offset % limits.StorageBufferAlignment != 0)
                throw new ArgumentException(
                    $"[vulkan] buffer {i} begins at byte {range.Offset}, which is no multiple of {limits.StorageBufferAlignment}.",
                    nameof(buffers)
                );
        }
    }

    private void CheckRecording()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_recording)
            throw new InvalidOperationException("[vulkan] the command list is closed.");
    }
}
