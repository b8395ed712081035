using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional;

/// <summary>Blocks of pinned memory, kept for reuse, that ask the collector for dead owners before they grow.</summary>
/// <remarks>
/// Blocks come in classes of a quarter octave. The pool counts what is lent and what lies ready; before both together pass a limit derived from
/// what was live at the last time, it collects the youngest generations first (dead owners are usually young) and gives up blocks that nobody
/// asks for, and only then raises the limit.
/// </remarks>
internal sealed unsafe class BufferPool
{
    private const int Alignment = 64;
    private const long Smallest = 256;
    private const long Headroom = 96L << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Stack<byte[]>> _free = [];
    private long _out;
    private long _kept;
    private long _dropped;
    private long _limit = Headroom;

    public static BufferPool Shared { get; } = new();

    /// <summary>The most that one block can hold.</summary>
    public static long MaxBytes => Array.MaxLength - Alignment;

    /// <summary>Bytes lent out at the moment.</summary>
    public long BytesOut => Interlocked.Read(ref _out);

    /// <summary>Bytes lying in the pool.</summary>
    public long BytesKept => Interlocked.Read(ref _kept);

    public static byte* Align(byte[] block)
    {
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
        return (byte*)((start + Alignment - 1) & -Alignment);
    }

    /// <summary>A block for at least <paramref name="bytes"/>, with undefined content.</summary>
    public byte[] Rent(long bytes)
    {
        if (bytes > MaxBytes)
            throw new ShapeException($"[memory] a tensor can have {MaxBytes} bytes at most, got {bytes}.");
        var size = Math.Min(ClassSize(bytes), MaxBytes);
        if (TryTake(size, out var block))
            return block;
        if (Footprint + size > Interlocked.Read(ref _limit))
        {
            Reclaim(size);
            if (TryTake(size, out block))
                return block;
            MakeRoom(size);
        }
        Interlocked.Add(ref _out, size);
        return GC.AllocateUninitializedArray<byte>(checked((int)size + Alignment), pinned: true);
    }

    public void Return(byte[] block)
    {
        var size = block.Length - Alignment;
        lock (_lock)
        {
            _out -= size;
            _kept += size;
            if (!_free.TryGetValue(size, out var stack))
                _free[size] = stack = new Stack<byte[]>();
            stack.Push(block);
        }
    }

    /// <summary>The block now belongs to whoever holds a span on it.</summary>
    public void Forget(byte[] block) => Interlocked.Add(ref _out, -(block.Length - Alignment));

    // A quarter octave: 256, 320, 384, 448, 512, 640, …
    private static long ClassSize(long bytes)
    {
        if (bytes <= Smallest)
            return Smallest;
        var step = 1L << Math.Max(6, BitOperations.Log2((ulong)(bytes - 1)) - 2);
        return (bytes + step - 1) / step * step;
    }

    private bool TryTake(long size, out byte[] block)
    {
        lock (_lock)
        {
            if (_free.TryGetValue((int)Math.Min(size, int.MaxValue), out var stack) && stack.TryPop(out block!))
            {
                _out += size;
                _kept -= size;
                return true;
            }
        }
        block = [];
        return false;
    }

    private long Footprint => Interlocked.Read(ref _out) + Interlocked.Read(ref _kept);

    private bool HasFree(long size)
    {
        lock (_lock)
            return _free.TryGetValue((int)Math.Min(size, int.MaxValue), out var stack) && stack.Count > 0;
    }

    // Dead owners are found generation by generation, until one of them had such a block or half of the limit is free.
    private void Reclaim(long size)
    {
        for (var generation = 0; generation <= 2; generation++)
        {
            GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
            if (HasFree(size) || Interlocked.Read(ref _out) + size <= Interlocked.Read(ref _limit) / 2)
                return;
        }
    }

    // Blocks of other sizes make way, the largest first; if what is lent needs more all the same, the limit follows it.
    private void MakeRoom(long size)
    {
        lock (_lock)
        {
            _limit = Math.Max(_limit, ((_out + size) * 5 / 4) + Headroom);
            foreach (var other in _free.Keys.OrderByDescending(key => key).ToArray())
                while (_out + _kept + size > _limit && _free[other].TryPop(out _))
                {
                    _kept -= other;
                    _dropped += other;
                }
            if (_out + size < _limit / 4)
                _limit = Math.Max(Headroom, ((_out + size) * 5 / 4) + Headroom);
            if (_dropped < _limit / 4)
                return;
            _dropped = 0;
        }
        // Blocks that were given up are pinned objects: only a full collection returns their memory.
        GC.Collect(2, GCCollectionMode.Forced, blocking: true);
    }
}
