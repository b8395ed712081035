namespace Functional.Properties;

/// <summary>A convolution with attributes of any kind: strides, dilations, spread inputs, padding and cropping, groups, views as operands.</summary>
internal sealed record ConvolutionCase(
    DType Type,
    int[] X,
    int[] W,
    WindowAxis[] Windows,
    bool IsOutputMajor,
    bool AreViews,
    int Seed
)
{
    private static readonly DType[] Types = [DType.Float32, DType.Float64, DType.Int32, DType.Int64];

    /// <summary>Small whole numbers, whose sums are exact in every type and order.</summary>
    public Tensor Input => Numbers(X, Seed);

    /// <summary>The kernel; as a view it lies flipped, with inputs before outputs.</summary>
    public Tensor Kernel => Numbers(W, Seed + 1);

    public static FsCheck.Arbitrary<ConvolutionCase> Any(bool isSmall) => Samples.From(random => Draw(random, isSmall), _ => []);

    public Tensor Apply(Tensor x, Tensor w) => ConvolveOp.Make(x, w, Windows, IsOutputMajor);

    public override string ToString() =>
        $"{Type.Name}[{string.Join(',', X)}] with [{string.Join(',', W)}], {string.Join(' ', Windows)}{(IsOutputMajor ? ", outputs first" : "")}{(AreViews ? ", views" : "")} (seed {Seed})";

    private static ConvolutionCase Draw(Random random, bool isSmall)
    {
        var spatial = random.Next(1, isSmall ? 3 : 5);
        int[] groups = random.Next(2) == 0 ? [] : [random.Next(1, 4)];
        var (images, channels, outputs) = (random.Next(1, 4), random.Next(1, isSmall ? 3 : 9), random.Next(1, isSmall ? 3 : 60));
        var limit = isSmall || spatial > 2 ? 5 : 24;
        var (places, taps, windows) = (new int[spatial], new int[spatial], new WindowAxis[spatial]);
        for (var axis = 0; axis < spatial; axis++)
        {
            (places[axis], taps[axis]) = (random.Next(1, limit), random.Next(1, 4));
            windows[axis] = new(
                random.Next(1, limit),
                random.Next(1, 4),
                random.Next(1, 4),
                random.Next(1, 4),
                random.Next(-3, 5)
            );
        }
        return new(
            isSmall ? DType.Float64 : Types[random.Next(Types.Length)],
            [.. groups, images, channels, .. places],
            [.. groups, outputs, channels, .. taps],
            windows,
            random.Next(2) == 0,
            random.Next(2) == 0,
            random.Next()
        );
    }

    private Tensor Numbers(int[] sizes, int seed)
    {
        var random = new Random(seed);
        var batch = sizes.Length - Windows.Length - 2;
        int[] stored = AreViews ? [.. sizes[..batch], sizes[batch + 1], sizes[batch], .. sizes[(batch + 2)..]] : sizes;
        var shape = Shape.Of(stored);
        var numbers = new double[shape.Size];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = random.Next(-4, 5);
        var tensor = Tensor.Of<double>(numbers, shape).To(Type).Evaluate();
        for (var axis = batch + 2; AreViews && axis < tensor.Rank; axis++)
            tensor = tensor.Flip(axis);
        return AreViews ? tensor.Transpose(batch, batch + 1) : tensor;
    }
}
