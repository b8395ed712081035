using static Functional.Operations;

namespace Functional;

/// <summary>What a quantile between two elements is.</summary>
public enum QuantileRule
{
    /// <summary>On the straight line between them.</summary>
    Linear,

    /// <summary>The lower one.</summary>
    Lower,

    /// <summary>The higher one.</summary>
    Higher,

    /// <summary>Half-way between them.</summary>
    Midpoint,

    /// <summary>The nearer one; half-way, the one with the even position.</summary>
    Nearest,
}

public sealed partial class Tensor
{
    /// <summary>Variance of all elements: <c>Σ (x − mean)² / (n − 1)</c>.</summary>
    [Pipeline]
    public Tensor Variance() => Variance([]);

    /// <summary>Variance along an axis: <c>Σ (x − mean)² / (n − correction)</c>.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor Variance(int axis, double correction = 1, bool keepAxes = false) => Variance([axis], correction, keepAxes);

    /// <summary>Variance along several axes, none means all: <c>Σ (x − mean)² / (n − correction)</c>, in two passes.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    public Tensor Variance(ReadOnlySpan<int> axes, double correction = 1, bool keepAxes = false) =>
        VarianceAndMean("variance", axes, correction, keepAxes).Variance;

    /// <summary>Standard deviation of all elements: <c>√(Σ (x − mean)² / (n − 1))</c>.</summary>
    [Pipeline]
    public Tensor StandardDeviation() => StandardDeviation([]);

    /// <summary>Standard deviation along an axis: <c>√(Σ (x − mean)² / (n − correction))</c>.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor StandardDeviation(int axis, double correction = 1, bool keepAxes = false) =>
        StandardDeviation([axis], correction, keepAxes);

    /// <summary>Standard deviation along several axes, none means all: the root of <see cref="Variance()"/>, with derivative 0 where it is 0.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    public Tensor StandardDeviation(ReadOnlySpan<int> axes, double correction = 1, bool keepAxes = false) =>
        Root(VarianceAndMean("standard_deviation", axes, correction, keepAxes).Variance);

    /// <summary>Variance and mean along several axes, none means all.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    public (Tensor Variance, Tensor Mean) VarianceAndMean(ReadOnlySpan<int> axes, double correction = 1, bool keepAxes = false) =>
        VarianceAndMean("variance_and_mean", axes, correction, keepAxes);

    /// <summary>The middle of all elements, of an even number the lower one of two; NaN if there is one.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    [Pipeline]
    public Tensor Median() => Flatten().Median(0);

    /// <summary>The middle element along an axis, of an even number the lower one of two; NaN if there is one.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    [Pipeline]
    public Tensor Median(int axis, bool keepAxes = false) => MedianWithIndex(axis, keepAxes).Values;

    /// <summary>The middle element along an axis and its index, of an even number the lower one of two; the first NaN if there is one.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    public (Tensor Values, Tensor Indices) MedianWithIndex(int axis, bool keepAxes = false)
    {
        if (IsPoint(axis))
            return AsVector(x => x.MedianWithIndex(0, true));
        var at = Shape.Axis("median", axis);
        var size = NeedElements("median", at);
        var order = ArgSort(at);
        // NaN are sorted last, in their order: the first is as many places from the end as there are.
        var numbers = Operations.Equal(this, this).To(DType.Int64).Sum(at, keepAxes: true);
        var middle = Where(Operations.Equal(numbers, size), (size - 1) / 2, numbers);
        return At(order.Gather(middle, at), at, keepAxes);
    }

    /// <summary>The element below which a share q of those along an axis, or of all, lies: at position <c>q · (n − 1)</c> in order.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">There are no elements.</exception>
    /// <exception cref="ValueException">q is not between 0 and 1.</exception>
    [Pipeline]
    public Tensor Quantile(double q, int? axis = null, QuantileRule rule = QuantileRule.Linear, bool keepAxes = false) =>
        Quantile([q], axis, rule, keepAxes).Select(0, 0);

    /// <summary>Several quantiles, along a new first axis; see the overload with one. NaN if there is one among the elements.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">There are no elements, or no quantiles are asked for.</exception>
    /// <exception cref="ValueException">A q is not between 0 and 1.</exception>
    public Tensor Quantile(
        ReadOnlySpan<double> q,
        int? axis = null,
        QuantileRule rule = QuantileRule.Linear,
        bool keepAxes = false
    )
    {
        if (axis is { } point && IsPoint(point))
            axis = null;
        var x = axis is null ? Floating().Flatten() : Floating();
        var at = x.Shape.Axis("quantile", axis ?? 0);
        x.NeedElements("quantile", at);
        var (sorted, _) = x.Sort(at);
        var last = sorted.Slice(at, -1);
        var shape =
            axis is not null ? x.Shape.Reduce([at], keepAxes)
            : keepAxes ? Shape.Reduce([.. Enumerable.Range(0, Rank)], keepAxes)
            : Shape.Scalar;
        var results = new Tensor[q.Length];
        for (var i = 0; i < q.Length; i++)
            results[i] = Where(Operations.Equal(last, last), sorted.OrderStatistic(q[i], at, rule), last).Reshape(shape);
        return Stack(0, results);
    }

    // The element at position q · (n − 1) of a sorted axis, which is kept as 1.
    private Tensor OrderStatistic(double q, int axis, QuantileRule rule)
    {
        if (!(q >= 0 && q <= 1))
            throw new ValueException(FormattableString.Invariant($"[quantile] q is {q}; it must be between 0 and 1."));
        var position = q * (Shape[axis] - 1);
        var (low, high) = ((int)Math.Floor(position), (int)Math.Ceiling(position));
        Tensor Element(int place) => Slice(axis, place, place + 1);
        return rule switch
        {
            QuantileRule.Lower => Element(low),
            QuantileRule.Higher => Element(high),
            QuantileRule.Nearest => Element((int)Math.Round(position, MidpointRounding.ToEven)),
            _ when low == high => Element(low),
            QuantileRule.Midpoint => Between(0.5),
            _ => Between(position - low),
        };
        Tensor Between(double share) => Element(low) + (share * (Element(high) - Element(low)));
    }

    private (Tensor Variance, Tensor Mean) VarianceAndMean(string name, ReadOnlySpan<int> axes, double correction, bool keepAxes)
    {
        // Relative to some element numbers are as small as they vary: a large mean costs no digits.
        var origin = SomeElement(name, axes).FiniteOr(0).StopGradient();
        var x = Floating() - origin;
        var sum = Reduce(name, axes, keepAxes: true, x, SumOp.Make);
        var count = (double)x.Size / Math.Max(1, sum.Size);
        var mean = sum / Constant(x.DType, count);
        var deviation = x - mean;
        var squares = Reduce(name, axes, keepAxes, deviation * deviation, SumOp.Make);
        return (squares / Constant(x.DType, Math.Max(0, count - correction)), (mean + origin).Reshape(squares.Shape));
    }

    // The first element along some axes, none means all, which are kept as 1.
    private Tensor SomeElement(string name, ReadOnlySpan<int> axes)
    {
        var x = Floating();
        if (x.Size == 0)
            return Constant(x.DType, 0.0);
        if (Rank == 0)
            return x;
        for (var i = 0; i < (axes.Length == 0 ? Rank : axes.Length); i++)
            x = x.Slice(Shape.Axis(name, axes.Length == 0 ? i : axes[i]), 0, 1);
        return x;
    }

    private int NeedElements(string name, int axis) =>
        Shape[axis] > 0
            ? Shape[axis]
            : throw new ShapeException($"[{name}] has nothing to choose from: axis {axis} of {Shape} is empty.");
}
