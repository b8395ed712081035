namespace Functional;

/// <summary>Singular values and vectors by rotations of pairs of rows until all are orthogonal (one-sided Jacobi).</summary>
/// <remarks>
/// Demmel and Veselić 1992: small singular values are as accurate as large ones. Tall matrices are reduced to their R first, and what is
/// rotated is a matrix' rows, which lie together in memory: <c>A = J Σ Wᵀ</c> with J the product of the rotations.
/// </remarks>
internal static class SingularValueMethod
{
    private const double Epsilon = 1.0 / (1L << 52);

    // Beyond this size reflections are faster.
    private const int MostRotated = 48;

    // The square of a length that is nothing beside the largest element, which is 1.
    private const double Vanished = 1e-280;

    // Eight are usual.
    private const int MostSweeps = 60;

    /// <summary>U <c>[m, k]</c> over V <c>[n, k]</c> over a row of singular values, descending; or these alone.</summary>
    public static int Factor(Matrix x, Matrix result, bool hasVectors)
    {
        var largest = x.Largest();
        if (!double.IsFinite(largest))
            return DecompositionFailures.NotFinite;
        Rows.Scale(x.Elements, largest == 0 ? 1 : 1 / largest);
        var isWide = x.Rows < x.Columns;
        var tall = isWide ? x.Transposed() : x;
        var (rows, q) = Square(tall);
        var n = rows.Rows;
        if (Solve(ref rows, hasVectors) is not var (lengths, turns))
            return DecompositionFailures.NotConverged;
        var order = Enumerable.Range(0, n).OrderByDescending(i => lengths[i]).ToArray();
        var (m, k) = (tall.Rows, n);
        for (var j = 0; j < k; j++)
            result[hasVectors ? m + n : 0, j] = lengths[order[j]] * (largest == 0 ? 1 : largest);
        if (turns is not { } rotations)
            return -1;
        if (n <= MostRotated)
            Normalize(rows, lengths, order);
        var left = new double[m];
        for (var j = 0; j < k; j++)
        {
            Left(rotations.Row(order[j]), q, left);
            var right = rows.Row(order[j]);
            var sign = Rows.IsToFlip(isWide ? right : left) ? -1 : 1;
            // U is the upper part, which has as many rows as x.
            var (up, down) = isWide ? (n, 0) : (0, m);
            for (var i = 0; i < m; i++)
                result[up + i, j] = sign * left[i];
            for (var i = 0; i < n; i++)
                result[down + i, j] = sign * right[i];
        }
        return -1;
    }

    // Singular values, and left vectors as rows if they are wanted; the rows become right vectors, of any length where they were rotated.
    private static (double[] Values, Matrix? Left)? Solve(ref Matrix rows, bool hasVectors)
    {
        var n = rows.Rows;
        if (n > MostRotated)
        {
            if (BidiagonalMethod.Run(rows, hasVectors) is not var (values, left, right))
                return null;
            rows = right ?? rows;
            return (values, left);
        }
        Matrix? turns = hasVectors ? Identity(n) : null;
        if (!Orthogonalize(rows, turns))
            return null;
        var lengths = new double[n];
        for (var i = 0; i < n; i++)
            lengths[i] = Rows.Length(rows.Row(i));
        return (lengths, turns);
    }

    // The rows of the matrix, or of its R if it is tall, with the columns of Q as rows.
    private static (Matrix Rows, Matrix? Q) Square(Matrix x)
    {
        if (x.Rows == x.Columns)
            return (x, null);
        var columns = x.Transposed();
        var q = QrMethod.Factor(columns);
        var n = x.Columns;
        var r = new Matrix(n, n);
        for (var i = 0; i < n; i++)
        for (var j = i; j < n; j++)
            r[i, j] = columns[j, i];
        return (r, q);
    }

    private static Matrix Identity(int size)
    {
        var identity = new Matrix(size, size);
        for (var i = 0; i < size; i++)
            identity[i, i] = 1;
        return identity;
    }

    private static bool Orthogonalize(Matrix rows, Matrix? turns)
    {
        var n = rows.Rows;
        var allowed = 8 * Epsilon * Math.Sqrt(n);
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            // In each round all pairs are disjoint: as in a tournament, one stays and the others move on.
            var players = n + (n & 1);
            var isDone = true;
            for (var round = 0; round < players - 1; round++)
            {
                var turn = round;
                MatrixJobs.For(
                    players / 2,
                    4L * players * n,
                    pair =>
                    {
                        var (i, j) = Pair(players, turn, pair);
                        if (i < n && j < n && Rotate(rows, turns, Math.Min(i, j), Math.Max(i, j), allowed))
                            Volatile.Write(ref isDone, false);
                    }
                );
            }
            if (isDone)
                return true;
        }
        return false;
    }

    private static (int First, int Second) Pair(int players, int round, int pair) =>
        pair == 0 ? (players - 1, round) : ((round + pair) % (players - 1), (round + players - 1 - pair) % (players - 1));

    // Makes two rows orthogonal; false if they are.
    private static bool Rotate(Matrix rows, Matrix? turns, int i, int j, double allowed)
    {
        var x = rows.Row(i);
        var y = rows.Row(j);
        var (xx, yy, xy) = (Rows.Dot(x, x), Rows.Dot(y, y), Rows.Dot(x, y));
        if (!(Math.Abs(xy) > allowed * Math.Sqrt(xx) * Math.Sqrt(yy)))
            return false;
        // What is left of a row that depends on others shrinks with every sweep, in the end to numbers that cannot become smaller.
        if (Math.Min(xx, yy) < Vanished)
        {
            (xx < yy ? x : y).Clear();
            return true;
        }
        var half = (yy - xx) / (2 * xy);
        var tangent = Math.CopySign(1, half) / (Math.Abs(half) + double.Hypot(1, half));
        var cosine = 1 / double.Hypot(1, tangent);
        Rows.Rotate(x, y, cosine, cosine * tangent);
        if (turns is { } all)
            Rows.Rotate(all.Row(i), all.Row(j), cosine, cosine * tangent);
        return true;
    }

    // Rows of length 1; in place of those that vanished, what is orthogonal to all others.
    private static void Normalize(Matrix rows, double[] lengths, int[] order)
    {
        var candidate = 0;
        for (var place = 0; place < order.Length; place++)
        {
            var row = rows.Row(order[place]);
            if (lengths[order[place]] > 0)
            {
                for (var i = 0; i < row.Length; i++)
                    row[i] /= lengths[order[place]];
                continue;
            }
            do
            {
                row.Clear();
                row[candidate++] = 1;
                for (var twice = 0; twice < 2; twice++)
                for (var other = 0; other < place; other++)
                    Rows.AddScaled(row, rows.Row(order[other]), -Rows.Dot(row, rows.Row(order[other])));
            } while (Rows.Length(row) < 0.5 / Math.Sqrt(row.Length) && candidate < row.Length);
            Rows.Scale(row, 1 / Rows.Length(row));
        }
    }

    private static void Left(ReadOnlySpan<double> turn, Matrix? q, double[] left)
    {
        if (q is not { } columns)
        {
            turn.CopyTo(left);
            return;
        }
        Array.Clear(left);
        for (var i = 0; i < turn.Length; i++)
            Rows.AddScaled(left, columns.Row(i), turn[i]);
    }
}
