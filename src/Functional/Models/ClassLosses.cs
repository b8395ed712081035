using static Functional.Operations;

namespace Functional;

public static partial class Losses
{
    /// <summary>Cross-entropy of classes: <c>−mean ln softmax(output)[target]</c>, <c>[N, C] × [N] → []</c>.</summary>
    /// <param name="output">Logits <c>[N, C]</c>, or <c>[N, C, …]</c>, or <c>[C]</c> for one example.</param>
    /// <param name="target">Classes, whole numbers of the output's shape without the class axis, from 0 to C − 1, or −100 to be left out; or probabilities of the output's shape.</param>
    /// <exception cref="ShapeException">The target's shape does not fit.</exception>
    /// <exception cref="DTypeException">The target is neither whole numbers nor floating.</exception>
    /// <exception cref="ValueException">A class is negative or not below C; thrown when the value is computed.</exception>
    public static Tensor CrossEntropy(Tensor output, Tensor target) => CrossEntropy()(output, target);

    /// <summary>Cross-entropy with options: <c>−w[t] ln softmax(output)[t]</c>; the mean divides by the sum of the weights of the targets.</summary>
    /// <param name="weight">A weight for each class, <c>[C]</c>.</param>
    /// <param name="ignoreIndex">Targets of this class count nothing.</param>
    /// <param name="labelSmoothing">ε: the target is <c>(1 − ε)</c> what is given, and <c>ε / C</c> of each class.</param>
    /// <param name="reduction">How the losses of all elements become one.</param>
    /// <exception cref="ModelException">The smoothing is not in [0, 1].</exception>
    public static Func<Tensor, Tensor, Tensor> CrossEntropy(
        Tensor? weight = null,
        long ignoreIndex = -100,
        double labelSmoothing = 0,
        Reduction reduction = Reduction.Mean
    )
    {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
            throw new ModelException($"[cross_entropy] needs a label smoothing from 0 to 1, got {labelSmoothing}.");
        return (output, target) =>
        {
            var axis = ClassAxis("cross_entropy", output, weight);
            if (target.DType == DType.Bool)
                throw new DTypeException(
                    $"[cross_entropy] needs classes or probabilities as target, got bool{target.Shape}. Convert with .To(DType.Int64)."
                );
            var logarithms = output.LogSoftmax(axis);
            if (target.DType.IsInteger)
                return OfClasses("cross_entropy", logarithms, target, axis, weight, ignoreIndex, labelSmoothing, reduction);
            CheckProbabilities(output, target);
            var smooth = labelSmoothing == 0 ? target : (target * (1 - labelSmoothing)) + (labelSmoothing / output.Shape[axis]);
            return Reduced(-(logarithms * Along(smooth, axis, weight)).Sum(axis), reduction);
        };
    }

    /// <summary>Negative log-likelihood of classes: <c>−mean output[target]</c>, <c>[N, C] × [N] → []</c>, the output being logarithms of probabilities.</summary>
    /// <param name="output">Logarithms of probabilities <c>[N, C]</c>, or <c>[N, C, …]</c>, or <c>[C]</c> for one example.</param>
    /// <param name="target">Classes, whole numbers of the output's shape without the class axis, from 0 to C − 1, or −100 to be left out.</param>
    /// <exception cref="ShapeException">The target's shape does not fit.</exception>
    /// <exception cref="DTypeException">The target is not whole numbers.</exception>
    /// <exception cref="ValueException">A class is negative or not below C; thrown when the value is computed.</exception>
    public static Tensor NegativeLogLikelihood(Tensor output, Tensor target) => NegativeLogLikelihood()(output, target);

    /// <summary>Negative log-likelihood with options: <c>−w[t] output[t]</c>; the mean divides by the sum of the weights of the targets.</summary>
    /// <param name="weight">A weight for each class, <c>[C]</c>.</param>
    /// <param name="ignoreIndex">Targets of this class count nothing.</param>
    /// <param name="reduction">How the losses of all elements become one.</param>
    public static Func<Tensor, Tensor, Tensor> NegativeLogLikelihood(
        Tensor? weight = null,
        long ignoreIndex = -100,
        Reduction reduction = Reduction.Mean
    ) =>
        (output, target) =>
        {
            var axis = ClassAxis("nll", output, weight);
            CheckClasses("nll", target);
            return OfClasses("nll", output, target, axis, weight, ignoreIndex, 0, reduction);
        };

    private static Tensor OfClasses(
        string name,
        Tensor logarithms,
        Tensor target,
        int axis,
        Tensor? weight,
        long ignoreIndex,
        double smoothing,
        Reduction reduction
    )
    {
        var shape = logarithms.Shape.Reduce([axis], keepAxes: false);
        if (!target.Shape.Equals(shape))
            throw Misfit(name, logarithms, target, $"classes must be {shape}");
        var isKept = NotEqual(target, ignoreIndex);
        var classes = Where(isKept, target, 0);
        var weights = weight is null ? isKept.To(logarithms.DType) : Where(isKept, weight.TakeAt(classes, 0, Class(name)), 0);
        var losses = -Picked(name, logarithms, classes, axis);
        losses = weight is null ? losses : losses * weights;
        if (smoothing != 0)
            losses =
                ((1 - smoothing) * losses) - (smoothing / logarithms.Shape[axis] * Along(logarithms, axis, weight).Sum(axis));
        losses = Where(isKept, losses, 0);
        return reduction == Reduction.Mean ? losses.Sum() / weights.Sum() : Reduced(losses, reduction);
    }

    // The element of each class, without its axis.
    private static Tensor Picked(string name, Tensor x, Tensor classes, int axis) =>
        x.Gather(classes.ExpandDims(axis), axis, Class(name)).Squeeze(axis);

    private static IndexLabel Class(string name) => new(name, Noun: "class", CountsFromEnd: false);

    private static Tensor Along(Tensor x, int axis, Tensor? weight)
    {
        if (weight is null)
            return x;
        var sizes = new int[x.Rank];
        Array.Fill(sizes, 1);
        sizes[axis] = x.Shape[axis];
        return x * weight.Reshape(Shape.Of(sizes));
    }

    private static int ClassAxis(string name, Tensor output, Tensor? weight)
    {
        if (output.Rank == 0)
            throw new ShapeException($"[{name}] needs an output with an axis of classes, got a scalar.");
        var axis = output.Rank == 1 ? 0 : 1;
        if (weight is not null && !weight.Shape.Equals(Shape.Of(output.Shape[axis])))
            throw new ShapeException(
                $"[{name}] needs a weight for each of {output.Shape[axis]} classes, got {weight.DType.Name}{weight.Shape}."
            );
        return axis;
    }

    private static void CheckClasses(string name, Tensor target)
    {
        if (!target.DType.IsInteger)
            throw new DTypeException(
                $"[{name}] needs classes as target, got {target.DType.Name}{target.Shape}. Convert with .To(DType.Int64)."
            );
    }

    private static void CheckProbabilities(Tensor output, Tensor target)
    {
        if (!target.Shape.Equals(output.Shape))
            throw Misfit("cross_entropy", output, target, $"probabilities must be {output.Shape}");
    }
}
