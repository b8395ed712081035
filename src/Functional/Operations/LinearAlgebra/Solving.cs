namespace Functional;

/// <summary>X of <c>A X = B</c>, or of <c>Aᵀ X = B</c>: value, A, the LU factors of A, B.</summary>
internal sealed class SolutionOp(bool isTransposed) : ImplicitOp
{
    public override string Name => "solution";

    public override string Description => isTransposed ? "solution[transposed]" : "solution";

    private bool IsTransposed => isTransposed;

    public static Tensor Make(Tensor matrix, Tensor factors, Tensor right, bool isTransposed = false) =>
        new(
            new SolutionOp(isTransposed),
            right.Shape,
            right.DType,
            [Substituted(factors, right, isTransposed), matrix, factors, right]
        );

    public override bool Equals(Op? other) => other is SolutionOp solution && solution.IsTransposed == isTransposed;

    internal override int ComputeHash() => isTransposed ? 631 : 632;

    internal override void Pull(Pullback p)
    {
        var (x, right) = (p.Result, Make(p.Operand(1), p.Operand(2), p.Cotangent, !isTransposed));
        p.Give(3, right);
        if (p.Wants(1))
            p.Give(1, -(isTransposed ? x.MatMul(right.Transpose()) : right.MatMul(x.Transpose())));
    }

    // A = Pᵀ L U.
    private static Tensor Substituted(Tensor factors, Tensor right, bool isTransposed)
    {
        var n = right.Shape[-2];
        var (triangles, order) = (factors.ColumnsOf(0, n), LuOp.Order(factors, n));
        var x = isTransposed ? right : LuOp.Reordered(right, order);
        x = TriangularSolveOp.Make(triangles, x, isUpper: isTransposed, isTransposed, isUnit: !isTransposed);
        x = TriangularSolveOp.Make(triangles, x, isUpper: !isTransposed, isTransposed, isUnit: isTransposed);
        return isTransposed ? LuOp.Reordered(x, order.ArgSort()) : x;
    }
}

public sealed partial class Tensor
{
    /// <summary>The solution of <c>A x = b</c>: <c>[…, n, n]</c> and <c>[…, n, k]</c> or <c>[n]</c>; leading axes broadcast.</summary>
    /// <exception cref="ShapeException">A is not square, or the right side does not fit.</exception>
    /// <exception cref="ValueException">When the value is looked at: a matrix is singular.</exception>
    [Pipeline]
    public Tensor Solve(Tensor b)
    {
        _ = Matrices("solve", isSquare: true);
        return Solved("solve", this, b, (a, right) => Solution(a, right, "solve"));
    }

    /// <summary>The inverse of square matrices: <c>A⁻¹ A = I</c>.</summary>
    /// <remarks>For a system of equations <c>Solve</c> is faster, and more accurate.</remarks>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    /// <exception cref="ValueException">When the value is looked at: a matrix is singular.</exception>
    [Pipeline]
    public Tensor Inverse() => Inverse("inverse").To(FactorType);

    // In the type that decompositions compute in. A singular matrix is an error of the named operation, or has infinities and NaN.
    private Tensor Inverse(string operation, bool refuses = true)
    {
        var a = Matrices(operation, isSquare: true);
        return Solution(a, IdentityLike(a), refuses ? operation : null);
    }

    internal static Tensor Solution(Tensor a, Tensor right, string? refuses) =>
        SolutionOp.Make(Over(a, right), Over(LuOp.Make(a, refuses), right), right);
}
