namespace Functional;

public sealed partial class Tensor
{
    /// <summary>Each vector along an axis divided by its norm: <c>x / max(‖x‖ₚ, ε)</c>.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor Normalize(int axis = 1, double p = 2, double epsilon = 1e-12)
    {
        var x = Floating();
        return x / Operations.Maximum(x.Norm(p, Shape.Axis("normalize", axis), keepAxes: true), epsilon);
    }

    /// <summary>Cosine of the angle between vectors along an axis: <c>x·y / (max(‖x‖, ε) max(‖y‖, ε))</c>; the operands broadcast.</summary>
    /// <param name="other">The other vectors.</param>
    /// <param name="axis">The axis of both, after broadcasting.</param>
    /// <param name="epsilon">ε: what guards against vectors of zeros.</param>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The operands cannot be broadcast.</exception>
    public Tensor CosineSimilarity(Tensor other, int axis = 1, double epsilon = 1e-8)
    {
        var shape = Shape.Broadcast("cosine_similarity", Shape, other.Shape);
        var at = shape.Axis("cosine_similarity", axis);
        var (x, y) = (Floating().BroadcastTo(shape), other.Floating().BroadcastTo(shape));
        var norms = Operations.Maximum(x.Norm(2, at), epsilon) * Operations.Maximum(y.Norm(2, at), epsilon);
        return (x * y).Sum(at) / norms;
    }

    /// <summary>Distance of vectors along the last axis: <c>(Σ |x − y + ε|ᵖ)^(1/p)</c>; the operands broadcast.</summary>
    /// <exception cref="AxisException">Both operands are scalars.</exception>
    /// <exception cref="ShapeException">The operands cannot be broadcast.</exception>
    public Tensor PairwiseDistance(Tensor other, double p = 2, double epsilon = 1e-6, bool keepAxes = false) =>
        (this - other + epsilon).Norm(p, -1, keepAxes);
}
