namespace Functional;

/// <summary>Memory for panels and partial sums, kept by each thread for its next product.</summary>
internal static unsafe class MatrixWorkspace
{
    private const int Alignment = 64;

    [ThreadStatic]
    private static byte[]?[]? Buffers;

    /// <summary>What a buffer is for. A product has at most one of each at a time.</summary>
    public enum Use
    {
        PanelsOfA,
        PanelOfB,
        PartialSums,
        Uses,
    }

    /// <summary>At least <paramref name="count"/> elements, aligned to a cache line, until the next call for the same use.</summary>
    public static T* Take<T>(Use use, nint count)
        where T : unmanaged
    {
        byte[]?[] mine = Buffers ??= new byte[]?[(int)Use.Uses];
        ref byte[]? buffer = ref mine[(int)use];
        nint bytes = checked(count * sizeof(T)) + Alignment;
        if (buffer is null || buffer.Length < bytes)
            buffer = GC.AllocateUninitializedArray<byte>(checked((int)bytes), pinned: true);

        fixed (byte* start = buffer)
            return (T*)(((nint)start + Alignment - 1) & -Alignment);
    }
}
