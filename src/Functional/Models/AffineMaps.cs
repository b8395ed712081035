namespace Functional;

public sealed partial class Tensor
{
    /// <summary>An affine map of the last axis: <c>x Wᵀ + b</c>, <c>[…, inputs] × [outputs, inputs] → […, outputs]</c>.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DTypeException">An operand is bool.</exception>
    public Tensor Linear(Tensor weight, Tensor? bias = null, Precision precision = Precision.Exact)
    {
        var product = MatMul(weight.Transpose(), precision);
        return bias is null ? product : product + bias;
    }

    /// <summary>A bilinear map of the last axes: <c>yₒ = xᵀ Wₒ z + bₒ</c>, <c>[…, m] × […, n] × [outputs, m, n] → […, outputs]</c>.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DTypeException">An operand is bool.</exception>
    public Tensor Bilinear(Tensor other, Tensor weight, Tensor? bias = null)
    {
        if (
            Rank == 0
            || other.Rank == 0
            || weight.Rank != 3
            || weight.Shape[1] != Shape[-1]
            || weight.Shape[2] != other.Shape[-1]
        )
            throw new ShapeException(
                $"[bilinear] cannot map {Describe()} and {other.Describe()} with weight {weight.Describe()}: it must be [outputs, last axis of the first, last axis of the second]."
            );
        var (outputs, first, second) = (weight.Shape[0], weight.Shape[1], weight.Shape[2]);
        var product = MatMul(weight.Permute(1, 0, 2).Reshape(Shape.Of(first, outputs * second)));
        var rows = product.Reshape(Shape.Of([.. Shape.Axes[..^1], outputs, second]));
        var sum = (rows * other.ExpandDims(-2)).Sum(-1);
        return bias is null ? sum : sum + bias;
    }
}
