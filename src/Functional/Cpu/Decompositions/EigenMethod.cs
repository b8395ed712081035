using System.Numerics;

namespace Functional;

/// <summary>Eigenvalues and eigenvectors of a general matrix: to Hessenberg form, to Schur form, and from there by substitution.</summary>
internal static class EigenMethod
{
    private const double Epsilon = 1.0 / (1L << 52);

    /// <summary>Rows of eigenvectors' elements as pairs, and beside them the eigenvalues as pairs; or these alone.</summary>
    public static int Factor(Matrix x, Matrix result, bool hasVectors)
    {
        var n = x.Rows;
        var largest = x.Largest();
        if (!double.IsFinite(largest))
            return DecompositionFailures.NotFinite;
        Rows.Scale(x.Elements, largest == 0 ? 1 : 1 / largest);
        var basis = Hessenberg(x);
        var values = new Complex[n];
        if (!SchurSteps.Run(x, basis, values))
            return DecompositionFailures.NotConverged;
        var first = hasVectors ? 2 * n : 0;
        for (var i = 0; i < n; i++)
            (result[i, first], result[i, first + 1]) = (
                values[i].Real * (largest == 0 ? 1 : largest),
                values[i].Imaginary * (largest == 0 ? 1 : largest)
            );
        if (hasVectors)
            for (var k = 0; k < n; k++)
                Vector(x, basis, values, k, result);
        return -1;
    }

    // x becomes Qᵀ x Q with zeros below the first diagonal under the main one; the result is Q.
    private static Matrix Hessenberg(Matrix x)
    {
        var n = x.Rows;
        var q = new Matrix(n, n);
        for (var i = 0; i < n; i++)
            q[i, i] = 1;
        var (v, sums) = (new double[n], new double[n]);
        for (var k = 0; k < n - 2; k++)
        {
            var size = n - k - 1;
            var own = v.AsSpan(0, size);
            for (var i = 0; i < size; i++)
                own[i] = x[k + 1 + i, k];
            var (scale, beside) = QrMethod.Reflection(own);
            if (scale == 0)
                continue;
            var sum = sums.AsSpan(0, size);
            sum.Clear();
            for (var i = 0; i < size; i++)
                Rows.AddScaled(sum, x.Row(k + 1 + i, k + 1, size), own[i]);
            for (var i = 0; i < size; i++)
            {
                Rows.AddScaled(x.Row(k + 1 + i, k + 1, size), sum, -scale * own[i]);
                x[k + 1 + i, k] = i == 0 ? beside : 0;
            }
            for (var i = 0; i < n; i++)
            {
                var row = x.Row(i, k + 1, size);
                var turn = q.Row(i, k + 1, size);
                Rows.AddScaled(row, own, -scale * Rows.Dot(row, own));
                Rows.AddScaled(turn, own, -scale * Rows.Dot(turn, own));
            }
        }
        return q;
    }

    // (T − λ) y = 0 from the block of λ upwards; the vector is Q y. Of a conjugate pair the second is the conjugate of the first.
    private static void Vector(Matrix t, Matrix basis, Complex[] values, int k, Matrix result)
    {
        var n = t.Rows;
        if (values[k].Imaginary < 0)
        {
            for (var i = 0; i < n; i++)
                (result[i, 2 * k], result[i, (2 * k) + 1]) = (result[i, (2 * k) - 2], -result[i, (2 * k) - 1]);
            return;
        }
        var y = new Complex[n];
        var value = values[k];
        var last = value.Imaginary > 0 ? k + 1 : k;
        y[last] = 1;
        if (last > k)
            y[k] = (value - t[last, last]) / t[last, k];
        for (var i = k - 1; i >= 0; i--)
        {
            var isPair = values[i].Imaginary < 0;
            var top = isPair ? i - 1 : i;
            var right = Product(t, y, i, last);
            if (isPair)
            {
                var above = Product(t, y, top, last);
                var (a, d) = (t[top, top] - value, t[i, i] - value);
                var determinant = Nonzero((a * d) - (t[top, i] * t[i, top]));
                y[top] = ((t[top, i] * right) - (d * above)) / determinant;
                y[i] = ((t[i, top] * above) - (a * right)) / determinant;
            }
            else
                y[i] = -right / Nonzero(t[i, i] - value);
            Shrink(y, Math.Max(Complex.Abs(y[i]), Complex.Abs(y[top])));
            i = top;
        }
        Put(basis, y, last, k, result);
    }

    private static Complex Nonzero(Complex x) => Complex.Abs(x) < Epsilon ? Epsilon : x;

    private static Complex Product(Matrix t, Complex[] y, int row, int last)
    {
        Complex sum = 0;
        for (var j = row + 1; j <= last; j++)
            sum += t[row, j] * y[j];
        return sum;
    }

    // Only the direction counts.
    private static void Shrink(Complex[] y, double size)
    {
        if (size < 1e100)
            return;
        foreach (ref var element in y.AsSpan())
            element /= size;
    }

    private static void Put(Matrix basis, Complex[] y, int last, int k, Matrix result)
    {
        var sizes = 0.0;
        var all = new Complex[basis.Rows];
        for (var i = 0; i < all.Length; i++)
        {
            for (var j = 0; j <= last; j++)
                all[i] += basis[i, j] * y[j];
            sizes = double.Hypot(sizes, Complex.Abs(all[i]));
        }
        for (var i = 0; i < all.Length; i++)
            (result[i, 2 * k], result[i, (2 * k) + 1]) = (all[i].Real / sizes, all[i].Imaginary / sizes);
    }
}
