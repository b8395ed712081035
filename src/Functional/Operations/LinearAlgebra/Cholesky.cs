namespace Functional;

/// <summary>L of <c>L Lᵀ</c>, of symmetric matrices whose lower triangle is read.</summary>
internal sealed class CholeskyOp : DecompositionOp
{
    private static readonly CholeskyOp Instance = new();

    public override string Name => "cholesky";

    public static Tensor Make(Tensor x) => new(Instance, x.Shape, x.DType, x);

    internal override ValueException Failure(string matrix, int place) =>
        new(
            $"[cholesky] {matrix} is not positive definite: its leading {place + 1}×{place + 1} minor is not positive. Add a small multiple of the identity if rounding is the reason."
        );

    // Ā = L⁻ᵀ Φ(Lᵀ L̄) L⁻¹, symmetrized; Φ takes the lower triangle and half of the diagonal (Murray 2016).
    internal override void Pull(Pullback p)
    {
        var l = p.Result;
        var inner = l.Transpose().MatMul(p.Cotangent);
        var phi = (inner.Tril() + inner.Tril(-1)) * 0.5;
        var half = TriangularSolveOp.Make(l, phi, isUpper: false, isTransposed: true);
        var whole = TriangularSolveOp.Make(l, half.Transpose(), isUpper: false, isTransposed: true);
        p.Give(0, (whole + whole.Transpose()) * 0.5);
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0]);
}

public sealed partial class Tensor
{
    /// <summary>The lower triangular L with positive diagonal of a positive definite matrix <c>A = L Lᵀ</c>: <c>[…, n, n] → […, n, n]</c>.</summary>
    /// <remarks>A matrix that is not symmetric counts as its symmetric part <c>(A + Aᵀ) / 2</c>, and so the derivative is symmetric.</remarks>
    /// <param name="upper">True for U of <c>A = Uᵀ U</c>, the transpose.</param>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    /// <exception cref="ValueException">When the value is looked at: a matrix is not positive definite.</exception>
    [Pipeline]
    public Tensor Cholesky(bool upper = false)
    {
        var l = CholeskyOp.Make(Symmetric("cholesky")).To(FactorType);
        return upper ? l.Transpose() : l;
    }

    /// <summary>The solution of <c>A x = b</c>, given this Cholesky factor of A: <c>[…, n, n]</c> and <c>[…, n, k]</c> or <c>[n]</c>; leading axes broadcast.</summary>
    /// <param name="b">The right side.</param>
    /// <param name="upper">True if the factor is U of <c>A = Uᵀ U</c>; only that triangle is read.</param>
    /// <exception cref="ShapeException">The factor is not square, or the right side does not fit.</exception>
    [Pipeline]
    public Tensor CholeskySolve(Tensor b, bool upper = false)
    {
        _ = Matrices("cholesky_solve", isSquare: true);
        return Solved(
            "cholesky_solve",
            this,
            b,
            (factor, right) =>
            {
                var triangle = Over(factor, right);
                var half = TriangularSolveOp.Make(triangle, right, upper, isTransposed: upper);
                return TriangularSolveOp.Make(triangle, half, upper, isTransposed: !upper);
            }
        );
    }
}
