using static Functional.Operations;

namespace Functional;

/// <summary>Eigenvectors in columns, and beside them a column of eigenvalues, ascending; or that alone.</summary>
internal sealed class SymmetricEigenOp(bool hasVectors) : DecompositionOp
{
    public override string Name => "eigh";

    public override string Description => hasVectors ? "eigh" : "eigh[values]";

    public bool HasVectors => hasVectors;

    public static Tensor Make(Tensor x, bool hasVectors) =>
        new(
            new SymmetricEigenOp(hasVectors),
            Shape.Of([.. x.Shape.Axes[..^1], hasVectors ? checked(x.Shape[-1] + 1) : 1]),
            x.DType,
            x
        );

    public override bool Equals(Op? other) => other is SymmetricEigenOp eigen && eigen.HasVectors == hasVectors;

    internal override int ComputeHash() => hasVectors ? 641 : 642;

    internal override ValueException Failure(string matrix, int place) => DecompositionFailures.Of(Name, matrix, place);

    // Ā = V (diag(w̄) + F ∘ Vᵀ V̄) Vᵀ with Fᵢⱼ = 1 / (wⱼ − wᵢ), and 0 where these are equal (Giles 2008).
    internal override void Pull(Pullback p)
    {
        var x = p.Operand(0);
        var n = x.Shape[-1];
        var all = hasVectors ? p.Result : Make(x, hasVectors: true);
        var (v, w) = (all.ColumnsOf(0, n), all.Select(-1, n));
        var inner = p.Cotangent.Select(-1, hasVectors ? n : 0).DiagEmbed();
        if (hasVectors)
        {
            var gaps = w.ExpandDims(-2) - w.ExpandDims(-1);
            var isSame = Abs(gaps) <= SameWithin(w);
            inner += Where(isSame, 0, v.Transpose().MatMul(p.Cotangent.ColumnsOf(0, n)) / Where(isSame, 1, gaps));
        }
        var sum = v.MatMul(inner).MatMul(v.Transpose());
        p.Give(0, (sum + sum.Transpose()) * 0.5);
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], hasVectors);

    /// <summary>How far values of a matrix may be apart by rounding alone: <c>[…, k] → […, 1, 1]</c>.</summary>
    public static Tensor SameWithin(Tensor values) =>
        (Abs(values).Max(-1, keepAxes: true) * (values.Shape[-1] * Tensor.EpsilonOf(values.DType))).ExpandDims(-1).StopGradient();
}

public sealed partial class Tensor
{
    /// <summary>Eigenvalues, ascending, and eigenvectors, in columns, of symmetric matrices: <c>A V = V diag(w)</c>.</summary>
    /// <remarks>
    /// <c>[…, n, n] → […, n], […, n, n]</c>. A matrix that is not symmetric counts as its symmetric part. Of the largest elements of an
    /// eigenvector the first is positive. Where eigenvalues are equal the derivative of their eigenvectors, which are not determined, counts as 0.
    /// </remarks>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    /// <exception cref="ValueException">When the value is looked at: there are NaN or infinities.</exception>
    public (Tensor Values, Tensor Vectors) Eigh()
    {
        var all = SymmetricEigenOp.Make(Symmetric("eigh"), hasVectors: true);
        var n = Shape[-1];
        return (all.Select(-1, n).To(FactorType), all.ColumnsOf(0, n).To(FactorType));
    }

    /// <summary>Eigenvalues of symmetric matrices, ascending: <c>[…, n, n] → […, n]</c>; a matrix that is not symmetric counts as its symmetric part.</summary>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    /// <exception cref="ValueException">When the value is looked at: there are NaN or infinities.</exception>
    [Pipeline]
    public Tensor EigValsH() => SymmetricEigenOp.Make(Symmetric("eigvalsh"), hasVectors: false).Squeeze(-1).To(FactorType);
}
