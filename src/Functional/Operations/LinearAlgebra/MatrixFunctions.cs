using static Functional.Operations;

namespace Functional;

public sealed partial class Tensor
{
    // Higham 2005, The Scaling and Squaring Method for the Matrix Exponential Revisited: the norm up to which the approximant is exact in double.
    private const double PadeLimit = 5.371920351148152;
    private const int MostSquarings = 16;

    /// <summary>Matrix to a whole power by repeated squaring: the identity for 0, powers of the inverse below; leading axes are a batch.</summary>
    /// <exception cref="ShapeException">The last two axes differ.</exception>
    /// <exception cref="ValueException">When the value is looked at: the power is negative and a matrix is singular.</exception>
    [Pipeline]
    public Tensor MatrixPower(int power)
    {
        if (Rank < 2 || Shape[-1] != Shape[-2])
            throw new ShapeException($"[matrix_power] needs square matrices, got {Describe()}.");
        if (power == 0)
            return Where(
                Operations.Equal(Columns("matrix_power"), 0).BroadcastTo(Shape),
                Constant(DType, 1.0),
                Constant(DType, 0.0)
            );
        Tensor? result = null;
        var square = power < 0 ? Inverse("matrix_power").To(FactorType) : this;
        for (var left = Math.Abs((long)power); ; square = square.MatMul(square))
        {
            if ((left & 1) != 0)
                result = result?.MatMul(square) ?? square;
            left >>= 1;
            if (left == 0)
                return result!;
        }
    }

    /// <summary>The matrix exponential: <c>Σ Aᵏ / k!</c>, of square matrices.</summary>
    /// <remarks>A Padé approximant of degree 13, scaled and squared; NaN for a matrix whose largest column sum is above 350,000.</remarks>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    [Pipeline]
    public Tensor MatrixExp()
    {
        var x = Matrices("matrix_exp", isSquare: true);
        if (x.Size == 0)
            return x.To(FactorType);
        var norm = Operations.Abs(x).Sum(-2).Max(-1).StopGradient().ExpandDims([-2, -1]);
        var squarings = Operations.Maximum(Operations.Ceiling(Operations.Log2(norm / PadeLimit)), 0);
        var y = Approximant(x * Operations.Exp2(-Operations.Minimum(squarings, MostSquarings)));
        for (var i = 0; i < MostSquarings; i++)
            y = Where(squarings > i, y.MatMul(y), y);
        return Where(squarings > MostSquarings, Constant(y.DType, double.NaN), y).To(FactorType);
    }

    // (V − U)⁻¹ (V + U) with the odd terms of the numerator in U and the even ones in V, all divided by the first coefficient.
    private static Tensor Approximant(Tensor x)
    {
        var b = new double[14];
        b[0] = 1;
        for (var k = 1; k < b.Length; k++)
            b[k] = b[k - 1] * (14 - k) / (k * (27 - k));
        var identity = IdentityLike(x);
        var x2 = x.MatMul(x);
        var x4 = x2.MatMul(x2);
        var x6 = x4.MatMul(x2);
        var u = x.MatMul(
            x6.MatMul((b[13] * x6) + (b[11] * x4) + (b[9] * x2)) + (b[7] * x6) + (b[5] * x4) + (b[3] * x2) + (b[1] * identity)
        );
        var v = x6.MatMul((b[12] * x6) + (b[10] * x4) + (b[8] * x2)) + (b[6] * x6) + (b[4] * x4) + (b[2] * x2) + identity;
        return Solution(v - u, v + u, refuses: null);
    }

    /// <summary>The condition number: a norm of the matrix times that of its inverse; ∞ for a singular matrix.</summary>
    /// <param name="norm">For the largest singular value, the default, the largest by the smallest, also of matrices that are not square.</param>
    /// <exception cref="ShapeException">There are fewer than two axes, or the norm needs square matrices.</exception>
    /// <exception cref="ValueException">When the value is looked at: there are NaN or infinities, and the norm is one of singular values.</exception>
    [Pipeline]
    public Tensor Cond(MatrixNormKind norm = MatrixNormKind.LargestSingular)
    {
        if (norm is MatrixNormKind.LargestSingular or MatrixNormKind.SmallestSingular)
        {
            var s = SingularValues("cond").To(FactorType);
            if (s.Shape[-1] == 0)
                throw new ShapeException($"[cond] needs matrices with elements, got {Describe()}.");
            var (first, last) = (s.Select(-1, 0), s.Select(-1, -1));
            return norm == MatrixNormKind.LargestSingular ? first / last : last / first;
        }
        var x = Matrices("cond", isSquare: true);
        var inverse = Inverse("cond", refuses: false);
        var isSingular = Operations.Not(Operations.IsFinite(inverse)).Any([-2, -1]);
        var finite = Where(isSingular.ExpandDims([-2, -1]), 0, inverse);
        var result = x.MatrixNorm(norm) * finite.MatrixNorm(norm);
        return Where(isSingular, Constant(x.DType, double.PositiveInfinity), result).To(FactorType);
    }
}
