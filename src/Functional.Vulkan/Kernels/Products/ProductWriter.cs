namespace Functional.Vulkan;

/// <summary>Writes down what a workgroup of a product does: tile after tile, each over one part of the depth.</summary>
internal abstract class ProductWriter(TiledProduct product, KernelCode code)
{
    protected TiledProduct Product { get; } = product;

    protected ProductForm Form { get; } = product.Form;

    protected KernelCode Code { get; } = code;

    protected IndexArithmetic Index { get; } = new(product.Index);

    /// <summary>The invocation's place in its workgroup.</summary>
    protected Value Local { get; private set; } = null!;

    public abstract void Write();

    /// <summary>Writes what is done for a tile that begins at a row and a column of a matrix, from one depth to another.</summary>
    protected abstract void Tile(Value batch, Value row, Value column, Value part, Value first, Value end);

    protected void FindLocal() =>
        Local = Index.Bounded(Code.Keep(Code.At(Position.Local), "place"), Product.Tile.Invocations - 1);

    protected void ForEachTile() =>
        Code.For(
            "group",
            Code.At(Position.Group),
            Index.Literal(Product.Groups),
            Code.At(Position.Groups),
            group => Tile(Index.Bounded(group, Product.Groups - 1))
        );

    /// <summary>A value under a name; a literal stays one.</summary>
    protected Value Keep(Value value, string name)
    {
        if (value.Code == Instruction.Constant)
            return value;
        var kept = Code.Keep(value, name);
        return Index.Most(value) is { } most ? Index.Bounded(kept, most) : kept;
    }

    private void Tile(Value number)
    {
        var split = Form.Split;
        var (part, rest) = (Index.Remainder(number, split.Parts), Index.Divide(number, split.Parts));
        var column = Keep(Index.Multiply(Index.Remainder(rest, Product.ColumnTiles), Product.Tile.Columns), "first");
        rest = Index.Divide(rest, Product.ColumnTiles);
        var row = Keep(Index.Multiply(Index.Remainder(rest, Product.RowTiles), Product.Tile.Rows), "top");
        var batch = Keep(Index.Divide(rest, Product.RowTiles), "batch");
        var first = Index.Multiply(part, split.Length);
        var end = Index.Add(first, Index.Literal(split.Length));
        end = Keep((long)split.Parts * split.Length == Form.Depth ? end : Index.Min(end, Form.Depth), "end");
        Tile(batch, row, column, part, first, end);
    }
}
