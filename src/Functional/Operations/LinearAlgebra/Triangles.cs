namespace Functional;

/// <summary>X of <c>T X = B</c>, or of <c>Tᵀ X = B</c>; the other triangle of T is not read.</summary>
internal sealed class TriangularSolveOp(bool isUpper, bool isTransposed, bool isUnit) : DecompositionOp
{
    public override string Name => "solve_triangular";

    public override string Description =>
        $"solve_triangular[{(isUpper ? "upper" : "lower")}{(isTransposed ? ", transposed" : "")}{(isUnit ? ", unit" : "")}]";

    public bool IsUpper => isUpper;

    public bool IsTransposed => isTransposed;

    /// <summary>True if the diagonal counts as ones.</summary>
    public bool IsUnit => isUnit;

    public static Tensor Make(Tensor triangle, Tensor right, bool isUpper, bool isTransposed = false, bool isUnit = false) =>
        new(new TriangularSolveOp(isUpper, isTransposed, isUnit), right.Shape, right.DType, triangle, right);

    public override bool Equals(Op? other) =>
        other is TriangularSolveOp solve && (solve.IsUpper, solve.IsTransposed, solve.IsUnit) == (isUpper, isTransposed, isUnit);

    internal override int ComputeHash() => HashCode.Combine(61, isUpper, isTransposed, isUnit);

    internal override void Pull(Pullback p)
    {
        var (triangle, x) = (p.Operand(0), p.Result);
        var right = Make(triangle, p.Cotangent, isUpper, !isTransposed, isUnit);
        p.Give(1, right);
        if (!p.Wants(0))
            return;
        var full = isTransposed ? x.MatMul(right.Transpose()) : right.MatMul(x.Transpose());
        var off = isUnit ? 1 : 0;
        p.Give(0, -(isUpper ? full.Triu(off) : full.Tril(-off)));
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) =>
        Make(operands[0], operands[1], isUpper, isTransposed, isUnit);
}

public sealed partial class Tensor
{
    /// <summary>The solution of <c>T x = b</c> for this triangular matrix T, or of <c>x T = b</c>; leading axes broadcast.</summary>
    /// <remarks>A zero on the diagonal gives infinities or NaN, as a division by it does.</remarks>
    /// <param name="b">The right side: <c>[…, n, k]</c>, or <c>[…, k, n]</c> if T is on the right; a vector where T is on the left.</param>
    /// <param name="upper">Which triangle of T is read; the other counts as zeros.</param>
    /// <param name="transpose">True to solve with Tᵀ.</param>
    /// <param name="unitDiagonal">True if the diagonal counts as ones.</param>
    /// <param name="left">False for <c>x T = b</c>.</param>
    /// <exception cref="ShapeException">T is not square, or the right side does not fit.</exception>
    [Pipeline]
    public Tensor SolveTriangular(Tensor b, bool upper, bool transpose = false, bool unitDiagonal = false, bool left = true)
    {
        _ = Matrices("solve_triangular", isSquare: true);
        if (!left)
        {
            if (b.Rank < 2)
                throw new ShapeException($"[solve_triangular] needs matrices, […, k, n], on the right, got {b.Describe()}.");
            return SolveTriangular(b.Transpose(), upper, !transpose, unitDiagonal).Transpose();
        }
        return Solved(
            "solve_triangular",
            this,
            b,
            (t, right) => TriangularSolveOp.Make(Over(t, right), right, upper, transpose, unitDiagonal)
        );
    }
}
