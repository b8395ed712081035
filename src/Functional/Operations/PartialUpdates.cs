using static Functional.Operations;

namespace Functional;

public sealed partial class Tensor
{
    /// <summary>Elements picked along an axis, like <see cref="Gather(Tensor, int)"/>; in the other axes both operands broadcast.</summary>
    /// <remarks><c>x.TakeAlongAxis(x.ArgSort(1), 1)</c> is sorted; <c>x.TakeAlongAxis(x.ArgMax(1, keepAxes: true), 1)</c> is the largest.</remarks>
    /// <exception cref="ShapeException">The ranks differ, or another axis does not broadcast.</exception>
    /// <exception cref="DTypeException">The index is not an integer.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor TakeAlongAxis(Tensor index, int axis)
    {
        const string Name = "take_along_axis";
        var at = Shape.Axis(Name, axis);
        if (index.Rank != Rank)
            throw new ShapeException($"[{Name}] needs an index of {Rank} axes for {Shape}, got {index.Shape}.");
        var (own, others) = (Shape.Axes.ToArray(), index.Shape.Axes.ToArray());
        (own[at], others[at]) = (1, 1);
        var common = Shape.Broadcast(Name, Shape.Of(own), Shape.Of(others));
        Shape With(int size) => Shape.Of([.. common.Axes[..at], size, .. common.Axes[(at + 1)..]]);
        return BroadcastTo(With(Shape[at])).Gather(index.BroadcastTo(With(index.Shape[at])), at, new IndexLabel(Name, Shape, at));
    }

    /// <summary>This tensor with another slice at one position of an axis; see <see cref="Select"/>.</summary>
    /// <exception cref="AxisException">The axis or the index is out of range.</exception>
    /// <exception cref="ShapeException">The source does not broadcast to the slice.</exception>
    public Tensor SelectScatter(Tensor source, int axis, int index)
    {
        var at = Shape.Axis("select_scatter", axis);
        return At([.. Enumerable.Repeat(Functional.Axis.All, at), index]).Set(source);
    }

    /// <summary>This tensor with other elements in a part of an axis; see <see cref="Slice(int, int?, int?, int)"/>.</summary>
    /// <exception cref="AxisException">The axis is out of range, or the step is 0.</exception>
    /// <exception cref="ShapeException">The source does not broadcast to the slice.</exception>
    public Tensor SliceScatter(Tensor source, int axis = 0, int? start = null, int? stop = null, int step = 1)
    {
        var at = Shape.Axis("slice_scatter", axis);
        return IndexCopy(Range(Shape[at]).Slice(0, start, stop, step), source, at);
    }

    /// <summary>This tensor with another diagonal, whose axis is the source's last; see <see cref="Diagonal"/>.</summary>
    /// <exception cref="AxisException">An axis is out of range, or both are the same.</exception>
    /// <exception cref="ShapeException">The source does not broadcast to the diagonal.</exception>
    public Tensor DiagonalScatter(Tensor source, int offset = 0, int axis0 = 0, int axis1 = 1)
    {
        var diagonal = Diagonal(offset, axis0, axis1);
        if (!Shape.CanBroadcast(source.Shape, diagonal.Shape) || source.Rank > diagonal.Rank)
            throw new ShapeException($"[diagonal_scatter] cannot put {source.Shape} onto a diagonal {diagonal.Shape}.");
        var length = diagonal.Shape[-1];
        if (length == 0)
            return this;
        var front = MoveAxis([axis0, axis1], [-2, -1]);
        var (rows, columns) = (Iota([front.Shape[-2], 1]), Iota([1, front.Shape[-1]]));
        var place = Operations.Minimum(Operations.Maximum(rows + Math.Min(0, offset), 0L), length - 1L).Reshape(-1);
        var spread = source.To(DType).BroadcastTo(diagonal.Shape).Take(place, -1).ExpandDims(-1);
        return Where(Operations.Equal(columns - rows, (long)offset), spread, front).MoveAxis([-2, -1], [axis0, axis1]);
    }

    /// <summary>Slices along an axis shortened where their norm, over all other axes, is larger than a limit.</summary>
    /// <param name="p">Which norm; see <see cref="Norm(double, int?, bool)"/>.</param>
    /// <param name="axis">The axis whose slices are looked at.</param>
    /// <param name="maxNorm">The largest norm that stays.</param>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ValueException">The limit is negative or NaN, or p is.</exception>
    [Pipeline]
    public Tensor Renorm(double p, int axis, double maxNorm)
    {
        var at = Shape.Axis("renorm", axis);
        if (!(maxNorm >= 0))
            throw new ValueException(FormattableString.Invariant($"[renorm] the limit is {maxNorm}; it must not be negative."));
        var x = Floating();
        var others = Enumerable.Range(0, Rank).Where(i => i != at).ToArray();
        var norm = others.Length == 0 ? x.Abs() : x.Norm(p, others, keepAxes: true);
        // PyTorch's: the shortened ones end just below the limit.
        return x * Where(norm > maxNorm, maxNorm / (norm + 1e-7), 1);
    }
}
