namespace Functional.Vulkan;

/// <summary>An operand of a batched matrix product: lines (rows of the left, columns of the right) of so many elements each, along the depth.</summary>
/// <remarks>An address is a part that follows the line and one that follows the depth, so that the first stays outside of the loop over the depth.</remarks>
/// <param name="binding">The kernel's binding.</param>
internal abstract class ProductSide(int binding)
{
    /// <summary>The kernel's binding.</summary>
    public int Binding { get; } = binding;

    /// <summary>True if neighbours along the depth, rather than lines, lie side by side in memory.</summary>
    public abstract bool IsDepthFast { get; }

    /// <summary>True if neighbours along that direction are pairs in memory: the first of each at an even address, the other behind it.</summary>
    public virtual bool IsPaired => false;

    /// <summary>The largest magnitude of an address or of a part of one.</summary>
    public abstract long Reach { get; }

    /// <summary>What follows the batch and the line.</summary>
    public abstract Value[] Line(IndexArithmetic index, Value batch, Value line);

    /// <summary>What follows the depth.</summary>
    public abstract Value[] Depth(IndexArithmetic index, Value depth);

    /// <summary>Where the element lies.</summary>
    public abstract Place At(IndexArithmetic index, Value[] line, Value[] depth);

    /// <summary>The element.</summary>
    /// <param name="code">Where it is loaded.</param>
    /// <param name="index">Arithmetic.</param>
    /// <param name="line">What follows the line.</param>
    /// <param name="depth">What follows the depth.</param>
    /// <param name="condition">Where there is one, if not everywhere.</param>
    public Value Load(KernelCode code, IndexArithmetic index, Value[] line, Value[] depth, Value? condition = null)
    {
        var place = At(index, line, depth);
        if (place.Condition is { } own)
            condition = index.And(condition, own);
        return condition is null ? code.Load(Binding, place.Address!) : code.LoadWhere(condition, Binding, place.Address!);
    }
}

/// <summary>A side that lies in a buffer as an affine view: leading axes of the batch, then of the lines, then of the depth.</summary>
internal sealed class MatrixSide : ProductSide
{
    private readonly View _lines;
    private readonly View _depth;
    private readonly int _batchAxes;
    private readonly int _lineAxes;

    /// <param name="binding">The kernel's binding.</param>
    /// <param name="view">The elements.</param>
    /// <param name="batchAxes">Leading axes of the batch.</param>
    /// <param name="lineAxes">Axes of the lines behind them.</param>
    public MatrixSide(int binding, View view, int batchAxes, int lineAxes)
        : base(binding)
    {
        (_batchAxes, _lineAxes) = (batchAxes, lineAxes);
        var from = batchAxes + lineAxes;
        _lines = View.Affine(Shape.Of(view.Shape.Axes[..from]), view.Strides[..from], view.Offset);
        _depth = View.Affine(Shape.Of(view.Shape.Axes[from..]), view.Strides[from..], 0);
        IsDepthFast = Step(_depth, 0) < Step(_lines, batchAxes);
        Reach = IndexArithmetic.Reach(view);
        IsPaired = ArePairs(view, IsDepthFast ? from : batchAxes, IsDepthFast ? view.Shape.Rank : from);
    }

    public override bool IsDepthFast { get; }

    public override bool IsPaired { get; }

    public override long Reach { get; }

    public override Value[] Line(IndexArithmetic index, Value batch, Value line) =>
        [index.Of(_lines, (batch, 0, _batchAxes), (line, _batchAxes, _batchAxes + _lineAxes)).Address!];

    public override Value[] Depth(IndexArithmetic index, Value depth) =>
        [index.Of(_depth, (depth, 0, _depth.Shape.Rank)).Address!];

    public override Place At(IndexArithmetic index, Value[] line, Value[] depth) => new(index.Add(line[0], depth[0]), null);

    // The innermost of some axes is an even number of neighbours, and all else goes in even steps.
    private static bool ArePairs(View view, int from, int to)
    {
        var fast = to - 1;
        while (fast >= from && view.Shape[fast] == 1)
            fast--;
        if (fast < from || view.Strides[fast] != 1 || view.Shape[fast] % 2 != 0 || view.Offset % 2 != 0)
            return false;
        for (var axis = 0; axis < view.Shape.Rank; axis++)
            if (axis != fast && view.Shape[axis] > 1 && view.Strides[axis] % 2 != 0)
                return false;
        return true;
    }

    // The distance of neighbours along the innermost axis of several elements from a place on.
    private static long Step(View view, int from)
    {
        for (var axis = view.Shape.Rank - 1; axis >= from; axis--)
            if (view.Shape[axis] > 1)
                return view.Strides[axis] == 0 ? long.MaxValue - 1 : Math.Abs(view.Strides[axis]);
        return long.MaxValue;
    }
}
