namespace Functional;

/// <summary>QR factors by Householder reflections, on columns that lie as rows.</summary>
internal static class QrMethod
{
    /// <summary>Q <c>[m, k]</c> over R <c>[k, n]</c>, k the smaller of m and n; Q has zeros beside it where the matrix is wide.</summary>
    public static int Factor(Matrix x, Matrix result)
    {
        var rank = Math.Min(x.Rows, x.Columns);
        var columns = x.Transposed();
        var q = Factor(columns);
        for (var j = 0; j < rank; j++)
        for (var i = 0; i < x.Rows; i++)
            result[i, j] = q[j, i];
        for (var i = 0; i < rank; i++)
        for (var j = i; j < x.Columns; j++)
            result[x.Rows + i, j] = columns[j, i];
        return -1;
    }

    /// <summary>Leaves R in the columns given as rows (what is below its diagonal is to be ignored), and returns those of Q.</summary>
    public static Matrix Factor(Matrix columns)
    {
        var (n, m) = (columns.Rows, columns.Columns);
        var rank = Math.Min(m, n);
        var (scales, diagonal) = (new double[rank], new double[rank]);
        for (var j = 0; j < rank; j++)
        {
            (scales[j], diagonal[j]) = Reflection(columns.Row(j, j, m - j));
            if (scales[j] == 0)
                continue;
            var (at, scale) = (j, scales[j]);
            MatrixJobs.For(n - j - 1, 2L * (n - j - 1) * (m - j), c => Reflect(columns, at, scale, columns, at + 1 + c));
        }
        var q = new Matrix(rank, m);
        for (var j = 0; j < rank; j++)
            q[j, j] = 1;
        for (var j = rank - 1; j >= 0; j--)
            if (scales[j] != 0)
            {
                var (at, scale) = (j, scales[j]);
                MatrixJobs.For(rank - j, 2L * (rank - j) * (m - j), c => Reflect(columns, at, scale, q, at + c));
            }
        for (var j = 0; j < rank; j++)
            columns[j, j] = diagonal[j];
        return q;
    }

    /// <summary>Makes v, with <c>(I − scale v vᵀ) x = (result, 0, …)</c>, of x in place; scale 0 where x is in that form already. As LAPACK has it.</summary>
    public static (double Scale, double Result) Reflection(Span<double> x)
    {
        var (first, rest) = (x[0], Rows.Length(x[1..]));
        if (rest == 0)
            return (0, first);
        var length = -Math.CopySign(double.Hypot(first, rest), first);
        var head = first - length;
        x[0] = 1;
        foreach (ref var element in x[1..])
            element /= head;
        return (-head / length, length);
    }

    private static void Reflect(Matrix reflections, int at, double scale, Matrix target, int column)
    {
        var v = reflections.Row(at, at, reflections.Columns - at);
        var x = target.Row(column, at, target.Columns - at);
        Rows.AddScaled(x, v, -scale * Rows.Dot(v, x));
    }
}
