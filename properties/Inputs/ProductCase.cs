namespace Functional.Properties;

/// <summary>A matrix product whose sizes are near a boundary, of operands that may be transposed or at an offset.</summary>
internal sealed record ProductCase(
    int M,
    int K,
    int N,
    DType Type,
    bool IsLeftTransposed,
    bool IsRightTransposed,
    int Offset,
    int Seed
)
{
    // Around the sizes of vectors, of the register tile and of panels.
    private static readonly int[] Sizes = [1, 2, 3, 7, 8, 9, 13, 15, 16, 17, 31, 32, 33, 47, 48, 49, 61, 63, 64, 65];
    private static readonly int[] Depths = [1, 3, 8, 17, 64, 127, 128, 129, 255, 256, 257, 383, 384, 385, 512, 513];

    public static ProductCase Draw(Random random) =>
        new(
            Sizes[random.Next(Sizes.Length)],
            Depths[random.Next(Depths.Length)],
            Sizes[random.Next(Sizes.Length)],
            random.Next(3) switch
            {
                0 => DType.Float64,
                1 => DType.Int64,
                _ => DType.Float32,
            },
            random.Next(2) == 0,
            random.Next(2) == 0,
            random.Next(3),
            random.Next()
        );

    public Tensor Apply()
    {
        var random = new Random(Seed);
        return Operand(random, M, K, IsLeftTransposed).MatMul(Operand(random, K, N, IsRightTransposed));
    }

    public IEnumerable<ProductCase> Smaller()
    {
        if (M > 1)
            yield return this with
            {
                M = M / 2,
            };
        if (K > 1)
            yield return this with
            {
                K = K / 2,
            };
        if (N > 1)
            yield return this with
            {
                N = N / 2,
            };
    }

    private Tensor Operand(Random random, int rows, int columns, bool isTransposed)
    {
        var (r, c) = isTransposed ? (columns, rows) : (rows, columns);
        var x = Samples.Draw(random, [r + Offset, c + Offset], Interval.Real, Type).Slice(0, Offset).Slice(1, Offset);
        return isTransposed ? x.Transpose() : x;
    }
}
