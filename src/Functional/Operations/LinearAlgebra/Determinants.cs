using static Functional.Operations;

namespace Functional;

/// <summary>The determinant: value, A, the LU factors of A with complete pivoting.</summary>
internal sealed class DeterminantOp : ImplicitOp
{
    private static readonly DeterminantOp Instance = new();

    public override string Name => "determinant";

    public static Tensor Make(Tensor matrix, Tensor factors)
    {
        var value = Sign(factors) * Pivots(factors).Prod(-1);
        return new(Instance, value.Shape, value.DType, [value, matrix, factors]);
    }

    /// <summary>1 or −1, by which rows and columns were exchanged.</summary>
    public static Tensor Sign(Tensor factors)
    {
        var n = factors.Shape[-2];
        return LuOp.Sign(LuOp.Order(factors, n), factors.DType) * LuOp.Sign(LuOp.Order(factors, n + 1), factors.DType);
    }

    public static Tensor Pivots(Tensor factors) => factors.ColumnsOf(0, factors.Shape[-2]).Diagonal(0, -2, -1);

    internal override void Pull(Pullback p) =>
        p.Give(1, p.Cotangent.ExpandDims([-2, -1]) * CofactorsOp.Make(p.Operand(1), p.Operand(2)));
}

/// <summary>The cofactors, <c>det(A) A⁻ᵀ</c>, also of singular matrices: value, A, the LU factors of A with complete pivoting.</summary>
internal sealed class CofactorsOp : ImplicitOp
{
    private static readonly CofactorsOp Instance = new();

    public override string Name => "cofactors";

    public static Tensor Make(Tensor matrix, Tensor factors) =>
        new(Instance, matrix.Shape, matrix.DType, [Of(factors), matrix, factors]);

    // dC = (⟨C, dA⟩ C − C dAᵀ C) / det(A), which has a meaning where the matrix is not singular.
    internal override void Pull(Pullback p)
    {
        var (c, g) = (p.Result, p.Cotangent);
        var sum = (c * (g * c).Sum([-2, -1], keepAxes: true)) - c.MatMul(g.Transpose()).MatMul(c);
        p.Give(1, Scale(sum, 1 / DeterminantOp.Make(p.Operand(1), p.Operand(2)).ExpandDims([-2, -1])));
    }

    // A⁻¹ = Q U⁻¹ L⁻¹ P, whose last step divides by the last pivot: the product of all is taken out of it instead, so that it may be 0.
    // Where the last but one is 0, too, all cofactors are.
    private static Tensor Of(Tensor factors)
    {
        var n = factors.Shape[-2];
        var (triangles, pivots) = (factors.ColumnsOf(0, n), DeterminantOp.Pivots(factors));
        var isLast = Operations.Equal(Tensor.Range(n), n - 1);
        var sign = DeterminantOp.Sign(factors).ExpandDims([-2, -1]);
        var identity = Tensor.IdentityLike(triangles);
        var x = LuOp.Reordered(identity, LuOp.Order(factors, n));
        x = TriangularSolveOp.Make(triangles, x, isUpper: false, isUnit: true);
        var all = pivots.Prod(-1, keepAxes: true);
        var others = pivots.ColumnsOf(0, n - 1).Prod(-1, keepAxes: true);
        x *= sign * Where(isLast, others, all).ExpandDims(-1);
        var isCorner = isLast & isLast.ExpandDims(1);
        x = TriangularSolveOp.Make(Where(isCorner, Tensor.Constant(x.DType, 1.0), triangles), x, isUpper: true);
        x = LuOp.Reordered(x, LuOp.Order(factors, n + 1).ArgSort());
        var isFlat = Operations.Equal(pivots.Select(-1, n - 2), 0).ExpandDims([-2, -1]);
        return Where(isFlat, Tensor.Constant(x.DType, 0.0), x.Transpose());
    }
}

/// <summary>The logarithm of a determinant's magnitude: value, A, the LU factors of A.</summary>
internal sealed class LogDeterminantOp : ImplicitOp
{
    private static readonly LogDeterminantOp Instance = new();

    public override string Name => "log_determinant";

    public static Tensor Make(Tensor value, Tensor matrix, Tensor factors) =>
        new(Instance, value.Shape, value.DType, [value, matrix, factors]);

    internal override void Pull(Pullback p)
    {
        var (matrix, factors) = (p.Operand(1), p.Operand(2));
        var inverse = SolutionOp.Make(matrix, factors, Tensor.IdentityLike(matrix), isTransposed: true);
        p.Give(1, Scale(p.Cotangent.ExpandDims([-2, -1]), inverse));
    }
}

public sealed partial class Tensor
{
    /// <summary>Determinants of square matrices: <c>[…, n, n] → […]</c>; 1 for an empty one.</summary>
    /// <remarks>The derivative, a matrix of cofactors, is right for singular matrices, too; beyond 3×3 not the derivative of it.</remarks>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    [Pipeline]
    public Tensor Det()
    {
        var x = Matrices("det", isSquare: true);
        var n = x.Shape[-1];
        Tensor At(int row, int column) => x.Select(-1, column).Select(-1, row);
        // Row r of column c times the minor of columns 1 and 2 without that row.
        Tensor Term(int row, int next, int last) => At(row, 0) * ((At(next, 1) * At(last, 2)) - (At(last, 1) * At(next, 2)));
        var result = n switch
        {
            0 => Ones(Shape.Of(x.Shape.Axes[..^2]), x.DType),
            1 => At(0, 0),
            2 => (At(0, 0) * At(1, 1)) - (At(0, 1) * At(1, 0)),
            3 => Term(0, 1, 2) + Term(1, 2, 0) + Term(2, 0, 1),
            _ => DeterminantOp.Make(x, LuOp.Make(x, isComplete: true)),
        };
        return result.To(FactorType);
    }

    /// <summary>Sign of the determinant, 0 for a singular matrix, and the logarithm of its magnitude, −∞ for such: <c>[…, n, n] → […], […]</c>.</summary>
    /// <remarks>It neither overflows nor vanishes where the determinant does. The sign has no derivative.</remarks>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    public (Tensor Sign, Tensor LogAbsDet) SlogDet()
    {
        var x = Matrices("slogdet", isSquare: true);
        var factors = LuOp.Make(x);
        var pivots = DeterminantOp.Pivots(factors);
        var sign = (LuOp.Sign(LuOp.Order(factors, x.Shape[-1]), x.DType) * Operations.Sign(pivots).Prod(-1)).StopGradient();
        var logarithm = LogDeterminantOp.Make(Operations.Log(Operations.Abs(pivots)).Sum(-1), x, factors);
        return (sign.To(FactorType), logarithm.To(FactorType));
    }

    /// <summary>Logarithm of the determinant: −∞ where it is 0, NaN where it is negative.</summary>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    [Pipeline]
    public Tensor LogDet()
    {
        var (sign, logarithm) = SlogDet();
        return Where(sign < 0, Constant(logarithm.DType, double.NaN), logarithm);
    }
}
