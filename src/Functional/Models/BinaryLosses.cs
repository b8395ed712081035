using static Functional.Operations;

namespace Functional;

public static partial class Losses
{
    // PyTorch's bound: a certain answer that is wrong costs 100, not infinity.
    private const double LeastLogarithm = -100;

    /// <summary>Cross-entropy of probabilities: <c>−mean (y ln x + (1 − y) ln (1 − x))</c>; logarithms are at least −100.</summary>
    /// <param name="output">Probabilities, in [0, 1]; for logits <see cref="BinaryCrossEntropyWithLogits(Tensor, Tensor)"/> is more exact.</param>
    /// <param name="target">Labels 0 or 1, or probabilities, of the output's shape.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor BinaryCrossEntropy(Tensor output, Tensor target) => BinaryCrossEntropy()(output, target);

    /// <summary><see cref="BinaryCrossEntropy(Tensor, Tensor)"/> with options.</summary>
    /// <param name="weight">A weight for each element; it broadcasts.</param>
    /// <param name="reduction">How the losses of all elements become one.</param>
    public static Func<Tensor, Tensor, Tensor> BinaryCrossEntropy(Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
        Each(
            "binary_cross_entropy",
            reduction,
            (x, y) => -((y * Maximum(Log(x), LeastLogarithm)) + ((1 - y) * Maximum(Log(1 - x), LeastLogarithm))),
            weight
        );

    /// <summary>Cross-entropy of logits: <c>−mean (y ln σ(x) + (1 − y) ln (1 − σ(x)))</c>, without overflow.</summary>
    /// <param name="output">Logits.</param>
    /// <param name="target">Labels 0 or 1, or probabilities, of the output's shape.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor BinaryCrossEntropyWithLogits(Tensor output, Tensor target) =>
        BinaryCrossEntropyWithLogits()(output, target);

    /// <summary><see cref="BinaryCrossEntropyWithLogits(Tensor, Tensor)"/> with options: <c>−w (p y ln σ(x) + (1 − y) ln (1 − σ(x)))</c>.</summary>
    /// <param name="weight">w: a weight for each element; it broadcasts.</param>
    /// <param name="positiveWeight">p: a weight for what is positive, usually one for each class; it broadcasts.</param>
    /// <param name="reduction">How the losses of all elements become one.</param>
    public static Func<Tensor, Tensor, Tensor> BinaryCrossEntropyWithLogits(
        Tensor? weight = null,
        Tensor? positiveWeight = null,
        Reduction reduction = Reduction.Mean
    ) =>
        Each(
            "binary_cross_entropy_with_logits",
            reduction,
            (x, y) => (Weighted("binary_cross_entropy_with_logits", y, positiveWeight) * Softplus(-x)) + ((1 - y) * Softplus(x)),
            weight
        );

    /// <summary>Cross-entropy of logits in which easy examples count less: <c>−mean α (1 − p)² ln p</c>, p being what the label has (Lin et al. 2017).</summary>
    /// <param name="output">Logits.</param>
    /// <param name="target">Labels 0 or 1, of the output's shape.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor Focal(Tensor output, Tensor target) => Focal(alpha: 0.25)(output, target);

    /// <summary><see cref="Focal(Tensor, Tensor)"/> with options: <c>−a (1 − p)^γ ln p</c>, a being α where the label is 1, else 1 − α.</summary>
    /// <param name="alpha">α; negative for no such weight.</param>
    /// <param name="gamma">γ: at 0 easy examples count like others.</param>
    /// <param name="reduction">How the losses of all elements become one.</param>
    /// <exception cref="ModelException">γ is negative.</exception>
    public static Func<Tensor, Tensor, Tensor> Focal(double alpha = 0.25, double gamma = 2, Reduction reduction = Reduction.Mean)
    {
        CheckAtLeast("focal", "gamma", gamma, 0);
        return Each(
            "focal",
            reduction,
            (x, y) =>
            {
                var missed = (y * Sigmoid(-x)) + ((1 - y) * Sigmoid(x));
                var losses = (y * Softplus(-x)) + ((1 - y) * Softplus(x));
                losses = gamma == 0 ? losses : losses * Pow(missed, gamma);
                return alpha < 0 ? losses : losses * ((alpha * y) + ((1 - alpha) * (1 - y)));
            }
        );
    }

    /// <summary>Logistic loss of labels ±1: <c>mean ln (1 + e^(−y x))</c>, without overflow.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor SoftMargin(Tensor output, Tensor target) => SoftMargin(Reduction.Mean)(output, target);

    /// <summary><see cref="SoftMargin(Tensor, Tensor)"/>, reduced as asked.</summary>
    public static Func<Tensor, Tensor, Tensor> SoftMargin(Reduction reduction) =>
        Each("soft_margin", reduction, (x, y) => Softplus(-y * x));

    /// <summary>Cross-entropy of logits, one for each of several labels: the mean over the last axis, then over the rest.</summary>
    /// <param name="output">Logits <c>[N, C]</c>, or <c>[C]</c> for one example.</param>
    /// <param name="target">Labels 0 or 1, of the output's shape.</param>
    /// <exception cref="ShapeException">The shapes differ, or there is no last axis.</exception>
    public static Tensor MultilabelSoftMargin(Tensor output, Tensor target) => MultilabelSoftMargin()(output, target);

    /// <summary><see cref="MultilabelSoftMargin(Tensor, Tensor)"/> with options.</summary>
    /// <param name="weight">A weight for each class, <c>[C]</c>.</param>
    /// <param name="reduction">How the losses of all examples become one.</param>
    public static Func<Tensor, Tensor, Tensor> MultilabelSoftMargin(
        Tensor? weight = null,
        Reduction reduction = Reduction.Mean
    ) =>
        (output, target) =>
        {
            if (output.Rank == 0)
                throw new ShapeException("[multilabel_soft_margin] needs an output with an axis of classes, got a scalar.");
            return Reduced(BinaryCrossEntropyWithLogits(weight, reduction: Reduction.None)(output, target).Mean(-1), reduction);
        };
}
