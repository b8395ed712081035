namespace Functional;

/// <summary>Singular values and vectors of a square matrix: Householder reflections to two diagonals, then QR steps with implicit shifts.</summary>
/// <remarks>Golub and Reinsch 1970, as in Golub and Van Loan, Matrix Computations, 8.6. Faster than rotations for large matrices.</remarks>
internal static class BidiagonalMethod
{
    private const double Epsilon = 1.0 / (1L << 52);
    private const int ColumnBlock = 64;

    // Steps for one value; two or three are usual.
    private const int MostSteps = 60;

    /// <summary>The values, in no order, and, as rows, left and right vectors if these are wanted; null if it does not converge.</summary>
    public static (double[] Values, Matrix? Left, Matrix? Right)? Run(Matrix x, bool hasVectors)
    {
        var n = x.Rows;
        var (diagonal, beside, columns) = (new double[n], new double[n], new Matrix(n, n));
        var (scales, rowScales) = Reduce(x, columns, diagonal, beside);
        Matrix? left = hasVectors ? Basis(columns, scales, 0) : null;
        Matrix? right = hasVectors ? Basis(x, rowScales, 1) : null;
        return Diagonalize(diagonal, beside, left, right) ? (diagonal, left, right) : null;
    }

    // Reflections of columns, kept as rows of their own, and of rows, which stay where they are.
    private static (double[] Columns, double[] Rows) Reduce(Matrix x, Matrix columns, double[] diagonal, double[] beside)
    {
        var n = x.Rows;
        var (scales, rowScales, sums) = (new double[n], new double[n], new double[n]);
        for (var k = 0; k < n; k++)
        {
            var (at, size) = (k, n - k - 1);
            for (var i = k; i < n; i++)
                columns[k, i] = x[i, k];
            (scales[k], diagonal[k]) = QrMethod.Reflection(columns.Row(k, k, n - k));
            if (scales[k] != 0)
                MatrixJobs.For(
                    (size + ColumnBlock - 1) / ColumnBlock,
                    2L * size * size,
                    block =>
                    {
                        var first = block * ColumnBlock;
                        var count = Math.Min(ColumnBlock, size - first);
                        var sum = sums.AsSpan(first, count);
                        sum.Clear();
                        for (var i = at; i < n; i++)
                            Rows.AddScaled(sum, x.Row(i, at + 1 + first, count), columns[at, i]);
                        for (var i = at; i < n; i++)
                            Rows.AddScaled(x.Row(i, at + 1 + first, count), sum, -scales[at] * columns[at, i]);
                    }
                );
            if (size == 0)
                continue;
            (rowScales[k], beside[k + 1]) = QrMethod.Reflection(x.Row(k, k + 1, size));
            if (rowScales[k] != 0)
                MatrixJobs.For(
                    size,
                    2L * size * size,
                    i =>
                    {
                        var v = x.Row(at, at + 1, size);
                        var row = x.Row(at + 1 + i, at + 1, size);
                        Rows.AddScaled(row, v, -rowScales[at] * Rows.Dot(v, row));
                    }
                );
        }
        return (scales, rowScales);
    }

    // The product of reflections, whose vector k begins so far right of place k; columns lie as rows.
    private static Matrix Basis(Matrix reflections, double[] scales, int offset)
    {
        var n = reflections.Rows;
        var basis = new Matrix(n, n);
        for (var i = 0; i < n; i++)
            basis[i, i] = 1;
        for (var k = n - 1 - offset; k >= 0; k--)
        {
            if (scales[k] == 0)
                continue;
            var (at, first) = (k, k + offset);
            MatrixJobs.For(
                n - first,
                2L * (n - first) * (n - first),
                c =>
                {
                    var v = reflections.Row(at, first, n - first);
                    var column = basis.Row(first + c, first, n - first);
                    Rows.AddScaled(column, v, -scales[at] * Rows.Dot(v, column));
                }
            );
        }
        return basis;
    }

    // Value k stands at place k, and beside[k] above it.
    private static bool Diagonalize(double[] values, double[] beside, Matrix? left, Matrix? right)
    {
        var norm = 0.0;
        for (var i = 0; i < values.Length; i++)
            norm = Math.Max(norm, Math.Abs(values[i]) + Math.Abs(beside[i]));
        for (var last = values.Length - 1; last >= 0; last--)
        for (var step = 0; ; step++)
        {
            var first = Split(values, beside, left, last, Epsilon * norm);
            if (first == last)
            {
                if (values[last] < 0)
                {
                    values[last] = -values[last];
                    if (right is { } rows)
                        Rows.Scale(rows.Row(last), -1);
                }
                break;
            }
            if (step == MostSteps)
                return false;
            Step(values, beside, left, right, first, last);
        }
        return true;
    }

    // Where the block that ends in the last place begins. A value of 0 before it ends a block, too: what is beside it is turned away.
    private static int Split(double[] values, double[] beside, Matrix? left, int last, double small)
    {
        var first = last;
        for (; first > 0 && Math.Abs(beside[first]) > small; first--)
            if (Math.Abs(values[first - 1]) <= small)
            {
                TurnAway(values, beside, left, first, last, small);
                break;
            }
        beside[first] = 0;
        return first;
    }

    private static void TurnAway(double[] values, double[] beside, Matrix? left, int first, int last, double small)
    {
        var (c, s) = (0.0, 1.0);
        for (var i = first; i <= last; i++)
        {
            var f = s * beside[i];
            beside[i] *= c;
            if (Math.Abs(f) <= small)
                return;
            var length = double.Hypot(f, values[i]);
            (c, s) = (values[i] / length, -f / length);
            values[i] = length;
            if (left is { } rows)
                Rows.Rotate(rows.Row(first - 1), rows.Row(i), c, -s);
        }
    }

    private static void Step(double[] values, double[] beside, Matrix? left, Matrix? right, int first, int last)
    {
        var (x, y, z) = (values[first], values[last - 1], values[last]);
        var (g, h) = (beside[last - 1], beside[last]);
        var f = (((y - z) * (y + z)) + ((g - h) * (g + h))) / (2 * h * y);
        f = (((x - z) * (x + z)) + (h * ((y / (f + Math.CopySign(double.Hypot(f, 1), f))) - h))) / x;
        var (c, s) = (1.0, 1.0);
        for (var j = first; j < last; j++)
        {
            var i = j + 1;
            (g, h, y) = (c * beside[i], s * beside[i], values[i]);
            z = double.Hypot(f, h);
            beside[j] = z;
            (c, s) = z == 0 ? (1, 0) : (f / z, h / z);
            (f, g) = ((x * c) + (g * s), (g * c) - (x * s));
            (h, y) = (y * s, y * c);
            if (right is { } turned)
                Rows.Rotate(turned.Row(j), turned.Row(i), c, -s);
            z = double.Hypot(f, h);
            values[j] = z;
            if (z != 0)
                (c, s) = (f / z, h / z);
            (f, x) = ((c * g) + (s * y), (c * y) - (s * g));
            if (left is { } rows)
                Rows.Rotate(rows.Row(j), rows.Row(i), c, -s);
        }
        beside[first] = 0;
        beside[last] = f;
        values[last] = x;
    }
}
