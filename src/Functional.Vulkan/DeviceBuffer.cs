using System.Runtime.InteropServices;

namespace Functional.Vulkan;

/// <summary>What memory is for.</summary>
internal enum MemoryKind
{
    /// <summary>Kernels read and write it; mapped only on devices with unified memory.</summary>
    Device,

    /// <summary>The host writes it, the device copies from it.</summary>
    Upload,

    /// <summary>The device copies to it, the host reads it.</summary>
    Readback,
}

/// <summary>
/// Something native that the device made. It has no finalizer: its owner hands it back, and the device frees it on a
/// thread that may call Vulkan, once nothing uses it.
/// </summary>
internal abstract class DeviceResource
{
    private int _holds;

    /// <summary>The last submission that uses it.</summary>
    internal ulong LastUse { get; set; }

    /// <summary>Whether a command list, submitted or not, names it.</summary>
    internal bool IsHeld => Volatile.Read(ref _holds) > 0;

    internal void Hold() => Interlocked.Increment(ref _holds);

    internal void LetGo() => Interlocked.Decrement(ref _holds);

    internal abstract void Free(VulkanDevice device);
}

/// <summary>The native half of a buffer.</summary>
internal sealed unsafe class Allocation : DeviceResource
{
    internal required VkBuffer Buffer { get; init; }

    internal required VkDeviceMemory Memory { get; init; }

    /// <summary>Bytes that may be accessed: the size asked for, rounded up.</summary>
    internal required ulong Capacity { get; init; }

    internal required bool Coherent { get; init; }

    /// <summary>Where the host sees it, or null.</summary>
    internal required byte* Mapped { get; init; }

    internal override void Free(VulkanDevice device)
    {
        device.Functions.vkDestroyBuffer(device.Handle, Buffer, null);
        device.Functions.vkFreeMemory(device.Handle, Memory, null); // which unmaps it too
        device.Count(-(long)Capacity);
    }
}

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

    /// <summary>Whether the host can see the memory, so that writing and reading copy once.</summary>
    internal bool IsMapped => Allocation.Mapped != null;

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

/// <summary>A part of a buffer, as a kernel sees it.</summary>
internal readonly record struct BufferRange(DeviceBuffer Buffer, ulong Offset, ulong Size)
{
    public static implicit operator BufferRange(DeviceBuffer buffer) => new(buffer, 0, buffer.Size);
}
