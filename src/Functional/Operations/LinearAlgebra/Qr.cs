namespace Functional;

/// <summary>Q over R, reduced; beside the Q of wide matrices are zeros.</summary>
internal sealed class QrOp : DecompositionOp
{
    private static readonly QrOp Instance = new();

    public override string Name => "qr";

    public static Tensor Make(Tensor x)
    {
        var rows = checked(x.Shape[-2] + Math.Min(x.Shape[-2], x.Shape[-1]));
        return new(Instance, Shape.Of([.. x.Shape.Axes[..^2], rows, x.Shape[-1]]), x.DType, x);
    }

    // Ā = (Q̄ + Q copyltu(R R̄ᵀ − Q̄ᵀ Q)) R⁻ᵀ of the square corner or the tall matrix (Walter and Lehmann 2013);
    // what is right of the corner, A₂ = Q R₂, adds A₂ R̄₂ᵀ to Q̄.
    internal override void Pull(Pullback p)
    {
        var x = p.Operand(0);
        var (m, n) = (x.Shape[-2], x.Shape[-1]);
        var rank = Math.Min(m, n);
        var (q, r) = (Q(p.Result), p.Result.RowsOf(m, m + rank));
        var (gq, gr) = (Q(p.Cotangent), p.Cotangent.RowsOf(m, m + rank));
        if (n > rank)
            gq += x.ColumnsOf(rank, n).MatMul(gr.ColumnsOf(rank, n).Transpose());
        var (corner, g) = (r.ColumnsOf(0, rank), gr.ColumnsOf(0, rank).Triu());
        var inner = corner.MatMul(g.Transpose()) - gq.Transpose().MatMul(q);
        var mirrored = inner.Tril() + inner.Tril(-1).Transpose();
        var sum = TriangularSolveOp.Make(corner, (gq + q.MatMul(mirrored)).Transpose(), isUpper: true).Transpose();
        p.Give(0, n > rank ? Tensor.Concatenate(-1, sum, q.MatMul(gr.ColumnsOf(rank, n))) : sum);
        Tensor Q(Tensor packed) => packed.RowsOf(0, m).ColumnsOf(0, rank);
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0]);
}

public sealed partial class Tensor
{
    /// <summary>The reduced factors of <c>A = Q R</c>: orthonormal columns, and an upper triangle.</summary>
    /// <remarks>
    /// <c>[…, m, n] → […, m, k], […, k, n]</c>, k the smaller of m and n. Signs are LAPACK's: an element of R's diagonal has the sign opposite
    /// to the element that the reflection before it started from. The derivative needs the first k columns to be independent.
    /// </remarks>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public (Tensor Q, Tensor R) Qr()
    {
        var packed = QrOp.Make(Matrices("qr"));
        var (m, rank) = (Shape[-2], Math.Min(Shape[-2], Shape[-1]));
        return (packed.RowsOf(0, m).ColumnsOf(0, rank).To(FactorType), packed.RowsOf(m, m + rank).To(FactorType));
    }

    /// <summary>The factors of <c>A = Q R</c>, complete: a square Q, and an R of A's shape; <c>[…, m, n] → […, m, m], […, m, n]</c>.</summary>
    /// <remarks>The columns of Q beyond A's, which are not determined, count as constants.</remarks>
    /// <param name="complete">False gives the reduced factors, as <see cref="Qr()"/> does.</param>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public (Tensor Q, Tensor R) Qr(bool complete)
    {
        var (q, r) = Qr();
        var rows = Shape[-2];
        if (!complete || q.Shape[-1] == rows)
            return (q, r);
        var padded = Concatenate(-2, r, Zeros(Shape.Of([.. Shape.Axes[..^2], rows - r.Shape[-2], Shape[-1]]), r.DType));
        return (q.Completed(), padded);
    }

    /// <summary>Orthonormal columns, and constant ones that complete a basis.</summary>
    internal Tensor Completed()
    {
        var (rows, columns) = (Shape[-2], Shape[-1]);
        if (rows == columns)
            return this;
        var (constant, unit) = (StopGradient(), Eye(rows, type: DType));
        var basis = unit.BroadcastTo(Shape.Of([.. Shape.Axes[..^2], rows, rows]));
        return Concatenate(-1, this, Concatenate(-1, constant, basis).Qr().Q.ColumnsOf(columns, rows));
    }

    /// <summary>The x for which <c>‖A x − b‖</c> is least; of several, where A is wide, the shortest. A has full rank.</summary>
    /// <remarks><c>[…, m, n]</c> and <c>[…, m, k]</c> or <c>[m]</c>; leading axes broadcast. For matrices of lower rank use <c>A.PseudoInverse().MatMul(b)</c>.</remarks>
    /// <exception cref="ShapeException">The right side does not fit.</exception>
    [Pipeline]
    public Tensor LeastSquares(Tensor b) =>
        Solved(
            "least_squares",
            this,
            b,
            (a, right) =>
            {
                var (m, n) = (a.Shape[-2], a.Shape[-1]);
                var rank = Math.Min(m, n);
                var packed = QrOp.Make(m < n ? a.Transpose() : a);
                var (q, r) = (packed.RowsOf(0, Math.Max(m, n)), packed.RowsOf(Math.Max(m, n), Math.Max(m, n) + rank));
                return m < n
                    ? q.MatMul(TriangularSolveOp.Make(Over(r, right), right, isUpper: true, isTransposed: true))
                    : Divided(r, q.Transpose().MatMul(right));
            }
        );

    private static Tensor Divided(Tensor triangle, Tensor right) =>
        TriangularSolveOp.Make(Over(triangle, right), right, isUpper: true);
}
