namespace Functional;

public sealed partial class Tensor
{
    /// <summary>The same elements, in row-major order, under another shape; one axis may be −1 and follows from the others.</summary>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
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
        return isIdentity ? this : new(new PermuteOp(order), Shape.Of(sizes), DType, this);
    }

    /// <summary>Two axes exchanged; by default the last two.</summary>
    /// <exception cref="AxisException">An axis is out of range.</exception>
    [Pipeline]
    public Tensor Transpose(int axis0 = -2, int axis1 = -1)
    {
        var (first, second) = (Shape.Axis("transpose", axis0), Shape.Axis("transpose", axis1));
        var order = Enumerable.Range(0, Rank).ToArray();
        (order[first], order[second]) = (order[second], order[first]);
        return Permute(order);
    }

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
    public Tensor ExpandDims(int axis)
    {
        var at = axis < 0 ? axis + Rank + 1 : axis;
        if (at < 0 || at > Rank)
            throw new AxisException($"[expand_dims] axis {axis} is out of range for {Shape}; valid are {-Rank - 1} to {Rank}.");
        return Reshape(Shape.Of([.. Shape.Axes[..at], 1, .. Shape.Axes[at..]]));
    }

    /// <summary>Without an axis of size 1, or without all of them.</summary>
    /// <exception cref="ShapeException">The axis is not 1.</exception>
    [Pipeline]
    public Tensor Squeeze(int? axis = null)
    {
        if (axis is not { } one)
            return Reshape(Shape.Of([.. Shape.Where(size => size != 1)]));
        var at = Shape.Axis("squeeze", one);
        if (Shape[at] != 1)
            throw new ShapeException($"[squeeze] axis {one} of {Shape} is {Shape[at]}, not 1.");
        return Reshape(Shape.Reduce([at], keepAxes: false));
    }

    /// <summary>All axes from <paramref name="start"/> on as one.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    public Tensor Flatten(int start = 0)
    {
        if (Rank == 0)
            return Reshape(Shape.Of(1));
        var from = Shape.Axis("flatten", start);
        return Reshape(Shape.Of([.. Shape.Axes[..from], checked((int)Shape.Of(Shape.Axes[from..]).Size)]));
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

    /// <summary>Zeros around: per axis how many before and after; negative numbers crop.</summary>
    /// <exception cref="AxisException">The number of axes differs.</exception>
    public Tensor Pad(params ReadOnlySpan<(int Before, int After)> widths)
    {
        if (widths.Length != Rank)
            throw new AxisException($"[pad] needs {Rank} pairs for {Shape}, got {widths.Length}.");
        var cropped = this;
        var (starts, steps, sizes) = (new int[Rank], new int[Rank], new int[Rank]);
        for (var axis = 0; axis < Rank; axis++)
        {
            var (before, after) = widths[axis];
            if (before + after < -Shape[axis])
                throw new ShapeException(
                    $"[pad] cannot crop {-before - after} of the {Shape[axis]} elements of axis {axis} of {Shape}."
                );
            if (before < 0 || after < 0)
                cropped = cropped.Slice(axis, Math.Max(0, -before), Shape[axis] + Math.Min(0, after));
            (starts[axis], steps[axis]) = (Math.Max(0, before), 1);
            sizes[axis] = Shape[axis] + before + after;
        }
        return cropped.Shape.Equals(Shape.Of(sizes))
            ? cropped
            : AssembleOp.Make(Shape.Of(sizes), [new Region(starts, steps)], [cropped]);
    }

    /// <summary>The same value, through which no derivative passes.</summary>
    public Tensor StopGradient() => new(StopGradientOp.Instance, Shape, DType, this);

    /// <summary>Tensors one after another along an existing axis.</summary>
    /// <exception cref="ShapeException">Another axis differs.</exception>
    /// <exception cref="DTypeException">The types differ.</exception>
    public static Tensor Concatenate(int axis, params ReadOnlySpan<Tensor> parts)
    {
        if (parts.Length == 0)
            throw new ShapeException("[concatenate] needs at least one tensor.");
        var first = parts[0];
        var at = first.Shape.Axis("concatenate", axis);
        var (sizes, regions) = (first.Shape.Axes.ToArray(), new Region[parts.Length]);
        sizes[at] = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].DType != first.DType)
                throw new DTypeException(
                    $"[concatenate] got {first.DType.Name} and {parts[i].DType.Name}; convert them to one type."
                );
            if (parts[i].Rank != first.Rank || !parts[i].Shape.Reduce([at], false).Equals(first.Shape.Reduce([at], false)))
                throw new ShapeException(
                    $"[concatenate] cannot join {first.Shape} with {parts[i].Shape} along axis {axis}: {(parts[i].Rank != first.Rank ? "their ranks differ" : "another axis differs")}."
                );
            if (sizes[at] > int.MaxValue - parts[i].Shape[at])
                throw new ShapeException($"[concatenate] would make axis {axis} longer than {int.MaxValue}.");
            var (starts, steps) = (new int[first.Rank], new int[first.Rank]);
            Array.Fill(steps, 1);
            starts[at] = sizes[at];
            regions[i] = new Region(starts, steps);
            sizes[at] += parts[i].Shape[at];
        }
        return parts.Length == 1 ? first : AssembleOp.Make(Shape.Of(sizes), regions, parts.ToArray());
    }

    /// <summary>Tensors of one shape along a new axis.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor Stack(int axis, params ReadOnlySpan<Tensor> parts)
    {
        if (parts.Length == 0)
            throw new ShapeException("[stack] needs at least one tensor.");
        var expanded = new Tensor[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            expanded[i] = parts[i].Shape.Equals(parts[0].Shape)
                ? parts[i].ExpandDims(axis)
                : throw new ShapeException($"[stack] needs tensors of one shape, got {parts[0].Shape} and {parts[i].Shape}.");
        return Concatenate(axis, expanded);
    }

    internal Tensor Slice(int[] starts, int[] steps, Shape shape)
    {
        var isWhole = shape.Equals(Shape);
        for (var axis = 0; isWhole && axis < steps.Length; axis++)
            isWhole = starts[axis] == 0 && steps[axis] == 1;
        return isWhole ? this : new(new SliceOp(starts, steps, shape), shape, DType, this);
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
