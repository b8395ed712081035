namespace Functional.Vulkan;

/// <summary>Writes down what an invocation of a product on matrix units does.</summary>
/// <remarks>
/// A workgroup loads a slice of each operand into shared memory, as words of two elements that are neighbours where they lie; its subgroups load
/// small matrices from there and multiply them. Lines beyond the operand's are its last ones again, computed and not stored.
/// </remarks>
internal sealed class CooperativeProductWriter : ProductWriter
{
    private readonly CooperativeTile _tile;
    private readonly MatrixUnit _unit;
    private readonly List<HeldMatrix> _sums = [];
    private readonly List<HeldMatrix> _lefts = [];
    private readonly List<HeldMatrix> _rights = [];
    private readonly int _across;
    private readonly int _down;
    private Value _ownRow = null!;
    private Value _ownColumn = null!;
    private SharedArray _left;
    private SharedArray _right;
    private SharedArray _results;

    public CooperativeProductWriter(CooperativeProduct product, KernelCode code)
        : base(product, code)
    {
        (_tile, _unit) = (product.Cooperative, product.Cooperative.Unit);
        (_down, _across) = (_tile.OwnRows / _unit.Rows, _tile.OwnColumns / _unit.Columns);
    }

    public override void Write()
    {
        FindLocal();
        var subgroup = Index.Bounded(Code.Keep(Code.At(Position.Subgroup), "subgroup"), _tile.Subgroups - 1);
        (_ownRow, _ownColumn) = (Keep(RowOf(subgroup), "row"), Keep(ColumnOf(subgroup), "column"));
        _left = Code.Share("left", DType.Int32, Words(Form.Left, _tile.Rows));
        _right = Code.Share("right", DType.Int32, Words(Form.Right, _tile.Columns));
        if (!IsAlwaysDirect)
            _results = Code.Share("results", DType.Float32, _tile.Subgroups * _unit.Rows * _unit.Columns);
        for (var i = 0; i < _down; i++)
            _lefts.Add(Code.Hold("a", new(MatrixUse.Left, _unit.Type, _unit.Rows, _unit.Depth)));
        for (var j = 0; j < _across; j++)
            _rights.Add(Code.Hold("b", new(MatrixUse.Right, _unit.Type, _unit.Depth, _unit.Columns)));
        for (var s = 0; s < _down * _across; s++)
            _sums.Add(Code.Hold("sum", new(MatrixUse.Sum, DType.Float32, _unit.Rows, _unit.Columns)));
        ForEachTile();
    }

    // A word has two elements; lines of a slice lie along the direction in which the operand's neighbours do.
    private int Pitch(ProductSide side, int lines) => ((side.IsDepthFast ? _tile.Depth : lines) + CooperativeTile.Padding) / 2;

    private int Words(ProductSide side, int lines) => Pitch(side, lines) * (side.IsDepthFast ? lines : _tile.Depth);

    private Value RowOf(Value subgroup) => Index.Multiply(Index.Divide(subgroup, _tile.SubgroupColumns), _tile.OwnRows);

    private Value ColumnOf(Value subgroup) => Index.Multiply(Index.Remainder(subgroup, _tile.SubgroupColumns), _tile.OwnColumns);

    protected override void Tile(Value batch, Value row, Value column, Value part, Value first, Value end)
    {
        foreach (var sum in _sums)
            Code.Clear(sum);
        Multiply(batch, row, column, first, end);
        Store(batch, row, column, part);
    }

    private void Multiply(Value batch, Value row, Value column, Value first, Value end)
    {
        var left = Slice(Form.Left, _tile.Rows, row, Form.Rows, batch);
        var right = Slice(Form.Right, _tile.Columns, column, Form.Columns, batch);
        var isWhole = Form.Depth % _tile.Depth == 0 && Form.Split.Length % _tile.Depth == 0;
        Value[] Load(Value k, Value? end) => [.. this.Load(Form.Left, left, k, end), .. this.Load(Form.Right, right, k, end)];
        Code.Fold(
            "k",
            first,
            end,
            Index.Literal(_tile.Depth),
            Load(first, isWhole ? null : end),
            (k, words) =>
            {
                Index.Bounded(k, Form.Depth - 1);
                Put(_left, left, words.AsSpan(0, left.Length));
                Put(_right, right, words.AsSpan(left.Length));
                Code.Barrier();
                // The next slice is on its way while this one is multiplied.
                var next = Load(Index.Add(k, Index.Literal(_tile.Depth)), end);
                for (var depth = 0; depth < _tile.Depth; depth += _unit.Depth)
                    AddProducts(depth);
                Code.Barrier();
                return next;
            }
        );
    }

    private void AddProducts(int depth)
    {
        for (var i = 0; i < _down; i++)
            Load(_lefts[i], _left, Form.Left, _tile.Rows, _ownRow, i * _unit.Rows, depth, isLeft: true);
        for (var j = 0; j < _across; j++)
            Load(_rights[j], _right, Form.Right, _tile.Columns, _ownColumn, j * _unit.Columns, depth, isLeft: false);
        for (var i = 0; i < _down; i++)
        for (var j = 0; j < _across; j++)
            Code.AddProduct(_sums[(i * _across) + j], _lefts[i], _rights[j]);
    }

    // Rows of the left run along the depth, columns of the right do.
    private void Load(
        HeldMatrix matrix,
        SharedArray array,
        ProductSide side,
        int lines,
        Value own,
        int line,
        int depth,
        bool isLeft
    )
    {
        var pitch = Pitch(side, lines);
        var at = side.IsDepthFast
            ? Index.Add(Index.Multiply(own, pitch), Index.Literal((line * pitch) + (depth / 2)))
            : Index.Add(Index.Divide(own, 2), Index.Literal((depth * pitch) + (line / 2)));
        Code.Load(matrix, array, at, pitch, isColumnMajor: side.IsDepthFast != isLeft);
    }

    // What an invocation loads of a slice: a word's lines, its depth within the slice, and its place in shared memory.
    private Word[] Slice(ProductSide side, int lines, Value from, long count, Value batch)
    {
        var (fast, slow) = side.IsDepthFast ? (_tile.Depth / 2, lines) : (lines / 2, _tile.Depth);
        var group = _tile.Invocations;
        var words = new Word[fast * slow / group];
        for (var u = 0; u < words.Length; u++)
        {
            // Invocations run through the fast direction first.
            var (x, y) =
                fast <= group
                    ? (Index.Remainder(Local, fast), Index.Add(Index.Divide(Local, fast), Index.Literal(u * (group / fast))))
                    : (Index.Add(Local, Index.Literal(u % (fast / group) * group)), Index.Literal(u / (fast / group)));
            var pair = Index.Multiply(x, 2);
            var line = Index.Add(from, side.IsDepthFast ? y : pair);
            var depth = side.IsDepthFast ? pair : y;
            var last = count - (side is { IsPaired: true, IsDepthFast: false } ? 2 : 1);
            var parts = side.Line(Index, batch, Inside(line, last, count % lines == 0));
            var other =
                side.IsDepthFast || side.IsPaired
                    ? parts
                    : side.Line(Index, batch, Inside(Index.Add(line, Index.Literal(1)), last, count % lines == 0));
            var place = Index.Add(Index.Multiply(y, Pitch(side, lines)), x);
            Code.Prepare([.. parts, .. other, depth, place]);
            words[u] = new Word(parts, other, depth, place);
        }
        return words;
    }

    private Value[] Load(ProductSide side, Word[] words, Value k, Value? end) =>
        Array.ConvertAll(words, word => Load(side, word, Index.Add(k, word.Depth), end));

    private Value Load(ProductSide side, Word word, Value depth, Value? end)
    {
        if (side.IsPaired)
        {
            var (place, isInside) = Place(side, word.Line, depth, end);
            return Load(side, Index.Divide(place, 2), isInside);
        }
        var (first, isFirst) = Place(side, word.Line, depth, end);
        var (second, isSecond) = side.IsDepthFast
            ? Place(side, word.Line, Index.Add(depth, Index.Literal(1)), end)
            : Place(side, word.Other, depth, end);
        var (low, high) = (Load(side, first, isFirst), Load(side, second, isSecond));
        return (low & Value.ConstantBits(DType.Int32, 0xFFFF)) | (high << 16);
    }

    private (Value Address, Value? IsInside) Place(ProductSide side, Value[] line, Value depth, Value? end)
    {
        // What lies behind the end is not read, so that its bound does not matter.
        depth = Index.Bounded(depth, Form.Depth - 1);
        var place = side.At(Index, line, side.Depth(Index, depth));
        var isInside = end is null ? null : depth < end;
        return (place.Address!, place.Condition is { } own ? Index.And(isInside, own) : isInside);
    }

    private Value Load(ProductSide side, Value address, Value? isInside) =>
        isInside is null ? Code.Load(side.Binding, address) : Code.LoadWhere(isInside, side.Binding, address);

    private void Put(SharedArray array, Word[] words, ReadOnlySpan<Value> loaded)
    {
        for (var u = 0; u < words.Length; u++)
            Code.Store(array, words[u].Place, loaded[u]);
    }

    private Value Inside(Value line, long last, bool isAlways) => isAlways ? Index.Bounded(line, last) : Index.Min(line, last);

    // Rows of the result that lie one behind the other, at multiples of 16 bytes.
    private int? DirectStride
    {
        get
        {
            // What follows a sum is computed by the invocation that has it.
            if (Product.Epilogue is not null)
                return null;
            var (target, axis) = (Form.Target, Form.BatchAxes);
            var step = 1L;
            for (var column = target.Shape.Rank - 1; column > axis; column--)
            {
                if (target.Shape[column] > 1 && target.Strides[column] != step)
                    return null;
                step *= target.Shape[column];
            }
            var isAligned = target.Offset % 4 == 0 && Form.Split.Stride % 4 == 0;
            for (var own = 0; own <= axis; own++)
                isAligned &= target.Shape[own] <= 1 || target.Strides[own] % 4 == 0;
            return isAligned && target.Strides[axis] is > 0 and <= int.MaxValue and var stride ? (int)stride : null;
        }
    }

    private bool AreTilesWhole => Form.Rows % _tile.Rows == 0 && Form.Columns % _tile.Columns == 0;

    private bool IsAlwaysDirect => DirectStride is not null && AreTilesWhole;

    private void Store(Value batch, Value row, Value column, Value part)
    {
        var from = Index.Multiply(part, Form.Split.Stride);
        if (DirectStride is not { } stride)
            StoreThrough(batch, row, column, from);
        else if (AreTilesWhole)
            StoreDirectly(batch, row, column, from, stride);
        else
        {
            var isWhole = Code.Keep(
                Index.And(
                    Index.Less(Index.Add(row, Index.Literal(_tile.Rows - 1)), Form.Rows),
                    Index.Less(Index.Add(column, Index.Literal(_tile.Columns - 1)), Form.Columns)
                ),
                "whole"
            );
            Code.If(isWhole, () => StoreDirectly(batch, row, column, from, stride));
            Code.If(~isWhole, () => StoreThrough(batch, row, column, from));
        }
    }

    private void StoreDirectly(Value batch, Value row, Value column, Value from, int stride)
    {
        for (var i = 0; i < _down; i++)
        for (var j = 0; j < _across; j++)
        {
            var x = Index.Add(row, Index.Add(_ownRow, Index.Literal(i * _unit.Rows)));
            var y = Index.Add(column, Index.Add(_ownColumn, Index.Literal(j * _unit.Columns)));
            Code.Store(_sums[(i * _across) + j], 2, At(batch, x, y, from), stride);
        }
    }

    // By way of shared memory, where every invocation finds elements of its own.
    private void StoreThrough(Value batch, Value row, Value column, Value from)
    {
        var size = _unit.Rows * _unit.Columns;
        var (subgroup, lane) = (Index.Divide(Local, _tile.SubgroupSize), Index.Remainder(Local, _tile.SubgroupSize));
        var area = Index.Multiply(Index.Bounded(Code.Keep(Code.At(Position.Subgroup), "subgroup"), _tile.Subgroups - 1), size);
        var epilogue = Product.Epilogue is { } follows ? new EpilogueWriter(Product, follows, Code, Index) : null;
        for (var i = 0; i < _down; i++)
        for (var j = 0; j < _across; j++)
        {
            Code.Store(_sums[(i * _across) + j], _results, area, _unit.Columns);
            Code.Barrier();
            for (var e = 0; e < size; e += _tile.SubgroupSize)
            {
                var element = Index.Add(lane, Index.Literal(e));
                var x = Index.Add(row, Index.Add(RowOf(subgroup), Index.Literal(i * _unit.Rows)));
                var y = Index.Add(column, Index.Add(ColumnOf(subgroup), Index.Literal(j * _unit.Columns)));
                x = Index.Add(x, Index.Divide(element, _unit.Columns));
                y = Index.Add(y, Index.Remainder(element, _unit.Columns));
                var at = Index.Add(Index.Multiply(subgroup, size), element);
                Code.If(
                    Index.And(Index.Less(x, Form.Rows), Index.Less(y, Form.Columns)),
                    () =>
                    {
                        var sum = Code.Load(_results, at);
                        if (epilogue is null || Product.Epilogue!.IsKept)
                            Code.Store(2, At(batch, x, y, from), sum);
                        epilogue?.Begin(batch, y);
                        epilogue?.Store(sum, batch, x, y);
                    }
                );
            }
            Code.Barrier();
        }
    }

    private Value At(Value batch, Value x, Value y, Value from) => Index.Add(from, Product.At(Index, Form.Target, batch, x, y));

    private readonly record struct Word(Value[] Line, Value[] Other, Value Depth, Value Place);
}
