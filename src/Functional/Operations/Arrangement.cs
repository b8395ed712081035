namespace Functional;

public sealed partial class Tensor
{
    /// <summary>All elements moved on along the flattened tensor, the last ones to the front; the shape stays.</summary>
    [Pipeline]
    public Tensor Roll(int shift) => Reshape(-1).Roll(shift, 0).Reshape(Shape);

    /// <summary>Element i of an axis moved to <c>i + shift</c>, cyclically.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor Roll(int shift, int axis)
    {
        var at = Shape.Axis("roll", axis);
        var size = Shape[at];
        var first = size == 0 ? 0 : ((shift % size) + size) % size;
        return first == 0 ? this : Concatenate(at, Slice(at, size - first), Slice(at, 0, size - first));
    }

    /// <summary>Axis <c>axes[i]</c> moved on by <c>shifts[i]</c>, cyclically; an axis named twice moves twice.</summary>
    /// <exception cref="AxisException">An axis is out of range, or the numbers of shifts and axes differ.</exception>
    [Pipeline]
    public Tensor Roll(ReadOnlySpan<int> shifts, ReadOnlySpan<int> axes)
    {
        if (shifts.Length != axes.Length)
            throw new AxisException($"[roll] got {shifts.Length} shifts for {axes.Length} axes.");
        var rolled = this;
        for (var i = 0; i < axes.Length; i++)
            rolled = rolled.Roll(shifts[i], axes[i]);
        return rolled;
    }

    /// <summary>Rotated by <paramref name="quarters"/> quarter turns, from the first axis towards the second.</summary>
    /// <exception cref="AxisException">An axis is out of range, or both are the same.</exception>
    [Pipeline]
    public Tensor Rotate90(int quarters = 1, int axis0 = 0, int axis1 = 1)
    {
        var (from, to) = (Shape.Axis("rotate90", axis0), Shape.Axis("rotate90", axis1));
        if (from == to)
            throw new AxisException($"[rotate90] needs two axes of {Shape}, got axis {from} twice.");
        return (quarters & 3) switch
        {
            0 => this,
            1 => Flip(to).Transpose(from, to),
            2 => Flip(from).Flip(to),
            _ => Transpose(from, to).Flip(to),
        };
    }

    /// <summary>Pieces of <paramref name="size"/> along an axis; the last may be smaller.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The size is not positive.</exception>
    public Tensor[] Split(int size, int axis = 0)
    {
        var length = Shape[Shape.Axis("split", axis)];
        if (size < 1 && (size < 0 || length > 0))
            throw new ShapeException($"[split] needs a size of at least 1, got {size}.");
        var count = length == 0 ? 1 : ((length - 1) / size) + 1;
        return Split([.. Enumerable.Range(0, count).Select(i => Math.Min(size, length - (i * size)))], axis);
    }

    /// <summary>Pieces of the given sizes along an axis.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The sizes do not add up to the axis'.</exception>
    public Tensor[] Split(ReadOnlySpan<int> sizes, int axis = 0)
    {
        var at = Shape.Axis("split", axis);
        long sum = 0;
        foreach (var size in sizes)
            sum += size < 0 ? long.MinValue / 2 : size;
        if (sum != Shape[at])
            throw new ShapeException(
                $"[split] cannot split axis {axis} of {Shape} into sizes [{string.Join(',', sizes.ToArray())}]: they must add up to {Shape[at]}."
            );
        var (parts, start) = (new Tensor[sizes.Length], 0);
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Slice(at, start, start + sizes[i]);
            start += sizes[i];
        }
        return parts;
    }

    /// <summary>Pieces of one size, <c>⌈n / count⌉</c>, along an axis; there may be fewer than asked for, and the last may be smaller.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The count is not positive.</exception>
    public Tensor[] Chunk(int count, int axis = 0)
    {
        var length = Shape[Shape.Axis("chunk", axis)];
        if (count < 1)
            throw new ShapeException($"[chunk] needs a count of at least 1, got {count}.");
        return length == 0 ? [.. Enumerable.Repeat(this, count)] : Split((int)(((long)length + count - 1) / count), axis);
    }

    /// <summary>The slices along an axis, which they do not have.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    public Tensor[] Unbind(int axis = 0)
    {
        var at = Shape.Axis("unbind", axis);
        var parts = new Tensor[Shape[at]];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = Select(at, i);
        return parts;
    }

    /// <summary>The whole tensor repeated <c>counts[i]</c> times along axis i; the shorter of shape and counts gets leading ones.</summary>
    /// <exception cref="ShapeException">A count is negative.</exception>
    public Tensor Tile(params ReadOnlySpan<int> counts)
    {
        var rank = Math.Max(Rank, counts.Length);
        var (spread, repeated, tiled) = (new int[2 * rank], new int[2 * rank], new int[rank]);
        for (var axis = 0; axis < rank; axis++)
        {
            var (own, given) = (axis - rank + Rank, axis - rank + counts.Length);
            var (size, count) = (own < 0 ? 1 : Shape[own], given < 0 ? 1 : counts[given]);
            if (count < 0)
                throw new ShapeException($"[tile] cannot repeat {Shape} {count} times.");
            (spread[2 * axis], spread[(2 * axis) + 1]) = (1, size);
            (repeated[2 * axis], repeated[(2 * axis) + 1]) = (count, size);
            tiled[axis] = checked(size * count);
        }
        return Reshape(Shape.Of(spread)).BroadcastTo(Shape.Of(repeated)).Reshape(Shape.Of(tiled));
    }

    /// <summary>Every element of an axis repeated in place: <c>a b → a a b b</c>.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The count is negative.</exception>
    [Pipeline]
    public Tensor Repeat(int count, int axis)
    {
        var at = Shape.Axis("repeat", axis);
        if (count < 0)
            throw new ShapeException($"[repeat] cannot repeat {Shape} {count} times.");
        var (before, after) = (Shape.Axes[..at].ToArray(), Shape.Axes[(at + 1)..].ToArray());
        var size = Shape[at];
        return ExpandDims(at + 1)
            .BroadcastTo(Shape.Of([.. before, size, count, .. after]))
            .Reshape(Shape.Of([.. before, checked(size * count), .. after]));
    }

    /// <summary>Element i of an axis repeated <c>counts[i]</c> times in place; one count is for all.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">There is not one count, none negative, for each element.</exception>
    [Pipeline]
    public Tensor Repeat(ReadOnlySpan<int> counts, int axis)
    {
        var at = Shape.Axis("repeat", axis);
        if (counts is [var one])
            return Repeat(one, axis);
        if (counts.Length != Shape[at])
            throw new ShapeException(
                $"[repeat] needs a count for each of the {Shape[at]} elements of axis {axis} of {Shape}, got {counts.Length}."
            );
        var places = new List<int>();
        for (var i = 0; i < counts.Length; i++)
            if (counts[i] < 0)
                throw new ShapeException($"[repeat] cannot repeat element {i} of axis {axis} {counts[i]} times.");
            else
                places.AddRange(Enumerable.Repeat(i, counts[i]));
        return Take(Of([.. places]), at);
    }
}
