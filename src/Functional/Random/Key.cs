using static Functional.Operations;

namespace Functional;

/// <summary>A source of randomness as a value: the same key gives the same numbers, on every backend and for any number of threads.</summary>
/// <remarks>Use a key once; for more randomness split it. A key is a tensor inside, so it can be an argument of a compiled function.</remarks>
public sealed partial class Key : ITensorTree<Key>
{
    private readonly Tensor _data;

    private Key(Tensor data) => _data = data;

    /// <summary>The two words, <c>int32[2]</c>.</summary>
    public Tensor Data => _data;

    IReadOnlyList<Tensor> ITensorTree.Tensors => [_data];

    /// <summary>A key from a seed.</summary>
    public static Key From(long seed) => new(Tensor.Of([(int)(seed >> 32), (int)seed]));

    /// <summary>A key from its two words.</summary>
    /// <exception cref="ShapeException">The tensor is not <c>int32[2]</c>.</exception>
    public static Key From(Tensor data) =>
        data.DType == DType.Int32 && data.Shape.Equals(Shape.Of(2))
            ? new(data)
            : throw new ShapeException($"[key] needs int32[2], got {data.DType.Name}{data.Shape}.");

    Key ITensorTree<Key>.With(IReadOnlyList<Tensor> tensors) => From(tensors[0]);

    /// <summary>The two words.</summary>
    public override string ToString() => $"key {_data}";

    /// <summary>Two independent keys.</summary>
    public (Key First, Key Second) Split() => (Fold(0), Fold(1));

    /// <summary>Several independent keys.</summary>
    public IReadOnlyList<Key> Split(int count) => [.. Enumerable.Range(0, count).Select(index => Fold(index))];

    /// <summary>An independent key for each whole number.</summary>
    public Key Fold(long number) => Fold(Tensor.Constant(DType.Int32, number & int.MaxValue));

    /// <summary>An independent key for each word: a path, say.</summary>
    public Key Fold(string word)
    {
        // FNV-1a, 32 bits: stable over runs and platforms.
        var hash = 2166136261u;
        foreach (var letter in word)
            hash = (hash ^ letter) * 16777619u;
        return Fold(Tensor.Constant(DType.Int32, (long)(int)hash));
    }

    /// <summary>32 random bits for every element, as int32.</summary>
    public Tensor Bits(Shape shape) => Bits(shape, 0);

    /// <summary>Uniform numbers in [0, 1): multiples of 2⁻¹¹ for float16, 2⁻⁸ for bfloat16, 2⁻²⁴ for float32, 2⁻⁵³ for float64.</summary>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    public Tensor Uniform(Shape shape, DType type = DType.Float32) =>
        type switch
        {
            DType.Float16 => Unsigned(Bits(shape, 0), 11).To(type) * Tensor.Constant(type, 1.0 / (1 << 11)),
            DType.BFloat16 => Unsigned(Bits(shape, 0), 8).To(type) * Tensor.Constant(type, 1.0 / (1 << 8)),
            DType.Float32 => Unsigned(Bits(shape, 0), 24).To(type) * Tensor.Constant(type, 1.0 / (1 << 24)),
            DType.Float64 => ((Unsigned(Bits(shape, 0), 26).To(type) * (1L << 27)) + Unsigned(Bits(shape, 1), 27).To(type))
                * Tensor.Constant(type, 1.0 / (1L << 53)),
            _ => throw NotFloating("uniform", type),
        };

    /// <summary>Uniform numbers in [low, high).</summary>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    public Tensor Uniform(Shape shape, double low, double high, DType type = DType.Float32) =>
        (Uniform(shape, type) * (high - low)) + low;

    /// <summary>Standard normal numbers: <c>√(−2 ln(1 − u)) · cos(2πv)</c> (Box and Muller 1958); narrow types are rounded float32.</summary>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    public Tensor Normal(Shape shape, DType type = DType.Float32)
    {
        if (!type.IsFloating)
            throw NotFloating("normal", type);
        if (type.IsNarrow)
            return Normal(shape, type.Lane).To(type);
        var (first, second) = Split();
        return Sqrt(-2 * Log(1 - first.Uniform(shape, type))) * Cos(second.Uniform(shape, type) * (2 * Math.PI));
    }

    /// <summary>True with the given probability.</summary>
    public Tensor Bernoulli(Shape shape, double probability) => Less(Uniform(shape), probability);

    private Key Fold(Tensor number)
    {
        // The counter −1 − number is never used for bits of a tensor, whose counters are not negative.
        var counter = (-1 - number).Reshape(1);
        return new(Tensor.Concatenate(0, Bits(counter, 0), Bits(counter, 1)));
    }

    private Tensor Bits(Shape shape, int stream) =>
        shape.Size > int.MaxValue
            ? throw new ShapeException(
                $"[random_bits] can fill at most {int.MaxValue} elements from one key, got {shape}. Split the key."
            )
            : Bits(Tensor.Iota(shape, DType.Int32), stream);

    private Tensor Bits(Tensor counter, int stream) => RandomBitsOp.Make(_data.Select(0, 0), _data.Select(0, 1), counter, stream);

    private static DTypeException NotFloating(string name, DType type) =>
        new($"[{name}] needs a floating type, got {type.Name}.");

    // The highest bits as a number that is not negative.
    private static Tensor Unsigned(Tensor bits, int count) => ShiftBitsOp.Make(bits, 32 - count);
}
