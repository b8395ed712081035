namespace Functional.Vulkan;

/// <summary>Memory as the driver gives it: one buffer over all of it, of which <see cref="Allocation"/>s are parts.</summary>
internal sealed unsafe class MemoryBlock
{
    internal required VkBuffer Buffer { get; init; }

    internal required VkDeviceMemory Memory { get; init; }

    internal required MemoryKind Kind { get; init; }

    internal required uint Heap { get; init; }

    internal required ulong Size { get; init; }

    /// <summary>Whether the host's writes and the device's are seen without being made visible.</summary>
    internal required bool Coherent { get; init; }

    /// <summary>Where the host sees it, or null.</summary>
    internal required byte* Mapped { get; init; }

    internal required FreeRanges Ranges { get; init; }

    /// <summary>When the block became wholly free, in milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    internal long FreeSince { get; set; }
}

/// <summary>A part of a block, lent to one buffer.</summary>
internal sealed unsafe class Allocation(MemoryBlock block, ulong offset, ulong capacity) : DeviceResource
{
    internal MemoryBlock Block { get; } = block;

    /// <summary>Where in the block it begins.</summary>
    internal ulong Offset { get; } = offset;

    /// <summary>Bytes that may be accessed: the size asked for, rounded up.</summary>
    internal ulong Capacity { get; } = capacity;

    /// <summary>Where the host sees it, or null.</summary>
    internal byte* Mapped => Block.Mapped == null ? null : Block.Mapped + Offset;

    internal override void Free(VulkanDevice device) => device.Memory.Give(this);
}
