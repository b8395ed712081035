using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>Multiplies one block; each task is a rectangle of C.</summary>
internal unsafe struct BlockJob<T, TTile>(MatrixProblem<T> block, MatrixPanels<T> panelsOfA, bool packsB, int chunk, bool add)
    : IParallelJob
    where T : unmanaged
    where TTile : struct, IMatrixTile<T>
{
    // A chunk of so many panels of A stays in the second-level cache while the panels of B come and go.
    private const int MostPanelsOfA = 64,
        MostPanelsOfB = 16;

    // Multiplications that are worth handing out, and tasks that let the fastest thread take over from the slowest.
    private const int LeastWork = 1 << 17,
        TasksPerThread = 16;

    private readonly int _countA = (block.M + TTile.Rows - 1) / TTile.Rows;
    private readonly int _countB = (block.N + Width - 1) / Width;
    private int _rowGroups = 1;
    private int _columnGroups = 1;

    private static int Width => 3 * TTile.Lanes;

    /// <summary>Divides the block into tasks and says how many. The division has no effect on the bits of C.</summary>
    public int Divide(int threads)
    {
        _rowGroups = (_countA + MostPanelsOfA - 1) / MostPanelsOfA;
        _columnGroups = (_countB + MostPanelsOfB - 1) / MostPanelsOfB;
        long work = MatrixProduct.Work(block.M, block.N, block.K);
        long wanted = threads == 1 ? 1 : Math.Clamp(work / LeastWork, 1, TasksPerThread * threads);
        while (_rowGroups * _columnGroups < wanted && _columnGroups < _countB)
            _columnGroups = Math.Min(2 * _columnGroups, _countB);
        while (_rowGroups * _columnGroups < wanted && 4 * _rowGroups < _countA)
            _rowGroups *= 2;
        return _rowGroups * _columnGroups;
    }

    /// <inheritdoc/>
    public readonly void Run(int index)
    {
        (int row, int column) = (index / _columnGroups, index % _columnGroups);
        int firstA = Share(row, _rowGroups, _countA),
            lastA = Share(row + 1, _rowGroups, _countA);
        int firstB = Share(column, _columnGroups, _countB),
            lastB = Share(column + 1, _columnGroups, _countB);
        PanelOfB panel = new(firstB, 0);
        while (panel.Depth < block.K)
        {
            PanelOfB next = panel.Column + 1 < lastB ? new(panel.Column + 1, panel.Depth) : new(firstB, panel.Depth + chunk);
            MultiplyPanel(firstA, lastA, panel, next);
            panel = next;
        }
    }

    // Where a panel of B begins. A single last vector would make a slow panel: the last two panels then have two each.
    private readonly int Begin(int panel)
    {
        int vectors = (block.N + TTile.Lanes - 1) / TTile.Lanes;
        bool shifted = panel == _countB - 1 && vectors % 3 == 1 && panel > 0;
        return Math.Min(((3 * panel) - (shifted ? 1 : 0)) * TTile.Lanes, block.N);
    }

    private static int Share(int group, int groups, int panels) => (int)((long)group * panels / groups);

    // While the tiles of one panel are computed, each asks for a part of the next panel.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void MultiplyPanel(int firstA, int lastA, PanelOfB panel, PanelOfB next)
    {
        (int p, int j) = (panel.Depth, Begin(panel.Column));
        int columns = Begin(panel.Column + 1) - j,
            depth = Math.Min(chunk, block.K - p);
        int vectors = (columns + TTile.Lanes - 1) / TTile.Lanes;
        bool whole = columns == vectors * TTile.Lanes,
            adds = add || p > 0;
        MatrixOperand<T> b = block.B.From(p, j);
        if (packsB || !whole)
            b = PackB(b, columns, vectors * TTile.Lanes, depth);

        for (int i = firstA; i < lastA; i++)
        {
            T* c = block.C + (i * TTile.Rows * block.CRow) + j;
            int rows = Math.Min(TTile.Rows, block.M - (i * TTile.Rows));
            CachePrefetch.Far(c, block.CRow, rows, columns);
            if (next.Depth < block.K)
                Prefetch(next, i - firstA, lastA - firstA);
            if (whole && rows == TTile.Rows)
                TTile.Multiply(vectors, depth, rows, panelsOfA.At(i, p), b.Start, b.Row, c, block.CRow, adds);
            else
                MultiplyEdge(vectors, depth, rows, columns, panelsOfA.At(i, p), b, c, adds);
        }
    }

    // Into memory of this thread, where the panel stays in the nearest cache.
    private readonly MatrixOperand<T> PackB(MatrixOperand<T> b, int columns, int filled, int depth)
    {
        T* panel = MatrixWorkspace.Take<T>(MatrixWorkspace.Use.PanelOfB, Width * chunk);
        MatrixPacking.Pack(b.Start, b.Column, b.Row, columns, filled, Width, depth, panel);
        return new(panel, Width, 1);
    }

    private readonly void Prefetch(PanelOfB panel, int part, int parts)
    {
        (int p, int j) = (panel.Depth, Begin(panel.Column));
        MatrixOperand<T> b = block.B.From(p, j);
        int columns = Begin(panel.Column + 1) - j,
            depth = Math.Min(chunk, block.K - p);
        if (b.Column == 1)
            PrefetchRows(b, Share(part, parts, depth), Share(part + 1, parts, depth), columns);
        else if (b.Row == 1)
            PrefetchRows(b.Transposed, Share(part, parts, columns), Share(part + 1, parts, columns), depth);
    }

    private static void PrefetchRows(MatrixOperand<T> b, int begin, int end, int columns) =>
        CachePrefetch.Far(b.From(begin, 0).Start, b.Row, end - begin, columns);

    // Edges of C: a whole tile beside C, of which the part that exists is then copied.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void MultiplyEdge(
        int vectors,
        int depth,
        int rows,
        int columns,
        MatrixOperand<T> a,
        MatrixOperand<T> b,
        T* c,
        bool adds
    )
    {
        T* tile = stackalloc T[TTile.Rows * Width];
        for (int i = 0; adds && i < rows; i++)
            Copy(c + (i * block.CRow), tile + (i * Width), columns);
        TTile.Multiply(vectors, depth, rows, a, b.Start, b.Row, tile, Width, adds);
        for (int i = 0; i < rows; i++)
            Copy(tile + (i * Width), c + (i * block.CRow), columns);
    }

    private static void Copy(T* from, T* to, int count) => new ReadOnlySpan<T>(from, count).CopyTo(new Span<T>(to, count));

    /// <summary>A chunk of a panel of B: the panel's number and where the chunk begins.</summary>
    private readonly record struct PanelOfB(int Column, int Depth);
}
