namespace Functional;

/// <summary>Elements picked along an axis: <c>out[i, j] = x[index[i, j], j]</c> for axis 0. Negative indices count from the end.</summary>
internal sealed class GatherElementsOp(int axis) : GatherOp(axis)
{
    public override string Name => "gather";
    public override string Description => $"gather[axis={Axis}]";

    public static Tensor Make(Tensor x, Tensor index, int axis) =>
        new(new GatherElementsOp(axis), index.Shape, x.DType, x, index);

    public override bool Equals(Op? other) => other is GatherElementsOp gather && gather.Axis == Axis;

    internal override int ComputeHash() => 1009 + Axis;

    internal override void Pull(Pullback p)
    {
        if (p.Wants(0))
            p.Give(0, ScatterAddOp.Make(p.Operand(0).Shape, p.Operand(1), p.Cotangent, Axis));
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        Make(
            batched[0] ? operands[0] : operands[0].BroadcastTo(operands[0].Shape.Prepend(size)),
            batched[1] ? operands[1] : operands[1].BroadcastTo(operands[1].Shape.Prepend(size)),
            Axis + 1
        );

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], operands[1], Axis);
}

/// <summary>Elements added into zeros along an axis: <c>out[index[i, j], j] += updates[i, j]</c> for axis 0, in row-major order.</summary>
internal sealed class ScatterAddOp(Shape shape, int axis) : ScatterOp(axis)
{
    public override string Name => "scatter_add";
    public override string Description => $"scatter_add[axis={Axis}]{shape}";

    private Shape Target => shape;

    // A narrow type adds up in its lane type, and rounds once.
    public static Tensor Make(Shape shape, Tensor index, Tensor updates, int axis) =>
        updates.DType.IsNarrow
            ? Make(shape, index, updates.To(updates.DType.Lane), axis).To(updates.DType)
            : new(new ScatterAddOp(shape, axis), shape, updates.DType, index, updates);

    public override bool Equals(Op? other) =>
        other is ScatterAddOp scatter && scatter.Axis == Axis && scatter.Target.Equals(shape);

    internal override int ComputeHash() => HashCode.Combine(2003, Axis, shape);

    internal override void Pull(Pullback p)
    {
        if (p.Wants(1))
            p.Give(1, GatherElementsOp.Make(p.Cotangent, p.Operand(0), Axis));
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        Make(
            shape.Prepend(size),
            batched[0] ? operands[0] : operands[0].BroadcastTo(operands[0].Shape.Prepend(size)),
            batched[1] ? operands[1] : operands[1].BroadcastTo(operands[1].Shape.Prepend(size)),
            Axis + 1
        );

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(shape, operands[0], operands[1], Axis);
}

public sealed partial class Tensor
{
    /// <summary>Elements picked along an axis: <c>out[i, j] = x[index[i, j], j]</c> for axis 0; the result has the index's shape.</summary>
    /// <remarks>Negative indices count from the end. The index may be smaller than this tensor in the other axes.</remarks>
    /// <exception cref="ShapeException">The ranks differ, or the index is larger in another axis.</exception>
    /// <exception cref="DTypeException">The index is not an integer.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor Gather(Tensor index, int axis)
    {
        var (at, source) = CheckIndex("gather", index, axis, Shape);
        return GatherElementsOp.Make(Crop(source, at, index.Shape), index, at);
    }

    /// <summary>Slices picked along an axis: <c>out[i, …] = x[index[i], …]</c> for axis 0. An embedding is <c>table.Take(index)</c>.</summary>
    /// <remarks>The result has the index's axes in place of <paramref name="axis"/>. Negative indices count from the end.</remarks>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="DTypeException">The index is not an integer.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor Take(Tensor index, int axis = 0)
    {
        var at = Shape.Axis("take", axis);
        NeedInteger("take", index);
        var count = checked((int)index.Size);
        var (column, picked) = (new int[Rank], Shape.Axes.ToArray());
        Array.Fill(column, 1);
        (column[at], picked[at]) = (count, count);
        var gathered = GatherElementsOp.Make(this, index.Reshape(Shape.Of(column)).BroadcastTo(Shape.Of(picked)), at);
        return gathered.Reshape(Shape.Of([.. Shape.Axes[..at], .. index.Shape, .. Shape.Axes[(at + 1)..]]));
    }

    /// <summary>This tensor with elements added along an axis: <c>out[index[i, j], j] += updates[i, j]</c> for axis 0.</summary>
    /// <remarks>Indices may repeat; they accumulate in row-major order, the same on every run.</remarks>
    /// <exception cref="ShapeException">Index and updates differ in shape, or are larger than this tensor in another axis.</exception>
    /// <exception cref="DTypeException">The index is not an integer.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor ScatterAdd(Tensor index, Tensor updates, int axis)
    {
        var (at, _) = CheckIndex("scatter_add", index, axis, Shape);
        if (!updates.Shape.Equals(index.Shape))
            throw new ShapeException($"[scatter_add] needs updates of the index's shape {index.Shape}, got {updates.Shape}.");
        var sizes = index.Shape.Axes.ToArray();
        sizes[at] = Shape[at];
        var added = ScatterAddOp.Make(Shape.Of(sizes), index, updates.To(DType).To(DType.Lane), at);
        var widths = new (int, int)[Rank];
        for (var i = 0; i < Rank; i++)
            widths[i] = (0, Shape[i] - sizes[i]);
        return (To(DType.Lane) + added.Pad(widths)).To(DType);
    }

    private (int Axis, Tensor Source) CheckIndex(string name, Tensor index, int axis, Shape shape)
    {
        var at = shape.Axis(name, axis);
        NeedInteger(name, index);
        if (index.Rank != Rank)
            throw new ShapeException($"[{name}] needs an index of {Rank} axes for {Shape}, got {index.Shape}.");
        for (var i = 0; i < Rank; i++)
            if (i != at && index.Shape[i] > shape[i])
                throw new ShapeException(
                    $"[{name}] cannot index {shape} with {index.Shape}: axis {i} is {index.Shape[i]} against {shape[i]}."
                );
        return (at, this);
    }

    private static Tensor Crop(Tensor x, int axis, Shape shape)
    {
        for (var i = 0; i < x.Rank; i++)
            if (i != axis && x.Shape[i] != shape[i])
                x = x.Slice(i, 0, shape[i]);
        return x;
    }

    private static void NeedInteger(string name, Tensor index)
    {
        if (!index.DType.IsInteger)
            throw new DTypeException(
                $"[{name}] needs an integer index, got {index.DType.Name}{index.Shape}. Convert with .To(DType.Int64)."
            );
    }
}
