namespace Functional;

/// <summary>The value of the first operand, which is the Fourier transform of the second, <c>[…, 2, n]</c>; the derivative is the other transform.</summary>
/// <remarks>The matrix of a transform on the parts of numbers, transposed, is that of its inverse: so a derivative runs as fast, in the same stages.</remarks>
internal sealed class FourierOp(bool isInverse) : MovementOp
{
    public override string Name => "fourier";
    public override string Description => isInverse ? "fourier[inverse]" : "fourier";

    private bool IsInverse => isInverse;

    /// <summary>The transform of the last axis of <c>[batch, 2, n]</c>.</summary>
    public static Tensor Make(Tensor x, bool isInverse) =>
        Make(FourierTransform.Composed(x.StopGradient(), isInverse), x, isInverse);

    public override bool Equals(Op? other) => other is FourierOp fourier && fourier.IsInverse == isInverse;

    internal override int ComputeHash() => isInverse ? 701 : 702;

    internal override View Apply(View operand) => operand;

    internal override void Pull(Pullback p)
    {
        // A batch may have put axes in front.
        var (g, shape) = (p.Cotangent, p.Cotangent.Shape);
        var rows = g.Reshape(Shape.Of(checked((int)Shape.Of(shape.Axes[..^2]).Size), 2, shape[-1]));
        p.Give(1, Make(rows, !isInverse).Reshape(shape));
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size)
    {
        Tensor Whole(Tensor x, bool isBatched) => isBatched ? x : x.BroadcastTo(x.Shape.Prepend(size));
        return Make(Whole(operands[0], batched[0]), Whole(operands[1], batched[1]), isInverse);
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], operands[1], isInverse);

    private static Tensor Make(Tensor value, Tensor x, bool isInverse) =>
        new(new FourierOp(isInverse), value.Shape, value.DType, value, x);
}
