using System.Collections.Concurrent;
using System.Globalization;

namespace Functional.Vulkan;

public sealed unsafe partial class VulkanDevice
{
    private readonly ConcurrentQueue<DeviceResource> _retired = new();
    private readonly List<CommandResources> _waitingLists = [];
    private readonly List<DeviceResource> _waiting = [];
    private readonly HashSet<DeviceResource> _kept = [];

    /// <summary>Bytes of the device's memory that tensors and kernels hold.</summary>
    public long BytesInUse => Memory.InUse;

    /// <summary>The most that <see cref="BytesInUse"/> has been.</summary>
    public long PeakBytes => Memory.Peak;

    /// <summary>Bytes that the library has taken from the driver: what is in use, and what lies ready for reuse.</summary>
    public long BytesReserved => Memory.Reserved;

    internal DeviceMemory Memory { get; }

    /// <summary>Bytes of the device's memory that the library may have in all, as far as is known now.</summary>
    internal ulong MemoryBudget
    {
        get
        {
            lock (_gate)
                return Memory.Budget(MemoryKind.Device);
        }
    }

    /// <summary>Lends memory; its contents are undefined.</summary>
    /// <exception cref="DeviceMemoryException">The device has not as much left.</exception>
    /// <exception cref="DeviceLimitException">The device never has as much in one piece.</exception>
    internal DeviceBuffer Allocate(ulong size, MemoryKind kind = MemoryKind.Device)
    {
        CheckUsable();
        CheckSize(size);
        Collect();
        var capacity = Memory.Capacity(size);
        if (Take(capacity, kind) is { } ready)
            return new DeviceBuffer(this, ready, size);
        bool pastLimit;
        lock (_gate)
            pastLimit = kind == MemoryKind.Device && Memory.IsPastLimit(capacity);
        var allocation = pastLimit ? Reclaim(capacity, kind) : null;
        MemoryFailure failure = default;
        allocation ??= Grow(capacity, kind, out failure);
        if (allocation is null && failure.IsOutOfMemory)
        {
            allocation = pastLimit ? null : Reclaim(capacity, kind);
            lock (_gate)
                Memory.Trim(all: true);
            allocation ??= Grow(capacity, kind, out failure);
        }
        if (allocation is not null)
            return new DeviceBuffer(this, allocation, size);
        if (!failure.IsOutOfMemory)
            Check(failure.Result, failure.Call ?? "vkAllocateMemory");
        throw OutOfMemory(size, kind, failure);
    }

    /// <summary>Compiled kernels that the device holds.</summary>
    internal int KernelCount
    {
        get
        {
            lock (_gate)
                return _kept.Count(resource => resource is CompiledKernel);
        }
    }

    /// <summary>Remembers the native half of a command list or kernel, to free it with the device at the latest.</summary>
    internal void Keep(DeviceResource resource)
    {
        lock (_gate)
            _kept.Add(resource);
    }

    /// <summary>Takes something back. Calls no Vulkan, so finalizers may come here.</summary>
    internal void Retire(DeviceResource resource) => _retired.Enqueue(resource);

    /// <summary>Frees what was handed back and is not in use any more.</summary>
    internal void Collect()
    {
        if (_retired.IsEmpty && _waitingLists.Count == 0 && _waiting.Count == 0 && _pending.Count == 0)
            return;
        lock (_gate)
        {
            var completed = Completed();
            Recycle(completed);
            while (_retired.TryDequeue(out var resource))
            {
                if (resource is CommandResources list)
                    _waitingLists.Add(list);
                else
                    _waiting.Add(resource);
            }
            // Command lists come first: they let go of buffers and kernels.
            Free(_waitingLists, completed);
            Free(_waiting, completed);
            Memory.Trim();
        }
    }

    private void Free<T>(List<T> waiting, ulong completed)
        where T : DeviceResource
    {
        var kept = 0;
        for (var i = 0; i < waiting.Count; i++)
        {
            var resource = waiting[i];
            if (resource.IsHeld || resource.LastUse > completed)
            {
                waiting[kept++] = resource;
                continue;
            }
            if (resource is not Allocation)
                _kept.Remove(resource);
            resource.Free(this);
        }
        waiting.RemoveRange(kept, waiting.Count - kept);
    }

    private Allocation? Take(ulong capacity, MemoryKind kind)
    {
        lock (_gate)
            return Memory.TryTake(capacity, kind);
    }

    private Allocation? Grow(ulong capacity, MemoryKind kind, out MemoryFailure failure)
    {
        lock (_gate)
        {
            if (kind == MemoryKind.Device)
                Memory.RaiseLimit(capacity);
            return Memory.TryGrow(capacity, kind, out failure);
        }
    }

    // What is handed back is free once the device is done; what has no owner any more is handed back by the collector, generation
    // by generation, because owners that die are usually young.
    private Allocation? Reclaim(ulong capacity, MemoryKind kind)
    {
        for (var generation = -1; generation <= GC.MaxGeneration; generation++)
        {
            if (generation >= 0)
            {
                GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
                GC.WaitForPendingFinalizers();
            }
            Finish();
            if (Take(capacity, kind) is { } allocation)
                return allocation;
        }
        return null;
    }

    /// <summary>Refuses what the device never has in one piece.</summary>
    internal void CheckSize(ulong size)
    {
        var limits = Capabilities.Limits;
        var (limit, most) =
            limits.MaxBuffer < limits.MaxAllocation
                ? (nameof(DeviceLimits.MaxBuffer), limits.MaxBuffer)
                : (nameof(DeviceLimits.MaxAllocation), limits.MaxAllocation);
        if (size > most / Memory.Alignment * Memory.Alignment)
            throw new DeviceLimitException(
                $"[vulkan] cannot allocate {size} bytes on '{Capabilities.Name}': a buffer has at most {most}.",
                limit,
                most,
                size
            );
    }

    private DeviceMemoryException OutOfMemory(ulong size, MemoryKind kind, MemoryFailure failure)
    {
        ulong budget,
            largest;
        lock (_gate)
        {
            budget = Memory.Budget(kind);
            largest = Memory.LargestFree(kind);
        }
        var cause = failure.Call is null ? "" : $" ({failure.Call}: {failure.Result})";
        return new DeviceMemoryException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"[vulkan] '{Capabilities.Name}' has no memory for {size} bytes more{cause}: {BytesInUse} of a budget of {budget} are in use, {largest} are free in one piece. Use smaller batches, or drop what is not needed."
            ),
            failure.Result,
            failure.Call
        )
        {
            BytesAsked = (long)size,
            BytesInUse = BytesInUse,
            Budget = (long)budget,
            LargestFreeRange = (long)largest,
        };
    }
}
