namespace Functional;

/// <summary>LU factors with pivoting: panels of columns, and then the rest of the matrix at once, whose rows are independent.</summary>
internal static class LuMethod
{
    private const int Panel = 32;

    /// <summary>L below the diagonal (ones on it are not stored), U on and above it, and in the last column which row of x each row is.</summary>
    /// <returns>The first place where the pivot is 0, or −1.</returns>
    public static int Partial(Matrix x, Matrix result)
    {
        var (m, n, rank) = (x.Rows, x.Columns, Math.Min(x.Rows, x.Columns));
        for (var i = 0; i < m; i++)
        {
            x.Row(i).CopyTo(result.Row(i));
            result[i, n] = i;
        }
        var singular = -1;
        for (var from = 0; from < rank; from += Panel)
        {
            var to = Math.Min(rank, from + Panel);
            for (var k = from; k < to; k++)
            {
                if (Largest(result, k) is var pivot && pivot != k)
                    result.SwapRows(k, pivot);
                if (result[k, k] == 0)
                {
                    singular = singular < 0 ? k : singular;
                    continue;
                }
                for (var i = k + 1; i < m; i++)
                    Eliminate(result, i, k, to);
            }
            // What of U is right of the panel, and then the rows below.
            for (var i = from + 1; i < to; i++)
            for (var k = from; k < i; k++)
                Rows.AddScaled(result.Row(i, to, n - to), result.Row(k, to, n - to), -result[i, k]);
            MatrixJobs.For(
                m - to,
                (long)(m - to) * (to - from) * (n - to),
                row =>
                {
                    for (var k = from; k < to; k++)
                        Rows.AddScaled(result.Row(to + row, to, n - to), result.Row(k, to, n - to), -result[to + row, k]);
                }
            );
        }
        return singular;
    }

    /// <summary>As <see cref="Partial"/> of a square matrix, but the largest element of all that is left becomes the pivot; one more column says which column of x each is.</summary>
    /// <remarks>Where one pivot is 0 all later ones are: the rank shows.</remarks>
    public static int Complete(Matrix x, Matrix result)
    {
        var n = x.Rows;
        for (var i = 0; i < n; i++)
        {
            x.Row(i).CopyTo(result.Row(i));
            result[i, n] = result[i, n + 1] = i;
        }
        for (var k = 0; k < n; k++)
        {
            var (row, column) = (k, k);
            for (var i = k; i < n; i++)
            for (var j = k; j < n; j++)
                if (Math.Abs(result[i, j]) > Math.Abs(result[row, column]))
                    (row, column) = (i, j);
            SwapRowsButLast(result, k, row);
            for (var i = 0; i < n; i++)
                (result[i, k], result[i, column]) = (result[i, column], result[i, k]);
            (result[k, n + 1], result[column, n + 1]) = (result[column, n + 1], result[k, n + 1]);
            if (result[k, k] != 0)
                for (var i = k + 1; i < n; i++)
                    Eliminate(result, i, k, n);
        }
        return -1;
    }

    private static int Largest(Matrix x, int column)
    {
        var pivot = column;
        for (var i = column + 1; i < x.Rows; i++)
            if (Math.Abs(x[i, column]) > Math.Abs(x[pivot, column]))
                pivot = i;
        return pivot;
    }

    private static void Eliminate(Matrix x, int row, int pivot, int to)
    {
        var factor = x[row, pivot] /= x[pivot, pivot];
        Rows.AddScaled(x.Row(row, pivot + 1, to - pivot - 1), x.Row(pivot, pivot + 1, to - pivot - 1), -factor);
    }

    // The last column belongs to columns, not to rows.
    private static void SwapRowsButLast(Matrix x, int first, int second)
    {
        x.SwapRows(first, second);
        (x[first, x.Columns - 1], x[second, x.Columns - 1]) = (x[second, x.Columns - 1], x[first, x.Columns - 1]);
    }
}
