using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Functional;

/// <summary>A matrix in row-major order, as decompositions work on it: in double, whatever the operand's type.</summary>
internal readonly struct Matrix(double[] elements, int rows, int columns)
{
    public Matrix(int rows, int columns)
        : this(new double[checked(rows * columns)], rows, columns) { }

    public int Rows => rows;

    public int Columns => columns;

    public Span<double> Elements => elements.AsSpan(0, rows * columns);

    public ref double this[int row, int column] => ref elements[(row * columns) + column];

    public Span<double> Row(int row) => elements.AsSpan(row * columns, columns);

    /// <summary>Part of a row.</summary>
    public Span<double> Row(int row, int from, int count) => elements.AsSpan((row * columns) + from, count);

    public void SwapRows(int first, int second)
    {
        var x = Row(first);
        var y = Row(second);
        for (var i = 0; i < x.Length; i++)
            (x[i], y[i]) = (y[i], x[i]);
    }

    /// <summary>The matrix with rows and columns exchanged, in memory of its own.</summary>
    public Matrix Transposed()
    {
        var result = new Matrix(columns, rows);
        for (var i = 0; i < rows; i++)
        for (var j = 0; j < columns; j++)
            result[j, i] = this[i, j];
        return result;
    }

    /// <summary>The largest magnitude; NaN or ∞ if there is one.</summary>
    public double Largest()
    {
        var largest = 0.0;
        foreach (var element in Elements)
            if (!(Math.Abs(element) <= largest))
                largest = Math.Abs(element);
            else if (double.IsNaN(largest))
                return largest;
        return largest;
    }
}

/// <summary>Sums and products of rows. The order of additions depends on lengths alone, so that every machine gives the same bits.</summary>
internal static class Rows
{
    /// <summary><c>Σ xᵢ yᵢ</c> of equal lengths.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var first = Wide(x);
        var second = Wide(y);
        var (even, odd) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i + 1 < first.Length; i += 2)
        {
            even += first[i] * second[i];
            odd += first[i + 1] * second[i + 1];
        }
        if (i < first.Length)
            even += first[i] * second[i];
        var sum = Vector256.Sum(even + odd);
        for (var k = first.Length * Vector256<double>.Count; k < x.Length; k++)
            sum += x[k] * y[k];
        return sum;
    }

    /// <summary><c>yᵢ += factor · xᵢ</c>.</summary>
    public static void AddScaled(Span<double> y, ReadOnlySpan<double> x, double factor)
    {
        var from = Wide(x);
        var to = MemoryMarshal.Cast<double, Vector256<double>>(y);
        var wide = Vector256.Create(factor);
        for (var i = 0; i < to.Length; i++)
            to[i] += from[i] * wide;
        for (var k = to.Length * Vector256<double>.Count; k < y.Length; k++)
            y[k] += x[k] * factor;
    }

    public static void Scale(Span<double> x, double factor)
    {
        for (var i = 0; i < x.Length; i++)
            x[i] *= factor;
    }

    /// <summary>A plane rotation: <c>x := c x − s y</c>, <c>y := s x + c y</c>.</summary>
    public static void Rotate(Span<double> x, Span<double> y, double c, double s)
    {
        var first = MemoryMarshal.Cast<double, Vector256<double>>(x);
        var second = MemoryMarshal.Cast<double, Vector256<double>>(y);
        var (cosine, sine) = (Vector256.Create(c), Vector256.Create(s));
        for (var i = 0; i < first.Length; i++)
            (first[i], second[i]) = ((cosine * first[i]) - (sine * second[i]), (sine * first[i]) + (cosine * second[i]));
        for (var k = first.Length * Vector256<double>.Count; k < x.Length; k++)
            (x[k], y[k]) = ((c * x[k]) - (s * y[k]), (s * x[k]) + (c * y[k]));
    }

    /// <summary>Euclidean length, also where squares overflow or vanish.</summary>
    public static double Length(ReadOnlySpan<double> x)
    {
        var plain = Dot(x, x);
        if (plain is > 1e-280 and < 1e280)
            return Math.Sqrt(plain);
        var largest = 0.0;
        foreach (var element in x)
            largest = Math.Max(largest, Math.Abs(element));
        if (largest == 0 || !double.IsFinite(largest))
            return largest;
        var sum = 0.0;
        foreach (var element in x)
            sum += element / largest * (element / largest);
        return largest * Math.Sqrt(sum);
    }

    /// <summary>Turns a vector so that of its largest entries the first is positive; entries that rounding could exchange count as equal.</summary>
    public static bool IsToFlip(ReadOnlySpan<double> x)
    {
        var largest = 0.0;
        foreach (var element in x)
            largest = Math.Max(largest, Math.Abs(element));
        foreach (var element in x)
            if (Math.Abs(element) >= largest * (1 - 1e-6))
                return element < 0;
        return false;
    }

    private static ReadOnlySpan<Vector256<double>> Wide(ReadOnlySpan<double> x) =>
        MemoryMarshal.Cast<double, Vector256<double>>(x);
}
