using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional;

/// <summary>Blocks of pinned memory, kept for reuse, that ask the collector for dead owners before they grow.</summary>
/// <remarks>
/// Blocks come in classes of a quarter octave. The pool counts what is out; at a limit derived from what survived the last collection it
/// collects the youngest generations first (dead owners are usually young), and grows only if that gave nothing back.
/// </remarks>
internal sealed unsafe class BufferPool
{
    private const int Alignment = 64;
    private const long Smallest = 256;
    private const long Headroom = 48L << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Stack<byte[]>> _free = [];
    private long _out;
    private long _kept;
    private long _limit = Headroom;

    public static BufferPool Shared { get; } = new();

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
        var size = ClassSize(bytes);
        if (TryTake(size, out var block))
            return block;
        if (Interlocked.Read(ref _out) + size > Interlocked.Read(ref _limit))
        {
            Reclaim(size);
            if (TryTake(size, out block))
                return block;
        }
        Trim(size);
        Interlocked.Add(ref _out, size);
        return GC.AllocateUninitializedArray<byte>(checked((int)size + Alignment), pinned: true);
    }

    public void Return(byte[] block, bool fromFinalizer)
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
        if (!fromFinalizer)
            Trim(0);
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

    // Dead owners are found generation by generation; what is live afterwards sets the next limit.
    private void Reclaim(long size)
    {
        for (var generation = 0; generation <= 2; generation++)
        {
            GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
            lock (_lock)
            {
                var hasRoom = _out + size <= _limit / 2 + (Headroom / 2);
                if (hasRoom || (_free.TryGetValue((int)Math.Min(size, int.MaxValue), out var stack) && stack.Count > 0))
                    break;
            }
        }
        Interlocked.Exchange(ref _limit, Math.Max(Headroom, (Interlocked.Read(ref _out) + size) * 3 / 2));
    }

    // What lies unused beside what is live is given to the collector, largest classes first.
    private void Trim(long incoming)
    {
        lock (_lock)
        {
            var allowed = Math.Max(Headroom, (_out + incoming) / 2);
            if (_kept <= allowed)
                return;
            foreach (var size in _free.Keys.OrderByDescending(key => key).ToArray())
                while (_kept > allowed && _free[size].TryPop(out _))
                    _kept -= size;
        }
    }
}
