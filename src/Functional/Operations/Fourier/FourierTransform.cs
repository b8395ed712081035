namespace Functional;

/// <summary>Fourier transforms of the last axis of <c>[batch, 2, n]</c>, the parts of a number apart, not divided by anything.</summary>
/// <remarks>
/// A mixed-radix transform (Cooley and Tukey 1965) in ordinary operations, which bring its batching and its kernels; the derivative is a transform again. A stage is one
/// product with a small transform, as a matrix on both parts, that reads the numbers where they lie, and one elementwise kernel that turns them;
/// the digits come in order by themselves (Stockham 1966). Lengths with large prime factors go by Bluestein's chirps.
/// </remarks>
internal static class FourierTransform
{
    // Up to this length the transform is one product.
    private const int Direct = 32;
    private const int MaxRadix = 16;
    private const int MaxPrime = 61;

    /// <summary>The transform, or without the division its inverse, in the same layout.</summary>
    public static Tensor Run(Tensor x, bool isInverse) => x.Shape[2] == 1 || x.Size == 0 ? x : FourierOp.Make(x, isInverse);

    /// <summary>The transform of more than one number, whose derivative is that of its parts.</summary>
    public static Tensor Composed(Tensor x, bool isInverse)
    {
        var n = x.Shape[2];
        return Radices(n) is { } radices ? InStages(x, radices, isInverse) : ByChirps(x, isInverse);
    }

    /// <summary>Each number of <c>[batch, 2, …]</c> times <c>cos − i sin</c> of a table <c>[2, …]</c>, or of an inverse's <c>cos + i sin</c>.</summary>
    public static Tensor Turned(Tensor x, Tensor table, bool isInverse) => Turned(x, 1, table, isInverse);

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
        // Digits that are still numbers of the input before those that are done: [batch, 2, rest, done].
        var (batch, rest, done) = (x.Shape[0], x.Shape[2], 1);
        foreach (var radix in radices.AsSpan(..^1))
        {
            rest /= radix;
            var matrix = Matrix(radix, x.DType, isInverse);
            // Sums over the first digit stand behind the others, without a movement of their own.
            var sums =
                done == 1
                    ? x.Reshape(Shape.Of(batch, 2 * radix, rest))
                        .Transpose()
                        .MatMul(matrix.Transpose().BroadcastTo([batch, 2 * radix, 2 * radix]))
                    : matrix.MatMul(x.Reshape(Shape.Of(batch, 2 * radix, rest, done)).Transpose(1, 2));
            var turns = FourierTables.Twiddles(rest, radix, x.DType).ExpandDims(-1);
            x = Turned(sums.Reshape(Shape.Of(batch, rest, 2, radix, done)), 2, turns, isInverse);
            done *= radix;
        }
        var last = Matrix(rest, x.DType, isInverse);
        return done == 1
            ? x.Reshape(Shape.Of(batch, 2 * rest)).MatMul(last.Transpose()).Reshape(Shape.Of(batch, 2, rest))
            : last.MatMul(x.Reshape(Shape.Of(batch, 2 * rest, done))).Reshape(Shape.Of(batch, 2, rest * done));
    }

    // The parts in axis 1, wherever they were.
    private static Tensor Turned(Tensor x, int axis, Tensor table, bool isInverse)
    {
        var (a, b, cosine, sine) = (x.Select(axis, 0), x.Select(axis, 1), table.Select(0, 0), table.Select(0, 1));
        return isInverse
            ? Tensor.Stack(1, (a * cosine) - (b * sine), (b * cosine) + (a * sine))
            : Tensor.Stack(1, (a * cosine) + (b * sine), (b * cosine) - (a * sine));
    }

    // Bluestein 1970: j k = (j² + k² − (k − j)²) / 2 makes the transform a convolution, done by transforms of a power of two.
    private static Tensor ByChirps(Tensor x, bool isInverse)
    {
        var n = x.Shape[2];
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)((2 * n) - 1));
        var chirp = FourierTables.Chirp(n, x.DType);
        var padded = Turned(x, chirp, isInverse).Pad((0, 0), (0, 0), (0, size - n));
        var spectrum = Turned(Composed(padded, isInverse: false), FourierTables.ChirpSpectrum(n, size, x.DType), isInverse);
        return Turned(Composed(spectrum, isInverse: true).Slice(2, 0, n), chirp, isInverse);
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
