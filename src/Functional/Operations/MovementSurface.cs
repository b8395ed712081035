using System.Runtime.CompilerServices;

namespace Functional;

public sealed partial class Tensor
{
    /// <summary>The same elements, in row-major order, under another shape; one axis may be −1 and follows from the others.</summary>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    [OverloadResolutionPriority(1)] // so that [3, −1] may be written in brackets, as shapes are elsewhere
    public Tensor Reshape(params ReadOnlySpan<int> sizes)
    {
        var hole = sizes.IndexOf(-1);
        if (hole < 0)
            return Reshape(Shape.Of(sizes));
        long known = 1;
        var filled = sizes.ToArray();
        for (var i = 0; i < filled.Length; i++)
            if (i != hole)
                known *= filled[i];
        if (sizes.Count(-1) > 1)
            throw new ShapeException(
                $"[reshape] only one axis may be -1, which follows from the others; got [{string.Join(',', filled)}]."
            );
        if (known == 0)
            throw new ShapeException(
                $"[reshape] cannot tell what -1 is in [{string.Join(',', filled)}]: beside an axis of 0 it may be anything."
            );
        if (known < 0 || Size % known != 0)
            throw new ShapeException(
                $"[reshape] cannot turn {Shape} ({Size} elements) into [{string.Join(',', filled)}]: {Size} is not a multiple of {known}."
            );
        filled[hole] = (int)(Size / known);
        return Reshape(Shape.Of(filled));
    }

    /// <summary>The same elements, in row-major order, under another shape.</summary>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    public Tensor Reshape(Shape shape)
    {
        if (shape.Equals(Shape))
            return this;
        if (shape.Size != Size)
            throw new ShapeException($"[reshape] cannot turn {Shape} ({Size} elements) into {shape} ({shape.Size} elements).");
        return this is { IsComputed: false, Op: ReshapeOp, _first: { } inner }
            ? inner.Reshape(shape)
            : new(new ReshapeOp(shape), shape, DType, this);
    }

    /// <summary>Axis i of the result is axis <c>axes[i]</c> of this tensor.</summary>
    /// <exception cref="AxisException">The axes are not a permutation.</exception>
    [Pipeline]
    public Tensor Permute(params ReadOnlySpan<int> axes)
    {
        if (axes.Length != Rank)
            throw new AxisException($"[permute] needs {Rank} axes for {Shape}, got {axes.Length}.");
        var order = new int[axes.Length];
        var sizes = new int[axes.Length];
        var isIdentity = true;
        for (var i = 0; i < axes.Length; i++)
        {
            order[i] = Shape.Axis("permute", axes[i]);
            if (order.AsSpan(0, i).Contains(order[i]))
                throw new AxisException($"[permute] names axis {order[i]} of {Shape} twice.");
            sizes[i] = Shape[order[i]];
            isIdentity &= order[i] == i;
        }
        if (isIdentity)
            return this;
        return this is { IsComputed: false, Op: PermuteOp outer, _first: { } inner }
            ? inner.Permute(Array.ConvertAll(order, axis => outer.Axes[axis]))
            : new(new PermuteOp(order), Shape.Of(sizes), DType, this);
    }

    /// <summary>Two axes exchanged; by default the last two.</summary>
    /// <exception cref="AxisException">An axis is out of range.</exception>
    [Pipeline]
    public Tensor Transpose(int axis0 = -2, int axis1 = -1)
    {
        if (IsPoint(axis0) && IsPoint(axis1))
            return this;
        var (first, second) = (Shape.Axis("transpose", axis0), Shape.Axis("transpose", axis1));
        var order = Enumerable.Range(0, Rank).ToArray();
        (order[first], order[second]) = (order[second], order[first]);
        return Permute(order);
    }

    /// <summary>The transposed matrix: <c>[m, n] → [n, m]</c>.</summary>
    /// <exception cref="ShapeException">The tensor is not a matrix.</exception>
    public Tensor T =>
        Rank == 2
            ? Transpose()
            : throw new ShapeException(
                $"[transpose] T is of a matrix, got {this.Describe()}. Transpose() exchanges the last two axes, Permute(…) any."
            );

    /// <summary>Axes of size 1, and missing leading axes, repeated.</summary>
    /// <exception cref="ShapeException">An axis differs and is not 1.</exception>
    [Pipeline]
    public Tensor BroadcastTo(Shape shape)
    {
        if (shape.Equals(Shape))
            return this;
        var isPossible = shape.Rank >= Rank;
        for (var back = 1; isPossible && back <= Rank; back++)
            isPossible = Shape[-back] == shape[-back] || Shape[-back] == 1;
        if (!isPossible)
            throw new ShapeException($"[broadcast_to] cannot stretch {Shape} to {shape}: only axes of size 1 repeat.");
        return new(new BroadcastOp(shape), shape, DType, this);
    }

    /// <summary>A new axis of size 1.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor ExpandDims(int axis) => ExpandDims([axis]);

    /// <summary>New axes of size 1, at these axes of the result.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    [Pipeline]
    public Tensor ExpandDims(ReadOnlySpan<int> axes)
    {
        var rank = Rank + axes.Length;
        var isNew = new bool[rank];
        foreach (var axis in axes)
        {
            var at = axis < 0 ? axis + rank : axis;
            if (at < 0 || at >= rank)
                throw new AxisException(
                    $"[expand_dims] axis {axis} is out of range for {Shape}; valid are {-rank} to {rank - 1}."
                );
            if (isNew[at])
                throw new AxisException($"[expand_dims] names axis {at} of the result twice.");
            isNew[at] = true;
        }
        var (sizes, own) = (new int[rank], 0);
        for (var axis = 0; axis < rank; axis++)
            sizes[axis] = isNew[axis] ? 1 : Shape[own++];
        return Reshape(Shape.Of(sizes));
    }

    /// <summary>Without an axis of size 1, or without all of them.</summary>
    /// <exception cref="ShapeException">The axis is not 1.</exception>
    [Pipeline]
    public Tensor Squeeze(int? axis = null) =>
        axis is { } one ? (IsPoint(one) ? this : Squeeze([one])) : Reshape(Shape.Of([.. Shape.Where(size => size != 1)]));

    /// <summary>Without these axes, each of size 1.</summary>
    /// <exception cref="AxisException">An axis is out of range.</exception>
    /// <exception cref="ShapeException">An axis is not 1.</exception>
    [Pipeline]
    public Tensor Squeeze(ReadOnlySpan<int> axes)
    {
        var dropped = new int[axes.Length];
        for (var i = 0; i < dropped.Length; i++)
        {
            dropped[i] = Shape.Axis("squeeze", axes[i]);
            if (Shape[dropped[i]] != 1)
                throw new ShapeException($"[squeeze] axis {axes[i]} of {Shape} is {Shape[dropped[i]]}, not 1.");
        }
        return Reshape(Shape.Reduce(dropped, keepAxes: false));
    }

    /// <summary>The axes from <paramref name="start"/> to <paramref name="end"/>, that one included, as one; a scalar becomes a vector of one.</summary>
    /// <exception cref="AxisException">An axis is out of range, or the end is before the start.</exception>
    [Pipeline]
    public Tensor Flatten(int start = 0, int end = -1)
    {
        var shape = Rank == 0 ? Shape.Of(1) : Shape;
        var (from, to) = (shape.Axis("flatten", start), shape.Axis("flatten", end));
        if (to < from)
            throw new AxisException($"[flatten] axis {end} of {Shape} is before axis {start}; the end comes after the start.");
        var merged = Shape.Of(shape.Axes[from..(to + 1)]).Size;
        if (merged > int.MaxValue)
            throw new ShapeException(
                $"[flatten] would make an axis of {merged} elements of {Shape}; it can have {int.MaxValue}."
            );
        return Reshape(Shape.Of([.. shape.Axes[..from], (int)merged, .. shape.Axes[(to + 1)..]]));
    }

    /// <summary>An axis as several, in row-major order; one of them may be −1 and follows from the others.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The sizes do not multiply to the axis'.</exception>
    public Tensor Unflatten(int axis, params ReadOnlySpan<int> sizes)
    {
        var at = Shape.Axis("unflatten", axis);
        int[] split = sizes.ToArray();
        var hole = sizes.IndexOf(-1);
        long known = 1;
        for (var i = 0; i < split.Length; i++)
            known *= i == hole ? 1 : Math.Max(split[i], -1);
        if (hole >= 0 && known > 0)
            split[hole] = (int)(Shape[at] / known);
        if (split.Length == 0 || split.Any(size => size < 0) || known * (hole >= 0 ? split[hole] : 1) != Shape[at])
            throw new ShapeException(
                $"[unflatten] cannot split axis {axis} of {Shape}, which has {Shape[at]} elements, into [{string.Join(',', sizes.ToArray())}]."
            );
        return Reshape(Shape.Of([.. Shape.Axes[..at], .. split, .. Shape.Axes[(at + 1)..]]));
    }

    /// <summary>An axis at another place; the others keep their order.</summary>
    /// <exception cref="AxisException">An axis is out of range.</exception>
    [Pipeline]
    public Tensor MoveAxis(int source, int destination) => MoveAxis([source], [destination]);

    /// <summary>Axis <c>sources[i]</c> at place <c>destinations[i]</c>; the others keep their order.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice, or the numbers of axes differ.</exception>
    [Pipeline]
    public Tensor MoveAxis(ReadOnlySpan<int> sources, ReadOnlySpan<int> destinations)
    {
        if (sources.Length != destinations.Length)
            throw new AxisException($"[move_axis] got {sources.Length} axes to move and {destinations.Length} places for them.");
        var order = new int[Rank];
        var isMoved = new bool[Rank];
        Array.Fill(order, -1);
        for (var i = 0; i < sources.Length; i++)
        {
            var (from, to) = (Shape.Axis("move_axis", sources[i]), Shape.Axis("move_axis", destinations[i]));
            if (isMoved[from] || order[to] >= 0)
                throw new AxisException($"[move_axis] names axis {(isMoved[from] ? from : to)} of {Shape} twice.");
            (order[to], isMoved[from]) = (from, true);
        }
        var next = 0;
        for (var axis = 0; axis < Rank; axis++)
        {
            if (order[axis] >= 0)
                continue;
            while (isMoved[next])
                next++;
            order[axis] = next++;
        }
        return Permute(order);
    }

    /// <summary>Every <paramref name="step"/>-th element of an axis from <paramref name="start"/> up to (not including) <paramref name="stop"/>.</summary>
    /// <remarks>Python's rules: negative bounds count from the end, bounds beyond the ends are clipped, a negative step runs backwards.</remarks>
    /// <exception cref="AxisException">The axis is out of range, or the step is 0.</exception>
    [Pipeline]
    public Tensor Slice(int axis, int? start = null, int? stop = null, int step = 1)
    {
        var at = Shape.Axis("slice", axis);
        if (step == 0)
            throw new AxisException($"[slice] the step of axis {axis} is 0; it must be positive or negative.");
        var size = Shape[at];
        int Clip(int index, int low, int high) => Math.Clamp(index < 0 ? index + size : index, low, high);
        var from =
            start is { } s ? Clip(s, step > 0 ? 0 : -1, step > 0 ? size : size - 1)
            : step > 0 ? 0
            : size - 1;
        var to =
            stop is { } e ? Clip(e, step > 0 ? 0 : -1, step > 0 ? size : size - 1)
            : step > 0 ? size
            : -1;
        // In 64 bits: a step may be as large as an int can be.
        long distance = step > 0 ? to - from : from - to;
        var count = distance <= 0 ? 0 : (int)(((distance - 1) / Math.Abs((long)step)) + 1);
        var (starts, steps, sizes) = (new int[Rank], new int[Rank], Shape.Axes.ToArray());
        Array.Fill(steps, 1);
        (starts[at], steps[at], sizes[at]) = (count == 0 ? 0 : from, count <= 1 ? 1 : step, count);
        return Slice(starts, steps, Shape.Of(sizes));
    }

    /// <summary>One position of an axis, which goes.</summary>
    /// <exception cref="AxisException">The axis or the index is out of range.</exception>
    [Pipeline]
    public Tensor Select(int axis, int index)
    {
        var at = Shape.Axis("select", axis);
        var size = Shape[at];
        if (index < -size || index >= size)
            throw new AxisException(
                $"[select] index {index} is out of range for axis {axis} of {Shape}; valid are {-size} to {size - 1}."
            );
        return Slice(at, index, index == -1 ? null : index + 1).Squeeze(at);
    }

    /// <summary>An axis in reverse order.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor Flip(int axis) => Slice(axis, step: -1);

    /// <summary>Several axes in reverse order.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    [Pipeline]
    public Tensor Flip(ReadOnlySpan<int> axes)
    {
        var flipped = this;
        for (var i = 0; i < axes.Length; i++)
        {
            var at = Shape.Axis("flip", axes[i]);
            foreach (var earlier in axes[..i])
                if (Shape.Axis("flip", earlier) == at)
                    throw new AxisException($"[flip] names axis {at} of {Shape} twice.");
            flipped = flipped.Flip(at);
        }
        return flipped;
    }

    /// <summary>The same value, through which no derivative passes.</summary>
    [Pipeline]
    public Tensor StopGradient() => new(StopGradientOp.Instance, Shape, DType, this);

    internal Tensor Slice(int[] starts, int[] steps, Shape shape)
    {
        var isWhole = shape.Equals(Shape);
        for (var axis = 0; isWhole && axis < steps.Length; axis++)
            isWhole = starts[axis] == 0 && steps[axis] == 1;
        if (isWhole)
            return this;
        if (this is not { IsComputed: false, Op: SliceOp outer, _first: { } inner })
            return new(new SliceOp(starts, steps, shape), shape, DType, this);
        // A slice of a slice is one; turned round twice it is what it was.
        var (first, step) = (new int[Rank], new int[Rank]);
        for (var axis = 0; axis < Rank; axis++)
            (first[axis], step[axis]) = (
                outer.Starts[axis] + (starts[axis] * outer.Steps[axis]),
                shape[axis] < 2 ? 1 : steps[axis] * outer.Steps[axis]
            );
        return inner.Slice(first, step, shape);
    }

    /// <summary>Undoes broadcasting: the sum over the axes that <paramref name="shape"/> has not, or has as 1.</summary>
    internal Tensor SumTo(Shape shape)
    {
        if (shape.Equals(Shape))
            return this;
        var axes = new List<int>();
        for (var axis = 0; axis < Rank; axis++)
        {
            var own = axis - (Rank - shape.Rank);
            if (own < 0 || (shape[own] == 1 && Shape[axis] != 1))
                axes.Add(axis);
        }
        return (axes.Count == 0 ? this : SumOp.Make(this, [.. axes])).Reshape(shape);
    }
}
