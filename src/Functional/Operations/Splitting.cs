namespace Functional;

public sealed partial class Tensor
{
    /// <summary>As many pieces along an axis as asked for, of which the first ones may be larger by one.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The count is not positive.</exception>
    public Tensor[] TensorSplit(int count, int axis = 0)
    {
        var length = Shape[Shape.Axis("tensor_split", axis)];
        if (count < 1)
            throw new ShapeException($"[tensor_split] needs a count of at least 1, got {count}.");
        return Split([.. Enumerable.Range(0, count).Select(i => (length / count) + (i < length % count ? 1 : 0))], axis);
    }

    /// <summary>Pieces along an axis, cut before these places: <c>[2, 5]</c> gives <c>x[..2]</c>, <c>x[2..5]</c> and <c>x[5..]</c>.</summary>
    /// <remarks>Places are Python's: negative ones count from the end, and beyond an end there is nothing.</remarks>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    public Tensor[] TensorSplit(ReadOnlySpan<int> places, int axis = 0)
    {
        var at = Shape.Axis("tensor_split", axis);
        var pieces = new Tensor[places.Length + 1];
        for (var i = 0; i < pieces.Length; i++)
            pieces[i] = Slice(at, i == 0 ? 0 : places[i - 1], i == places.Length ? null : places[i]);
        return pieces;
    }

    /// <summary>Equal pieces beside each other: along axis 1, or along the only one of a vector. The reverse of <see cref="HStack(ReadOnlySpan{Tensor})"/>.</summary>
    /// <exception cref="ShapeException">This is a scalar, or the axis cannot be divided so.</exception>
    public Tensor[] HSplit(int count) => Equal("hsplit", count, Rank == 1 ? 0 : 1, least: 1);

    /// <summary>Pieces beside each other, cut before these places.</summary>
    /// <exception cref="ShapeException">This is a scalar.</exception>
    public Tensor[] HSplit(ReadOnlySpan<int> places) => At("hsplit", places, Rank == 1 ? 0 : 1, least: 1);

    /// <summary>Equal pieces below each other: along axis 0. The reverse of <see cref="VStack(ReadOnlySpan{Tensor})"/>.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes, or the axis cannot be divided so.</exception>
    public Tensor[] VSplit(int count) => Equal("vsplit", count, 0, least: 2);

    /// <summary>Pieces below each other, cut before these places.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public Tensor[] VSplit(ReadOnlySpan<int> places) => At("vsplit", places, 0, least: 2);

    /// <summary>Equal pieces behind each other: along axis 2. The reverse of <see cref="DStack(ReadOnlySpan{Tensor})"/>.</summary>
    /// <exception cref="ShapeException">There are fewer than three axes, or the axis cannot be divided so.</exception>
    public Tensor[] DSplit(int count) => Equal("dsplit", count, 2, least: 3);

    /// <summary>Pieces behind each other, cut before these places.</summary>
    /// <exception cref="ShapeException">There are fewer than three axes.</exception>
    public Tensor[] DSplit(ReadOnlySpan<int> places) => At("dsplit", places, 2, least: 3);

    private Tensor[] Equal(string name, int count, int axis, int least)
    {
        NeedRank(name, least);
        return count > 0 && Shape[axis] % count == 0
            ? TensorSplit(count, axis)
            : throw new ShapeException(
                $"[{name}] cannot divide axis {axis} of {Shape} into {count} equal pieces. TensorSplit makes unequal ones."
            );
    }

    private Tensor[] At(string name, ReadOnlySpan<int> places, int axis, int least)
    {
        NeedRank(name, least);
        return TensorSplit(places, axis);
    }

    private void NeedRank(string name, int least)
    {
        if (Rank < least)
            throw new ShapeException($"[{name}] needs at least {least} {(least == 1 ? "axis" : "axes")}, got {Describe()}.");
    }
}
