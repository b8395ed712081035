namespace Functional.Vulkan;

/// <summary>The indices of a gather or scatter as (outer, along the axis, inner), read by kernels: checked, and counted from the front.</summary>
/// <remarks>
/// One that is out of range counts as 0 from there on, and the smallest number of such a one goes into word 0 of the stage's status.
/// Then <see cref="IndexReportKernel"/> puts the index itself into words 1 and 2: its buffer may be another's when the host looks.
/// </remarks>
internal sealed class IndexOperand(Operand operand, int axis, int size, IndexLabel names)
{
    public DType Type => operand.Type;

    public View View => operand.View;

    public int Axis => axis;

    /// <summary>The size of the axis that is indexed.</summary>
    public int Size => size;

    /// <summary>The error that the words of a status mean.</summary>
    public FunctionalException Error(ReadOnlySpan<int> status) =>
        names.OutOfRange(((long)status[2] << 32) | (uint)status[1], size);

    public long Outer { get; } = Shape.Of(operand.View.Shape.Axes[..axis]).Size;

    public int Count { get; } = operand.View.Shape[axis];

    public long Inner { get; } = Shape.Of(operand.View.Shape.Axes[(axis + 1)..]).Size;

    /// <summary>True if all inner elements of a place along the axis have one index.</summary>
    public bool IsSameInRow { get; } = IsStill(operand.View, axis + 1);

    public long Elements => Outer * Count * Inner;

    /// <summary>Indices that may differ: one a row if they are the same there.</summary>
    public long Numbers => IsSameInRow ? Outer * Count : Elements;

    /// <summary>Where element (outer, along the axis, inner) of a tensor lies that has the axes of the indices.</summary>
    public Value Address(IndexArithmetic at, View view, Value outer, Value along, Value inner) =>
        at.Of(view, (outer, 0, axis), (along, axis, axis + 1), (inner, axis + 1, view.Shape.Rank)).Address!;

    /// <summary>A row-major number as (outer, along the axis, inner), for an axis of some size.</summary>
    public (Value Outer, Value Along, Value Inner) Split(IndexArithmetic at, Value number, long along) =>
        (at.Divide(number, along * Inner), at.Remainder(at.Divide(number, Inner), along), at.Remainder(number, Inner));

    /// <summary>An index, checked, counted from the front.</summary>
    /// <param name="code">The kernel.</param>
    /// <param name="at">Its index arithmetic.</param>
    /// <param name="binding">The binding of the indices; the status has the binding <paramref name="status"/>.</param>
    /// <param name="status">The binding of the status.</param>
    /// <param name="place">Which index.</param>
    public Value Read(KernelCode code, IndexArithmetic at, int binding, int status, (Value Outer, Value Along, Value Inner) place)
    {
        var raw = code.Load(binding, Address(at, View, place.Outer, place.Along, place.Inner), "index");
        var isWrong = code.Keep(IsWrong(raw), "isWrong");
        code.If(
            isWrong,
            () =>
            {
                var row = at.Add(at.Multiply(place.Outer, Count), place.Along);
                var number = IsSameInRow ? row : at.Add(at.Multiply(row, Inner), place.Inner);
                code.AtomicMin(status, at.Literal(0), at.Divide(number, Together).To(DType.Int32));
            }
        );
        var counted = names.CountsFromEnd ? Value.Select(raw < raw.Literal(0L), raw + raw.Literal((long)size), raw) : raw;
        var inside = Value.Select(isWrong, raw.Literal(0L), counted).To(at.Type);
        return at.Bounded(code.Keep(inside, "row"), Math.Max(0, size - 1));
    }

    public Value IsWrong(Value raw) => (raw < raw.Literal(names.Lowest(size))) | (raw >= raw.Literal((long)size));

    /// <summary>So many indices share a number in the status, that it be an int32.</summary>
    public long Together => (Numbers / int.MaxValue) + 1;

    private static bool IsStill(View view, int from)
    {
        for (var axis = from; axis < view.Shape.Rank; axis++)
            if (view.Shape[axis] != 1 && view.Strides[axis] != 0)
                return false;
        return true;
    }
}

/// <summary>Checks indices of which nothing can be picked, or that have nowhere to be put.</summary>
internal sealed class IndexCheckKernel(IndexOperand indices, int[] buffers)
    : ItemKernel(
        [new(indices.Type, false), new(DType.Int32, true)],
        buffers,
        indices.Elements,
        IndexArithmetic.Reaching(indices.Elements, indices.View)
    )
{
    public override string Label => "index check";

    protected override void Item(KernelCode code, IndexArithmetic at, Value item) =>
        indices.Read(code, at, 0, 1, indices.Split(at, item, indices.Count));
}

/// <summary>Puts the first index that is out of range into the status, if there is one; in a loop that of the first step that has one.</summary>
internal sealed class IndexReportKernel(IndexOperand indices, int[] buffers)
    : ItemKernel(
        [new(indices.Type, false), new(DType.Int32, true)],
        buffers,
        1,
        IndexArithmetic.Reaching(indices.Elements, indices.View)
    )
{
    public override string Label => "index report";

    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        var (first, isTold) = (code.Load(1, at.Literal(0), "first"), code.Load(1, at.Literal(3), "isTold"));
        var none = first.Literal((long)VulkanStage.NoReport);
        code.If((first < none) & Value.Equal(isTold, none), () => Report(code, at, first));
    }

    private void Report(KernelCode code, IndexArithmetic at, Value first)
    {
        var start = at.Multiply(at.Bounded(first.To(at.Type), indices.Numbers / indices.Together), indices.Together);
        var none = Value.ConstantBits(indices.Type.Lane, 0);
        var found = code.Fold(
            "k",
            at.Literal(0),
            at.Literal(indices.Together),
            at.Literal(1),
            [none, Value.ConstantBits(DType.Int32, 0)],
            (k, carried) =>
            {
                var number = at.Min(at.Add(start, at.Bounded(k, indices.Together - 1)), indices.Numbers - 1);
                var (outer, along, inner) = indices.IsSameInRow
                    ? (at.Divide(number, indices.Count), at.Remainder(number, indices.Count), at.Literal(0))
                    : indices.Split(at, number, indices.Count);
                var raw = code.Load(0, indices.Address(at, indices.View, outer, along, inner), "index");
                var isIt = indices.IsWrong(raw) & Value.Equal(carried[1], carried[1].Literal(0L));
                return [Value.Select(isIt, raw, carried[0]), Value.Select(isIt, carried[1].Literal(1L), carried[1])];
            }
        );
        var isWide = indices.Type.Lane == DType.Int64;
        code.Store(1, at.Literal(1), found[0].To(DType.Int32));
        code.Store(1, at.Literal(3), found[1]);
        code.Store(1, at.Literal(2), (found[0] >> (isWide ? 32 : 31)).To(DType.Int32));
    }
}
