namespace Functional;

/// <summary>Fourier transforms of the last axis of <c>[batch, 2, n]</c>, the parts of a number apart, not divided by anything.</summary>
/// <remarks>
/// A mixed-radix transform (Cooley and Tukey 1965) in ordinary operations, which bring its derivative, its batching and its kernels: a stage is one
/// product with the small transform as a matrix on both parts, and one elementwise kernel that turns the numbers and puts them where the next stage
/// reads them. What the digits of a number are reversed by is one movement at the end. Lengths with large prime factors go by Bluestein's chirps.
/// </remarks>
internal static class FourierTransform
{
    // Up to this length the transform is one product.
    private const int Direct = 32;
    private const int MaxRadix = 16;
    private const int MaxPrime = 61;

    /// <summary>The transform, or without the division its inverse, in the same layout.</summary>
    public static Tensor Run(Tensor x, bool isInverse)
    {
        var n = x.Shape[2];
        if (n == 1 || x.Size == 0)
            return x;
        return Radices(n) is { } radices ? InStages(x, radices, isInverse) : ByChirps(x, isInverse);
    }

    /// <summary>Each number of <c>[batch, 2, …]</c> times <c>cos − i sin</c> of a table <c>[2, …]</c>, or of an inverse's <c>cos + i sin</c>.</summary>
    public static Tensor Turned(Tensor x, Tensor table, bool isInverse)
    {
        var (cosine, sine) = (table.Slice(0, 0, 1), table.Slice(0, 1, 2));
        var parts = new int[table.Rank];
        Array.Fill(parts, 1);
        parts[0] = 2;
        var sign = Tensor.Iota(Shape.Of(parts)).To(x.DType) * 2 - 1;
        var other = x.Flip(1) * sine * sign;
        return isInverse ? (x * cosine) + other : (x * cosine) - other;
    }

    /// <summary>Factors that a product each can do, or null where a prime is too large.</summary>
    internal static int[]? Radices(int n)
    {
        if (n <= Direct)
            return [n];
        var (radices, rest) = (new List<int>(), n);
        for (var prime = Math.Min(MaxPrime, n); prime > 1; prime--)
        {
            if (!IsPrime(prime))
                continue;
            for (; rest % prime == 0; rest /= prime)
            {
                // Into the smallest factor that has room, so that they stay alike.
                var at = -1;
                for (var i = 0; i < radices.Count; i++)
                    if (radices[i] * prime <= MaxRadix && (at < 0 || radices[i] < radices[at]))
                        at = i;
                if (at < 0)
                    radices.Add(prime);
                else
                    radices[at] *= prime;
            }
        }
        return rest == 1 ? [.. radices] : null;
    }

    private static Tensor InStages(Tensor x, int[] radices, bool isInverse)
    {
        var (batch, n) = (x.Shape[0], x.Shape[2]);
        var (rows, rest) = (batch, n);
        foreach (var radix in radices.AsSpan(..^1))
        {
            rest /= radix;
            var sums = Matrix(radix, x.DType, isInverse).MatMul(x.Reshape(Shape.Of(rows, 2 * radix, rest)));
            var parts = sums.Reshape(Shape.Of(rows, 2, radix, rest));
            rows = checked(rows * radix);
            x = Turned(parts, FourierTables.Twiddles(radix, rest, x.DType), isInverse)
                .Transpose(1, 2)
                .Reshape(Shape.Of(rows, 2, rest));
        }
        var last = radices[^1];
        var product = x.Reshape(Shape.Of(rows, 2 * last)).MatMul(Matrix(last, x.DType, !isInverse));
        if (radices.Length == 1)
            return product.Reshape(Shape.Of(batch, 2, n));
        // The last digit counts most: [batch, r₁, …, 2, r] to [batch, 2, r, …, r₁].
        var stages = radices.Length;
        return product
            .Reshape(Shape.Of([batch, .. radices[..^1], 2, last]))
            .Permute([0, stages, stages + 1, .. Enumerable.Range(1, stages - 1).Reverse()])
            .Reshape(Shape.Of(batch, 2, n));
    }

    // Bluestein 1970: j k = (j² + k² − (k − j)²) / 2 makes the transform a convolution, done by transforms of a power of two.
    private static Tensor ByChirps(Tensor x, bool isInverse)
    {
        var n = x.Shape[2];
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)((2 * n) - 1));
        var chirp = FourierTables.Chirp(n, x.DType);
        var padded = Turned(x, chirp, isInverse).Pad((0, 0), (0, 0), (0, size - n));
        var spectrum = Turned(Run(padded, isInverse: false), FourierTables.ChirpSpectrum(n, size, x.DType), isInverse);
        return Turned(Run(spectrum, isInverse: true).Slice(2, 0, n), chirp, isInverse);
    }

    // The inverse's matrix is the transpose.
    private static Tensor Matrix(int n, DType type, bool isInverse)
    {
        var matrix = FourierTables.Matrix(n, type);
        return isInverse ? matrix.Transpose() : matrix;
    }

    private static bool IsPrime(int n)
    {
        for (var i = 2; i * i <= n; i++)
            if (n % i == 0)
                return false;
        return n > 1;
    }
}
