namespace Functional.Vulkan;

/// <summary>Writes down what an invocation of a tiled product does.</summary>
/// <remarks>Lines that a tile has beyond the operand's are its last one again: they are computed and not stored, so that nothing branches.</remarks>
internal sealed class TiledProductWriter
{
    private readonly TiledProduct _product;
    private readonly ProductTile _tile;
    private readonly KernelCode _code;
    private readonly IndexArithmetic _index;
    private Value _local = null!;
    private Value _ownRow = null!;
    private Value _ownColumn = null!;
    private SharedArray _left;
    private SharedArray _right;

    public TiledProductWriter(TiledProduct product, KernelCode code)
    {
        (_product, _tile, _code) = (product, product.Tile, code);
        _index = new IndexArithmetic(product.Index);
    }

    public void Write()
    {
        _local = _index.Bounded(_code.Keep(_code.At(Position.Local), "place"), _tile.Invocations - 1);
        _ownRow = Keep(_index.Divide(_local, _tile.ColumnLanes), "row");
        _ownColumn = Keep(_index.Remainder(_local, _tile.ColumnLanes), "column");
        if (_tile.IsShared)
        {
            _left = _code.Share("left", _product.Type, _tile.Depth * Pitch(_product.Left, _tile.Rows));
            _right = _code.Share("right", _product.Type, _tile.Depth * Pitch(_product.Right, _tile.Columns));
        }
        _code.For(
            "group",
            _code.At(Position.Group),
            _index.Literal(_product.Groups),
            _code.At(Position.Groups),
            group => Tile(_index.Bounded(group, _product.Groups - 1))
        );
    }

    /// <summary>Elements of shared memory from one depth to the next; one more where neighbours along the depth are stored together, so that they meet different banks.</summary>
    public static int Pitch(ProductSide side, int lines) => lines + (side.IsDepthFast ? 1 : 0);

    private void Tile(Value number)
    {
        var (part, rest) = (_index.Remainder(number, _product.Split.Parts), _index.Divide(number, _product.Split.Parts));
        var column = Keep(_index.Multiply(_index.Remainder(rest, _product.ColumnTiles), _tile.Columns), "first");
        rest = _index.Divide(rest, _product.ColumnTiles);
        var row = Keep(_index.Multiply(_index.Remainder(rest, _product.RowTiles), _tile.Rows), "top");
        var batch = Keep(_index.Divide(rest, _product.RowTiles), "batch");
        var first = _index.Multiply(part, _product.Split.Length);
        var isEven = (long)_product.Split.Parts * _product.Split.Length == _product.Depth;
        var end = _index.Add(first, _index.Literal(_product.Split.Length));
        end = Keep(isEven ? end : _index.Min(end, _product.Depth), "end");
        var sums = _tile.IsShared ? Shared(batch, row, column, first, end) : Direct(batch, row, column, first, end);
        Store(sums, batch, row, column, part);
    }

    // Every invocation loads what it multiplies.
    private Value[] Direct(Value batch, Value row, Value column, Value first, Value end)
    {
        var rows = Lines(_product.Left, _tile.OwnRows, i => Row(row, i), _product.Rows, batch);
        var columns = Lines(_product.Right, _tile.OwnColumns, j => Column(column, j), _product.Columns, batch);
        // Parts are of whole turns, or turns are of one term.
        var step = _product.Depth % _tile.Depth == 0 && _product.Split.Length % _tile.Depth == 0 ? _tile.Depth : 1;
        return _code.Fold(
            "k",
            first,
            end,
            _index.Literal(step),
            Zeros(),
            (k, sums) =>
            {
                _index.Bounded(k, _product.Depth - 1);
                for (var i = 0; i < step; i++)
                {
                    var depth = _index.Bounded(_index.Add(k, _index.Literal(i)), _product.Depth - 1);
                    var (left, right) = (_product.Left.Depth(_index, depth), _product.Right.Depth(_index, depth));
                    sums = AddProducts(
                        sums,
                        [.. rows.Select(line => _product.Left.Load(_code, _index, line, left))],
                        [.. columns.Select(line => _product.Right.Load(_code, _index, line, right))]
                    );
                }
                return sums;
            }
        );
    }

    // The workgroup loads a slice of each operand, every element once, and waits; then all multiply.
    private Value[] Shared(Value batch, Value row, Value column, Value first, Value end)
    {
        var left = Slice(_product.Left, _tile.Rows, row, _product.Rows, batch);
        var right = Slice(_product.Right, _tile.Columns, column, _product.Columns, batch);
        var (zeros, count) = (Zeros(), _tile.OwnRows * _tile.OwnColumns);
        var isEven = _product.Depth % _tile.Depth == 0 && _product.Split.Length % _tile.Depth == 0;
        // The next slice is on its way while this one is multiplied.
        Value[] Load(Value k, Value? end) =>
            [.. this.Load(_product.Left, left, k, end), .. this.Load(_product.Right, right, k, end)];
        return _code.Fold(
            "k",
            first,
            end,
            _index.Literal(_tile.Depth),
            [.. zeros, .. Load(first, isEven ? null : end)],
            (k, carried) =>
            {
                _index.Bounded(k, _product.Depth - 1);
                var sums = carried[..count];
                Put(_left, _product.Left, left, carried.AsSpan(count, left.Length), _tile.Rows);
                Put(_right, _product.Right, right, carried.AsSpan(count + left.Length), _tile.Columns);
                _code.Barrier();
                var next = Load(_index.Add(k, _index.Literal(_tile.Depth)), end);
                for (var p = 0; p < _tile.Depth; p++)
                    sums = AddProducts(
                        sums,
                        Own(_left, p * Pitch(_product.Left, _tile.Rows), _ownRow, _tile.RowLanes, _tile.OwnRows),
                        Own(_right, p * Pitch(_product.Right, _tile.Columns), _ownColumn, _tile.ColumnLanes, _tile.OwnColumns)
                    );
                _code.Barrier();
                return [.. sums, .. next];
            }
        )[..count];
    }

    // What an invocation loads of a slice: lines, and depths within the slice.
    private (Value[] Parts, Value Line, Value Depth)[] Slice(ProductSide side, int lines, Value from, long count, Value batch)
    {
        var (fast, group) = (side.IsDepthFast ? _tile.Depth : lines, _tile.Invocations);
        var loads = new (Value[], Value, Value)[lines * _tile.Depth / group];
        for (var u = 0; u < loads.Length; u++)
        {
            // Invocations run through the fast axis first.
            var (x, y) =
                fast <= group
                    ? (
                        _index.Remainder(_local, fast),
                        _index.Add(_index.Divide(_local, fast), _index.Literal(u * (group / fast)))
                    )
                    : (_index.Add(_local, _index.Literal(u % (fast / group) * group)), _index.Literal(u / (fast / group)));
            var (line, depth) = side.IsDepthFast ? (y, x) : (x, y);
            var parts = side.Line(_index, batch, Inside(_index.Add(from, line), count, lines));
            _code.Prepare([.. parts, line, depth]);
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
                var depth = _index.Bounded(_index.Add(k, load.Depth), _product.Depth - 1);
                return side.Load(_code, _index, load.Parts, side.Depth(_index, depth), end is null ? null : depth < end);
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
            _code.Store(array, _index.Add(_index.Multiply(loads[u].Depth, Pitch(side, lines)), loads[u].Line), loaded[u]);
    }

    private Value[] Own(SharedArray array, int from, Value own, int lanes, int count) =>
        [.. Enumerable.Range(0, count).Select(i => _code.Load(array, _index.Add(own, _index.Literal(from + (i * lanes)))))];

    private Value[] AddProducts(Value[] sums, Value[] left, Value[] right)
    {
        var next = new Value[sums.Length];
        for (var i = 0; i < left.Length; i++)
        for (var j = 0; j < right.Length; j++)
            next[(i * right.Length) + j] = _code.AddProduct(sums[(i * right.Length) + j], left[i], right[j]);
        return next;
    }

    private void Store(Value[] sums, Value batch, Value row, Value column, Value part)
    {
        var (areRowsFull, areColumnsFull) = (_product.Rows % _tile.Rows == 0, _product.Columns % _tile.Columns == 0);
        var from = _index.Multiply(part, _product.Split.Stride);
        var epilogue = _product.Epilogue is { } follows ? new EpilogueWriter(_product, follows, _code, _index) : null;
        for (var j = 0; j < _tile.OwnColumns; j++)
        {
            var y = Column(column, j);
            Where(areColumnsFull ? null : _index.Less(y, _product.Columns), () => StoreColumn(j, y));
        }

        void StoreColumn(int j, Value y)
        {
            epilogue?.Begin(batch, y);
            for (var i = 0; i < _tile.OwnRows; i++)
            {
                var x = Row(row, i);
                var sum = sums[(i * _tile.OwnColumns) + j];
                Where(areRowsFull ? null : _index.Less(x, _product.Rows), () => StoreOne(sum, x, y));
            }
        }

        void StoreOne(Value sum, Value x, Value y)
        {
            if (epilogue is null || _product.Epilogue!.IsKept)
                _code.Store(2, _index.Add(from, _product.At(_index, _product.Target, batch, x, y)), sum);
            epilogue?.Store(sum, batch, x, y);
        }
    }

    private void Where(Value? condition, Action then)
    {
        if (condition is null)
            then();
        else
            _code.If(condition, then);
    }

    private Value[][] Lines(ProductSide side, int count, Func<int, Value> line, long most, Value batch)
    {
        var tile = side == _product.Left ? _tile.Rows : _tile.Columns;
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var parts = side.Line(_index, batch, Inside(line(i), most, tile));
                    _code.Prepare(parts);
                    return parts;
                }),
        ];
    }

    // The last line in place of those beyond it.
    private Value Inside(Value line, long count, int tile) =>
        count % tile == 0 ? _index.Bounded(line, count - 1) : _index.Min(line, count - 1);

    private Value Row(Value from, int i) => _index.Add(from, _index.Add(_ownRow, _index.Literal(i * _tile.RowLanes)));

    private Value Column(Value from, int j) => _index.Add(from, _index.Add(_ownColumn, _index.Literal(j * _tile.ColumnLanes)));

    private Value[] Zeros() => [.. Enumerable.Repeat(Value.ConstantBits(_product.Type, 0), _tile.OwnRows * _tile.OwnColumns)];

    // A literal stays one.
    private Value Keep(Value value, string name)
    {
        if (value.Code == Instruction.Constant)
            return value;
        var kept = _code.Keep(value, name);
        return _index.Most(value) is { } most ? _index.Bounded(kept, most) : kept;
    }
}
