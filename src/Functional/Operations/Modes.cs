using static Functional.Operations;

namespace Functional;

public sealed partial class Tensor
{
    /// <summary>The most frequent element along an axis, of several the smallest.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    public Tensor Mode(int axis = -1, bool keepAxes = false) => ModeWithIndex(axis, keepAxes).Values;

    /// <summary>The most frequent element along an axis, of several the smallest, and where it stands last, int64.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    public (Tensor Values, Tensor Indices) ModeWithIndex(int axis = -1, bool keepAxes = false)
    {
        if (IsPoint(axis))
            return AsVector(x => x.ModeWithIndex(0, true));
        var at = Shape.Axis("mode", axis);
        NeedElements("mode", at);
        var order = ArgSort(at);
        var sorted = Gather(order, at);
        var places = PlacesAlong(at);
        // In order equal elements are neighbours: a run's last place tells how long it is, and of equal ones the last index.
        var starts = CumulativeMaxOp.Make(Where(StartsRun(sorted, at), places, 0L), at);
        var end = (places - starts).ArgMax(at, keepAxes: true);
        return At(order.Gather(end, at), at, keepAxes);
    }

    /// <summary>The middle of all elements but NaN, of an even number the lower one of two; NaN if there is nothing else.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    [Pipeline]
    public Tensor NanMedian() => Flatten().NanMedian(0);

    /// <summary>The middle element along an axis without NaN, of an even number the lower one of two; NaN if there is nothing else.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    [Pipeline]
    public Tensor NanMedian(int axis, bool keepAxes = false)
    {
        if (IsPoint(axis))
            return this;
        var at = Shape.Axis("nanmedian", axis);
        NeedElements("nanmedian", at);
        var middle = Operations.Maximum(Operations.FloorDivide(NumbersAlong(at) - 1, 2L), 0L);
        return At(ArgSort(at).Gather(middle, at), at, keepAxes).Values;
    }

    /// <summary>The element below which a share q of those along an axis, or of all, lies, NaN not counted; see <see cref="Quantile(double, int?, QuantileRule, bool)"/>.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">There are no elements.</exception>
    /// <exception cref="ValueException">q is not between 0 and 1.</exception>
    [Pipeline]
    public Tensor NanQuantile(double q, int? axis = null, QuantileRule rule = QuantileRule.Linear, bool keepAxes = false)
    {
        if (!(q >= 0 && q <= 1))
            throw new ValueException(FormattableString.Invariant($"[nanquantile] q is {q}; it must be between 0 and 1."));
        if (axis is not { } one || IsPoint(one))
        {
            var all = Floating().Flatten().NanQuantile(q, 0, rule);
            return keepAxes ? all.Reshape(Shape.Reduce([.. Enumerable.Range(0, Rank)], keepAxes)) : all;
        }
        var x = Floating();
        var at = Shape.Axis("nanquantile", one);
        NeedElements("nanquantile", at);
        var sorted = x.Sort(at).Values;
        var position = q * Operations.Maximum(x.NumbersAlong(at) - 1, 0L).To(DType.Float64);
        Tensor Element(Tensor place) => sorted.Gather(place.To(DType.Int64), at);
        var (low, high) = (Element(Operations.Floor(position)), Element(Operations.Ceiling(position)));
        var share = rule == QuantileRule.Midpoint ? 0.5 : (position - Operations.Floor(position)).To(x.DType);
        var result = rule switch
        {
            QuantileRule.Lower => low,
            QuantileRule.Higher => high,
            QuantileRule.Nearest => Element(Operations.Round(position)),
            _ => Where(
                Operations.Equal(Operations.Floor(position), Operations.Ceiling(position)),
                low,
                low + (share * (high - low))
            ),
        };
        return keepAxes ? result : result.Squeeze(at);
    }

    /// <summary>True where an element differs from the one before it along an axis.</summary>
    private static Tensor StartsRun(Tensor x, int axis)
    {
        var first = Constant(DType.Bool, 1).BroadcastTo(x.Slice(axis, 0, 1).Shape);
        return Concatenate(axis, first, Operations.NotEqual(x.Slice(axis, 1), x.Slice(axis, 0, -1)));
    }

    // How many elements along an axis are not NaN; the axis stays.
    private Tensor NumbersAlong(int axis) => Operations.Equal(this, this).To(DType.Int64).Sum(axis, keepAxes: true);
}
