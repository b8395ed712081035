namespace Functional;

/// <summary>The constants of Fourier transforms, computed in double on the host and rounded once; those used last are kept.</summary>
internal static class FourierTables
{
    private const long MaxBytes = 128 << 20;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<Entry, LinkedListNode<(Entry Entry, Tensor Table)>> Known = [];
    private static readonly LinkedList<(Entry Entry, Tensor Table)> Recent = [];
    private static long Bytes;

    private readonly record struct Entry(string Kind, int First, int Second, DType Type);

    /// <summary>The transform of length n as a matrix on pairs <c>[2 n, 2 n]</c>, part before digit; its transpose is the inverse's.</summary>
    public static Tensor Matrix(int n, DType type) =>
        Of(
            new("matrix", n, 0, type),
            [2 * n, 2 * n],
            () =>
            {
                var matrix = new double[4 * n * n];
                for (var row = 0; row < n; row++)
                for (var column = 0; column < n; column++)
                {
                    var (cosine, sine) = Root((long)row * column, n);
                    matrix[(row * 2 * n) + column] = cosine;
                    matrix[(row * 2 * n) + n + column] = sine;
                    matrix[((n + row) * 2 * n) + column] = -sine;
                    matrix[((n + row) * 2 * n) + n + column] = cosine;
                }
                return matrix;
            }
        );

    /// <summary>Cosines and sines of <c>2π i j / (rows · columns)</c>: <c>[2, rows, columns]</c>.</summary>
    public static Tensor Twiddles(int rows, int columns, DType type) =>
        Of(
            new("twiddles", rows, columns, type),
            [2, rows, columns],
            () => Angles(rows * columns, place => ((long)(place / columns) * (place % columns), rows * (long)columns))
        );

    /// <summary>Cosines and sines of <c>2π k / n + π/2</c> for k from 0 to n/2: <c>[2, n/2 + 1]</c>; what joins the halves of a real transform.</summary>
    public static Tensor Halves(int n, DType type) =>
        Of(new("halves", n, 0, type), [2, (n / 2) + 1], () => Angles((n / 2) + 1, k => ((4L * k) + n, 4L * n)));

    /// <summary>Cosines and sines of <c>π j² / n</c>: <c>[2, n]</c>.</summary>
    public static Tensor Chirp(int n, DType type) =>
        Of(new("chirp", n, 0, type), [2, n], () => Angles(n, j => ((long)j * j, 2L * n)));

    /// <summary>The transform of <c>e^(π i j²/n) / size</c>, j from −(n − 1) to n − 1, around a circle: real parts and negated imaginary ones, <c>[2, size]</c>.</summary>
    public static Tensor ChirpSpectrum(int n, int size, DType type) =>
        Of(
            new("chirp spectrum", n, size, type),
            [2, size],
            () =>
            {
                var spectrum = new double[2 * size];
                for (var j = 0; j < n; j++)
                {
                    var (cosine, sine) = Root((long)j * j, 2L * n);
                    (spectrum[j], spectrum[size + j]) = (cosine / size, sine / size);
                    if (j > 0)
                        (spectrum[size - j], spectrum[(2 * size) - j]) = (cosine / size, sine / size);
                }
                HostFourier.Transform(spectrum.AsSpan(0, size), spectrum.AsSpan(size));
                foreach (ref var imaginary in spectrum.AsSpan(size))
                    imaginary = -imaginary;
                return spectrum;
            }
        );

    /// <summary>Cosine and sine of <c>2π k / n</c>: the angle is brought into an eighth of the circle exactly.</summary>
    public static (double Cosine, double Sine) Root(long k, long n)
    {
        var (quarter, rest) = Math.DivRem(4 * (k % n), n);
        // From the nearer axis, where the angle is small.
        var isNear = 2 * rest <= n;
        var angle = Math.PI / 2 * ((double)(isNear ? rest : n - rest) / n);
        var (sine, cosine) = Math.SinCos(angle);
        (cosine, sine) = isNear ? (cosine, sine) : (sine, cosine);
        return quarter switch
        {
            0 => (cosine, sine),
            1 => (-sine, cosine),
            2 => (-cosine, -sine),
            _ => (sine, -cosine),
        };
    }

    private static double[] Angles(int count, Func<int, (long K, long N)> turn)
    {
        var angles = new double[2 * count];
        for (var i = 0; i < count; i++)
        {
            var (k, n) = turn(i);
            (angles[i], angles[count + i]) = Root(k, n);
        }
        return angles;
    }

    private static Tensor Of(Entry key, Shape shape, Func<double[]> make)
    {
        lock (Gate)
            if (Known.TryGetValue(key, out var known))
            {
                Recent.Remove(known);
                Recent.AddFirst(known);
                return known.Value.Table;
            }
        var values = make();
        var table =
            key.Type == DType.Float64
                ? Tensor.Of<double>(values, shape)
                : Tensor.Of<float>(Array.ConvertAll(values, value => (float)value), shape);
        lock (Gate)
        {
            if (Known.TryAdd(key, new((key, table))))
            {
                Recent.AddFirst(Known[key]);
                Bytes += shape.Size * key.Type.ByteSize;
            }
            while (Bytes > MaxBytes && Recent.Last is { } oldest)
            {
                Recent.RemoveLast();
                Known.Remove(oldest.Value.Entry);
                Bytes -= oldest.Value.Table.Size * oldest.Value.Entry.Type.ByteSize;
            }
        }
        return table;
    }
}
