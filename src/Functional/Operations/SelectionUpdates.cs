using static Functional.Operations;

namespace Functional;

internal sealed partial class Selection
{
    private bool IsWhole => Sliced.Equals(_shape) && _steps.All(step => step == 1);

    /// <summary>The selected elements.</summary>
    public Tensor Get(Tensor x)
    {
        var slice = x.Slice(_starts, _steps, Sliced);
        if (!HasPicks)
            return slice.Reshape(Result);
        var (index, label) = TableIndex();
        return Arrange(ToTable(slice).TakeAt(index, TableAxis, label));
    }

    /// <summary>The tensor with other elements at the selected places; of those that are put at one place the last wins.</summary>
    public Tensor Set(Tensor x, Tensor values)
    {
        var fitting = Fit(x, values);
        if (Result.Size == 0)
            return x;
        return HasPicks
            ? PutBack(x, FromTable(Replace(ToTable(x.Slice(_starts, _steps, Sliced)), fitting)))
            : PutBack(x, fitting.BroadcastTo(Result).Reshape(Sliced));
    }

    /// <summary>The tensor with values added at the selected places, as often as they are selected.</summary>
    public Tensor Add(Tensor x, Tensor values)
    {
        var added = Fit(x, values).BroadcastTo(Result);
        if (Result.Size == 0)
            return x;
        if (!HasPicks)
            return x + Placed(added.Reshape(Sliced));
        var (index, label) = RowIndex();
        var rows = Rows(added);
        var sums = ScatterElementsOp.Make(Table, Along(index, rows.Shape), rows, TableAxis, ScatterRule.Add, label);
        return x + Placed(FromTable(sums));
    }

    /// <summary>The tensor with the larger of its own elements and those that come to their places.</summary>
    public Tensor Max(Tensor x, Tensor values)
    {
        var others = Fit(x, values).BroadcastTo(Result);
        if (Result.Size == 0)
            return x;
        if (!HasPicks)
            return Set(x, Maximum(Get(x), others));
        var (index, label) = RowIndex();
        var table = ToTable(x.Slice(_starts, _steps, Sliced));
        var both = Tensor.Concatenate(TableAxis, table, Rows(others));
        // An index of a narrow type need not be able to count the table's rows.
        var places = Tensor.Concatenate(0, Tensor.Range(Table[TableAxis]), index.To(DType.Int64));
        var largest = ScatterElementsOp.Make(Table, Along(places, both.Shape), both, TableAxis, ScatterRule.Max, label);
        return PutBack(x, FromTable(largest));
    }

    // The last of the rows that come to a place is the one of the largest number.
    private Tensor Replace(Tensor table, Tensor values)
    {
        var (index, label) = RowIndex();
        var count = index.Shape[0];
        var numbers = Tensor.Range(count);
        var last = ScatterElementsOp.Make([Table[TableAxis]], index, numbers, 0, ScatterRule.Max, label);
        var column = new int[Table.Rank];
        Array.Fill(column, 1);
        column[TableAxis] = Table[TableAxis];
        var isReplaced = (last >= 0).Reshape(Shape.Of(column));
        return values.Rank == 0
            ? Where(isReplaced, values, table)
            : Where(isReplaced, Rows(values.BroadcastTo(Result)).Take(Maximum(last, 0), TableAxis), table);
    }

    // The index as a vector, for rows along one axis.
    private (Tensor Index, IndexLabel Label) RowIndex()
    {
        var (index, label) = TableIndex();
        return (index.BroadcastTo(Picked).Reshape(-1), label);
    }

    // Values in the result's shape as rows along the table's axis.
    private Tensor Rows(Tensor values) =>
        Disarrange(values).Reshape(Shape.Of([.. Sizes(_before), checked((int)Picked.Size), .. Sizes(_after)]));

    private Tensor Along(Tensor index, Shape rows)
    {
        var column = new int[rows.Rank];
        Array.Fill(column, 1);
        column[TableAxis] = rows[TableAxis];
        return index.Reshape(Shape.Of(column)).BroadcastTo(rows);
    }

    private Tensor Fit(Tensor x, Tensor values)
    {
        if (values.DType.IsFloating && !x.DType.IsFloating || values.DType.IsInteger && x.DType == DType.Bool)
            throw new DTypeException(
                $"[{_name}] cannot put {values.DType.Name} into {x.DType.Name}{x.Shape}. Convert one of them with .To(…)."
            );
        if (!Shape.CanBroadcast(values.Shape, Result) || !Shape.Broadcast(_name, values.Shape, Result).Equals(Result))
            throw new ShapeException(
                $"[{_name}] cannot put {values.Shape} into the selected places of {x.Shape}, which have shape {Result}."
            );
        return values.To(x.DType);
    }

    // The slice at its place among zeros.
    private Tensor Placed(Tensor slice)
    {
        if (IsWhole)
            return slice;
        var (region, forward) = Forward(slice);
        return AssembleOp.Make(_shape, [region], [forward]);
    }

    private Tensor PutBack(Tensor x, Tensor slice)
    {
        if (IsWhole)
            return slice;
        var (region, _) = Forward(slice);
        Tensor isSelected;
        if (region.Steps.All(step => step == 1))
            isSelected = Ones(region, Sliced, _shape);
        else
        {
            isSelected = Tensor.Constant(DType.Bool, 1L);
            for (var axis = 0; axis < _shape.Rank; axis++)
                if (_sizes[axis] != _shape[axis])
                    isSelected &= Ones(new([region.Starts[axis]], [region.Steps[axis]]), [_sizes[axis]], [_shape[axis]])
                        .Reshape(Shape.Of([_shape[axis], .. Enumerable.Repeat(1, _shape.Rank - axis - 1)]));
        }
        return Where(isSelected, Placed(slice), x);
    }

    private static Tensor Ones(Region region, Shape piece, Shape whole) =>
        AssembleOp.Make(whole, [region], [Tensor.Constant(DType.Bool, 1L).BroadcastTo(piece)]);

    // Steps of −1 are turned round, so that a slice without gaps is one piece that kernels read through.
    private (Region Region, Tensor Slice) Forward(Tensor slice)
    {
        var (starts, steps) = ((int[])_starts.Clone(), (int[])_steps.Clone());
        for (var axis = 0; axis < steps.Length; axis++)
            if (steps[axis] < 0)
            {
                starts[axis] += (_sizes[axis] - 1) * steps[axis];
                steps[axis] = -steps[axis];
                slice = slice.Flip(axis);
            }
        return (new Region(starts, steps), slice);
    }
}
