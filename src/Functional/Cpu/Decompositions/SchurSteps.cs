using System.Numerics;

namespace Functional;

/// <summary>Francis' double-shift QR steps from Hessenberg to real Schur form: blocks of one and two on the diagonal.</summary>
/// <remarks>EISPACK's hqr2, as in Golub and Van Loan, Matrix Computations, 7.5.</remarks>
internal static class SchurSteps
{
    private const double Epsilon = 1.0 / (1L << 52);

    // Steps for one eigenvalue; two or three are usual, and after some without success a shift is taken that is none of the block's.
    private const int MostSteps = 90;

    /// <summary>Turns h and the basis; false if it does not converge.</summary>
    public static bool Run(Matrix h, Matrix basis, Complex[] values)
    {
        var (last, step, shift) = (h.Rows - 1, 0, 0.0);
        var norm = 0.0;
        foreach (var element in h.Elements)
            norm += Math.Abs(element);
        while (last >= 0)
        {
            var first = Corner(h, last, norm);
            if (first == last)
            {
                h[last, last] += shift;
                values[last] = h[last, last];
                last--;
                step = 0;
            }
            else if (first == last - 1)
            {
                h[last, last] += shift;
                h[first, first] += shift;
                Two(h, basis, values, last);
                last -= 2;
                step = 0;
            }
            else if (step == MostSteps)
                return false;
            else
                Step(h, basis, first, last, step++, ref shift);
        }
        return true;
    }

    // The first row of the block that ends in the last one: where the number below the diagonal is negligible.
    private static int Corner(Matrix h, int last, double norm)
    {
        var first = last;
        for (; first > 0; first--)
        {
            var size = Math.Abs(h[first - 1, first - 1]) + Math.Abs(h[first, first]);
            if (Math.Abs(h[first, first - 1]) <= Epsilon * (size == 0 ? norm : size))
            {
                h[first, first - 1] = 0;
                break;
            }
        }
        return first;
    }

    // A block of two: a conjugate pair, or two real values, which a rotation separates.
    private static void Two(Matrix h, Matrix basis, Complex[] values, int last)
    {
        var first = last - 1;
        var product = h[last, first] * h[first, last];
        var half = (h[first, first] - h[last, last]) / 2;
        var square = (half * half) + product;
        var root = Math.Sqrt(Math.Abs(square));
        if (square < 0)
        {
            values[first] = new Complex(h[last, last] + half, root);
            values[last] = Complex.Conjugate(values[first]);
            return;
        }
        var z = half + Math.CopySign(root, half);
        var x = h[last, last];
        (values[first], values[last]) = (x + z, z == 0 ? x + z : x - (product / z));
        var below = h[last, first];
        var length = double.Hypot(below, z);
        if (length == 0)
            return;
        var (s, c) = (below / length, z / length);
        for (var j = first; j < h.Columns; j++)
            (h[first, j], h[last, j]) = ((c * h[first, j]) + (s * h[last, j]), (c * h[last, j]) - (s * h[first, j]));
        for (var i = 0; i <= last; i++)
            (h[i, first], h[i, last]) = ((c * h[i, first]) + (s * h[i, last]), (c * h[i, last]) - (s * h[i, first]));
        for (var i = 0; i < basis.Rows; i++)
            (basis[i, first], basis[i, last]) = (
                (c * basis[i, first]) + (s * basis[i, last]),
                (c * basis[i, last]) - (s * basis[i, first])
            );
        h[last, first] = 0;
    }

    private static void Step(Matrix h, Matrix basis, int first, int last, int step, ref double shift)
    {
        var (x, y, w) = (h[last, last], h[last - 1, last - 1], h[last, last - 1] * h[last - 1, last]);
        if (step % 20 == 10)
        {
            // Wilkinson's exceptional shift.
            shift += x;
            for (var i = 0; i <= last; i++)
                h[i, i] -= x;
            var size = Math.Abs(h[last, last - 1]) + Math.Abs(h[last - 1, last - 2]);
            x = y = 0.75 * size;
            w = -0.4375 * size * size;
        }
        var (start, p, q, r) = Start(h, first, last, x, y, w);
        for (var i = start + 2; i <= last; i++)
        {
            h[i, i - 2] = 0;
            if (i > start + 2)
                h[i, i - 3] = 0;
        }
        for (var k = start; k < last; k++)
        {
            var isThree = k != last - 1;
            var size = 1.0;
            if (k != start)
            {
                (p, q, r) = (h[k, k - 1], h[k + 1, k - 1], isThree ? h[k + 2, k - 1] : 0);
                size = Math.Abs(p) + Math.Abs(q) + Math.Abs(r);
                if (size == 0)
                    continue;
                (p, q, r) = (p / size, q / size, r / size);
            }
            var length = Math.CopySign(Math.Sqrt((p * p) + (q * q) + (r * r)), p);
            if (length == 0)
                continue;
            if (k != start)
                h[k, k - 1] = -length * size;
            else if (first != start)
                h[k, k - 1] = -h[k, k - 1];
            Reflect(
                h,
                basis,
                k,
                last,
                isThree ? 3 : 2,
                [(p + length) / length, q / length, r / length],
                [1, q / (p + length), r / (p + length)]
            );
        }
    }

    // Where two numbers below the diagonal in a row are small, and the first column of (H − s₁)(H − s₂) there.
    private static (int Start, double P, double Q, double R) Start(Matrix h, int first, int last, double x, double y, double w)
    {
        for (var m = last - 2; ; m--)
        {
            var z = h[m, m];
            var (r, s) = (x - z, y - z);
            var p = (((r * s) - w) / h[m + 1, m]) + h[m, m + 1];
            var q = h[m + 1, m + 1] - z - r - s;
            r = h[m + 2, m + 1];
            var size = Math.Abs(p) + Math.Abs(q) + Math.Abs(r);
            (p, q, r) = (p / size, q / size, r / size);
            if (m == first)
                return (m, p, q, r);
            var beside = Math.Abs(h[m, m - 1]) * (Math.Abs(q) + Math.Abs(r));
            if (beside < Epsilon * Math.Abs(p) * (Math.Abs(h[m - 1, m - 1]) + Math.Abs(z) + Math.Abs(h[m + 1, m + 1])))
                return (m, p, q, r);
        }
    }

    // H := (I − a bᵀ) H (I − b aᵀ) on two or three rows and columns from k on.
    private static void Reflect(
        Matrix h,
        Matrix basis,
        int k,
        int last,
        int count,
        ReadOnlySpan<double> a,
        ReadOnlySpan<double> b
    )
    {
        for (var j = k; j < h.Columns; j++)
        {
            var sum = 0.0;
            for (var i = 0; i < count; i++)
                sum += b[i] * h[k + i, j];
            for (var i = 0; i < count; i++)
                h[k + i, j] -= a[i] * sum;
        }
        for (var i = 0; i <= Math.Min(last, k + 3); i++)
            Right(h.Row(i, k, count), a, b);
        for (var i = 0; i < basis.Rows; i++)
            Right(basis.Row(i, k, count), a, b);
    }

    private static void Right(Span<double> row, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < row.Length; i++)
            sum += a[i] * row[i];
        for (var i = 0; i < row.Length; i++)
            row[i] -= sum * b[i];
    }
}
