namespace Functional.Vulkan;

/// <summary>Writes down what an invocation of a tiled product does.</summary>
/// <remarks>Lines that a tile has beyond the operand's are its last one again: they are computed and not stored, so that nothing branches.</remarks>
internal sealed class TiledProductWriter : ProductWriter
{
    private Value _ownRow = null!;
    private Value _ownColumn = null!;
    private SharedArray _left;
    private SharedArray _right;

    public TiledProductWriter(TiledProduct product, KernelCode code)
        : base(product, code) { }

    public override void Write()
    {
        FindLocal();
        _ownRow = Keep(Index.Divide(Local, Product.Tile.ColumnLanes), "row");
        _ownColumn = Keep(Index.Remainder(Local, Product.Tile.ColumnLanes), "column");
        if (Product.Tile.IsShared)
        {
            _left = Code.Share("left", Product.Type, Product.Tile.Depth * Pitch(Form.Left, Product.Tile.Rows));
            _right = Code.Share("right", Product.Type, Product.Tile.Depth * Pitch(Form.Right, Product.Tile.Columns));
        }
        ForEachTile();
    }

    /// <summary>Elements of shared memory from one depth to the next; one more where neighbours along the depth are stored together, so that they meet different banks.</summary>
    public static int Pitch(ProductSide side, int lines) => lines + (side.IsDepthFast ? 1 : 0);

    protected override void Tile(Value batch, Value row, Value column, Value part, Value first, Value end)
    {
        var sums = Product.Tile.IsShared ? Shared(batch, row, column, first, end) : Direct(batch, row, column, first, end);
        Store(sums, batch, row, column, part);
    }

    // Every invocation loads what it multiplies.
    private Value[] Direct(Value batch, Value row, Value column, Value first, Value end)
    {
        var rows = Lines(Form.Left, Product.Tile.OwnRows, i => Row(row, i), Form.Rows, batch);
        var columns = Lines(Form.Right, Product.Tile.OwnColumns, j => Column(column, j), Form.Columns, batch);
        // Parts are of whole turns, or turns are of one term.
        var step = Form.Depth % Product.Tile.Depth == 0 && Form.Split.Length % Product.Tile.Depth == 0 ? Product.Tile.Depth : 1;
        return Code.Fold(
            "k",
            first,
            end,
            Index.Literal(step),
            Zeros(),
            (k, sums) =>
            {
                Index.Bounded(k, Form.Depth - 1);
                for (var i = 0; i < step; i++)
                {
                    var depth = Index.Bounded(Index.Add(k, Index.Literal(i)), Form.Depth - 1);
                    var (left, right) = (Form.Left.Depth(Index, depth), Form.Right.Depth(Index, depth));
                    sums = AddProducts(
                        sums,
                        [.. rows.Select(line => Form.Left.Load(Code, Index, line, left))],
                        [.. columns.Select(line => Form.Right.Load(Code, Index, line, right))]
                    );
                }
                return sums;
            }
        );
    }

    // The workgroup loads a slice of each operand, every element once, and waits; then all multiply.
    private Value[] Shared(Value batch, Value row, Value column, Value first, Value end)
    {
        var left = Slice(Form.Left, Product.Tile.Rows, row, Form.Rows, batch);
        var right = Slice(Form.Right, Product.Tile.Columns, column, Form.Columns, batch);
        var (zeros, count) = (Zeros(), Product.Tile.OwnRows * Product.Tile.OwnColumns);
        var isEven = Form.Depth % Product.Tile.Depth == 0 && Form.Split.Length % Product.Tile.Depth == 0;
        // The next slice is on its way while this one is multiplied.
        Value[] Load(Value k, Value? end) => [.. this.Load(Form.Left, left, k, end), .. this.Load(Form.Right, right, k, end)];
        return Code.Fold(
            "k",
            first,
            end,
            Index.Literal(Product.Tile.Depth),
            [.. zeros, .. Load(first, isEven ? null : end)],
            (k, carried) =>
            {
                Index.Bounded(k, Form.Depth - 1);
                var sums = carried[..count];
                Put(_left, Form.Left, left, carried.AsSpan(count, left.Length), Product.Tile.Rows);
                Put(_right, Form.Right, right, carried.AsSpan(count + left.Length), Product.Tile.Columns);
                Code.Barrier();
                var next = Load(Index.Add(k, Index.Literal(Product.Tile.Depth)), end);
                for (var p = 0; p < Product.Tile.Depth; p++)
                    sums = AddProducts(
                        sums,
                        Own(_left, p * Pitch(Form.Left, Product.Tile.Rows), _ownRow, Product.Tile.RowLanes, Product.Tile.OwnRows),
                        Own(
                            _right,
                            p * Pitch(Form.Right, Product.Tile.Columns),
                            _ownColumn,
                            Product.Tile.ColumnLanes,
                            Product.Tile.OwnColumns
                        )
                    );
                Code.Barrier();
                return [.. sums, .. next];
            }
        )[..count];
    }

    // What an invocation loads of a slice: lines, and depths within the slice.
    private (Value[] Parts, Value Line, Value Depth)[] Slice(ProductSide side, int lines, Value from, long count, Value batch)
    {
        var (fast, group) = (side.IsDepthFast ? Product.Tile.Depth : lines, Product.Tile.Invocations);
        var loads = new (Value[], Value, Value)[lines * Product.Tile.Depth / group];
        for (var u = 0; u < loads.Length; u++)
        {
            // Invocations run through the fast axis first.
            var (x, y) =
                fast <= group
                    ? (Index.Remainder(Local, fast), Index.Add(Index.Divide(Local, fast), Index.Literal(u * (group / fast))))
                    : (Index.Add(Local, Index.Literal(u % (fast / group) * group)), Index.Literal(u / (fast / group)));
            var (line, depth) = side.IsDepthFast ? (y, x) : (x, y);
            var parts = side.Line(Index, batch, Inside(Index.Add(from, line), count, lines));
            Code.Prepare([.. parts, line, depth]);
            loads[u] = (parts, line, depth);
        }
        return loads;
    }

    private Value[] Load(ProductSide side, (Value[] Parts, Value Line, Value Depth)[] loads, Value k, Value? end) =>
        Array.ConvertAll(
            loads,
            load =>
            {
                // What lies behind the end is not read, so that its bound does not matter.
                var depth = Index.Bounded(Index.Add(k, load.Depth), Form.Depth - 1);
                return side.Load(Code, Index, load.Parts, side.Depth(Index, depth), end is null ? null : depth < end);
            }
        );

    private void Put(
        SharedArray array,
        ProductSide side,
        (Value[] Parts, Value Line, Value Depth)[] loads,
        ReadOnlySpan<Value> loaded,
        int lines
    )
    {
        for (var u = 0; u < loads.Length; u++)
            Code.Store(array, Index.Add(Index.Multiply(loads[u].Depth, Pitch(side, lines)), loads[u].Line), loaded[u]);
    }

    private Value[] Own(SharedArray array, int from, Value own, int lanes, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Code.Load(array, Index.Add(own, Index.Literal(from + (i * lanes)))))];

    private Value[] AddProducts(Value[] sums, Value[] left, Value[] right)
    {
        var next = new Value[sums.Length];
        for (var i = 0; i < left.Length; i++)
        for (var j = 0; j < right.Length; j++)
            next[(i * right.Length) + j] = Code.AddProduct(sums[(i * right.Length) + j], left[i], right[j]);
        return next;
    }

    private void Store(Value[] sums, Value batch, Value row, Value column, Value part)
    {
        var (areRowsFull, areColumnsFull) = (Form.Rows % Product.Tile.Rows == 0, Form.Columns % Product.Tile.Columns == 0);
        var from = Index.Multiply(part, Form.Split.Stride);
        var epilogue = Product.Epilogue is { } follows ? new EpilogueWriter(Product, follows, Code, Index) : null;
        for (var j = 0; j < Product.Tile.OwnColumns; j++)
        {
            var y = Column(column, j);
            Where(areColumnsFull ? null : Index.Less(y, Form.Columns), () => StoreColumn(j, y));
        }

        void StoreColumn(int j, Value y)
        {
            epilogue?.Begin(batch, y);
            for (var i = 0; i < Product.Tile.OwnRows; i++)
            {
                var x = Row(row, i);
                var sum = sums[(i * Product.Tile.OwnColumns) + j];
                Where(areRowsFull ? null : Index.Less(x, Form.Rows), () => StoreOne(sum, x, y));
            }
        }

        void StoreOne(Value sum, Value x, Value y)
        {
            if (epilogue is null || Product.Epilogue!.IsKept)
                Code.Store(2, Index.Add(from, Product.At(Index, Form.Target, batch, x, y)), sum);
            epilogue?.Store(sum, batch, x, y);
        }
    }

    private void Where(Value? condition, Action then)
    {
        if (condition is null)
            then();
        else
            Code.If(condition, then);
    }

    private Value[][] Lines(ProductSide side, int count, Func<int, Value> line, long most, Value batch)
    {
        var tile = side == Form.Left ? Product.Tile.Rows : Product.Tile.Columns;
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var parts = side.Line(Index, batch, Inside(line(i), most, tile));
                    Code.Prepare(parts);
                    return parts;
                }),
        ];
    }

    // The last line in place of those beyond it.
    private Value Inside(Value line, long count, int tile) =>
        count % tile == 0 ? Index.Bounded(line, count - 1) : Index.Min(line, count - 1);

    private Value Row(Value from, int i) => Index.Add(from, Index.Add(_ownRow, Index.Literal(i * Product.Tile.RowLanes)));

    private Value Column(Value from, int j) =>
        Index.Add(from, Index.Add(_ownColumn, Index.Literal(j * Product.Tile.ColumnLanes)));

    private Value[] Zeros() =>
        [.. Enumerable.Repeat(Value.ConstantBits(Product.Type, 0), Product.Tile.OwnRows * Product.Tile.OwnColumns)];
}
