using static Functional.Operations;

namespace Functional;

public static partial class Losses
{
    /// <summary>Mean of the squared differences: <c>mean (output − target)²</c>, a scalar.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor MeanSquaredError(Tensor output, Tensor target) => MeanSquaredError(Reduction.Mean)(output, target);

    /// <summary>Squared differences <c>(output − target)²</c>, reduced as asked.</summary>
    public static Func<Tensor, Tensor, Tensor> MeanSquaredError(Reduction reduction) =>
        Each(
            "mean_squared_error",
            reduction,
            (x, y) =>
            {
                var difference = x - y;
                return difference * difference;
            }
        );

    /// <summary>Mean of the absolute differences: <c>mean |output − target|</c>, a scalar; PyTorch's <c>l1_loss</c>.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor MeanAbsoluteError(Tensor output, Tensor target) => MeanAbsoluteError(Reduction.Mean)(output, target);

    /// <summary>Absolute differences <c>|output − target|</c>, reduced as asked.</summary>
    public static Func<Tensor, Tensor, Tensor> MeanAbsoluteError(Reduction reduction) =>
        Each("mean_absolute_error", reduction, (x, y) => Abs(x - y));

    /// <summary>Squares of small differences and absolute values of large ones: <c>½ d²</c> where <c>d = |output − target| &lt; 1</c>, else <c>d − ½</c>.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor SmoothL1(Tensor output, Tensor target) => SmoothL1(beta: 1)(output, target);

    /// <summary><see cref="SmoothL1(Tensor, Tensor)"/> with options: <c>½ d² / β</c> where <c>d &lt; β</c>, else <c>d − ½ β</c> (Girshick 2015).</summary>
    /// <param name="beta">β: where squares end; at 0 they never begin.</param>
    /// <param name="reduction">How the losses of all elements become one.</param>
    /// <exception cref="ModelException">β is negative.</exception>
    public static Func<Tensor, Tensor, Tensor> SmoothL1(double beta = 1, Reduction reduction = Reduction.Mean)
    {
        CheckAtLeast("smooth_l1", "beta", beta, 0);
        return Each(
            "smooth_l1",
            reduction,
            (x, y) =>
            {
                var (difference, distance) = (x - y, Abs(x - y));
                return beta == 0
                    ? distance
                    : Where(distance < beta, 0.5 / beta * difference * difference, distance - (0.5 * beta));
            }
        );
    }

    /// <summary>Squares of small differences and multiples of large ones: <c>½ d²</c> where <c>d = |output − target| &lt; 1</c>, else <c>d − ½</c> (Huber 1964).</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor Huber(Tensor output, Tensor target) => Huber(delta: 1)(output, target);

    /// <summary><see cref="Huber(Tensor, Tensor)"/> with options: <c>½ d²</c> where <c>d &lt; δ</c>, else <c>δ (d − ½ δ)</c>.</summary>
    /// <param name="delta">δ: where squares end.</param>
    /// <param name="reduction">How the losses of all elements become one.</param>
    /// <exception cref="ModelException">δ is not positive.</exception>
    public static Func<Tensor, Tensor, Tensor> Huber(double delta = 1, Reduction reduction = Reduction.Mean)
    {
        CheckPositive("huber", "delta", delta);
        return Each(
            "huber",
            reduction,
            (x, y) =>
            {
                var (difference, distance) = (x - y, Abs(x - y));
                return Where(distance < delta, 0.5 * difference * difference, delta * (distance - (0.5 * delta)));
            }
        );
    }
}
