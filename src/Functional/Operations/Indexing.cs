using static Functional.Operations;

namespace Functional;

public sealed partial class Tensor
{
    /// <summary>Elements picked along an axis: <c>out[i, j] = x[index[i, j], j]</c> for axis 0; the result has the index's shape.</summary>
    /// <remarks>Negative indices count from the end. The index may be smaller than this tensor in the other axes.</remarks>
    /// <exception cref="ShapeException">The ranks differ, or the index is larger in another axis.</exception>
    /// <exception cref="DTypeException">The index is not an integer.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor Gather(Tensor index, int axis) =>
        Gather(index, axis, new IndexLabel("gather", Shape, axis < 0 ? axis + Rank : axis));

    /// <summary>The same in the words of another operation.</summary>
    internal Tensor Gather(Tensor index, int axis, IndexLabel label)
    {
        if (IsPoint(axis) && index.Rank == 0)
            return AsVector(x => x.Gather(index.Reshape(1), 0, label));
        var at = CheckIndex(label.Operation, index, axis);
        return GatherElementsOp.Make(Cropped(at, index.Shape), index, at, label);
    }

    /// <summary>Slices picked along an axis: <c>out[i, …] = x[index[i], …]</c> for axis 0. An embedding is <c>table.Take(index)</c>.</summary>
    /// <remarks>The result has the index's axes in place of <paramref name="axis"/>. Negative indices count from the end.</remarks>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="DTypeException">The index is not an integer.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor Take(Tensor index, int axis = 0)
    {
        var at = Shape.Axis("take", axis);
        return TakeAt(index, at, new IndexLabel("take", Shape, at));
    }

    /// <summary>The same for a non-negative axis, in the words of another operation.</summary>
    internal Tensor TakeAt(Tensor index, int axis, IndexLabel label)
    {
        NeedInteger(label.Operation, index);
        var count = checked((int)index.Size);
        var (column, picked) = (new int[Rank], Shape.Axes.ToArray());
        Array.Fill(column, 1);
        (column[axis], picked[axis]) = (count, count);
        var rows = index.Reshape(Shape.Of(column)).BroadcastTo(Shape.Of(picked));
        return GatherElementsOp
            .Make(this, rows, axis, label)
            .Reshape(Shape.Of([.. Shape.Axes[..axis], .. index.Shape, .. Shape.Axes[(axis + 1)..]]));
    }

    /// <summary>This tensor with elements added along an axis: <c>out[index[i, j], j] += updates[i, j]</c> for axis 0.</summary>
    /// <remarks>Indices may repeat; they accumulate in row-major order, the same on every run. One number is added at every index.</remarks>
    /// <exception cref="ShapeException">Index and updates differ in shape, or are larger than this tensor in another axis.</exception>
    /// <exception cref="DTypeException">The index is not an integer, or this tensor is of bools.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor ScatterAdd(Tensor index, Tensor updates, int axis)
    {
        if (IsPoint(axis) && index.Rank == 0)
            return AsVector(x => x.ScatterAdd(index.Reshape(1), updates, 0));
        var (at, sizes, values) = CheckUpdates("scatter_add", index, updates, axis);
        var label = new IndexLabel("scatter_add", Shape, at);
        var added = ScatterElementsOp.Make(Shape.Of(sizes), index, values.To(DType.Lane), at, ScatterRule.Add, label);
        return (To(DType.Lane) + added.Pad(Room(sizes))).To(DType);
    }

    /// <summary>This tensor with other elements along an axis: <c>out[index[i, j], j] = updates[i, j]</c> for axis 0.</summary>
    /// <remarks>Where indices repeat the last update, in row-major order, stays. One number is put at every index.</remarks>
    /// <exception cref="ShapeException">Index and updates differ in shape, or are larger than this tensor in another axis.</exception>
    /// <exception cref="DTypeException">The index is not an integer, or this tensor cannot hold the updates.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor Scatter(Tensor index, Tensor updates, int axis)
    {
        if (IsPoint(axis) && index.Rank == 0)
            return AsVector(x => x.Scatter(index.Reshape(1), updates, 0));
        var (at, sizes, values) = CheckUpdates("scatter", index, updates, axis);
        if (index.Size == 0)
            return this;
        var place = new int[Rank];
        Array.Fill(place, 1);
        place[at] = index.Shape[at];
        var numbers = Range(index.Shape[at]).Reshape(Shape.Of(place)).BroadcastTo(index.Shape);
        var label = new IndexLabel("scatter", Shape, at);
        var last = ScatterElementsOp.Make(Shape.Of(sizes), index, numbers, at, ScatterRule.Max, label);
        var old = Slice(new int[Rank], [.. Enumerable.Repeat(1, Rank)], Shape.Of(sizes));
        var replaced = Where(last >= 0, values.Gather(Operations.Maximum(last, 0), at), old);
        if (old.Shape.Equals(Shape))
            return replaced;
        TensorIndex[] region = [.. sizes.Select(size => (TensorIndex)(..size))];
        return At(region).Set(replaced);
    }

    /// <summary>This tensor with <c>alpha · source</c> added to slices of an axis: <c>out[index[i], …] += alpha · source[i, …]</c>.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The source does not broadcast to the indexed slices.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor IndexAdd(Tensor index, Tensor source, int axis, double alpha = 1) =>
        Rows("index_add", index, axis).Add(this, source.ScaledBy(alpha));

    /// <summary>This tensor with slices of an axis replaced: <c>out[index[i], …] = source[i, …]</c>; of several for one place the last stays.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The source does not broadcast to the indexed slices.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor IndexCopy(Tensor index, Tensor source, int axis) => Rows("index_copy", index, axis).Set(this, source);

    /// <summary>This tensor with one value in the indexed slices of an axis.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor IndexFill(Tensor index, Tensor value, int axis) => Rows("index_fill", index, axis).Set(this, value);

    private Selection Rows(string name, Tensor index, int axis)
    {
        NeedInteger(name, index);
        return Selection.Of(name, Shape, [.. Enumerable.Repeat(Functional.Axis.All, Shape.Axis(name, axis)), index]);
    }

    /// <summary>A product with a number that leaves whole numbers whole if the number is.</summary>
    internal Tensor ScaledBy(double factor) =>
        factor == 1 ? this
        : DType.IsInteger && double.IsInteger(factor) ? this * (long)factor
        : this * factor;

    private int CheckIndex(string name, Tensor index, int axis)
    {
        var at = Shape.Axis(name, axis);
        NeedInteger(name, index);
        if (index.Rank != Rank)
            throw new ShapeException($"[{name}] needs an index of {Rank} axes for {Shape}, got {index.Shape}.");
        for (var i = 0; i < Rank; i++)
            if (i != at && index.Shape[i] > Shape[i])
                throw new ShapeException(
                    $"[{name}] cannot index {Shape} with {index.Shape}: axis {i} is {index.Shape[i]} against {Shape[i]}."
                );
        return at;
    }

    // The axis, the part of this tensor that can change, and the updates in the index's shape.
    private (int Axis, int[] Sizes, Tensor Updates) CheckUpdates(string name, Tensor index, Tensor updates, int axis)
    {
        var at = CheckIndex(name, index, axis);
        if (updates.Rank > 0 && !updates.Shape.Equals(index.Shape))
            throw new ShapeException($"[{name}] needs updates of the index's shape {index.Shape}, got {updates.Shape}.");
        var sizes = index.Shape.Axes.ToArray();
        sizes[at] = Shape[at];
        return (at, sizes, updates.To(DType).BroadcastTo(index.Shape));
    }

    private (int, int)[] Room(int[] sizes) => [.. sizes.Select((size, axis) => (0, Shape[axis] - size))];

    private Tensor Cropped(int axis, Shape shape)
    {
        var x = this;
        for (var i = 0; i < Rank; i++)
            if (i != axis && x.Shape[i] != shape[i])
                x = x.Slice(i, 0, shape[i]);
        return x;
    }

    internal static void NeedInteger(string name, Tensor index)
    {
        if (!index.DType.IsInteger)
            throw new DTypeException(
                $"[{name}] needs an integer index, got {index.DType.Name}{index.Shape}. Convert with .To(DType.Int64)."
            );
    }
}
