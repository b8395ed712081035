using static Functional.Operations;

namespace Functional;

/// <summary>U over V over a row of singular values, descending; or that alone.</summary>
internal sealed class SingularValuesOp(bool hasVectors) : DecompositionOp
{
    public override string Name => "svd";

    public override string Description => hasVectors ? "svd" : "svd[values]";

    public bool HasVectors => hasVectors;

    public static Tensor Make(Tensor x, bool hasVectors)
    {
        var (m, n) = (x.Shape[-2], x.Shape[-1]);
        int[] shape = [.. x.Shape.Axes[..^2], hasVectors ? checked(m + n + 1) : 1, Math.Min(m, n)];
        return new(new SingularValuesOp(hasVectors), Shape.Of(shape), x.DType, x);
    }

    public override bool Equals(Op? other) => other is SingularValuesOp values && values.HasVectors == hasVectors;

    internal override int ComputeHash() => hasVectors ? 651 : 652;

    internal override ValueException Failure(string matrix, int place) => DecompositionFailures.Of(Name, matrix, place);

    // With E = sⱼ² − sᵢ², whose inverse is 0 where values are equal, and skew(X) = X − Xᵀ:
    // Ā = U (skew(Uᵀ Ū) / E · S + S · skew(Vᵀ V̄) / E + diag(s̄)) Vᵀ + (I − U Uᵀ) Ū S⁻¹ Vᵀ + U S⁻¹ V̄ᵀ (I − V Vᵀ) (Giles 2008).
    internal override void Pull(Pullback p)
    {
        var x = p.Operand(0);
        var (m, n) = (x.Shape[-2], x.Shape[-1]);
        var rank = Math.Min(m, n);
        var (u, v, s) = Parts(hasVectors ? p.Result : Make(x, hasVectors: true), m, n);
        if (!hasVectors)
        {
            p.Give(0, (u * p.Cotangent).MatMul(v.Transpose()));
            return;
        }
        var (gu, gv, gs) = Parts(p.Cotangent, m, n);
        var (down, right) = (s.ExpandDims(-1), s.ExpandDims(-2));
        var gaps = right - down;
        var isSame = Abs(gaps) <= SymmetricEigenOp.SameWithin(s);
        var squares = Where(isSame, 1, gaps * (right + down));
        Tensor Turn(Tensor side, Tensor g) =>
            side.Transpose().MatMul(g) is var z ? Where(isSame, 0, (z - z.Transpose()) / squares) : null!;
        var inner = (Turn(u, gu) * right) + (down * Turn(v, gv)) + gs.DiagEmbed();
        var left = u.MatMul(inner);
        var isZero = right <= SymmetricEigenOp.SameWithin(s);
        Tensor Outside(Tensor side, Tensor g) =>
            Where(isZero, 0, (g - side.MatMul(side.Transpose().MatMul(g))) / Where(isZero, 1, right));
        if (m > rank)
            left += Outside(u, gu);
        var sum = left.MatMul(v.Transpose());
        p.Give(0, n > rank ? sum + u.MatMul(Outside(v, gv).Transpose()) : sum);
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], hasVectors);

    /// <summary>U, V and s of what is packed.</summary>
    public static (Tensor U, Tensor V, Tensor S) Parts(Tensor packed, int m, int n) =>
        (packed.RowsOf(0, m), packed.RowsOf(m, m + n), packed.Select(-2, m + n));
}

/// <summary>The Moore-Penrose inverse: value, A.</summary>
internal sealed class PseudoInverseOp : ImplicitOp
{
    private static readonly PseudoInverseOp Instance = new();

    public override string Name => "pinv";

    public static Tensor Make(Tensor value, Tensor matrix) => new(Instance, value.Shape, value.DType, [value, matrix]);

    // dP = −P dA P + P Pᵀ dAᵀ (I − A P) + (I − P A) dAᵀ Pᵀ P, while the rank stays (Golub and Pereyra 1973).
    internal override void Pull(Pullback p)
    {
        var (inverse, a, g) = (p.Result, p.Operand(1), p.Cotangent.Transpose());
        var t = inverse.Transpose();
        var beside = g.MatMul(inverse).MatMul(t);
        var above = t.MatMul(inverse).MatMul(g);
        var sum =
            beside
            - a.MatMul(inverse).MatMul(beside)
            + (above - above.MatMul(inverse).MatMul(a))
            - t.MatMul(p.Cotangent).MatMul(t);
        p.Give(1, sum);
    }
}

public sealed partial class Tensor
{
    /// <summary>The reduced singular value decomposition <c>A = U diag(s) Vᵀ</c>, values descending.</summary>
    /// <remarks>
    /// <c>[…, m, n] → […, m, k], […, k], […, k, n]</c>, k the smaller of m and n. Of the largest elements of a column of U the first is positive.
    /// Where singular values are equal the derivative of their vectors, which are not determined, counts as 0.
    /// </remarks>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    /// <exception cref="ValueException">When the value is looked at: there are NaN or infinities.</exception>
    public (Tensor U, Tensor S, Tensor Vh) Svd()
    {
        var (u, v, s) = SingularValuesOp.Parts(SingularValuesOp.Make(Matrices("svd"), hasVectors: true), Shape[-2], Shape[-1]);
        return (u.To(FactorType), s.To(FactorType), v.Transpose().To(FactorType));
    }

    /// <summary>The singular value decomposition with square U and V: <c>[…, m, n] → […, m, m], […, k], […, n, n]</c>.</summary>
    /// <remarks>The vectors beyond the first k, which are not determined, count as constants.</remarks>
    /// <param name="fullMatrices">False gives the reduced factors, as <see cref="Svd()"/> does.</param>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    /// <exception cref="ValueException">When the value is looked at: there are NaN or infinities.</exception>
    public (Tensor U, Tensor S, Tensor Vh) Svd(bool fullMatrices)
    {
        var (u, s, vh) = Svd();
        return fullMatrices ? (u.Completed(), s, vh.Transpose().Completed().Transpose()) : (u, s, vh);
    }

    /// <summary>Singular values, descending: <c>[…, m, n] → […, k]</c>, k the smaller of m and n.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    /// <exception cref="ValueException">When the value is looked at: there are NaN or infinities.</exception>
    [Pipeline]
    public Tensor SvdVals() => SingularValues("svdvals").To(FactorType);

    /// <summary>The Moore-Penrose inverse: <c>[…, m, n] → […, n, m]</c>.</summary>
    /// <param name="relative">Singular values up to this part of the largest count as 0; by default ε times the larger of m and n.</param>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    /// <exception cref="ValueException">When the value is looked at: there are NaN or infinities.</exception>
    [Pipeline]
    public Tensor PseudoInverse(double? relative = null)
    {
        var x = Matrices("pinv");
        if (x.Size == 0)
            return Zeros(x.Transpose().Shape, FactorType);
        var (u, v, s) = SingularValuesOp.Parts(SingularValuesOp.Make(x, hasVectors: true), Shape[-2], Shape[-1]);
        var isZero = s <= s.ColumnsOf(0, 1) * (relative ?? RankTolerance(x));
        var inverses = Where(isZero, 0, 1 / Where(isZero, 1, s));
        return PseudoInverseOp.Make((v * inverses.ExpandDims(-2)).MatMul(u.Transpose()), x).To(FactorType);
    }

    /// <summary>How many singular values are larger than a tolerance, int64: <c>[…, m, n] → […]</c>.</summary>
    /// <param name="tolerance">Singular values up to this count as 0; by default ε times the larger of m and n times the largest of them.</param>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    /// <exception cref="ValueException">When the value is looked at: there are NaN or infinities.</exception>
    [Pipeline]
    public Tensor MatrixRank(double? tolerance = null)
    {
        var s = SingularValues("matrix_rank");
        if (s.Shape[-1] == 0)
            return Zeros(Shape.Of(s.Shape.Axes[..^1]), DType.Int64);
        var least = tolerance is { } given ? Constant(s.DType, given) : s.ColumnsOf(0, 1) * RankTolerance(this);
        return (s > least).To(DType.Int64).Sum(-1);
    }

    private Tensor SingularValues(string operation) => SingularValuesOp.Make(Matrices(operation), hasVectors: false).Squeeze(-2);

    private static double RankTolerance(Tensor x) => Math.Max(x.Shape[-2], x.Shape[-1]) * EpsilonOf(x.FactorType);
}
