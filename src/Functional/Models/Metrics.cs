using static Functional.Operations;

namespace Functional;

/// <summary>How good an output is, for people to look at: functions of output and target, like losses, but nobody derives them.</summary>
public static class Metrics
{
    /// <summary>The part of the examples whose largest output is the target's: <c>[N, C] × [N] → []</c>.</summary>
    /// <param name="output">Scores <c>[N, C]</c>, or <c>[N, C, …]</c>, or <c>[C]</c> for one example.</param>
    /// <param name="target">Classes, of the output's shape without the class axis.</param>
    /// <exception cref="ShapeException">The target's shape does not fit.</exception>
    public static Tensor Accuracy(Tensor output, Tensor target)
    {
        var axis = ClassAxis("accuracy", output, target);
        return Equal(output.ArgMax(axis), target).To(Floating(output)).Mean();
    }

    /// <summary>The part of the examples for which fewer than <paramref name="count"/> outputs are larger than the target's.</summary>
    /// <exception cref="ModelException">The count is less than 1.</exception>
    public static Func<Tensor, Tensor, Tensor> TopAccuracy(int count)
    {
        if (count < 1)
            throw new ModelException($"[top_accuracy] needs a count of at least 1, got {count}.");
        return (output, target) =>
        {
            var axis = ClassAxis("top_accuracy", output, target);
            var own = output.Gather(target.ExpandDims(axis), axis);
            return ((output > own).Sum(axis) < count).To(Floating(output)).Mean();
        };
    }

    /// <summary>The part of the elements that lie on the target's side of a border: of logits the side of 0, of probabilities that of ½.</summary>
    /// <param name="border">What is not above it means 0.</param>
    /// <exception cref="ShapeException">The shapes differ; thrown when called.</exception>
    public static Func<Tensor, Tensor, Tensor> BinaryAccuracy(double border = 0) =>
        (output, target) =>
            output.Shape.Equals(target.Shape)
                ? Equal(output > border, NotEqual(target, 0)).To(Floating(output)).Mean()
                : throw Misfit("binary_accuracy", output, target, output.Shape);

    private static int ClassAxis(string name, Tensor output, Tensor target)
    {
        if (output.Rank == 0)
            throw new ShapeException($"[{name}] needs an output with an axis of classes, got a scalar.");
        var axis = output.Rank == 1 ? 0 : 1;
        var shape = output.Shape.Reduce([axis], keepAxes: false);
        return target.Shape.Equals(shape) ? axis : throw Misfit(name, output, target, shape);
    }

    private static DType Floating(Tensor output) => output.DType.IsFloating ? output.DType : DType.Float32;

    private static ShapeException Misfit(string name, Tensor output, Tensor target, Shape shape) =>
        new(
            $"[{name}] cannot compare output {output.DType.Name}{output.Shape} with target {target.DType.Name}{target.Shape}: targets must be {shape}."
        );
}
