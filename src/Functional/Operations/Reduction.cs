using static Functional.Operations;

namespace Functional;

/// <summary>Sum along axes; blocks are added pairwise, in an order that only the shape decides.</summary>
internal sealed class SumOp(int[] axes) : ReductionOp(axes)
{
    public override string Name => "sum";

    // A narrow type adds up in its lane type, and rounds once.
    public static Tensor Make(Tensor x, int[] axes) =>
        x.DType.IsNarrow
            ? Make(x.To(x.DType.Lane), axes).To(x.DType)
            : new(new SumOp(axes), x.Shape.Reduce(axes, keepAxes: false), x.DType, x);

    public override Value Combine(Value x, Value y) => x + y;

    public override double Identity(DType type) => 0;

    internal override void Pull(Pullback p) =>
        p.Give(0, p.Cotangent.Reshape(p.Operand(0).Shape.Reduce(Axes, keepAxes: true)).BroadcastTo(p.Operand(0).Shape));

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        Make(operands[0], [.. Axes.ToArray().Select(axis => axis + 1)]);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], Axes.ToArray());
}

/// <summary>Largest element along axes, NaN if there is one; elements that tie share the cotangent equally.</summary>
internal sealed class MaxOp(int[] axes) : ReductionOp(axes)
{
    public override string Name => "max";

    public static Tensor Make(Tensor x, int[] axes) =>
        x.DType.IsNarrow
            ? Make(x.To(x.DType.Lane), axes).To(x.DType)
            : new(new MaxOp(axes), x.Shape.Reduce(axes, keepAxes: false), x.DType, x);

    public override Value Combine(Value x, Value y) => Value.Max(x, y);

    public override double Identity(DType type) => Lowest(type);

    /// <summary>The smallest value of a type: the largest of nothing.</summary>
    public static double Lowest(DType type) =>
        type.IsFloating ? double.NegativeInfinity
        : type == DType.Int32 ? int.MinValue
        : long.MinValue;

    internal override void Pull(Pullback p)
    {
        var (x, kept) = (p.Operand(0), p.Operand(0).Shape.Reduce(Axes, keepAxes: true));
        var isLargest = Equal(x, p.Result.Reshape(kept));
        var ties = SumOp.Make(isLargest.To(x.DType), Axes.ToArray());
        p.Give(0, Where(isLargest, Scale(p.Cotangent, 1 / ties).Reshape(kept), 0));
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        Make(operands[0], [.. Axes.ToArray().Select(axis => axis + 1)]);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], Axes.ToArray());
}

public sealed partial class Tensor
{
    /// <summary>Sum of all elements: a scalar. Bools and integers add up in int64, float16 and bfloat16 in float32, rounded once; an empty sum is 0.</summary>
    [Pipeline]
    public Tensor Sum() => Sum([], keepAxes: false);

    /// <summary>Sum along one axis.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor Sum(int axis, bool keepAxes = false) => Sum([axis], keepAxes);

    /// <summary>Sum along several axes; none means all.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    public Tensor Sum(ReadOnlySpan<int> axes, bool keepAxes = false) =>
        Reduce("sum", axes, keepAxes, DType.IsFloating ? this : To(DType.Int64), SumOp.Make);

    /// <summary>Mean of all elements; of none, NaN.</summary>
    [Pipeline]
    public Tensor Mean() => Mean([], keepAxes: false);

    /// <summary>Mean along one axis.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor Mean(int axis, bool keepAxes = false) => Mean([axis], keepAxes);

    /// <summary>Mean along several axes; none means all. Integers are averaged as float32, and narrow floats before they are rounded.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    public Tensor Mean(ReadOnlySpan<int> axes, bool keepAxes = false)
    {
        var x = DType is DType.Float64 ? this : To(DType.Float32);
        var sum = Reduce("mean", axes, keepAxes, x, SumOp.Make);
        var mean = sum / Constant(x.DType, (double)Size / Math.Max(1, sum.Size));
        return DType.IsFloating ? mean.To(DType) : mean;
    }

    /// <summary>Largest of all elements, of bools true; NaN if there is one.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    [Pipeline]
    public Tensor Max() => Max([], keepAxes: false);

    /// <summary>Largest element along one axis.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    [Pipeline]
    public Tensor Max(int axis, bool keepAxes = false) => Max([axis], keepAxes);

    /// <summary>Largest element along several axes; none means all.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    /// <exception cref="ShapeException">There is nothing to choose from.</exception>
    public Tensor Max(ReadOnlySpan<int> axes, bool keepAxes = false) => Largest("max", axes, keepAxes);

    /// <summary>Smallest of all elements, of bools false; NaN if there is one.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    [Pipeline]
    public Tensor Min() => Smallest("min", [], keepAxes: false);

    /// <summary>Smallest element along one axis.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    [Pipeline]
    public Tensor Min(int axis, bool keepAxes = false) => Smallest("min", [axis], keepAxes);

    /// <summary>Smallest element along several axes; none means all.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    /// <exception cref="ShapeException">There is nothing to choose from.</exception>
    public Tensor Min(ReadOnlySpan<int> axes, bool keepAxes = false) => Smallest("min", axes, keepAxes);

    private Tensor Smallest(string name, ReadOnlySpan<int> axes, bool keepAxes) =>
        Reversed().Largest(name, axes, keepAxes).Reversed();

    // The smallest integer has no negative; −1 − x turns the order round without overflow.
    private Tensor Reversed() =>
        DType.IsFloating ? -this
        : DType == DType.Bool ? !this
        : -1 - this;

    private Tensor Largest(string name, ReadOnlySpan<int> axes, bool keepAxes) =>
        DType == DType.Bool
            ? To(DType.Int32).Largest(name, axes, keepAxes).To(DType.Bool)
            : Reduce(name, axes, keepAxes, this, MaxOp.Make, needsElements: true);

    private static Tensor Reduce(
        string name,
        ReadOnlySpan<int> axes,
        bool keepAxes,
        Tensor x,
        Func<Tensor, int[], Tensor> make,
        bool needsElements = false
    )
    {
        // A scalar counts as a vector of one: it has been reduced already.
        if (axes is [var axis] && x.IsPoint(axis))
            return x;
        var all = axes.Length == 0 ? [.. Enumerable.Range(0, x.Rank)] : axes.ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = x.Shape.Axis(name, all[i]);
            if (all.AsSpan(0, i).Contains(all[i]))
                throw new AxisException($"[{name}] names axis {all[i]} of {x.Shape} twice.");
            if (needsElements && x.Shape[all[i]] == 0)
                throw new ShapeException($"[{name}] has nothing to choose from: axis {all[i]} of {x.Shape} is empty.");
        }
        if (all.Length == 0)
            return x;
        Array.Sort(all);
        return make(x, all).Reshape(x.Shape.Reduce(all, keepAxes));
    }
}
