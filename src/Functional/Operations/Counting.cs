using static Functional.Operations;

namespace Functional;

public sealed partial class Tensor
{
    /// <summary>True if any element is not 0 (NaN is not); of none false.</summary>
    [Pipeline]
    public Tensor Any() => Any([], keepAxes: false);

    /// <summary>True where any element along an axis is not 0.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor Any(int axis, bool keepAxes = false) => Any([axis], keepAxes);

    /// <summary>True where any element along several axes is not 0; no axes means all.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    public Tensor Any(ReadOnlySpan<int> axes, bool keepAxes = false) =>
        Reduce("any", axes, keepAxes, IsNonZero().To(DType.Int32), MaxOp.Make) > 0;

    /// <summary>True if no element is 0; of none true.</summary>
    [Pipeline]
    public Tensor All() => All([], keepAxes: false);

    /// <summary>True where no element along an axis is 0.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor All(int axis, bool keepAxes = false) => All([axis], keepAxes);

    /// <summary>True where no element along several axes is 0; no axes means all.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    public Tensor All(ReadOnlySpan<int> axes, bool keepAxes = false) =>
        Reduce("all", axes, keepAxes, (!IsNonZero()).To(DType.Int32), MaxOp.Make) <= 0;

    /// <summary>Number of elements that are not 0, int64.</summary>
    [Pipeline]
    public Tensor CountNonzero() => CountNonzero([]);

    /// <summary>Number of elements along an axis that are not 0, int64.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor CountNonzero(int axis, bool keepAxes = false) => CountNonzero([axis], keepAxes);

    /// <summary>Number of elements along several axes that are not 0, int64; no axes means all.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    public Tensor CountNonzero(ReadOnlySpan<int> axes, bool keepAxes = false) =>
        Reduce("count_nonzero", axes, keepAxes, IsNonZero().To(DType.Int64), SumOp.Make);

    /// <summary>Sum of all elements but NaN; where there are none it is 0.</summary>
    [Pipeline]
    public Tensor NanSum() => NanSum([], keepAxes: false);

    /// <summary>Sum along an axis of all elements but NaN.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor NanSum(int axis, bool keepAxes = false) => NanSum([axis], keepAxes);

    /// <summary>Sum along several axes of all elements but NaN, which get no cotangent; no axes means all.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    public Tensor NanSum(ReadOnlySpan<int> axes, bool keepAxes = false) =>
        Reduce("nansum", axes, keepAxes, DType.IsFloating ? WithoutNaN() : To(DType.Int64), SumOp.Make);

    /// <summary>Mean of all elements but NaN; where there are none it is NaN.</summary>
    [Pipeline]
    public Tensor NanMean() => NanMean([], keepAxes: false);

    /// <summary>Mean along an axis of all elements but NaN.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor NanMean(int axis, bool keepAxes = false) => NanMean([axis], keepAxes);

    /// <summary>Mean along several axes of all elements but NaN, which get no cotangent; no axes means all.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    public Tensor NanMean(ReadOnlySpan<int> axes, bool keepAxes = false)
    {
        var x = Floating();
        var sum = Reduce("nanmean", axes, keepAxes, x.WithoutNaN(), SumOp.Make);
        return sum / Reduce("nanmean", axes, keepAxes, Operations.Equal(x, x).To(DType.Int64), SumOp.Make).To(x.DType);
    }

    private Tensor IsNonZero() => DType == DType.Bool ? this : Operations.NotEqual(this, 0);

    private Tensor WithoutNaN() => Where(Operations.Equal(this, this), this, 0);
}
