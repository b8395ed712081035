using static Functional.Operations;

namespace Functional;

public static partial class Losses
{
    /// <summary>Hinge loss of classes: <c>mean Σᵢ max(0, 1 − x[t] + x[i]) / C</c> over <c>i ≠ t</c>, <c>[N, C] × [N] → []</c>.</summary>
    /// <param name="output">Scores <c>[N, C]</c>, or <c>[C]</c> for one example.</param>
    /// <param name="target">Classes, whole numbers from 0 to C − 1.</param>
    /// <exception cref="ShapeException">The target's shape does not fit.</exception>
    /// <exception cref="DTypeException">The target is not whole numbers.</exception>
    /// <exception cref="ValueException">A class is negative or not below C; thrown when the value is computed.</exception>
    public static Tensor MultiMargin(Tensor output, Tensor target) => MultiMargin(power: 1)(output, target);

    /// <summary><see cref="MultiMargin(Tensor, Tensor)"/> with options: <c>Σᵢ w[t] max(0, margin − x[t] + x[i])ᵖ / C</c>.</summary>
    /// <param name="power">p: 1 or 2.</param>
    /// <param name="margin">By how much the class's score is to be larger.</param>
    /// <param name="weight">w: a weight for each class, <c>[C]</c>.</param>
    /// <param name="reduction">How the losses of all examples become one.</param>
    /// <exception cref="ModelException">p is neither 1 nor 2.</exception>
    public static Func<Tensor, Tensor, Tensor> MultiMargin(
        int power = 1,
        double margin = 1,
        Tensor? weight = null,
        Reduction reduction = Reduction.Mean
    )
    {
        if (power is not (1 or 2))
            throw new ModelException($"[multi_margin] needs a power of 1 or 2, got {power}.");
        return (output, target) =>
        {
            var axis = ScoreAxis("multi_margin", output, weight);
            CheckClasses("multi_margin", target);
            var shape = output.Shape.Reduce([axis], keepAxes: false);
            if (!target.Shape.Equals(shape))
                throw Misfit("multi_margin", output, target, $"classes must be {shape}");
            var count = output.Shape[axis];
            var gaps = Relu(margin - Picked("multi_margin", output, target, axis).ExpandDims(-1) + output);
            gaps = power == 2 ? gaps * gaps : gaps;
            var others = NotEqual(Tensor.Iota(Shape.Of(count)), target.ExpandDims(-1));
            var losses = Where(others, gaps, 0).Sum(-1) / count;
            return Reduced(weight is null ? losses : losses * weight.Take(target), reduction);
        };
    }

    /// <summary>Hinge loss of several classes at once: <c>mean Σₜᵢ max(0, 1 − x[t] + x[i]) / C</c> over listed t and unlisted i.</summary>
    /// <param name="output">Scores <c>[N, C]</c>, or <c>[C]</c> for one example.</param>
    /// <param name="target">Lists of classes, of the output's shape; a list ends at its first −1.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="DTypeException">The target is not whole numbers.</exception>
    /// <exception cref="ValueException">A class is not below C; thrown when the value is computed.</exception>
    public static Tensor MultilabelMargin(Tensor output, Tensor target) => MultilabelMargin(Reduction.Mean)(output, target);

    /// <summary><see cref="MultilabelMargin(Tensor, Tensor)"/>, reduced as asked.</summary>
    public static Func<Tensor, Tensor, Tensor> MultilabelMargin(Reduction reduction) =>
        (output, target) =>
        {
            var axis = ScoreAxis("multilabel_margin", output, null);
            CheckClasses("multilabel_margin", target);
            CheckSame("multilabel_margin", output, target);
            var count = output.Shape[axis];
            var numbers = Tensor.Iota(Shape.Of(count));
            // Where each list ends, and so which of its entries count.
            var end =
                count == 0
                    ? Tensor.Zeros(target.Shape, DType.Int64)
                    : Where(Less(target, 0), numbers, count).Min(-1, keepAxes: true);
            var isListed = numbers < end;
            var classes = Where(isListed, target, 0);
            // [N, list, classes]: which entry of the list names which class.
            var names = Equal(classes.ExpandDims(-1), numbers) & isListed.ExpandDims(-1);
            var isUnlisted = Equal(names.Sum(-2), 0);
            var gaps = Relu(1 - output.Gather(classes, axis, Class("multilabel_margin")).ExpandDims(-1) + output.ExpandDims(-2));
            var counts = isListed.ExpandDims(-1) & isUnlisted.ExpandDims(-2);
            return Reduced(Where(counts, gaps, 0).Sum([-2, -1]) / count, reduction);
        };

    private static int ScoreAxis(string name, Tensor output, Tensor? weight) =>
        output.Rank is 1 or 2
            ? ClassAxis(name, output, weight)
            : throw new ShapeException($"[{name}] needs scores [N, C] or [C], got {output.DType.Name}{output.Shape}.");
}
