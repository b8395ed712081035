namespace Functional;

/// <summary>Solves triangular systems, row by row of the solution; its columns are independent.</summary>
internal static class TriangularSubstitution
{
    private const int ColumnBlock = 64;

    /// <summary>X of <c>T X = B</c>, or of <c>Tᵀ X = B</c>; only the named triangle of T is read.</summary>
    public static int Solve(Matrix triangle, Matrix right, Matrix result, bool isUpper, bool isTransposed, bool isUnit)
    {
        right.Elements.CopyTo(result.Elements);
        var (n, k) = (triangle.Rows, right.Columns);
        if (k == 1)
        {
            Column(triangle, result.Elements, isUpper, isTransposed, isUnit);
            return -1;
        }
        MatrixJobs.For(
            (k + ColumnBlock - 1) / ColumnBlock,
            (long)n * n * k / 2,
            block =>
                Columns(
                    triangle,
                    result,
                    block * ColumnBlock,
                    Math.Min(ColumnBlock, k - (block * ColumnBlock)),
                    isUpper,
                    isTransposed,
                    isUnit
                )
        );
        return -1;
    }

    // Each row of the triangle is read along its length: it gives one row of X, or (transposed) takes one from all others.
    private static void Columns(Matrix t, Matrix x, int from, int count, bool isUpper, bool isTransposed, bool isUnit)
    {
        var n = t.Rows;
        for (var step = 0; step < n; step++)
        {
            var i = isUpper != isTransposed ? n - 1 - step : step;
            var own = x.Row(i, from, count);
            if (isTransposed && !isUnit)
                Divide(own, t[i, i]);
            var (first, last) = isUpper ? (i + 1, n) : (0, i);
            for (var j = first; j < last; j++)
                if (isTransposed)
                    Rows.AddScaled(x.Row(j, from, count), own, -t[i, j]);
                else
                    Rows.AddScaled(own, x.Row(j, from, count), -t[i, j]);
            if (!isTransposed && !isUnit)
                Divide(own, t[i, i]);
        }
    }

    private static void Column(Matrix t, Span<double> x, bool isUpper, bool isTransposed, bool isUnit)
    {
        var n = t.Rows;
        for (var step = 0; step < n; step++)
        {
            var i = isUpper != isTransposed ? n - 1 - step : step;
            var (first, count) = isUpper ? (i + 1, n - i - 1) : (0, i);
            if (!isTransposed)
                x[i] -= Rows.Dot(t.Row(i, first, count), x.Slice(first, count));
            if (!isUnit)
                x[i] /= t[i, i];
            if (isTransposed)
                Rows.AddScaled(x.Slice(first, count), t.Row(i, first, count), -x[i]);
        }
    }

    private static void Divide(Span<double> row, double divisor)
    {
        foreach (ref var element in row)
            element /= divisor;
    }
}
