namespace Functional;

/// <summary>Gives products a precision, in trees and in the bodies of their loops.</summary>
internal static class PrecisionRewrite
{
    /// <summary>The trees with a precision for every product of float32 that has none.</summary>
    public static Tensor[] Run(ReadOnlySpan<Tensor> roots, Precision precision) =>
        Substitution.Rewrite(
            Graph.Of(roots),
            (node, operands, isChanged) =>
            {
                var op = node.IsComputed ? node.Op : node.Op.With(precision);
                return isChanged || !ReferenceEquals(op, node.Op) ? op.Rebuild(operands) : node;
            }
        );
}

public sealed partial class Tensor
{
    /// <summary>The same value with a precision for every matrix product and convolution of float32 below it that has none of its own, those in loops too.</summary>
    /// <remarks>
    /// A transformation of the tree: what is computed already stays, and gradients taken of the result keep it. A model is trained so with
    /// <c>loss.WithPrecision(Precision.BFloat16)</c> before the gradient is taken.
    /// </remarks>
    /// <param name="precision">What is done to operands of float32 before they are multiplied.</param>
    [Pipeline]
    public Tensor WithPrecision(Precision precision) =>
        Precisions.Of("with_precision", DType.Float32, precision) == Precision.Exact
            ? this
            : PrecisionRewrite.Run([this], precision)[0];
}
