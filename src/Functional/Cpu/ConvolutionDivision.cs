namespace Functional;

/// <summary>
/// How a convolution is divided into pieces that threads may compute in any order. It depends on the sizes alone, so that the bits do not
/// depend on threads.
/// </summary>
internal sealed class ConvolutionDivision
{
    // The tile's memory of a piece stays in the second-level cache.
    private const int LargestTile = 1 << 17,
        MostRows = 1024,
        LeastRows = 128;

    // Enough pieces for many threads, none of them too small.
    private const long PiecesWanted = 32,
        LeastWork = 1 << 20;

    // A deep convolution with a small result is a sum of parts.
    private const long SmallResult = 1 << 18;
    private const int ShortestDepth = 1024,
        MostSlices = 16;

    // Bytes of packed weights that all pieces share; larger ones are packed by each piece for itself.
    private const long LargestPacked = 16 << 20;

    public ConvolutionDivision(long m, int n, long k, int groups, bool isSliced, int rows, int lanes, int elementSize)
    {
        (Rows, Depth) = (checked((int)m), k);
        Panels = PanelsOf(n, lanes);
        Slices = isSliced && m * n <= SmallResult ? (int)Math.Clamp(k / ShortestDepth, 1, MostSlices) : 1;
        Chunk = Even(Math.Max(1, Blocks(k, Slices)), Math.Min(256, (33 << 10) / (3 * lanes * elementSize)), 4);
        bool isPackable = k * Panels[^1] * elementSize <= LargestPacked;
        (_rowsPerPiece, _panelGroups) = (Even(m, MostRows, rows), 1);
        while (
            Pieces < PiecesWanted / groups && m * n * k / Pieces > LeastWork
            || (long)_rowsPerPiece * Panels[^1] / _panelGroups > LargestTile
        )
        {
            if (_rowsPerPiece > LeastRows && (isPackable || m > MostRows))
                _rowsPerPiece = Even(m, _rowsPerPiece / 2, rows);
            else if (_panelGroups < Panels.Length - 1)
                _panelGroups++;
            else
                break;
        }
        IsPacked = isPackable && RowGroups > 1;
    }

    private readonly int _rowsPerPiece;
    private readonly int _panelGroups;

    /// <summary>Rows and depth of the product.</summary>
    public int Rows { get; }

    public long Depth { get; }

    /// <summary>Where the panels of columns begin, in whole vectors, and where the last one ends.</summary>
    public int[] Panels { get; }

    /// <summary>Depths that are multiplied in one go.</summary>
    public int Chunk { get; }

    /// <summary>Parts of the depth, each with a sum of its own.</summary>
    public int Slices { get; }

    /// <summary>True if the weights are packed once, before all pieces.</summary>
    public bool IsPacked { get; }

    /// <summary>Number of pieces.</summary>
    public int Pieces => Slices * RowGroups * _panelGroups;

    private int RowGroups => Math.Max(1, Blocks(Rows, _rowsPerPiece));

    /// <summary>One of the pieces.</summary>
    public ConvolutionPiece this[int index]
    {
        get
        {
            (int slice, int rest) = Math.DivRem(index, RowGroups * _panelGroups);
            (int row, int group) = Math.DivRem(rest, _panelGroups);
            int panels = Panels.Length - 1;
            return new(
                slice,
                row * _rowsPerPiece,
                Math.Min((row + 1) * _rowsPerPiece, Rows),
                slice * Depth / Slices,
                (slice + 1) * Depth / Slices,
                (int)((long)group * panels / _panelGroups),
                (int)((long)(group + 1) * panels / _panelGroups)
            );
        }
    }

    // Three vectors a panel. A single last vector would make a slow one: then the last two panels have two each.
    private static int[] PanelsOf(int n, int lanes)
    {
        int vectors = Blocks(n, lanes),
            panels = Math.Max(1, Blocks(vectors, 3));
        int[] begins = new int[panels + 1];
        for (int panel = 1; panel <= panels; panel++)
        {
            bool isShifted = panel == panels - 1 && vectors % 3 == 1;
            begins[panel] = Math.Min((3 * panel) - (isShifted ? 1 : 0), vectors) * lanes;
        }
        return begins;
    }

    // The size, rounded up to a step, of the fewest equal parts of a length that are within a limit.
    private static int Even(long length, int limit, int step) =>
        Math.Max(step, Blocks(Blocks(length, Math.Max(1, Blocks(length, limit))), step) * step);

    private static int Blocks(long count, long size) => checked((int)((count + size - 1) / size));
}

/// <summary>Some rows and panels of columns, summed over some of the depth.</summary>
internal readonly record struct ConvolutionPiece(
    int Slice,
    int FirstRow,
    int EndRow,
    long FirstDepth,
    long EndDepth,
    int FirstPanel,
    int EndPanel
);
