using static Functional.Operations;

namespace Functional;

/// <summary>Norms of matrices.</summary>
public enum MatrixNormKind
{
    /// <summary>Root of the sum of squares.</summary>
    Frobenius,

    /// <summary>Largest column sum of magnitudes: the 1-norm.</summary>
    LargestColumn,

    /// <summary>Smallest column sum of magnitudes: order −1.</summary>
    SmallestColumn,

    /// <summary>Largest row sum of magnitudes: the ∞-norm.</summary>
    LargestRow,

    /// <summary>Smallest row sum of magnitudes: order −∞.</summary>
    SmallestRow,

    /// <summary>Largest singular value: the 2-norm.</summary>
    LargestSingular,

    /// <summary>Smallest singular value: order −2.</summary>
    SmallestSingular,

    /// <summary>Sum of the singular values: the nuclear norm.</summary>
    Nuclear,
}

public sealed partial class Tensor
{
    /// <summary>A norm of the matrices in two axes; derivative 0 where the Frobenius norm is 0.</summary>
    /// <exception cref="AxisException">An axis is out of range, or both are the same.</exception>
    /// <exception cref="ValueException">When the value is looked at: there are NaN or infinities, and the norm is one of singular values.</exception>
    [Pipeline]
    public Tensor MatrixNorm(
        MatrixNormKind norm = MatrixNormKind.Frobenius,
        int rows = -2,
        int columns = -1,
        bool keepAxes = false
    )
    {
        var matrices = WithLast("matrix_norm", rows, columns);
        var x = matrices.DType.IsFloating ? matrices : matrices.To(DType.Float32);
        var result = norm switch
        {
            MatrixNormKind.Frobenius => RootOfSum(x * x, [-2, -1]),
            MatrixNormKind.LargestColumn => Operations.Abs(x).Sum(-2).Max(-1),
            MatrixNormKind.SmallestColumn => Operations.Abs(x).Sum(-2).Min(-1),
            MatrixNormKind.LargestRow => Operations.Abs(x).Sum(-1).Max(-1),
            MatrixNormKind.SmallestRow => Operations.Abs(x).Sum(-1).Min(-1),
            MatrixNormKind.LargestSingular => x.SvdVals().Max(-1),
            MatrixNormKind.SmallestSingular => x.SvdVals().Min(-1),
            MatrixNormKind.Nuclear => x.SvdVals().Sum(-1),
            _ => throw new ValueException($"[matrix_norm] knows no norm {norm}."),
        };
        return keepAxes
            ? result.Reshape(Shape.Reduce([Shape.Axis("matrix_norm", rows), Shape.Axis("matrix_norm", columns)], true))
            : result;
    }

    /// <summary>Distances of all pairs of rows: <c>out[…, i, j] = ‖x[…, i, :] − y[…, j, :]‖ₚ</c>; derivative 0 where rows are equal.</summary>
    /// <remarks>For p = 0 the number of elements that differ, for p = ∞ the largest difference. Leading axes broadcast.</remarks>
    /// <exception cref="ShapeException">An operand has fewer than two axes, or the rows differ in length.</exception>
    /// <exception cref="ValueException">p is negative or NaN.</exception>
    [Pipeline]
    public Tensor CDist(Tensor other, double p = 2)
    {
        if (Rank < 2 || other.Rank < 2 || Shape[-1] != other.Shape[-1])
            throw new ShapeException(
                $"[cdist] needs rows of one length, […, n, k] and […, m, k], got {Describe()} and {other.Describe()}."
            );
        if (!(p >= 0))
            throw new ValueException($"[cdist] needs p ≥ 0, got {p}.");
        var difference = ExpandDims(-2) - other.ExpandDims(-3);
        var x = difference.DType.IsFloating ? difference : difference.To(DType.Float32);
        if (x.Shape[-1] == 0)
            return Zeros(Shape.Of(x.Shape.Axes[..^1]), x.DType);
        if (p == 2)
            return RootOfSum(x * x, [-1]);
        var sizes = Operations.Abs(x);
        if (p == 0)
            return Operations.NotEqual(x, 0).To(x.DType).Sum(-1);
        if (p == 1)
            return sizes.Sum(-1);
        if (double.IsPositiveInfinity(p))
            return sizes.Max(-1);
        var isZero = Operations.Equal(sizes, 0);
        var sum = Where(isZero, 0, Operations.Pow(Where(isZero, 1, sizes), p)).Sum(-1);
        var isSame = Operations.Equal(sum, 0);
        return Where(isSame, 0, Operations.Pow(Where(isSame, 1, sum), 1 / p));
    }

    /// <summary>Covariances of variables: rows are variables, columns observations; a vector is one variable and gives a scalar.</summary>
    /// <param name="correction">What is subtracted from the number of observations: 1 is unbiased, 0 the population's.</param>
    /// <exception cref="ShapeException">There are more than two axes.</exception>
    [Pipeline]
    public Tensor Cov(int correction = 1)
    {
        if (Rank > 2)
            throw new ShapeException($"[cov] needs variables in rows, [variables, observations], got {Describe()}.");
        var x = DType.IsFloating ? this : To(DType.Float32);
        var rows = x.Rank < 2 ? x.Reshape(1, (int)x.Size) : x;
        var centred = rows - rows.Mean(1, keepAxes: true);
        var count = Constant(x.DType, (double)Math.Max(0, rows.Shape[1] - correction));
        var covariance = centred.MatMul(centred.Transpose()) / count;
        return rows.Shape[0] == 1 ? covariance.Reshape(Shape.Scalar) : covariance;
    }

    /// <summary>Correlations of variables, from −1 to 1: rows are variables, columns observations.</summary>
    /// <exception cref="ShapeException">There are more than two axes.</exception>
    public Tensor CorrCoef()
    {
        var covariance = Cov();
        if (covariance.Rank == 0)
            return covariance / covariance;
        var deviations = Operations.Sqrt(covariance.Diagonal());
        var correlation = covariance / deviations.ExpandDims(1) / deviations;
        // Rounding may go beyond.
        return Operations.Minimum(Operations.Maximum(correlation, -1), 1);
    }

    /// <summary>Rows of powers: <c>out[…, i] = xⁱ</c> for i from 0 below <paramref name="count"/>.</summary>
    /// <param name="count">Number of powers; as many as there are elements if it is not given.</param>
    /// <param name="isDescending">True for the highest power first, as NumPy has it.</param>
    /// <exception cref="ShapeException">The tensor is a scalar, or the count is negative.</exception>
    [Pipeline]
    public Tensor Vander(int? count = null, bool isDescending = false)
    {
        if (Rank == 0 || count < 0)
            throw new ShapeException(
                Rank == 0 ? "[vander] needs at least one axis, got a scalar." : $"[vander] cannot make {count} powers."
            );
        var powers = new Tensor[count ?? Shape[-1]];
        for (var i = 0; i < powers.Length; i++)
            powers[i] =
                i == 0 ? Constant(DType, 1.0).BroadcastTo(Shape)
                : i == 1 ? this
                : powers[i - 1] * this;
        var rows = powers.Length == 0 ? Zeros(Shape.Of([.. Shape, 0]), DType) : Stack(-1, powers);
        return isDescending ? rows.Flip(-1) : rows;
    }

    // A root whose derivative is 0 where the sum is.
    private static Tensor RootOfSum(Tensor squares, ReadOnlySpan<int> axes)
    {
        var sum = squares.Sum(axes);
        var isZero = Operations.Equal(sum, 0);
        return Where(isZero, 0, Operations.Sqrt(Where(isZero, 1, sum)));
    }
}
