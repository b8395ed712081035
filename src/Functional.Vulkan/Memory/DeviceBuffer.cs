using System.Runtime.InteropServices;

namespace Functional.Vulkan;

/// <summary>Memory on a device. Dropped or disposed, it is freed when the device has done its last work on it.</summary>
internal sealed unsafe class DeviceBuffer : IDisposable
{
    private int _disposed;

    internal DeviceBuffer(VulkanDevice device, Allocation allocation, ulong size)
    {
        Device = device;
        Allocation = allocation;
        Size = size;
    }

    // Vulkan is never called here: the device takes the allocation back when it is next used.
    ~DeviceBuffer() => Release();

    internal VulkanDevice Device { get; }

    internal Allocation Allocation { get; }

    /// <summary>The size asked for, in bytes.</summary>
    internal ulong Size { get; }

    internal bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    /// <summary>Where the memory lies.</summary>
    internal MemoryPlace Place => new(Allocation.Block, Allocation.Offset);

    /// <summary>Whether the host can see the memory, so that writing and reading copy once.</summary>
    internal bool IsMapped => Allocation.Block.Mapped != null;

    /// <summary>The mapped memory; the caller sees to it that the device is done with it.</summary>
    internal byte* Pointer => Allocation.Mapped;

    /// <summary>Copies to the device, after the work that was given to it so far.</summary>
    internal void Write<T>(ReadOnlySpan<T> source, ulong offset = 0)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(source);
        CheckRange(offset, (ulong)bytes.Length);
        Device.Write(this, offset, bytes);
    }

    /// <summary>Copies from the device, after the work that was given to it so far.</summary>
    internal void Read<T>(Span<T> target, ulong offset = 0)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(target);
        CheckRange(offset, (ulong)bytes.Length);
        Device.Read(this, offset, bytes);
    }

    internal void CheckRange(ulong offset, ulong size)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (offset > Size || size > Size - offset)
            throw new ArgumentOutOfRangeException(
                nameof(size),
                $"[vulkan] bytes {offset} to {offset + size} are outside of a buffer of {Size}."
            );
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Device.Retire(Allocation);
    }
}

/// <summary>Where memory lies; two buffers of one place are never in use together.</summary>
internal readonly record struct MemoryPlace(MemoryBlock? Block, ulong Start);

/// <summary>A part of a buffer, as a kernel sees it; the offset counts from the buffer's first byte.</summary>
internal readonly record struct BufferRange(DeviceBuffer Buffer, ulong Offset, ulong Size)
{
    /// <summary>The block that the part lies in.</summary>
    internal MemoryBlock Block => Buffer.Allocation.Block;

    /// <summary>Where in the block it begins.</summary>
    internal ulong Start => Buffer.Allocation.Offset + Offset;

    /// <summary>Where in the block it ends.</summary>
    internal ulong End => Start + Size;

    public static implicit operator BufferRange(DeviceBuffer buffer) => new(buffer, 0, buffer.Size);
}
