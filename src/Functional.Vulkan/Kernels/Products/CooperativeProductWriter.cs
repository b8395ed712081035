namespace Functional.Vulkan;

/// <summary>Writes down what an invocation of a product on matrix units does.</summary>
/// <remarks>
/// A workgroup loads a slice of each operand into shared memory, as words of two elements that are neighbours where they lie; its subgroups load
/// small matrices from there and multiply them. Lines beyond the operand's are its last ones again, computed and not stored.
/// </remarks>
internal sealed class CooperativeProductWriter
{
    private readonly CooperativeProduct _product;
    private readonly CooperativeTile _tile;
    private readonly MatrixUnit _unit;
    private readonly KernelCode _code;
    private readonly IndexArithmetic _index;
    private readonly List<HeldMatrix> _sums = [];
    private readonly List<HeldMatrix> _lefts = [];
    private readonly List<HeldMatrix> _rights = [];
    private readonly int _across;
    private readonly int _down;
    private Value _local = null!;
    private Value _ownRow = null!;
    private Value _ownColumn = null!;
    private SharedArray _left;
    private SharedArray _right;
    private SharedArray _results;

    public CooperativeProductWriter(CooperativeProduct product, KernelCode code)
    {
        (_product, _tile, _unit, _code) = (product, product.Cooperative, product.Cooperative.Unit, code);
        _index = new IndexArithmetic(product.Index);
        (_down, _across) = (_tile.OwnRows / _unit.Rows, _tile.OwnColumns / _unit.Columns);
    }

    public void Write()
    {
        _local = _index.Bounded(_code.Keep(_code.At(Position.Local), "place"), _tile.Invocations - 1);
        var subgroup = _index.Bounded(_code.Keep(_code.At(Position.Subgroup), "subgroup"), _tile.Subgroups - 1);
        (_ownRow, _ownColumn) = (Keep(RowOf(subgroup), "row"), Keep(ColumnOf(subgroup), "column"));
        _left = _code.Share("left", DType.Int32, Words(_product.Left, _tile.Rows));
        _right = _code.Share("right", DType.Int32, Words(_product.Right, _tile.Columns));
        if (!IsAlwaysDirect)
            _results = _code.Share("results", DType.Float32, _tile.Subgroups * _unit.Rows * _unit.Columns);
        for (var i = 0; i < _down; i++)
            _lefts.Add(_code.Hold("a", new(MatrixUse.Left, _unit.Type, _unit.Rows, _unit.Depth)));
        for (var j = 0; j < _across; j++)
            _rights.Add(_code.Hold("b", new(MatrixUse.Right, _unit.Type, _unit.Depth, _unit.Columns)));
        for (var s = 0; s < _down * _across; s++)
            _sums.Add(_code.Hold("sum", new(MatrixUse.Sum, DType.Float32, _unit.Rows, _unit.Columns)));
        _code.For(
            "group",
            _code.At(Position.Group),
            _index.Literal(_product.Groups),
            _code.At(Position.Groups),
            group => Tile(_index.Bounded(group, _product.Groups - 1))
        );
    }

    // A word has two elements; lines of a slice lie along the direction in which the operand's neighbours do.
    private int Pitch(ProductSide side, int lines) => ((side.IsDepthFast ? _tile.Depth : lines) + CooperativeTile.Padding) / 2;

    private int Words(ProductSide side, int lines) => Pitch(side, lines) * (side.IsDepthFast ? lines : _tile.Depth);

    private Value RowOf(Value subgroup) => _index.Multiply(_index.Divide(subgroup, _tile.SubgroupColumns), _tile.OwnRows);

    private Value ColumnOf(Value subgroup) =>
        _index.Multiply(_index.Remainder(subgroup, _tile.SubgroupColumns), _tile.OwnColumns);

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
        foreach (var sum in _sums)
            _code.Clear(sum);
        Multiply(batch, row, column, first, end);
        Store(batch, row, column, part);
    }

    private void Multiply(Value batch, Value row, Value column, Value first, Value end)
    {
        var left = Slice(_product.Left, _tile.Rows, row, _product.Rows, batch);
        var right = Slice(_product.Right, _tile.Columns, column, _product.Columns, batch);
        var isWhole = _product.Depth % _tile.Depth == 0 && _product.Split.Length % _tile.Depth == 0;
        Value[] Load(Value k, Value? end) =>
            [.. this.Load(_product.Left, left, k, end), .. this.Load(_product.Right, right, k, end)];
        _code.Fold(
            "k",
            first,
            end,
            _index.Literal(_tile.Depth),
            Load(first, isWhole ? null : end),
            (k, words) =>
            {
                _index.Bounded(k, _product.Depth - 1);
                Put(_left, left, words.AsSpan(0, left.Length));
                Put(_right, right, words.AsSpan(left.Length));
                _code.Barrier();
                // The next slice is on its way while this one is multiplied.
                var next = Load(_index.Add(k, _index.Literal(_tile.Depth)), end);
                for (var depth = 0; depth < _tile.Depth; depth += _unit.Depth)
                    AddProducts(depth);
                _code.Barrier();
                return next;
            }
        );
    }

    private void AddProducts(int depth)
    {
        for (var i = 0; i < _down; i++)
            Load(_lefts[i], _left, _product.Left, _tile.Rows, _ownRow, i * _unit.Rows, depth, isLeft: true);
        for (var j = 0; j < _across; j++)
            Load(_rights[j], _right, _product.Right, _tile.Columns, _ownColumn, j * _unit.Columns, depth, isLeft: false);
        for (var i = 0; i < _down; i++)
        for (var j = 0; j < _across; j++)
            _code.AddProduct(_sums[(i * _across) + j], _lefts[i], _rights[j]);
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
            ? _index.Add(_index.Multiply(own, pitch), _index.Literal((line * pitch) + (depth / 2)))
            : _index.Add(_index.Divide(own, 2), _index.Literal((depth * pitch) + (line / 2)));
        _code.Load(matrix, array, at, pitch, isColumnMajor: side.IsDepthFast != isLeft);
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
                    ? (
                        _index.Remainder(_local, fast),
                        _index.Add(_index.Divide(_local, fast), _index.Literal(u * (group / fast)))
                    )
                    : (_index.Add(_local, _index.Literal(u % (fast / group) * group)), _index.Literal(u / (fast / group)));
            var pair = _index.Multiply(x, 2);
            var line = _index.Add(from, side.IsDepthFast ? y : pair);
            var depth = side.IsDepthFast ? pair : y;
            var last = count - (side is { IsPaired: true, IsDepthFast: false } ? 2 : 1);
            var parts = side.Line(_index, batch, Inside(line, last, count % lines == 0));
            var other =
                side.IsDepthFast || side.IsPaired
                    ? parts
                    : side.Line(_index, batch, Inside(_index.Add(line, _index.Literal(1)), last, count % lines == 0));
            var place = _index.Add(_index.Multiply(y, Pitch(side, lines)), x);
            _code.Prepare([.. parts, .. other, depth, place]);
            words[u] = new Word(parts, other, depth, place);
        }
        return words;
    }

    private Value[] Load(ProductSide side, Word[] words, Value k, Value? end) =>
        Array.ConvertAll(words, word => Load(side, word, _index.Add(k, word.Depth), end));

    private Value Load(ProductSide side, Word word, Value depth, Value? end)
    {
        if (side.IsPaired)
        {
            var (place, isInside) = Place(side, word.Line, depth, end);
            return Load(side, _index.Divide(place, 2), isInside);
        }
        var (first, isFirst) = Place(side, word.Line, depth, end);
        var (second, isSecond) = side.IsDepthFast
            ? Place(side, word.Line, _index.Add(depth, _index.Literal(1)), end)
            : Place(side, word.Other, depth, end);
        var (low, high) = (Load(side, first, isFirst), Load(side, second, isSecond));
        return (low & Value.ConstantBits(DType.Int32, 0xFFFF)) | (high << 16);
    }

    private (Value Address, Value? IsInside) Place(ProductSide side, Value[] line, Value depth, Value? end)
    {
        // What lies behind the end is not read, so that its bound does not matter.
        depth = _index.Bounded(depth, _product.Depth - 1);
        var place = side.At(_index, line, side.Depth(_index, depth));
        var isInside = end is null ? null : depth < end;
        return (place.Address!, place.Condition is { } own ? _index.And(isInside, own) : isInside);
    }

    private Value Load(ProductSide side, Value address, Value? isInside) =>
        isInside is null ? _code.Load(side.Binding, address) : _code.LoadWhere(isInside, side.Binding, address);

    private void Put(SharedArray array, Word[] words, ReadOnlySpan<Value> loaded)
    {
        for (var u = 0; u < words.Length; u++)
            _code.Store(array, words[u].Place, loaded[u]);
    }

    private Value Inside(Value line, long last, bool isAlways) => isAlways ? _index.Bounded(line, last) : _index.Min(line, last);

    // Rows of the result that lie one behind the other, at multiples of 16 bytes.
    private int? DirectStride
    {
        get
        {
            // What follows a sum is computed by the invocation that has it.
            if (_product.Epilogue is not null)
                return null;
            var (target, axis) = (_product.Target, _product.BatchAxes);
            var step = 1L;
            for (var column = target.Shape.Rank - 1; column > axis; column--)
            {
                if (target.Shape[column] > 1 && target.Strides[column] != step)
                    return null;
                step *= target.Shape[column];
            }
            var isAligned = target.Offset % 4 == 0 && _product.Split.Stride % 4 == 0;
            for (var own = 0; own <= axis; own++)
                isAligned &= target.Shape[own] <= 1 || target.Strides[own] % 4 == 0;
            return isAligned && target.Strides[axis] is > 0 and <= int.MaxValue and var stride ? (int)stride : null;
        }
    }

    private bool AreTilesWhole => _product.Rows % _tile.Rows == 0 && _product.Columns % _tile.Columns == 0;

    private bool IsAlwaysDirect => DirectStride is not null && AreTilesWhole;

    private void Store(Value batch, Value row, Value column, Value part)
    {
        var from = _index.Multiply(part, _product.Split.Stride);
        if (DirectStride is not { } stride)
            StoreThrough(batch, row, column, from);
        else if (AreTilesWhole)
            StoreDirectly(batch, row, column, from, stride);
        else
        {
            var isWhole = _code.Keep(
                _index.And(
                    _index.Less(_index.Add(row, _index.Literal(_tile.Rows - 1)), _product.Rows),
                    _index.Less(_index.Add(column, _index.Literal(_tile.Columns - 1)), _product.Columns)
                ),
                "whole"
            );
            _code.If(isWhole, () => StoreDirectly(batch, row, column, from, stride));
            _code.If(~isWhole, () => StoreThrough(batch, row, column, from));
        }
    }

    private void StoreDirectly(Value batch, Value row, Value column, Value from, int stride)
    {
        for (var i = 0; i < _down; i++)
        for (var j = 0; j < _across; j++)
        {
            var x = _index.Add(row, _index.Add(_ownRow, _index.Literal(i * _unit.Rows)));
            var y = _index.Add(column, _index.Add(_ownColumn, _index.Literal(j * _unit.Columns)));
            _code.Store(_sums[(i * _across) + j], 2, At(batch, x, y, from), stride);
        }
    }

    // By way of shared memory, where every invocation finds elements of its own.
    private void StoreThrough(Value batch, Value row, Value column, Value from)
    {
        var size = _unit.Rows * _unit.Columns;
        var (subgroup, lane) = (_index.Divide(_local, _tile.SubgroupSize), _index.Remainder(_local, _tile.SubgroupSize));
        var area = _index.Multiply(
            _index.Bounded(_code.Keep(_code.At(Position.Subgroup), "subgroup"), _tile.Subgroups - 1),
            size
        );
        var epilogue = _product.Epilogue is { } follows ? new EpilogueWriter(_product, follows, _code, _index) : null;
        for (var i = 0; i < _down; i++)
        for (var j = 0; j < _across; j++)
        {
            _code.Store(_sums[(i * _across) + j], _results, area, _unit.Columns);
            _code.Barrier();
            for (var e = 0; e < size; e += _tile.SubgroupSize)
            {
                var element = _index.Add(lane, _index.Literal(e));
                var x = _index.Add(row, _index.Add(RowOf(subgroup), _index.Literal(i * _unit.Rows)));
                var y = _index.Add(column, _index.Add(ColumnOf(subgroup), _index.Literal(j * _unit.Columns)));
                x = _index.Add(x, _index.Divide(element, _unit.Columns));
                y = _index.Add(y, _index.Remainder(element, _unit.Columns));
                var at = _index.Add(_index.Multiply(subgroup, size), element);
                _code.If(
                    _index.And(_index.Less(x, _product.Rows), _index.Less(y, _product.Columns)),
                    () =>
                    {
                        var sum = _code.Load(_results, at);
                        if (epilogue is null || _product.Epilogue!.IsKept)
                            _code.Store(2, At(batch, x, y, from), sum);
                        epilogue?.Begin(batch, y);
                        epilogue?.Store(sum, batch, x, y);
                    }
                );
            }
            _code.Barrier();
        }
    }

    private Value At(Value batch, Value x, Value y, Value from) =>
        _index.Add(from, _product.At(_index, _product.Target, batch, x, y));

    // A literal stays one.
    private Value Keep(Value value, string name)
    {
        if (value.Code == Instruction.Constant)
            return value;
        var kept = _code.Keep(value, name);
        return _index.Most(value) is { } most ? _index.Bounded(kept, most) : kept;
    }

    private readonly record struct Word(Value[] Line, Value[] Other, Value Depth, Value Place);
}
