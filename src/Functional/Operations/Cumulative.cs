namespace Functional;

/// <summary>Running sum along an axis.</summary>
internal sealed class CumulativeSumOp(int axis) : CumulativeOp(axis)
{
    public override string Name => "cumsum";

    // A narrow type goes through its lane type, and rounds at the end.
    public static Tensor Make(Tensor x, int axis) =>
        x.DType.IsNarrow ? Make(x.To(x.DType.Lane), axis).To(x.DType) : new(new CumulativeSumOp(axis), x.Shape, x.DType, x);

    public override Value Combine(Value x, ReadOnlySpan<Value> next) => x + next[0];

    internal override void Pull(Pullback p) => p.Give(0, Make(p.Cotangent.Flip(Axis), Axis).Flip(Axis));

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        Make(operands[0], Axis + 1);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], Axis);
}

/// <summary>Running product along an axis.</summary>
internal sealed class CumulativeProductOp(int axis) : CumulativeOp(axis)
{
    public override string Name => "cumprod";

    public static Tensor Make(Tensor x, int axis) =>
        x.DType.IsNarrow ? Make(x.To(x.DType.Lane), axis).To(x.DType) : new(new CumulativeProductOp(axis), x.Shape, x.DType, x);

    /// <summary>At every place the product of all before it; 1 at the first.</summary>
    public static Tensor Before(Tensor x, int axis) => Shifted(x, Make(x, axis), axis, first: 1);

    /// <summary>At every place the product of all after it; 1 at the last.</summary>
    public static Tensor After(Tensor x, int axis) => Before(x.Flip(axis), axis).Flip(axis);

    public override Value Combine(Value x, ReadOnlySpan<Value> next) => x * next[0];

    // ∂/∂xₖ Σᵢ gᵢ yᵢ = (x₀ ⋯ xₖ₋₁) λₖ with λₖ = gₖ + xₖ₊₁ λₖ₊₁: nothing is divided, so zeros need no care.
    internal override void Pull(Pullback p)
    {
        var x = p.Operand(0);
        p.Give(0, Before(x, Axis) * RecurrenceOp.Backwards(p.Cotangent, x, Axis));
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        Make(operands[0], Axis + 1);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], Axis);

    // The elements one place on, so that each place sees what comes before it.
    internal static Tensor Shifted(Tensor x, Tensor running, int axis, double first)
    {
        if (x.Shape[axis] == 0)
            return running;
        var sizes = x.Shape.Axes.ToArray();
        sizes[axis] = 1;
        return Tensor.Concatenate(axis, Tensor.Full(Shape.Of(sizes), first, x.DType), running.Slice(axis, 0, -1));
    }
}

/// <summary>Running maximum along an axis, NaN once there was one; the cotangent goes to the last element that was the largest.</summary>
internal sealed class CumulativeMaxOp(int axis) : CumulativeOp(axis)
{
    public override string Name => "cummax";

    public static Tensor Make(Tensor x, int axis) =>
        x.DType.IsNarrow ? Make(x.To(x.DType.Lane), axis).To(x.DType) : new(new CumulativeMaxOp(axis), x.Shape, x.DType, x);

    /// <summary>Where the running maximum stood last, int64: of equal elements the last, of several NaN the last.</summary>
    public static Tensor Places(Tensor x, Tensor largest, int axis)
    {
        var isLargest = Operations.Equal(x, largest) | Operations.NotEqual(x, x);
        return Make(Operations.Where(isLargest, x.PlacesAlong(axis), Tensor.Constant(DType.Int64, 0L)), axis);
    }

    public override Value Combine(Value x, ReadOnlySpan<Value> next) => Value.Max(x, next[0]);

    internal override void Pull(Pullback p)
    {
        var x = p.Operand(0);
        p.Give(0, ScatterElementsOp.Make(x.Shape, Places(x, p.Result, Axis), p.Cotangent, Axis, ScatterRule.Add, new(Name)));
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        Make(operands[0], Axis + 1);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], Axis);
}

/// <summary>A linear recurrence along an axis: <c>hᵢ = fᵢ · hᵢ₋₁ + bᵢ</c>, <c>h₀ = b₀</c>.</summary>
internal sealed class RecurrenceOp(int axis) : CumulativeOp(axis)
{
    public override string Name => "linear_recurrence";

    public static Tensor Make(Tensor terms, Tensor factors, int axis) =>
        terms.DType.IsNarrow
            ? Make(terms.To(terms.DType.Lane), factors.To(terms.DType.Lane), axis).To(terms.DType)
            : new(new RecurrenceOp(axis), terms.Shape, terms.DType, terms, factors);

    /// <summary><c>λᵢ = gᵢ + fᵢ₊₁ · λᵢ₊₁</c>, from the last to the first: how a recurrence's cotangents flow.</summary>
    public static Tensor Backwards(Tensor terms, Tensor factors, int axis) =>
        Make(terms.Flip(axis), CumulativeProductOp.Shifted(factors, factors.Flip(axis), axis, first: 0), axis).Flip(axis);

    public override Value Combine(Value x, ReadOnlySpan<Value> next) => (x * next[1]) + next[0];

    internal override void Pull(Pullback p)
    {
        var arrived = Backwards(p.Cotangent, p.Operand(1), Axis);
        if (p.Wants(0))
            p.Give(0, arrived);
        if (p.Wants(1))
            p.Give(1, arrived * CumulativeProductOp.Shifted(p.Result, p.Result, Axis, first: 0));
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        Make(
            batched[0] ? operands[0] : operands[0].BroadcastTo(operands[0].Shape.Prepend(size)),
            batched[1] ? operands[1] : operands[1].BroadcastTo(operands[1].Shape.Prepend(size)),
            Axis + 1
        );

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], operands[1], Axis);
}
