namespace Functional.Vulkan;

/// <summary>A product in tiles; each sum is added up in order.</summary>
internal class TiledProduct : Kernel
{
    /// <param name="form">What is multiplied.</param>
    /// <param name="type">The type of the operands; the result's is the one that kernels compute in.</param>
    /// <param name="tile">How the result is divided.</param>
    /// <param name="epilogue">What is computed of every sum, its views on the target's axes; then sums are not in parts.</param>
    /// <param name="buffers">The stage's bindings of left, right and result, and of what the epilogue binds.</param>
    public TiledProduct(ProductForm form, DType type, ProductTile tile, ProductEpilogue? epilogue, int[] buffers)
        : this(form, type, type, type.Lane, tile, epilogue, buffers) { }

    /// <summary>One that reads its operands as elements of other types than it computes in.</summary>
    protected TiledProduct(
        ProductForm form,
        DType leftAs,
        DType rightAs,
        DType type,
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
        (Form, Type, Tile, Epilogue) = (form, type, tile, epilogue);
        RowTiles = (form.Rows + tile.Rows - 1) / tile.Rows;
        ColumnTiles = (form.Columns + tile.Columns - 1) / tile.Columns;
        Work = form.Batch * RowTiles * ColumnTiles * TileWork();
        // Half of the range is left for the last step of a loop.
        var reach = IndexArithmetic.Reach(form.Target) + (form.Split.Parts * form.Split.Stride);
        reach = Math.Max(Math.Max(form.Left.Reach, form.Right.Reach), reach);
        foreach (var view in epilogue?.Views ?? [])
            reach = Math.Max(reach, IndexArithmetic.Reach(view));
        reach = Math.Max(reach, Math.Max(Groups, Math.Max(form.Rows, form.Columns)));
        Index = reach < 1 << 30 ? DType.Int32 : DType.Int64;
    }

    public override string Label => Form.Label;

    public override string Division =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"tile {Tile.Rows}×{Tile.Columns}×{Tile.Depth}, {Tile.OwnRows}×{Tile.OwnColumns} an invocation{(Tile.IsShared ? ", shared" : "")}{(Form.Split.Parts > 1 ? $", {Form.Split.Parts} parts" : "")}"
        );

    /// <summary>The type in which it computes.</summary>
    public DType Type { get; }

    /// <summary>What is multiplied.</summary>
    public ProductForm Form { get; }

    public ProductTile Tile { get; }

    /// <summary>What is computed of every sum.</summary>
    public ProductEpilogue? Epilogue { get; }

    /// <summary>Tiles below one another.</summary>
    public long RowTiles { get; }

    /// <summary>Tiles beside one another.</summary>
    public long ColumnTiles { get; }

    public override long Groups => Form.Batch * RowTiles * ColumnTiles * Form.Split.Parts;

    public override double Work { get; }

    public override double Turns => (double)Groups * Form.Split.Length;

    public override DType Index { get; }

    public override void Write(KernelCode code) => new TiledProductWriter(this, code).Write();

    // Tiles are worked on whole; each loads its rows and columns for every term, and stores what follows its sums.
    private double TileWork()
    {
        var (elements, lines) = (Tile.Rows * Tile.Columns, Tile.Rows + Tile.Columns);
        var term = (2.0 * elements) + (Access * lines);
        return (Form.Depth * term) + (Form.Split.Parts * elements * (Epilogue?.Work ?? Access));
    }

    /// <summary>Where an element of a view on the target's axes lies.</summary>
    public Value At(IndexArithmetic index, View view, Value batch, Value row, Value column)
    {
        var rows = Form.BatchAxes;
        return index.Of(view, (batch, 0, rows), (row, rows, rows + 1), (column, rows + 1, view.Shape.Rank)).Address!;
    }
}
