namespace Functional;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix: Householder reflections to three diagonals, then QL steps with implicit shifts.</summary>
/// <remarks>Golub and Van Loan, Matrix Computations, 8.3. The matrix is scaled to elements of at most 1 first, so that nothing overflows.</remarks>
internal static class SymmetricEigenMethod
{
    private const double Epsilon = 1.0 / (1L << 52);

    // Steps for one eigenvalue; two or three are usual.
    private const int MostSteps = 60;

    /// <summary>Eigenvectors in columns, and beside them a column of eigenvalues, ascending; or the eigenvalues alone.</summary>
    public static int Factor(Matrix x, Matrix result, bool hasVectors)
    {
        var n = x.Rows;
        var largest = x.Largest();
        if (!double.IsFinite(largest))
            return DecompositionFailures.NotFinite;
        Rows.Scale(x.Elements, largest == 0 ? 1 : 1 / largest);
        var (diagonal, beside) = (new double[n], new double[n]);
        var vectors = Tridiagonal(x, diagonal, beside, hasVectors);
        if (!Diagonalize(diagonal, beside, vectors))
            return DecompositionFailures.NotConverged;
        var order = Enumerable.Range(0, n).OrderBy(i => diagonal[i]).ToArray();
        for (var j = 0; j < n; j++)
        {
            result[j, hasVectors ? n : 0] = diagonal[order[j]] * (largest == 0 ? 1 : largest);
            if (vectors is not { } rows)
                continue;
            var row = rows.Row(order[j]);
            var sign = Rows.IsToFlip(row) ? -1 : 1;
            for (var i = 0; i < n; i++)
                result[i, j] = sign * row[i];
        }
        return -1;
    }

    // x becomes Q T Qᵀ; the result has Q's columns as rows.
    private static Matrix? Tridiagonal(Matrix x, double[] diagonal, double[] beside, bool hasVectors)
    {
        var n = x.Rows;
        var scales = new double[n];
        var sums = new double[n];
        for (var k = 0; k < n - 1; k++)
        {
            diagonal[k] = x[k, k];
            var v = x.Row(k, k + 1, n - k - 1);
            (scales[k], beside[k]) = QrMethod.Reflection(v);
            if (scales[k] != 0)
                ReflectBoth(x, k, scales[k], sums);
        }
        if (n > 0)
            diagonal[n - 1] = x[n - 1, n - 1];
        if (!hasVectors)
            return null;
        var q = new Matrix(n, n);
        for (var i = 0; i < n; i++)
            q[i, i] = 1;
        // Of H₀ H₁ ⋯ the last first, so that each touches a corner only; columns lie as rows.
        for (var k = n - 2; k >= 0; k--)
        {
            if (scales[k] == 0)
                continue;
            var (at, scale) = (k, scales[k]);
            MatrixJobs.For(
                n - k - 1,
                2L * (n - k - 1) * (n - k - 1),
                c =>
                {
                    var v = x.Row(at, at + 1, n - at - 1);
                    var column = q.Row(at + 1 + c, at + 1, n - at - 1);
                    Rows.AddScaled(column, v, -scale * Rows.Dot(v, column));
                }
            );
        }
        return q;
    }

    // The corner right of and below place k becomes H A H: A − v wᵀ − w vᵀ.
    private static void ReflectBoth(Matrix x, int k, double scale, double[] sums)
    {
        var (n, from) = (x.Rows, k + 1);
        var size = n - from;
        MatrixJobs.For(
            size,
            (long)size * size,
            i => sums[i] = scale * Rows.Dot(x.Row(from + i, from, size), x.Row(k, from, size))
        );
        var w = sums.AsSpan(0, size);
        Rows.AddScaled(w, x.Row(k, from, size), -0.5 * scale * Rows.Dot(w, x.Row(k, from, size)));
        MatrixJobs.For(
            size,
            2L * size * size,
            i =>
            {
                var row = x.Row(from + i, from, size);
                Rows.AddScaled(row, sums.AsSpan(0, size), -x[k, from + i]);
                Rows.AddScaled(row, x.Row(k, from, size), -sums[i]);
            }
        );
    }

    // Numbers beside the diagonal go to zero, from the first on; vectors are rotated along.
    private static bool Diagonalize(double[] d, double[] e, Matrix? vectors)
    {
        for (var first = 0; first < d.Length; first++)
        for (var step = 0; ; step++)
        {
            var last = first;
            while (last < d.Length - 1 && Math.Abs(e[last]) > Epsilon * (Math.Abs(d[last]) + Math.Abs(d[last + 1])))
                last++;
            if (last == first)
                break;
            if (step == MostSteps)
                return false;
            Step(d, e, vectors, first, last);
        }
        return true;
    }

    // A QL step between two places, with the eigenvalue of the first corner as shift (Wilkinson's).
    private static void Step(double[] d, double[] e, Matrix? vectors, int first, int last)
    {
        var half = (d[first + 1] - d[first]) / (2 * e[first]);
        var g = d[last] - d[first] + (e[first] / (half + Math.CopySign(double.Hypot(half, 1), half)));
        var (s, c, p) = (1.0, 1.0, 0.0);
        for (var i = last - 1; i >= first; i--)
        {
            var (f, b) = (s * e[i], c * e[i]);
            var r = double.Hypot(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[last] = 0;
                return;
            }
            (s, c) = (f / r, g / r);
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            if (vectors is { } rows)
                Rows.Rotate(rows.Row(i), rows.Row(i + 1), c, s);
        }
        d[first] -= p;
        e[first] = g;
        e[last] = 0;
    }
}
