namespace Functional.Vulkan;

/// <summary>A batched matrix product <c>C[b, i, j] = Σₚ A[b, i, p] · B[b, p, j]</c>, in tiles; each sum is added up in order.</summary>
/// <remarks>The operands may be anything that can be loaded by line and depth: a convolution is such a product, too.</remarks>
internal class TiledProduct : Kernel
{
    /// <param name="label">What it computes.</param>
    /// <param name="type">The type of the operands; the result's is the one that kernels compute in.</param>
    /// <param name="left">The rows.</param>
    /// <param name="right">The columns.</param>
    /// <param name="target">The result: axes of the batch, one of the rows, then of the columns.</param>
    /// <param name="batchAxes">Axes of the batch.</param>
    /// <param name="split">How sums are divided into parts; with several, the result is that many times as long, part after part.</param>
    /// <param name="depth">Terms of a sum.</param>
    /// <param name="tile">How the result is divided.</param>
    /// <param name="epilogue">What is computed of every sum, its views on the target's axes; then sums are not in parts.</param>
    /// <param name="buffers">The stage's bindings of left, right and result, and of what the epilogue binds.</param>
    public TiledProduct(
        string label,
        DType type,
        ProductSide left,
        ProductSide right,
        View target,
        int batchAxes,
        DepthSplit split,
        int depth,
        ProductTile tile,
        ProductEpilogue? epilogue,
        int[] buffers
    )
        : this(type, type, label, type.Lane, left, right, target, batchAxes, split, depth, tile, epilogue, buffers) { }

    /// <summary>One that reads its operands as elements of other types.</summary>
    protected TiledProduct(
        DType leftAs,
        DType rightAs,
        string label,
        DType type,
        ProductSide left,
        ProductSide right,
        View target,
        int batchAxes,
        DepthSplit split,
        int depth,
        ProductTile tile,
        ProductEpilogue? epilogue,
        int[] buffers
    )
        : base(
            [new(leftAs, false), new(rightAs, false), .. epilogue?.Bindings(type) ?? [new(type, true)]],
            buffers,
            tile.Invocations
        )
    {
        Epilogue = epilogue;
        (Label, Type, Left, Right, Target, BatchAxes) = (label, type, left, right, target, batchAxes);
        (Depth, Split, Tile) = (depth, split, tile);
        (Batch, Rows, Columns) = Sizes(target, batchAxes);
        (RowTiles, ColumnTiles) = ((Rows + tile.Rows - 1) / tile.Rows, (Columns + tile.Columns - 1) / tile.Columns);
        // Half of the range is left for the last step of a loop.
        var reach = Math.Max(Math.Max(left.Reach, right.Reach), IndexArithmetic.Reach(target) + (split.Parts * split.Stride));
        foreach (var view in epilogue?.Views ?? [])
            reach = Math.Max(reach, IndexArithmetic.Reach(view));
        reach = Math.Max(reach, Math.Max(Groups, Math.Max(Rows, Columns)));
        Index = reach < 1 << 30 ? DType.Int32 : DType.Int64;
    }

    public override string Label { get; }

    public override string Division =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"tile {Tile.Rows}×{Tile.Columns}×{Tile.Depth}, {Tile.OwnRows}×{Tile.OwnColumns} an invocation{(Tile.IsShared ? ", shared" : "")}{(Split.Parts > 1 ? $", {Split.Parts} parts" : "")}"
        );

    /// <summary>The type in which it computes.</summary>
    public DType Type { get; }

    public ProductSide Left { get; }

    public ProductSide Right { get; }

    public View Target { get; }

    /// <summary>Axes of the batch in the target; one axis of rows follows, then those of the columns.</summary>
    public int BatchAxes { get; }

    public int Depth { get; }

    public DepthSplit Split { get; }

    public ProductTile Tile { get; }

    /// <summary>What is computed of every sum.</summary>
    public ProductEpilogue? Epilogue { get; }

    public long Batch { get; }

    public long Rows { get; }

    public long Columns { get; }

    /// <summary>Tiles below one another.</summary>
    public long RowTiles { get; }

    /// <summary>Tiles beside one another.</summary>
    public long ColumnTiles { get; }

    public override long Groups => Batch * RowTiles * ColumnTiles * Split.Parts;

    public override double Work => 2.0 * Batch * RowTiles * Tile.Rows * ColumnTiles * Tile.Columns * Depth;

    public override double Turns => (double)Groups * Split.Length;

    public override DType Index { get; }

    public override void Write(KernelCode code) => new TiledProductWriter(this, code).Write();

    /// <summary>Where an element of a view on the target's axes lies.</summary>
    public Value At(IndexArithmetic index, View view, Value batch, Value row, Value column) =>
        index.Of(view, (batch, 0, BatchAxes), (row, BatchAxes, BatchAxes + 1), (column, BatchAxes + 1, view.Shape.Rank)).Address!;

    /// <summary>Matrices, and the rows and columns of each.</summary>
    public static (long Batch, long Rows, long Columns) Sizes(View target, int batchAxes)
    {
        var (batch, columns) = (1L, 1L);
        foreach (var size in target.Shape.Axes[..batchAxes])
            batch *= size;
        foreach (var size in target.Shape.Axes[(batchAxes + 1)..])
            columns *= size;
        return (batch, target.Shape[batchAxes], columns);
    }
}

/// <summary>How long sums are divided into parts, which are added up in order afterwards.</summary>
/// <param name="Parts">The number of parts; with one there is nothing to add up.</param>
/// <param name="Length">Terms of a part, but for the last.</param>
/// <param name="Stride">Elements from a part's results to the next one's.</param>
internal readonly record struct DepthSplit(int Parts, int Length, long Stride)
{
    private const long EnoughTiles = 128;
    private const int ShortestPart = 256;
    private const int LongestPart = 32768; // a device may end loops at 65,535 turns

    /// <summary>As sizes alone decide it, so that every device adds in one order.</summary>
    /// <param name="batch">Matrices.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="depth">Terms of a sum.</param>
    public static DepthSplit Of(long batch, long rows, long columns, int depth)
    {
        var tiles = batch * ((rows + 63) / 64) * ((columns + 63) / 64);
        var parts = tiles == 0 ? 1 : (int)Math.Min(EnoughTiles / tiles, depth / ShortestPart);
        parts = Math.Max(parts, (depth + LongestPart - 1) / LongestPart);
        if (parts <= 1)
            return Whole(depth);
        var length = (((depth + parts - 1) / parts) + 31) / 32 * 32;
        return new((depth + length - 1) / length, length, batch * rows * columns);
    }

    /// <summary>One part.</summary>
    public static DepthSplit Whole(int depth) => new(1, depth, 0);
}
