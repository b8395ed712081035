namespace Functional;

/// <summary>
/// Copies weights into a panel, <c>target[p·width + j] = w[offsets[p] + j·column]</c>: runs of neighbouring taps in blocks.
/// </summary>
internal static unsafe class WeightPacking
{
    private const int ShortestRun = 8;

    /// <summary>Packs <paramref name="valid"/> columns of <paramref name="depth"/> offsets; the rest of the width becomes zero.</summary>
    public static void Pack<T>(T* w, nint* offsets, int depth, nint column, int valid, int width, T* target)
        where T : unmanaged
    {
        for (int p = 0; p < depth; )
        {
            int length = column == 1 ? 1 : Run(offsets + p, depth - p, out _);
            if (length < ShortestRun)
                MatrixPacking.Pack(w + offsets[p], column, 0, valid, valid, width, length = 1, target + ((nint)p * width));
            else if (offsets[p + 1] > offsets[p])
                MatrixPacking.Pack(w + offsets[p], column, 1, valid, valid, width, length, target + ((nint)p * width));
            else
                PackBackwards(w + offsets[p + length - 1], column, valid, width, length, target + ((nint)p * width));
            p += length;
        }
        for (nint p = 0; valid < width && p < depth; p++)
            new Span<T>(target + (p * width) + valid, width - valid).Clear();
    }

    // Of a flipped kernel: the last row first.
    private static void PackBackwards<T>(T* w, nint column, int valid, int width, int length, T* target)
        where T : unmanaged =>
        MatrixPacking.Pack(w, column, 1, valid, valid, -width, length, target + ((nint)(length - 1) * width));

    // Offsets that follow each other, up or down.
    private static int Run(nint* offsets, int count, out nint step)
    {
        step = count > 1 ? offsets[1] - offsets[0] : 0;
        int length = 1;
        while (step is 1 or -1 && length < count && offsets[length] - offsets[length - 1] == step)
            length++;
        return length;
    }
}
