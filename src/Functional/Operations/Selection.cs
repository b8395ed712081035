using static Functional.Operations;

namespace Functional;

/// <summary>An index made out against a shape: a slice along every axis, axes that go, and tensors that pick along the rest.</summary>
/// <remarks>
/// A tensor is sliced first (a view); then the axes that tensors index are brought together and read as one axis, along which one index picks
/// ("the table"); then the picked axes go where NumPy wants them. Updates take the same way back.
/// </remarks>
internal sealed partial class Selection
{
    private const int NewToken = -1;
    private const int PickedToken = -2;

    private string _name;
    private readonly Shape _shape;
    private readonly int[] _starts;
    private readonly int[] _steps;
    private readonly int[] _sizes;
    private readonly bool[] _isDropped;
    private readonly List<Pick> _picks = [];
    private readonly List<int> _layout = [];
    private readonly List<int> _before = [];
    private readonly List<int> _after = [];

    /// <summary>Axes that one tensor indexes: a mask as many as it has.</summary>
    private readonly record struct Pick(int Axis, int Count, Tensor Index, bool IsMask);

    private Selection(string name, Shape shape)
    {
        (_name, _shape) = (name, shape);
        (_starts, _steps, _sizes) = (new int[shape.Rank], new int[shape.Rank], shape.Axes.ToArray());
        _isDropped = new bool[shape.Rank];
        Array.Fill(_steps, 1);
    }

    /// <summary>The shape of what is selected.</summary>
    public Shape Result { get; private set; } = Shape.Scalar;

    /// <summary>True if tensors pick, so that places may repeat.</summary>
    public bool HasPicks => _picks.Count > 0;

    private Shape Sliced { get; set; } = Shape.Scalar;

    /// <summary>The shape that the tensors' own axes have together.</summary>
    private Shape Picked { get; set; } = Shape.Scalar;

    /// <summary>The axis along which the table is indexed.</summary>
    private int TableAxis => _before.Count;

    private Shape Table { get; set; } = Shape.Scalar;

    private int[] TableOrder { get; set; } = [];

    /// <summary>Makes out an index; <paramref name="name"/> is the operation that errors name.</summary>
    /// <exception cref="AxisException">There are more entries than axes, or a position is out of range.</exception>
    /// <exception cref="ShapeException">Tensors do not broadcast, or a mask does not fit.</exception>
    /// <exception cref="TracingException">A mask has no value yet.</exception>
    public static Selection Of(string name, Shape shape, ReadOnlySpan<TensorIndex> entries)
    {
        var selection = new Selection(name, shape);
        selection.Read(entries);
        selection.LayOut();
        return selection;
    }

    /// <summary>The same selection for an operation of another name.</summary>
    public Selection Named(string name)
    {
        var copy = (Selection)MemberwiseClone();
        copy._name = name;
        return copy;
    }

    private void Read(ReadOnlySpan<TensorIndex> entries)
    {
        var (named, rests, tensors) = (0, 0, 0);
        foreach (var entry in entries)
        {
            rests += entry.Kind == IndexKind.Rest ? 1 : 0;
            tensors += entry.Kind == IndexKind.Tensor ? 1 : 0;
            named += Consumed(entry);
        }
        if (rests > 1)
            throw new AxisException($"[{_name}] has Axis.Rest {rests} times; only one can take the remaining axes.");
        if (named > _shape.Rank)
            throw new AxisException($"[{_name}] names {named} axes of {_shape}, which has {_shape.Rank}.");
        var (axis, runs, isInRun) = (0, 0, false);
        foreach (var entry in entries)
        {
            // NumPy's rule: numbers beside tensors pick too, and what stands between two runs of picks sends the picked axes to the front.
            var isPick = tensors > 0 && (entry.Kind is IndexKind.Tensor or IndexKind.Position);
            if (isPick && !isInRun && runs++ == 0)
                _layout.Add(PickedToken);
            isInRun = isPick;
            axis = Read(entry, axis, _shape.Rank - named);
        }
        for (; axis < _shape.Rank; axis++)
            _layout.Add(axis);
        if (runs > 1)
        {
            _layout.Remove(PickedToken);
            _layout.Insert(0, PickedToken);
        }
    }

    private static int Consumed(TensorIndex entry) =>
        entry.Kind switch
        {
            IndexKind.New or IndexKind.Rest => 0,
            IndexKind.Tensor when entry.Tensor!.DType == DType.Bool => entry.Tensor.Rank,
            _ => 1,
        };

    // Returns the axis that the next entry is about.
    private int Read(TensorIndex entry, int axis, int rest)
    {
        switch (entry.Kind)
        {
            case IndexKind.New:
                _layout.Add(NewToken);
                return axis;
            case IndexKind.Rest:
                for (var i = 0; i < rest; i++)
                    _layout.Add(axis + i);
                return axis + rest;
            case IndexKind.Tensor:
                return ReadTensor(entry.Tensor!, axis);
            case IndexKind.Position:
                var at = entry.At.GetOffset(_shape[axis]);
                if (at < 0 || at >= _shape[axis])
                    throw new AxisException(
                        $"[{_name}] index {entry.At} is out of range for axis {axis} of {_shape}, which has {_shape[axis]} elements."
                    );
                (_starts[axis], _sizes[axis], _isDropped[axis]) = (at, 1, true);
                return axis + 1;
            default:
                ReadRange(entry, axis);
                _layout.Add(axis);
                return axis + 1;
        }
    }

    private void ReadRange(TensorIndex entry, int axis)
    {
        var size = _shape[axis];
        var from = Math.Clamp(entry.Range.Start.GetOffset(size), 0, size);
        var to = Math.Clamp(entry.Range.End.GetOffset(size), from, size);
        var stride = Math.Abs((long)entry.Step);
        var count = (int)((to - from + stride - 1) / stride);
        _sizes[axis] = count;
        _starts[axis] =
            count == 0 ? 0
            : entry.Step > 0 ? from
            : to - 1;
        _steps[axis] = count > 1 ? entry.Step : 1;
    }

    private int ReadTensor(Tensor index, int axis)
    {
        if (index.DType != DType.Bool)
        {
            _picks.Add(new Pick(axis, 1, index, false));
            return axis + 1;
        }
        var covered = Shape.Of(_shape.Axes.Slice(axis, index.Rank));
        if (index.Rank == 0 || !index.Shape.Equals(covered))
            throw new ShapeException(
                index.Rank == 0
                    ? $"[{_name}] a mask needs at least one axis, got a scalar. Use Where."
                    : $"[{_name}] a mask {index.Shape} does not fit {_shape}, which has {covered} from axis {axis} on."
            );
        _picks.Add(new Pick(axis, index.Rank, index.TruePlaces(_name), true));
        return axis + index.Rank;
    }

    private void LayOut()
    {
        Sliced = Shape.Of(_sizes);
        var isPicked = new bool[_shape.Rank];
        foreach (var pick in _picks)
        {
            isPicked.AsSpan(pick.Axis, pick.Count).Fill(true);
            Picked = Shape.Broadcast(_name, Picked, pick.Index.Shape);
        }
        int[] kept = [.. Enumerable.Range(0, _shape.Rank).Where(axis => !_isDropped[axis])];
        int[] picked = [.. kept.Where(axis => isPicked[axis])];
        var first = Array.IndexOf(kept, picked.FirstOrDefault(-1));
        var isTogether = picked.Length == 0 || kept.AsSpan(first, picked.Length).SequenceEqual(picked);
        foreach (var axis in kept)
            if (!isPicked[axis])
                (isTogether && picked.Length > 0 && axis < picked[0] ? _before : _after).Add(axis);
        int[] dropped = [.. Enumerable.Range(0, _shape.Rank).Where(axis => _isDropped[axis])];
        TableOrder = [.. _before, .. picked, .. _after, .. dropped];
        var length = Shape.Of([.. picked.Select(axis => _sizes[axis])]).Size;
        if (length > int.MaxValue)
            throw new ShapeException($"[{_name}] cannot index {length} elements of {_shape} at once.");
        Table = Shape.Of([.. Sizes(_before), .. HasPicks ? [(int)length] : Array.Empty<int>(), .. Sizes(_after)]);
        Result = Shape.Of([
            .. _layout.SelectMany(token =>
                token == NewToken ? [1]
                : token == PickedToken ? Picked.Axes.ToArray()
                : new[] { _sizes[token] }
            ),
        ]);
    }

    private IEnumerable<int> Sizes(List<int> axes) => axes.Select(axis => _sizes[axis]);

    // The one index along the table's axis, and in whose words it is out of range.
    private (Tensor Index, IndexLabel Label) TableIndex()
    {
        if (_picks is [var only])
            return (only.Index, new IndexLabel(_name, _shape, only.Axis));
        Tensor? flat = null;
        Tensor? misplaced = null;
        Tensor? isMisplaced = null;
        foreach (var pick in _picks)
        {
            var size = (long)Shape.Of(_shape.Axes.Slice(pick.Axis, pick.Count)).Size;
            var index = pick.Index.To(DType.Int64);
            var place = pick.IsMask ? index : Where(index < 0, index + size, index);
            flat = flat is null ? place : (flat * size) + place;
            if (pick.IsMask)
                continue;
            var isWrong = (place < 0) | (place >= size);
            var wrong = Minimum(Maximum(index, -IndexLabel.Limit), IndexLabel.Limit) + IndexLabel.Misplaced(pick.Axis);
            misplaced = misplaced is null ? wrong : Where(isMisplaced!, misplaced, wrong);
            isMisplaced = isMisplaced is null ? isWrong : isMisplaced | isWrong;
        }
        var checkedIndex = isMisplaced is null ? flat! : Where(isMisplaced, misplaced!, flat!);
        return (checkedIndex.BroadcastTo(Picked), new IndexLabel(_name, _shape));
    }

    // The tensor's slice with the picked axes as one, and without axes of which one position was chosen.
    private Tensor ToTable(Tensor slice) => slice.Permute(TableOrder).Reshape(Table);

    private Tensor FromTable(Tensor table) =>
        table.Reshape(Shape.Of([.. TableOrder.Select(axis => _sizes[axis])])).Permute(Inverse(TableOrder));

    // From [before…, picked…, after…] to the layout of the result.
    private Tensor Arrange(Tensor picked) => picked.Permute(ResultOrder()).Reshape(Result);

    private Tensor Disarrange(Tensor result)
    {
        var order = ResultOrder();
        Span<int> sizes = [.. Sizes(_before), .. Picked, .. Sizes(_after)];
        var ordered = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            ordered[i] = sizes[order[i]];
        return result.Reshape(Shape.Of(ordered)).Permute(Inverse(order));
    }

    private int[] ResultOrder()
    {
        var order = new List<int>();
        foreach (var token in _layout)
            if (token == PickedToken)
                order.AddRange(Enumerable.Range(TableAxis, Picked.Rank));
            else if (token != NewToken)
                order.Add(_before.Contains(token) ? _before.IndexOf(token) : TableAxis + Picked.Rank + _after.IndexOf(token));
        return [.. order];
    }

    private static int[] Inverse(int[] order)
    {
        var inverse = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            inverse[order[i]] = i;
        return inverse;
    }
}
