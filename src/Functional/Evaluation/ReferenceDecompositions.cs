namespace Functional;

/// <summary>Factors of matrices as textbooks find them: element by element, without blocks.</summary>
internal sealed partial class ReferenceInterpreter
{
    public ReferenceValue Decomposition(DecompositionOp op, int node)
    {
        var (nodes, tensor) = (Nodes(node), _graph.Nodes[node]);
        var operands = Array.ConvertAll(Operands(node), operand => operand.ToDoubles());
        var value = Zeros(tensor.Shape, tensor.DType);
        var size = tensor.Shape[-2] * tensor.Shape[-1];
        for (var matrix = 0; size > 0 && matrix < tensor.Size / size; matrix++)
        {
            var x = nodes.Select((x, i) => MatrixOf(operands[i], matrix, x.Shape[-2], x.Shape[-1])).ToArray();
            var result = new double[tensor.Shape[-2], tensor.Shape[-1]];
            if (ReferenceFactors.Of(op, x, result) is >= 0 and var place)
                throw op.Failure(DecompositionOp.Named(nodes[0].DType, nodes[0].Shape, matrix), place);
            var next = matrix * size;
            foreach (var element in result)
                value.Bits[next++] = Scalars.ToBits(value.Type, element);
        }
        return value;
    }

    private static double[,] MatrixOf(double[] elements, int number, int rows, int columns)
    {
        var matrix = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        for (var j = 0; j < columns; j++)
            matrix[i, j] = elements[(((number * rows) + i) * columns) + j];
        return matrix;
    }
}

/// <summary>Factors of one matrix, in double.</summary>
internal static class ReferenceFactors
{
    /// <summary>Fills the result, which is zeros; where it fails the place or reason, else −1.</summary>
    public static int Of(DecompositionOp op, double[][,] x, double[,] result) =>
        op switch
        {
            CholeskyOp => Cholesky(x[0], result),
            TriangularSolveOp solve => Substitute(x[0], x[1], result, solve),
            LuOp lu => Lu(x[0], result, lu.IsComplete) is >= 0 and var place && lu.Refuses is not null ? place : -1,
            QrOp => Qr(x[0], result),
            SymmetricEigenOp eigen => Eigen(x[0], result, eigen.HasVectors),
            SingularValuesOp values => Singular(x[0], result, values.HasVectors),
            // There is no short way to these: facts check what they are, and not how they are found.
            _ => General(op, x[0], result),
        };

    private static int Cholesky(double[,] x, double[,] l)
    {
        for (var j = 0; j < x.GetLength(0); j++)
        for (var i = j; i < x.GetLength(0); i++)
        {
            var rest = x[i, j];
            for (var k = 0; k < j; k++)
                rest -= l[i, k] * l[j, k];
            if (i == j && !(rest > 0))
                return j;
            l[i, j] = i == j ? Math.Sqrt(rest) : rest / l[j, j];
        }
        return -1;
    }

    private static int Substitute(double[,] t, double[,] right, double[,] x, TriangularSolveOp solve)
    {
        var n = t.GetLength(0);
        double At(int i, int j) => solve.IsTransposed ? t[j, i] : t[i, j];
        for (var column = 0; column < right.GetLength(1); column++)
        for (var step = 0; step < n; step++)
        {
            var isUp = solve.IsUpper != solve.IsTransposed;
            var i = isUp ? n - 1 - step : step;
            var rest = right[i, column];
            for (var j = isUp ? i + 1 : 0; j < (isUp ? n : i); j++)
                rest -= At(i, j) * x[j, column];
            x[i, column] = solve.IsUnit ? rest : rest / t[i, i];
        }
        return -1;
    }

    private static int Lu(double[,] x, double[,] lu, bool isComplete)
    {
        var (m, n, singular) = (x.GetLength(0), x.GetLength(1), -1);
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
                lu[i, j] = x[i, j];
            lu[i, n] = i;
            if (isComplete)
                lu[i, n + 1] = i;
        }
        for (var k = 0; k < Math.Min(m, n); k++)
        {
            var (row, column) = (k, k);
            for (var i = k; i < m; i++)
            for (var j = k; j < (isComplete ? n : k + 1); j++)
                if (Math.Abs(lu[i, j]) > Math.Abs(lu[row, column]))
                    (row, column) = (i, j);
            for (var j = 0; j <= n; j++)
                (lu[k, j], lu[row, j]) = (lu[row, j], lu[k, j]);
            for (var i = 0; i < m && column != k; i++)
                (lu[i, k], lu[i, column]) = (lu[i, column], lu[i, k]);
            if (isComplete)
                (lu[k, n + 1], lu[column, n + 1]) = (lu[column, n + 1], lu[k, n + 1]);
            if (lu[k, k] == 0)
            {
                singular = singular < 0 ? k : singular;
                continue;
            }
            for (var i = k + 1; i < m; i++)
            {
                lu[i, k] /= lu[k, k];
                for (var j = k + 1; j < n; j++)
                    lu[i, j] -= lu[i, k] * lu[k, j];
            }
        }
        return singular;
    }

    // Each reflection is applied to the matrix and to the identity, which becomes Qᵀ.
    private static int Qr(double[,] x, double[,] result)
    {
        var (m, n) = (x.GetLength(0), x.GetLength(1));
        var (r, q) = ((double[,])x.Clone(), new double[m, m]);
        for (var i = 0; i < m; i++)
            q[i, i] = 1;
        for (var j = 0; j < Math.Min(m, n); j++)
        {
            var (length, below) = (0.0, 0.0);
            for (var i = j; i < m; i++)
            {
                length = double.Hypot(length, r[i, j]);
                below = i > j ? double.Hypot(below, r[i, j]) : 0;
            }
            if (below == 0)
                continue;
            var v = new double[m];
            for (var i = j; i < m; i++)
                v[i] = r[i, j];
            v[j] += Math.CopySign(length, r[j, j]);
            Reflect(r, v);
            Reflect(q, v);
        }
        for (var i = 0; i < m; i++)
        for (var j = 0; j < Math.Min(m, n); j++)
            result[i, j] = q[j, i];
        for (var i = 0; i < Math.Min(m, n); i++)
        for (var j = i; j < n; j++)
            result[m + i, j] = r[i, j];
        return -1;
    }

    private static void Reflect(double[,] x, double[] v)
    {
        var square = v.Sum(element => element * element);
        for (var j = 0; j < x.GetLength(1); j++)
        {
            var sum = 0.0;
            for (var i = 0; i < v.Length; i++)
                sum += v[i] * x[i, j];
            for (var i = 0; i < v.Length; i++)
                x[i, j] -= 2 * sum / square * v[i];
        }
    }

    // Jacobi's rotations of rows and columns, until nothing is left beside the diagonal.
    private static int Eigen(double[,] x, double[,] result, bool hasVectors)
    {
        var n = x.GetLength(0);
        if (!x.Cast<double>().All(double.IsFinite))
            return DecompositionFailures.NotFinite;
        var (a, v) = ((double[,])x.Clone(), new double[n, n]);
        for (var i = 0; i < n; i++)
            v[i, i] = 1;
        for (var sweep = 0; sweep < 30; sweep++)
        for (var i = 0; i < n; i++)
        for (var j = i + 1; j < n; j++)
        {
            if (a[i, j] == 0)
                continue;
            var half = (a[j, j] - a[i, i]) / (2 * a[i, j]);
            var t = Math.CopySign(1, half) / (Math.Abs(half) + double.Hypot(half, 1));
            var c = 1 / double.Hypot(t, 1);
            for (var k = 0; k < n; k++)
                (a[k, i], a[k, j]) = ((c * a[k, i]) - (c * t * a[k, j]), (c * t * a[k, i]) + (c * a[k, j]));
            for (var k = 0; k < n; k++)
                (a[i, k], a[j, k]) = ((c * a[i, k]) - (c * t * a[j, k]), (c * t * a[i, k]) + (c * a[j, k]));
            for (var k = 0; k < n; k++)
                (v[k, i], v[k, j]) = ((c * v[k, i]) - (c * t * v[k, j]), (c * t * v[k, i]) + (c * v[k, j]));
        }
        var order = Enumerable.Range(0, n).OrderBy(i => a[i, i]).ToArray();
        for (var j = 0; j < n; j++)
        {
            result[j, hasVectors ? n : 0] = a[order[j], order[j]];
            var sign = Sign(Enumerable.Range(0, n).Select(i => v[i, order[j]]));
            for (var i = 0; i < n && hasVectors; i++)
                result[i, j] = sign * v[i, order[j]];
        }
        return -1;
    }

    // The columns of the matrix (of its transpose, if it is wide) are rotated until they are orthogonal.
    private static int Singular(double[,] x, double[,] result, bool hasVectors)
    {
        if (!x.Cast<double>().All(double.IsFinite))
            return DecompositionFailures.NotFinite;
        var isWide = x.GetLength(0) < x.GetLength(1);
        var (m, n) = (Math.Max(x.GetLength(0), x.GetLength(1)), Math.Min(x.GetLength(0), x.GetLength(1)));
        var a = Enumerable
            .Range(0, n)
            .Select(j => Enumerable.Range(0, m).Select(i => isWide ? x[j, i] : x[i, j]).ToArray())
            .ToArray();
        var v = Enumerable.Range(0, n).Select(j => Enumerable.Range(0, n).Select(i => i == j ? 1.0 : 0).ToArray()).ToArray();
        for (var sweep = 0; sweep < 30; sweep++)
        for (var i = 0; i < n; i++)
        for (var j = i + 1; j < n; j++)
        {
            var (ii, jj, ij) = (Dot(a[i], a[i]), Dot(a[j], a[j]), Dot(a[i], a[j]));
            if (Math.Abs(ij) <= 1e-16 * Math.Sqrt(ii * jj))
                continue;
            var half = (jj - ii) / (2 * ij);
            var t = Math.CopySign(1, half) / (Math.Abs(half) + double.Hypot(half, 1));
            var c = 1 / double.Hypot(t, 1);
            foreach (var columns in new[] { a, v })
                for (var k = 0; k < columns[i].Length; k++)
                    (columns[i][k], columns[j][k]) = (
                        (c * columns[i][k]) - (c * t * columns[j][k]),
                        (c * t * columns[i][k]) + (c * columns[j][k])
                    );
        }
        var values = a.Select(column => Math.Sqrt(Dot(column, column))).ToArray();
        var order = Enumerable.Range(0, n).OrderByDescending(j => values[j]).ToArray();
        for (var j = 0; j < n; j++)
        {
            var (value, own) = (values[order[j]], a[order[j]]);
            result[hasVectors ? m + n : 0, j] = value;
            if (!hasVectors)
                continue;
            var left = own.Select(element => element / value).ToArray();
            var (u, w) = isWide ? (v[order[j]], left) : (left, v[order[j]]);
            var sign = Sign(u);
            for (var i = 0; i < u.Length; i++)
                result[i, j] = sign * u[i];
            for (var i = 0; i < w.Length; i++)
                result[u.Length + i, j] = sign * w[i];
        }
        return -1;
    }

    private static int General(DecompositionOp op, double[,] x, double[,] result)
    {
        var method = DecompositionTask.MethodOf(op);
        var (operand, target) = (
            new Matrix([.. x.Cast<double>()], x.GetLength(0), x.GetLength(1)),
            new Matrix(result.GetLength(0), result.GetLength(1))
        );
        var place = method([operand], target);
        Buffer.BlockCopy(target.Elements.ToArray(), 0, result, 0, target.Elements.Length * sizeof(double));
        return place;
    }

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    // Of the largest elements the first is positive.
    private static double Sign(IEnumerable<double> elements)
    {
        var all = elements.ToArray();
        var largest = all.Max(Math.Abs);
        return all.First(element => Math.Abs(element) >= largest * (1 - 1e-6)) < 0 ? -1 : 1;
    }
}
