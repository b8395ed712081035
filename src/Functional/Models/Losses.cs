using static Functional.Operations;

namespace Functional;

/// <summary>How far an output is from its target: a scalar, the mean over the batch.</summary>
public static class Losses
{
    /// <summary>Cross-entropy of classes: <c>−mean ln softmax(output)[target]</c>, <c>[N, C] × [N] → []</c>.</summary>
    /// <param name="output">Logits <c>[N, C]</c>, or <c>[N, C, …]</c>, or <c>[C]</c> for one example.</param>
    /// <param name="target">Classes, whole numbers of the output's shape without the class axis, from 0 to C − 1; or probabilities of the output's shape.</param>
    /// <exception cref="ShapeException">The target's shape does not fit.</exception>
    /// <exception cref="DTypeException">The target is neither whole numbers nor floating.</exception>
    /// <exception cref="ValueException">A class is negative or not below C; thrown when the value is computed.</exception>
    public static Tensor CrossEntropy(Tensor output, Tensor target)
    {
        if (output.Rank == 0)
            throw new ShapeException("[cross_entropy] needs an output with an axis of classes, got a scalar.");
        var axis = output.Rank == 1 ? 0 : 1;
        var shape = output.Shape.Reduce([axis], keepAxes: false);
        if (target.DType == DType.Bool)
            throw new DTypeException(
                $"[cross_entropy] needs classes or probabilities as target, got bool{target.Shape}. Convert with .To(DType.Int64)."
            );
        var logarithms = output.LogSoftmax(axis);
        if (target.DType.IsInteger)
            return target.Shape.Equals(shape)
                ? -logarithms.Gather(Classes(target, output.Shape[axis]).ExpandDims(axis), axis).Mean()
                : throw Misfit("cross_entropy", output, target, $"classes must be {shape}");
        return target.Shape.Equals(output.Shape)
            ? -(logarithms * target).Sum(axis).Mean()
            : throw Misfit("cross_entropy", output, target, $"probabilities must be {output.Shape}");
    }

    /// <summary>Mean of the squared differences: <c>mean (output − target)²</c>, a scalar.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor MeanSquaredError(Tensor output, Tensor target)
    {
        // Broadcasting [N, 1] with [N] would compare everything with everything.
        if (!output.Shape.Equals(target.Shape))
            throw Misfit("mean_squared_error", output, target, "both must have one shape");
        var difference = output - target;
        return (difference * difference).Mean();
    }

    // Gather counts negative indices from the end; a negative class is an error, so it is moved out of range.
    private static Tensor Classes(Tensor target, int count) => Where(Less(target, 0), target - count, target);

    private static ShapeException Misfit(string name, Tensor output, Tensor target, string rule) =>
        new(
            $"[{name}] cannot compare output {output.DType.Name}{output.Shape} with target {target.DType.Name}{target.Shape}: {rule}."
        );
}
