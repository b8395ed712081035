using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional;

#pragma warning disable CA1816 // There is no Dispose: blocks go back when their owner dies, or are given away with a span.

/// <summary>The memory of one computed value: a pinned array lent by the pool, handed back when the collector finds its owner dead.</summary>
internal sealed unsafe class Storage
{
    private byte[]? _block;
    private int _exposed;

    internal Storage(byte[] block, long bytes)
    {
        _block = block;
        Bytes = bytes;
    }

    // No native call: the finalizer only puts the block on a list.
    ~Storage()
    {
        if (_block is { } block)
            BufferPool.Shared.Return(block);
    }

    /// <summary>Bytes in use; the block may be larger.</summary>
    public long Bytes { get; }

    /// <summary>Address of the first element; the array is pinned, and alive while this object is.</summary>
    public byte* Pointer => BufferPool.Align(_block!);

    public static Storage Rent(long bytes) => new(BufferPool.Shared.Rent(bytes), bytes);

    /// <summary>Hands the block back now; only for an owner that nobody else can reach.</summary>
    public void Release()
    {
        if (Volatile.Read(ref _exposed) != 0 || Interlocked.Exchange(ref _block, null) is not { } block)
            return;
        GC.SuppressFinalize(this);
        BufferPool.Shared.Return(block);
    }

    /// <summary>A span that keeps the memory alive by itself: the block leaves the pool for good.</summary>
    public ReadOnlySpan<T> Expose<T>(long size)
        where T : unmanaged
    {
        var block = _block!;
        if (Interlocked.Exchange(ref _exposed, 1) == 0)
        {
            GC.SuppressFinalize(this);
            BufferPool.Shared.Forget(block);
        }
        ref var first = ref block[(int)(Pointer - (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block)))];
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref first), checked((int)size));
    }
}
