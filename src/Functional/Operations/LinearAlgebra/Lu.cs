namespace Functional;

/// <summary>L below the diagonal and U on and above it, in one matrix; beside them a column that says which row of the operand each row is.</summary>
/// <param name="refuses">The operation that a singular matrix is an error of; null where it is none.</param>
/// <param name="isComplete">True if columns are exchanged, too; one more column says which of the operand each is. It has no derivative of its own.</param>
internal sealed class LuOp(string? refuses = null, bool isComplete = false) : DecompositionOp
{
    public override string Name => "lu";

    public override string Description => $"lu[{refuses ?? "any"}{(isComplete ? ", complete" : "")}]";

    public string? Refuses => refuses;

    public bool IsComplete => isComplete;

    public static Tensor Make(Tensor x, string? refuses = null, bool isComplete = false) =>
        new(
            new LuOp(refuses, isComplete),
            Shape.Of([.. x.Shape.Axes[..^1], checked(x.Shape[-1] + (isComplete ? 2 : 1))]),
            x.DType,
            x
        );

    public override bool Equals(Op? other) => other is LuOp lu && lu.Refuses == refuses && lu.IsComplete == isComplete;

    internal override int ComputeHash() => HashCode.Combine(62, refuses, isComplete);

    internal override ValueException Failure(string matrix, int place) =>
        new($"[{refuses}] {matrix} is singular: pivot {place} is 0. Use PseudoInverse for a solution of least size.");

    // With A₁ the square corner: P A₁ = L₁ U₁, and N = tril₋₁(L₁ᵀ L̄₁ − Ū₂ U₂ᵀ) + triu(Ū₁ U₁ᵀ − L₂ᵀ L̄₂) gives L₁⁻ᵀ N U₁⁻ᵀ there.
    internal override void Pull(Pullback p)
    {
        if (isComplete)
            throw new InvalidOperationException("Who uses complete pivots has a derivative of their own.");
        var (m, n) = (p.Operand(0).Shape[-2], p.Operand(0).Shape[-1]);
        var rank = Math.Min(m, n);
        var (factors, g) = (p.Result.ColumnsOf(0, n), p.Cotangent.ColumnsOf(0, n));
        var (corner, cotangent) = (Corner(factors), Corner(g));
        var (l, u) = (Lower(corner), corner.Triu());
        var (below, above) = (l.Transpose().MatMul(cotangent.Tril(-1)), cotangent.Triu().MatMul(u.Transpose()));
        if (n > rank)
            below -= g.ColumnsOf(rank, n).MatMul(factors.ColumnsOf(rank, n).Transpose());
        if (m > rank)
            above -= factors.RowsOf(rank, m).Transpose().MatMul(g.RowsOf(rank, m));
        var inner = TriangularSolveOp.Make(
            corner,
            below.Tril(-1) + above.Triu(),
            isUpper: false,
            isTransposed: true,
            isUnit: true
        );
        var sum = TriangularSolveOp.Make(corner, inner.Transpose(), isUpper: true).Transpose();
        if (n > rank)
            sum = Tensor.Concatenate(
                -1,
                sum,
                TriangularSolveOp.Make(corner, g.ColumnsOf(rank, n), isUpper: false, isTransposed: true, isUnit: true)
            );
        if (m > rank)
            sum = Tensor.Concatenate(
                -2,
                sum,
                TriangularSolveOp.Make(corner, g.RowsOf(rank, m).Transpose(), isUpper: true).Transpose()
            );
        p.Give(0, Reordered(sum, Order(p.Result, n).ArgSort()));
        Tensor Corner(Tensor x) => x.RowsOf(0, rank).ColumnsOf(0, rank);
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], refuses, isComplete);

    /// <summary>L of the packed factors, with ones on the diagonal.</summary>
    public static Tensor Lower(Tensor packed) => packed.Tril(-1) + Tensor.Eye(packed.Shape[-2], packed.Shape[-1], packed.DType);

    /// <summary>A column of the packed factors as indices.</summary>
    public static Tensor Order(Tensor packed, int column) => packed.Select(-1, column).To(DType.Int64);

    /// <summary>Rows put in an order.</summary>
    public static Tensor Reordered(Tensor rows, Tensor order) => rows.Gather(order.ExpandDims(-1).BroadcastTo(rows.Shape), -2);

    /// <summary>1 or −1: the determinant of a permutation.</summary>
    public static Tensor Sign(Tensor order, DType type)
    {
        var places = Tensor.Range(order.Shape[-1], DType.Int32);
        var isInverted = (order.ExpandDims(-1) > order.ExpandDims(-2)) & (places.ExpandDims(1) < places);
        var count = isInverted.To(DType.Int32).Sum([-2, -1]);
        return Operations.Where(Operations.Equal(count & 1, 0), Tensor.Constant(type, 1.0), Tensor.Constant(type, -1.0));
    }
}

public sealed partial class Tensor
{
    /// <summary>The factors of <c>A = P L U</c>: a permutation, a lower triangle with ones on its diagonal, an upper triangle.</summary>
    /// <remarks><c>[…, m, n] → […, m, m], […, m, k], […, k, n]</c>, k the smaller of m and n. Of each column the largest element becomes the pivot.</remarks>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public (Tensor P, Tensor L, Tensor U) Lu()
    {
        var packed = LuOp.Make(Matrices("lu"));
        var (m, n) = (Shape[-2], Shape[-1]);
        var (rank, factors) = (Math.Min(m, n), packed.ColumnsOf(0, n));
        var order = LuOp.Order(packed, n);
        // Row i of L U is row order[i] of A.
        var p = Operations.Equal(Range(m).ExpandDims(1), order.ExpandDims(-2)).To(FactorType);
        return (p, LuOp.Lower(factors.ColumnsOf(0, rank)).To(FactorType), factors.RowsOf(0, rank).Triu().To(FactorType));
    }
}
