namespace Functional;

/// <summary>Running sum along an axis.</summary>
internal sealed class CumulativeSumOp(int axis) : CumulativeOp(axis)
{
    public override string Name => "cumsum";

    public static Tensor Make(Tensor x, int axis) => new(new CumulativeSumOp(axis), x.Shape, x.DType, x);

    public override Value Combine(Value x, Value y) => x + y;

    internal override void Pull(Pullback p) => p.Give(0, Make(p.Cotangent.Flip(Axis), Axis).Flip(Axis));

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        Make(operands[0], Axis + 1);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], Axis);
}

public sealed partial class Tensor
{
    /// <summary>Running sum along an axis: <c>out[i] = x[0] + … + x[i]</c>. Bools and integers add up in int64.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor CumSum(int axis)
    {
        var x = DType.IsFloating ? this : To(DType.Int64);
        return CumulativeSumOp.Make(x, Shape.Axis("cumsum", axis));
    }
}
