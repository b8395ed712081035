using System.Numerics;
using static Functional.Operations;

namespace Functional;

public sealed partial class Tensor
{
    // Up to here every element is compared with every other in one fused kernel; beyond, sorted ones are searched.
    private const int FewToCompare = 32;

    /// <summary>Where values would be inserted into this tensor, whose last axis ascends: before equal elements, or after them; int64.</summary>
    /// <remarks><c>[n]</c> with values of any shape, or <c>[…, n]</c> with <c>[…, m]</c> of equal leading axes. NaN belongs at the end.</remarks>
    /// <param name="values">What would be inserted.</param>
    /// <param name="right">After equal elements instead of before.</param>
    /// <exception cref="ShapeException">Leading axes differ, or this is a scalar.</exception>
    public Tensor SearchSorted(Tensor values, bool right = false)
    {
        if (Rank == 0)
            throw new ShapeException("[search_sorted] needs a sorted axis to search, got a scalar.");
        if (Rank == 1)
            return InsertionPlaces(this, values.Reshape(-1), right).Reshape(values.Shape);
        if (values.Rank != Rank || !values.Shape.Axes[..^1].SequenceEqual(Shape.Axes[..^1]))
            throw new ShapeException(
                $"[search_sorted] cannot search {Shape} for {values.Shape}: all axes but the last must be equal. Or search a vector."
            );
        return InsertionPlaces(this, values, right);
    }

    /// <summary>The bucket of every element: i where <c>boundaries[i−1] &lt; x ≤ boundaries[i]</c>, or with <paramref name="right"/> <c>≤, &lt;</c>; int64.</summary>
    /// <exception cref="ShapeException">The boundaries are not a vector.</exception>
    [Pipeline]
    public Tensor Bucketize(Tensor boundaries, bool right = false) =>
        boundaries.Rank == 1
            ? boundaries.SearchSorted(this, right)
            : throw new ShapeException($"[bucketize] needs a vector of ascending boundaries, got {boundaries.Shape}.");

    /// <summary>True where an element is among others; NaN never is.</summary>
    [Pipeline]
    public Tensor IsIn(Tensor others)
    {
        var (x, list) = (Flatten(), others.Flatten());
        if (list.Size <= FewToCompare)
            return Operations.Equal(x.ExpandDims(1), list).Any(1).Reshape(Shape);
        var sorted = list.Sort().Values;
        var place = Operations.Minimum(InsertionPlaces(sorted, x, right: false), list.Size - 1);
        return Operations.Equal(sorted.Gather(place, 0), x).Reshape(Shape);
    }

    /// <summary>How many elements lie in each of some bins of equal width from low to high, as this tensor's type; the last bin is closed.</summary>
    /// <remarks>Elements outside are not counted, nor is NaN. Without bounds they are the smallest and the largest element, and all must be finite.</remarks>
    /// <param name="bins">Number of bins.</param>
    /// <param name="bounds">Where the first bin begins and the last ends.</param>
    /// <param name="weights">What each element counts, in this tensor's shape; by default 1.</param>
    /// <param name="density">True for shares per width, which have the integral 1.</param>
    /// <exception cref="ValueException">There are no bins, or the bounds are not finite or not in order.</exception>
    /// <exception cref="ShapeException">The weights have another shape.</exception>
    public Tensor Histogram(int bins, (double Low, double High)? bounds = null, Tensor? weights = null, bool density = false)
    {
        if (weights is not null && !weights.Shape.Equals(Shape))
            throw new ShapeException($"[histogram] needs weights {Shape}, got {weights.Shape}.");
        var edges = HistogramEdges(bins, bounds);
        if (Size == 0)
            return Zeros([bins], edges.DType);
        var x = Floating().Flatten();
        var (low, high) = (edges.Select(0, 0), edges.Select(0, bins));
        var bin = Operations.Minimum(((x - low) * bins / (high - low)).To(DType.Int64), bins - 1);
        // What is outside goes to one more bin, which is dropped.
        var place = Where((x >= low) & (x <= high), bin, bins);
        var counts = weights is null
            ? CountAt(place, bins + 1).To(x.DType)
            : ScatterElementsOp.Make([bins + 1], place, weights.Flatten().To(x.DType), 0, ScatterRule.Add, new("histogram"));
        counts = counts.Slice(0, 0, bins);
        return density ? counts / (counts.Sum() * ((high - low) / bins)) : counts;
    }

    /// <summary>Where the bins of <see cref="Histogram"/> begin, and where the last ends: <c>[bins + 1]</c>.</summary>
    /// <param name="bins">Number of bins.</param>
    /// <param name="bounds">Where the first bin begins and the last ends; by default at the smallest and the largest element.</param>
    /// <exception cref="ValueException">There are no bins, or the bounds are not finite or not in order.</exception>
    public Tensor HistogramEdges(int bins, (double Low, double High)? bounds = null)
    {
        if (bins < 1)
            throw new ValueException($"[histogram] needs at least one bin, got {bins}.");
        if (bounds is var (from, to) && !(double.IsFinite(from) && double.IsFinite(to) && from <= to))
            throw new ValueException(
                FormattableString.Invariant(
                    $"[histogram] cannot divide the range from {from} to {to}: it must be finite, and not end before it begins."
                )
            );
        var x = Floating();
        var low =
            bounds is { } given ? Constant(x.DType, given.Low)
            : Size == 0 ? Constant(x.DType, 0.0)
            : x.Min().StopGradient();
        var high =
            bounds is { } known ? Constant(x.DType, known.High)
            : Size == 0 ? Constant(x.DType, 1.0)
            : x.Max().StopGradient();
        // A range of one point is widened to both sides.
        var isPoint = Operations.Equal(low, high);
        (low, high) = (Where(isPoint, low - 1, low), Where(isPoint, high + 1, high));
        var places = Iota([bins + 1]).To(x.DType);
        return Where(Operations.Equal(places, (double)bins), high, low + (places * ((high - low) / bins)));
    }

    /// <summary>How often each number from 0 up to (not including) a limit occurs in a vector of them, int64.</summary>
    internal static Tensor CountAt(Tensor numbers, int limit) =>
        ScatterElementsOp.Make([limit], numbers, Ones(numbers.Shape, DType.Int64), 0, ScatterRule.Add, new("bincount"));

    // The number of sorted elements along the last axis that come before each value.
    private static Tensor InsertionPlaces(Tensor sorted, Tensor values, bool right)
    {
        var size = sorted.Shape[-1];
        // Not 'less': a NaN comes after everything.
        Tensor IsBefore(Tensor element, Tensor value) => !(right ? element > value : element >= value);
        if (size <= FewToCompare)
            return IsBefore(sorted.ExpandDims(-2), values.ExpandDims(-1)).Sum(-1);
        var place = Zeros(values.Shape, DType.Int64);
        for (var step = 1 << BitOperations.Log2((uint)size); step > 0; step /= 2)
        {
            var next = place + step;
            var probe = sorted.Gather(Operations.Minimum(next, size) - 1, -1);
            place = Where((next <= size) & IsBefore(probe, values), next, place);
        }
        return place;
    }
}
