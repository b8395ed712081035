using static Functional.Operations;

namespace Functional;

public static partial class Losses
{
    /// <summary>Divergence of the target's distribution from the output's: <c>mean y (ln y − x)</c>, 0 where y is 0; the mean is over all elements.</summary>
    /// <param name="output">Logarithms of probabilities.</param>
    /// <param name="target">Probabilities, of the output's shape.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor KullbackLeibler(Tensor output, Tensor target) => KullbackLeibler(logTarget: false)(output, target);

    /// <summary><see cref="KullbackLeibler(Tensor, Tensor)"/> with options; the divergence itself is <see cref="Reduction.BatchMean"/>.</summary>
    /// <param name="logTarget">Whether the target is given as logarithms too: <c>eʸ (y − x)</c>.</param>
    /// <param name="reduction">How the losses of all elements become one.</param>
    public static Func<Tensor, Tensor, Tensor> KullbackLeibler(bool logTarget = false, Reduction reduction = Reduction.Mean) =>
        Each(
            "kullback_leibler",
            reduction,
            (x, y) => logTarget ? Exp(y) * (y - x) : Where(Equal(y, 0), 0, y * (Log(Where(Equal(y, 0), 1, y)) - x))
        );

    /// <summary>Negative log-likelihood of counts under Poisson's distribution, whose mean is <c>eˣ</c>: <c>mean (eˣ − y x)</c>.</summary>
    /// <param name="output">Logarithms of the means.</param>
    /// <param name="target">Counts, of the output's shape.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor PoissonNegativeLogLikelihood(Tensor output, Tensor target) =>
        PoissonNegativeLogLikelihood(logInput: true)(output, target);

    /// <summary><see cref="PoissonNegativeLogLikelihood(Tensor, Tensor)"/> with options.</summary>
    /// <param name="logInput">Whether the output is the logarithm of the mean; else the loss is <c>x − y ln (x + ε)</c>.</param>
    /// <param name="full">Adds Stirling's approximation of <c>ln y!</c> where y is above 1: <c>y ln y − y + ½ ln 2πy</c>.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="reduction">How the losses of all elements become one.</param>
    public static Func<Tensor, Tensor, Tensor> PoissonNegativeLogLikelihood(
        bool logInput = true,
        bool full = false,
        double epsilon = 1e-8,
        Reduction reduction = Reduction.Mean
    ) =>
        Each(
            "poisson_nll",
            reduction,
            (x, y) =>
            {
                var losses = logInput ? Exp(x) - (y * x) : x - (y * Log(x + epsilon));
                return full ? losses + Stirling(y) : losses;
            }
        );

    /// <summary>Negative log-likelihood under the normal distribution: <c>mean ½ (ln v + (x − y)² / v)</c>.</summary>
    /// <param name="output">Means x.</param>
    /// <param name="target">What was seen: y, of the output's shape.</param>
    /// <param name="variance">v; it broadcasts; at least 10⁻⁶ is taken.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static Tensor GaussianNegativeLogLikelihood(Tensor output, Tensor target, Tensor variance) =>
        GaussianNegativeLogLikelihood(full: false)(output, target, variance);

    /// <summary><see cref="GaussianNegativeLogLikelihood(Tensor, Tensor, Tensor)"/> with options.</summary>
    /// <param name="full">Adds <c>½ ln 2π</c>.</param>
    /// <param name="epsilon">The least variance.</param>
    /// <param name="reduction">How the losses of all elements become one.</param>
    /// <exception cref="ModelException">The least variance is not positive.</exception>
    public static Func<Tensor, Tensor, Tensor, Tensor> GaussianNegativeLogLikelihood(
        bool full = false,
        double epsilon = 1e-6,
        Reduction reduction = Reduction.Mean
    )
    {
        CheckPositive("gaussian_nll", "epsilon", epsilon);
        return (output, target, variance) =>
        {
            CheckSame("gaussian_nll", output, target);
            // PyTorch has [N] beside [N, C]: one variance for each example.
            var spread =
                variance.Rank == output.Rank - 1 && variance.Rank > 0 && !variance.Shape.Equals(output.Shape)
                    ? variance.ExpandDims(-1)
                    : variance;
            // A variance below the least one keeps its cotangent, as in PyTorch: otherwise it could not grow again.
            var least = Where(spread < epsilon, epsilon + (spread - spread.StopGradient()), spread);
            var difference = output - target;
            var losses = 0.5 * (Log(least) + (difference * difference / least));
            if (!losses.Shape.Equals(output.Shape))
                throw Misfit("gaussian_nll", output, variance, "variances must broadcast to the output");
            return Reduced(full ? losses + (0.5 * Math.Log(2 * Math.PI)) : losses, reduction);
        };
    }

    private static Tensor Stirling(Tensor y)
    {
        var large = Where(y > 1, y, 1);
        return Where(y > 1, (large * Log(large)) - large + (0.5 * Log(2 * Math.PI * large)), 0);
    }
}
