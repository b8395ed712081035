using static Functional.Operations;

namespace Functional;

// Whole numbers, orders and choices.
public sealed partial class Key
{
    /// <summary>Whole numbers from <paramref name="low"/> up to (not including) <paramref name="high"/>, all equally likely.</summary>
    /// <remarks>A number is the part of the range that 64 random bits fall into, so that no number is likelier than another by more than 2⁻⁶⁴.</remarks>
    /// <exception cref="ValueException">There is no number from low to high, or the type does not hold them all.</exception>
    /// <exception cref="DTypeException">The type is not an integer.</exception>
    public Tensor Integers(Shape shape, long low, long high, DType type = DType.Int64)
    {
        if (!type.IsInteger)
            throw new DTypeException($"[integers] needs an integer type, got {type.Name}.");
        if (low >= high)
            throw new ValueException($"[integers] has no number from {low} up to, not including, {high}.");
        foreach (var end in (ReadOnlySpan<long>)[low, high - 1])
            if (Scalars.ToInt64(type, Scalars.ToBits(type, end)) != end)
                throw new ValueException($"[integers] {type.Name} does not hold {end}. Take a wider type.");
        var parts = Tensor.Constant(DType.Int64, unchecked(high - low));
        var part = RandomPartOp.Make(Bits(shape, 0), Bits(shape, 1), parts);
        return (part + Tensor.Constant(DType.Int64, low)).To(type);
    }

    /// <summary>The whole numbers from 0 up to (not including) <paramref name="count"/> in random order, int64: the order of 64 random bits each.</summary>
    /// <exception cref="ShapeException">The count is negative.</exception>
    public Tensor Permutation(int count) =>
        ((Bits([count], 0).To(DType.Int64) * (1L << 32)) + Bits([count], 1).To(DType.Int64)).ArgSort(0);

    /// <summary>The slices along an axis in random order; what is in a slice stays together.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    public Tensor Shuffle(Tensor x, int axis = 0) => x.Take(Permutation(x.Shape[x.Shape.Axis("shuffle", axis)]), axis);

    /// <summary>Slices picked at random along an axis: the result has the axes of <paramref name="shape"/> in place of it.</summary>
    /// <param name="x">What to pick from; <c>Tensor.Range(n)</c> for whole numbers.</param>
    /// <param name="shape">How many to pick.</param>
    /// <param name="replace">Whether a slice may be picked more than once.</param>
    /// <param name="probabilities">One for each slice, not negative, not all zero; they need not add up to 1. All are equally likely without it.</param>
    /// <param name="axis">The axis.</param>
    /// <remarks>Without replacement, slices of probability 0 come last, when there are no others left.</remarks>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">There is nothing to pick from, or not as much as asked for, or not one probability a slice.</exception>
    /// <exception cref="DTypeException">The probabilities are not floating.</exception>
    public Tensor Choice(Tensor x, Shape shape, bool replace = true, Tensor? probabilities = null, int axis = 0)
    {
        var count = x.Shape[x.Shape.Axis("choice", axis)];
        if (
            shape.Size
            > (
                replace
                    ? count == 0
                        ? 0
                        : long.MaxValue
                    : count
            )
        )
            throw new ShapeException(
                $"[choice] cannot pick {shape} ({shape.Size}) from {count}{(replace ? "" : " without replacement")} along axis {axis} of {x.Shape}."
            );
        if (probabilities is not null && (probabilities.Rank != 1 || probabilities.Shape[0] != count))
            throw new ShapeException(
                $"[choice] needs {count} probabilities, one for each slice along axis {axis} of {x.Shape}, got {probabilities.Shape}."
            );
        if (probabilities is { DType.IsFloating: false })
            throw new DTypeException(
                $"[choice] needs floating probabilities, got {probabilities.DType.Name}{probabilities.Shape}."
            );
        if (shape.Size == 0)
            return x.Take(Tensor.Zeros(shape, DType.Int64), axis);
        var places =
            !replace ? Order(count, probabilities).Slice(0, 0, (int)shape.Size).Reshape(shape)
            : probabilities is null ? Integers(shape, 0, count)
            : Places(shape, probabilities.To(DType.Float64));
        return x.Take(places, axis);
    }

    // Arrival times of rate p come in the order of picking without replacement (Efraimidis and Spirakis 2006).
    private Tensor Order(int count, Tensor? probabilities) =>
        probabilities is null
            ? Permutation(count)
            : (-Log(1 - Uniform([count], DType.Float64)) / probabilities.To(DType.Float64)).ArgSort(0);

    // How many running sums a uniform number has reached; the last sum is never counted, so that none is past the end.
    private Tensor Places(Shape shape, Tensor probabilities)
    {
        var sums = probabilities.CumSum(0);
        var total = sums.Select(0, -1);
        var reached = (Uniform(shape, DType.Float64) * total).ExpandDims(-1) >= sums;
        return And(reached, sums < total).Sum(-1);
    }
}
