namespace Functional;

/// <summary>Cholesky factors: block columns from the left, whose rows are independent once the diagonal block is done.</summary>
internal static class CholeskyMethod
{
    private const int Block = 48;

    /// <summary>L of <c>L Lᵀ</c> from the lower triangle; the row whose leading minor is not positive, or −1.</summary>
    public static int Factor(Matrix x, Matrix result)
    {
        for (var i = 0; i < x.Rows; i++)
            x.Row(i, 0, i + 1).CopyTo(result.Row(i));
        for (var from = 0; from < x.Rows; from += Block)
        {
            var to = Math.Min(x.Rows, from + Block);
            for (var i = from; i < to; i++)
            {
                Reduce(result, i, from, i);
                var rest = result[i, i] - Rows.Dot(result.Row(i, 0, i), result.Row(i, 0, i));
                // NaN is not positive either.
                if (!(rest > 0))
                    return i;
                result[i, i] = Math.Sqrt(rest);
            }
            MatrixJobs.For(x.Rows - to, (long)(x.Rows - to) * Block * to, row => Reduce(result, to + row, from, to));
        }
        return -1;
    }

    // Elements [from, to) of a row; those before are done.
    private static void Reduce(Matrix factor, int row, int from, int to)
    {
        for (var j = from; j < to; j++)
            factor[row, j] = (factor[row, j] - Rows.Dot(factor.Row(row, 0, j), factor.Row(j, 0, j))) / factor[j, j];
    }
}
