namespace Functional;

// Tensors without memory: constants and regular sequences.
public sealed partial class Tensor
{
    /// <summary>Zeros.</summary>
    public static Tensor Zeros(Shape shape, DType type = DType.Float32) => Full(shape, 0.0, type);

    /// <summary>Ones.</summary>
    public static Tensor Ones(Shape shape, DType type = DType.Float32) => Full(shape, 1.0, type);

    /// <summary>One number everywhere.</summary>
    public static Tensor Full(Shape shape, double value, DType type = DType.Float32) => Constant(type, value).BroadcastTo(shape);

    /// <summary>One whole number everywhere, exact for every int64; narrower integers wrap around.</summary>
    public static Tensor Full(Shape shape, long value, DType type) =>
        Constant(type, Scalars.ToBits(type, value)).BroadcastTo(shape);

    /// <summary>Zeros of the shape of <paramref name="x"/>, and of its type unless another is given.</summary>
    public static Tensor ZerosLike(Tensor x, DType? type = null) => Zeros(x.Shape, type ?? x.DType);

    /// <summary>Ones of the shape of <paramref name="x"/>, and of its type unless another is given.</summary>
    public static Tensor OnesLike(Tensor x, DType? type = null) => Ones(x.Shape, type ?? x.DType);

    /// <summary>One number everywhere, of the shape of <paramref name="x"/>, and of its type unless another is given.</summary>
    public static Tensor FullLike(Tensor x, double value, DType? type = null) => Full(x.Shape, value, type ?? x.DType);

    /// <summary>Ones on the diagonal and zeros elsewhere: <c>[rows, columns]</c>, square unless <paramref name="columns"/> is given.</summary>
    /// <exception cref="ShapeException">A size is negative.</exception>
    public static Tensor Eye(int rows, int? columns = null, DType type = DType.Float32) =>
        Operations.Equal(Iota([rows, 1]), Iota([1, columns ?? rows])).To(type);

    /// <summary>The whole numbers from 0 up to (not including) <paramref name="count"/>.</summary>
    /// <exception cref="ShapeException">The count is negative.</exception>
    public static Tensor Range(int count, DType type = DType.Int64) => Iota([count]).To(type);

    /// <summary>Whole numbers from <paramref name="start"/> up (or down) to <paramref name="stop"/>, which is not reached: <c>start + i · step</c>.</summary>
    /// <exception cref="ValueException">The step is 0 or leads away from the end, or there are more numbers than an axis can have.</exception>
    public static Tensor Range(int start, int stop, int step = 1, DType type = DType.Int64) =>
        Range((long)start, stop, step, type);

    /// <inheritdoc cref="Range(int, int, int, DType)"/>
    public static Tensor Range(long start, long stop, long step = 1, DType type = DType.Int64)
    {
        var distance = (Int128)stop - start;
        CheckStep(step == 0, distance != 0 && step != 0 && Int128.IsNegative(distance) != step < 0, (start, stop, step));
        var count = step < 0 ? (distance + step + 1) / step : (distance + step - 1) / step;
        return (Iota([Count("range", (double)count)]) * Constant(DType.Int64, step) + Constant(DType.Int64, start)).To(type);
    }

    /// <summary>Numbers from <paramref name="start"/> up (or down) to <paramref name="stop"/>, which is not reached: <c>start + i · step</c>, <c>⌈(stop − start) / step⌉</c> of them.</summary>
    /// <remarks>Computed in float64 and rounded once. Where the step is not exact in binary, the last number may be the one you thought left out; then use <see cref="LinSpace"/>.</remarks>
    /// <exception cref="ValueException">The step is 0 or leads away from the end, a number is not finite, or there are more numbers than an axis can have.</exception>
    public static Tensor Range(double start, double stop, double step = 1, DType type = DType.Float32)
    {
        if (!double.IsFinite(start) || !double.IsFinite(stop) || !double.IsFinite(step))
            throw new ValueException($"[range] needs finite numbers, got {start} to {stop} by {step}.");
        CheckStep(step == 0, (stop - start) / step < 0, (start, stop, step));
        var count = Count("range", Math.Ceiling((stop - start) / step));
        return (Steps(count) * Constant(DType.Float64, step) + Constant(DType.Float64, start)).To(type);
    }

    /// <summary><paramref name="count"/> numbers from <paramref name="start"/> to <paramref name="stop"/>, both included, at equal distances.</summary>
    /// <remarks>Computed in float64 from the nearer end, so that both ends are exact and the numbers are symmetric, and rounded once; one number alone is the start.</remarks>
    /// <exception cref="ShapeException">The count is negative.</exception>
    public static Tensor LinSpace(double start, double stop, int count, DType type = DType.Float32) =>
        Spaced(start, stop, count).To(type);

    /// <summary>Powers of <paramref name="base"/> whose exponents run as <see cref="LinSpace"/> does: from <c>baseˢᵗᵃʳᵗ</c> to <c>baseˢᵗᵒᵖ</c>.</summary>
    /// <exception cref="ShapeException">The count is negative.</exception>
    public static Tensor LogSpace(double start, double stop, int count, double @base = 10, DType type = DType.Float32) =>
        Operations.Pow(Constant(DType.Float64, @base), Spaced(start, stop, count)).To(type);

    private static Tensor Spaced(double start, double stop, int count)
    {
        var i = Steps(count);
        var step = count > 1 ? (stop - start) / (count - 1) : 0;
        var (up, down) = (
            i * Constant(DType.Float64, step) + Constant(DType.Float64, start),
            Constant(DType.Float64, stop) - (Constant(DType.Float64, count - 1.0) - i) * Constant(DType.Float64, step)
        );
        return count <= 1 ? up : Operations.Where(Operations.Less(i, Constant(DType.Float64, Math.Floor(count / 2.0))), up, down);
    }

    private static Tensor Steps(int count) => Iota([count]).To(DType.Float64);

    private static void CheckStep<T>(bool isZero, bool leadsAway, (T Start, T Stop, T Step) range)
    {
        if (isZero)
            throw new ValueException($"[range] needs a step other than 0, from {range.Start} to {range.Stop}.");
        if (leadsAway)
            throw new ValueException(
                $"[range] never comes from {range.Start} to {range.Stop} by steps of {range.Step}. Turn the step's sign."
            );
    }

    private static int Count(string name, double count) =>
        count <= int.MaxValue
            ? (int)count
            : throw new ValueException($"[{name}] would have {count:R} elements; an axis has at most {int.MaxValue}.");
}
