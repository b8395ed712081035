namespace Functional;

/// <summary>
/// Copies A into panels. They hold the depth in chunks, so that the panels of one chunk are neighbours.
/// </summary>
internal readonly unsafe struct PackingJob<T>(MatrixOperand<T> source, T* target, int count, int width, int depth, int chunk)
    : IParallelJob
    where T : unmanaged
{
    // Rows at a time: enough work to hand out, few enough to share.
    private readonly int _panelsPerPart = Math.Max(1, 32 / width);

    /// <summary>Elements that the packed panels take.</summary>
    public static nint Size(int count, int width, int depth, int chunk) =>
        (nint)Blocks(count, width) * width * Blocks(depth, chunk) * chunk;

    /// <summary>Parts that may be packed independently.</summary>
    public int Parts => Blocks(Panels, _panelsPerPart);

    /// <summary>The panels, once every part is packed.</summary>
    public MatrixPanels<T> Packed => new(target, (nint)chunk * width, (nint)Panels * width, 1, width);

    private int Panels => Blocks(count, width);

    /// <inheritdoc/>
    public void Run(int index)
    {
        int end = Math.Min((index + 1) * _panelsPerPart, Panels);
        for (int p = 0; p < depth; p += chunk)
        for (int panel = index * _panelsPerPart; panel < end; panel++)
            PackPanel(panel, p);
    }

    private void PackPanel(int panel, int p)
    {
        int valid = Math.Min(width, count - (panel * width));
        T* from = source.From(panel * width, p).Start;
        T* to = Packed.At(panel, p).Start;
        MatrixPacking.Pack(from, source.Row, source.Column, valid, valid, width, Math.Min(chunk, depth - p), to);
    }

    private static int Blocks(int count, int size) => (count + size - 1) / size;
}
