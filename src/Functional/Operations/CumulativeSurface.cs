using static Functional.Operations;

namespace Functional;

public sealed partial class Tensor
{
    /// <summary>Running sum along an axis: <c>out[i] = x[0] + … + x[i]</c>. Bools and integers add up in int64.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor CumSum(int axis) => IsPoint(axis) ? Widened() : CumulativeSumOp.Make(Widened(), Shape.Axis("cumsum", axis));

    /// <summary>Running product along an axis: <c>out[i] = x[0] ⋯ x[i]</c>. Bools and integers multiply in int64, which wraps around.</summary>
    /// <remarks>Its derivative divides by nothing: it is right where elements are 0, to any order.</remarks>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor CumProd(int axis) =>
        IsPoint(axis) ? Widened() : CumulativeProductOp.Make(Widened(), Shape.Axis("cumprod", axis));

    /// <summary>Running maximum along an axis, and the index where it stood: of equal elements, and of several NaN, the last.</summary>
    /// <remarks>Once there was a NaN it stays. That element alone gets the cotangent.</remarks>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    public (Tensor Values, Tensor Indices) CumMax(int axis)
    {
        if (IsPoint(axis))
            return AsVector(x => x.CumMax(0));
        var at = Shape.Axis("cummax", axis);
        var largest = RunningLargest(at);
        return (largest, CumulativeMaxOp.Places(this, largest, at));
    }

    /// <summary>Running minimum along an axis, and the index where it stood: of equal elements, and of several NaN, the last.</summary>
    /// <remarks>Once there was a NaN it stays. That element alone gets the cotangent.</remarks>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    public (Tensor Values, Tensor Indices) CumMin(int axis)
    {
        if (IsPoint(axis))
            return AsVector(x => x.CumMin(0));
        var at = Shape.Axis("cummin", axis);
        var reversed = Reversed();
        var largest = reversed.RunningLargest(at);
        return (largest.Reversed(), CumulativeMaxOp.Places(reversed, largest, at));
    }

    /// <summary>Logarithm of a running sum of exponentials: <c>out[i] = ln (e^x[0] + … + e^x[i])</c>, without overflow.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor LogCumSumExp(int axis)
    {
        if (IsPoint(axis))
            return Floating();
        var at = Shape.Axis("logcumsumexp", axis);
        var x = Floating();
        // Sums are kept relative to the running maximum; when that grows they shrink, so no factor is above 1.
        var largest = CumulativeMaxOp.Make(x, at).StopGradient();
        var shift = largest.FiniteOr(0);
        var before = CumulativeProductOp.Shifted(x, shift, at, first: 0);
        var isFirst = Operations.Equal(CumulativeProductOp.Shifted(x, largest, at, first: 0), double.NegativeInfinity);
        var sums = RecurrenceOp.Make((x - shift).Exp(), Where(isFirst, 0, (before - shift).Exp()), at);
        return Where(Operations.Equal(sums, 0), double.NegativeInfinity, sums.Log() + shift);
    }

    /// <summary>A linear recurrence along an axis: <c>out[i] = factors[i] · out[i−1] + terms[i]</c>, <c>out[0] = terms[0]</c>; operands broadcast.</summary>
    /// <remarks>One pass over the elements, and another for its derivative: discounted sums, moving averages, state-space models.</remarks>
    /// <param name="terms">What is added.</param>
    /// <param name="factors">By what the result so far is multiplied first; the first factor does not matter.</param>
    /// <param name="axis">The axis along which it runs.</param>
    /// <exception cref="ShapeException">The operands cannot be broadcast.</exception>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="DTypeException">The elements are bools.</exception>
    public static Tensor LinearRecurrence(Tensor terms, Tensor factors, int axis)
    {
        const string Name = "linear_recurrence";
        var shape = Shape.Broadcast(Name, terms.Shape, factors.Shape);
        var type = DTypes.Promote(terms.DType, factors.DType);
        if (type == DType.Bool)
            throw new DTypeException($"[{Name}] needs numbers, got bool{terms.Shape}. Convert with .To(DType.Float32).");
        return RecurrenceOp.Make(terms.To(type).BroadcastTo(shape), factors.To(type).BroadcastTo(shape), shape.Axis(Name, axis));
    }

    private Tensor Widened() => DType.IsFloating ? this : To(DType.Int64);

    private Tensor RunningLargest(int axis) =>
        DType == DType.Bool ? CumulativeMaxOp.Make(To(DType.Int32), axis).To(DType.Bool) : CumulativeMaxOp.Make(this, axis);
}
