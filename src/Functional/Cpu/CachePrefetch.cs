using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Functional;

/// <summary>Asks for memory before it is needed, where the processor can be asked; it has no other effect.</summary>
internal static unsafe class CachePrefetch
{
    private const int Line = 64;

    /// <summary>Brings some rows of a matrix into the nearest cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Near<T>(T* start, nint row, int rows, int columns)
        where T : unmanaged
    {
        if (!Sse.IsSupported)
            return;
        for (; rows > 0; rows--, start += row)
        for (byte* at = (byte*)start; at < start + columns; at += Line)
            Sse.Prefetch0(at);
    }

    /// <summary>Brings some rows of a matrix into the second-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Far<T>(T* start, nint row, int rows, int columns)
        where T : unmanaged
    {
        if (!Sse.IsSupported)
            return;
        for (; rows > 0; rows--, start += row)
        for (byte* at = (byte*)start; at < start + columns; at += Line)
            Sse.Prefetch1(at);
    }
}
