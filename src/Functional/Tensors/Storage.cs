using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional;

#pragma warning disable CA1816 // There is no Dispose: blocks go back when their owner dies, or are given away with a span.

/// <summary>The memory of one computed value, on some device.</summary>
internal abstract class Storage
{
    /// <summary>The same numbers in the host's memory; the storage itself if it is there. Waits until they are computed.</summary>
    public abstract HostStorage OnHost();
}

/// <summary>Memory of the host: a pinned array lent by the pool, handed back when the collector finds its owner dead, or a user's own.</summary>
internal sealed unsafe class HostStorage : Storage
{
    private readonly ForeignMemory? _foreign;
    private byte[]? _block;
    private int _exposed;

    internal HostStorage(byte[] block, long bytes)
    {
        _block = block;
        Bytes = bytes;
    }

    /// <summary>Memory that somebody else owns: kept alive and in place, never lent, never written.</summary>
    internal HostStorage(ForeignMemory foreign, long bytes)
    {
        _foreign = foreign;
        Bytes = bytes;
    }

    // No native call: the finalizer only puts the block on a list, or unpins.
    ~HostStorage()
    {
        if (_block is { } block)
            BufferPool.Shared.Return(block);
        _foreign?.LetGo();
    }

    /// <summary>Bytes in use; the block may be larger.</summary>
    public long Bytes { get; }

    /// <summary>True for memory of the user's, which no plan may write into.</summary>
    public bool IsForeign => _foreign is not null;

    /// <summary>Address of the first element; the memory is pinned, and alive while this object is.</summary>
    public byte* Pointer => _foreign is { } foreign ? foreign.Pointer : BufferPool.Align(_block!);

    public static HostStorage Rent(long bytes) => new(BufferPool.Shared.Rent(bytes), bytes);

    public override HostStorage OnHost() => this;

    /// <summary>Hands the block back now; only for an owner that nobody else can reach.</summary>
    public void Release()
    {
        if (Volatile.Read(ref _exposed) != 0 || IsForeign || Interlocked.Exchange(ref _block, null) is not { } block)
            return;
        GC.SuppressFinalize(this);
        BufferPool.Shared.Return(block);
    }

    /// <summary>A span that keeps the memory alive by itself: the block leaves the pool for good.</summary>
    public ReadOnlySpan<T> Expose<T>(long size)
        where T : unmanaged
    {
        if (_foreign is { } foreign)
            return MemoryMarshal.Cast<byte, T>(foreign.Bytes)[..checked((int)size)];
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

/// <summary>A user's memory, pinned for as long as a tensor reads it.</summary>
internal abstract unsafe class ForeignMemory
{
    public abstract byte* Pointer { get; }

    public abstract ReadOnlySpan<byte> Bytes { get; }

    public abstract void LetGo();
}

/// <summary>A user's memory of elements of type <typeparamref name="T"/>.</summary>
internal sealed unsafe class ForeignMemory<T>(ReadOnlyMemory<T> memory) : ForeignMemory
    where T : unmanaged
{
    private System.Buffers.MemoryHandle _pin = memory.Pin();

    public override byte* Pointer => (byte*)_pin.Pointer;

    public override ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(memory.Span);

    public override void LetGo() => _pin.Dispose();
}
