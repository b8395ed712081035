using static Functional.Operations;

namespace Functional;

/// <summary>The first value of a parameter from a key of its own, its shape and its element type.</summary>
public delegate Tensor Initializer(Key key, Shape shape, DType type);

/// <summary>First values of parameters. Weights are <c>[outputs, inputs, kernel…]</c>: fan-in is inputs · kernel, fan-out outputs · kernel.</summary>
public static partial class Initializers
{
    /// <summary>One number everywhere.</summary>
    public static Initializer Constant(double value) => (_, shape, type) => Tensor.Full(shape, value, type);

    /// <summary>Normal, drawn again where it is not between two limits.</summary>
    /// <param name="deviation">The standard deviation of the whole bell.</param>
    /// <param name="mean">Its middle.</param>
    /// <param name="low">The lower limit.</param>
    /// <param name="high">The upper limit.</param>
    /// <exception cref="ModelException">The deviation is not positive, or the limits are in the wrong order or more than five deviations to one side.</exception>
    public static Initializer TruncatedNormal(double deviation = 1, double mean = 0, double low = -2, double high = 2)
    {
        var (from, to) = ((low - mean) / deviation, (high - mean) / deviation);
        if (!(deviation > 0 && from < to && from < 5 && to > -5))
            throw new ModelException(
                $"[truncated_normal] needs a positive standard deviation and limits in order around the bell, got deviation {deviation}, mean {mean}, limits {low} and {high}."
            );
        Tensor Limit(double number) => Tensor.Constant(DType.Float64, number);
        return (key, shape, type) =>
        {
            var place = key.TruncatedNormal(shape, Limit(from), Limit(to), DType.Float64);
            return Minimum(Maximum((place * deviation) + mean, low), high).To(type);
        };
    }

    /// <summary>Uniform in <c>[−bound, bound)</c>.</summary>
    /// <exception cref="ModelException">The bound is negative or not finite.</exception>
    public static Initializer Uniform(double bound) => Uniform(-bound, bound);

    /// <summary>Uniform in <c>[low, high)</c>.</summary>
    /// <exception cref="ModelException">The limits are not finite, or in the wrong order.</exception>
    public static Initializer Uniform(double low, double high) =>
        double.IsFinite(low) && double.IsFinite(high) && low <= high
            ? (key, shape, type) => key.Uniform(shape, low, high, type)
            : throw new ModelException($"[uniform] needs finite limits in order, got {low} and {high}.");

    /// <summary>Normal with mean 0 or another, and a standard deviation.</summary>
    /// <exception cref="ModelException">The deviation is negative or not finite.</exception>
    public static Initializer Normal(double deviation = 1, double mean = 0) =>
        deviation >= 0 && double.IsFinite(deviation)
            ? (key, shape, type) => (key.Normal(shape, type) * deviation) + mean
            : throw new ModelException($"[normal] needs a finite standard deviation of at least 0, got {deviation}.");

    /// <summary>1 where row and column are the same, else 0, for matrices: what a linear map begins as that changes nothing.</summary>
    /// <exception cref="ModelException">The shape has not two axes; thrown when the parameter is made.</exception>
    public static Initializer Eye() =>
        (_, shape, type) =>
            shape.Rank == 2
                ? Equal(Tensor.Iota([shape[0], 1]), Tensor.Iota([shape[1]])).To(type)
                : throw new ModelException($"[eye] needs a weight of two axes, got {shape}.");

    /// <summary>1 in the middle of the kernel of each output from the input of the same number, else 0: what a convolution begins as that changes nothing.</summary>
    /// <param name="groups">How many groups the outputs are in; each begins anew with the first input.</param>
    /// <exception cref="ModelException">The shape has not three to five axes, or the groups do not divide the outputs; thrown when the parameter is made.</exception>
    public static Initializer Dirac(int groups = 1) =>
        (_, shape, type) =>
        {
            if (shape.Rank is < 3 or > 5)
                throw new ModelException($"[dirac] needs a weight [outputs, inputs, kernel…] of 3 to 5 axes, got {shape}.");
            if (groups < 1 || shape[0] % groups != 0)
                throw new ModelException($"[dirac] cannot divide {shape[0]} outputs into {groups} groups.");
            var size = shape[0] / groups;
            var number = Tensor.Iota([groups, size, 1]) - (Tensor.Iota([groups, 1, 1]) * size);
            var weight = Equal(number.Reshape(shape[0], 1), Tensor.Iota([shape[1]])).To(type);
            for (var axis = 2; axis < shape.Rank; axis++)
                weight = weight.ExpandDims(-1) * Equal(Tensor.Iota([shape[axis]]), shape[axis] / 2).To(type);
            return weight;
        };

    /// <summary>Normal with mean 0, but a part of each column is 0 (Martens 2010).</summary>
    /// <param name="sparsity">The part that is 0, rounded up.</param>
    /// <param name="deviation">The standard deviation of the rest.</param>
    /// <exception cref="ModelException">The part is not in [0, 1]; or the shape has not two axes, thrown when the parameter is made.</exception>
    public static Initializer Sparse(double sparsity, double deviation = 0.01) =>
        !(sparsity >= 0 && sparsity <= 1)
            ? throw new ModelException($"[sparse] needs a part from 0 to 1, got {sparsity}.")
            : (key, shape, type) =>
            {
                if (shape.Rank != 2)
                    throw new ModelException($"[sparse] needs a weight of two axes, got {shape}.");
                var (choice, numbers) = key.Split();
                // The place of each row in the order of its column's random numbers; of two that are equal the first comes first.
                var order = choice.Bits(shape);
                var (one, other) = (order.ExpandDims(1), order.ExpandDims(0));
                var (row, otherRow) = (Tensor.Iota([shape[0], 1, 1]), Tensor.Iota([1, shape[0], 1]));
                var isBefore = Less(other, one) | (Equal(other, one) & Less(otherRow, row));
                var zeros = (long)Math.Ceiling(sparsity * shape[0]);
                return Where(isBefore.Sum(1) < zeros, 0, numbers.Normal(shape, type) * deviation);
            };
}
