namespace Functional;

/// <summary>How far an output is from its target.</summary>
/// <remarks>
/// Every loss has one shape: <c>Losses.Huber</c> is a function of output and target with PyTorch's defaults, to hand to a training step, and
/// <c>Losses.Huber(delta: 2)</c> is the same function with options.
/// </remarks>
public static partial class Losses
{
    private static Tensor Reduced(Tensor losses, Reduction reduction) =>
        reduction switch
        {
            Reduction.Mean => losses.Mean(),
            Reduction.Sum => losses.Sum(),
            Reduction.BatchMean => losses.Sum() / (losses.Rank == 0 ? 1 : losses.Shape[0]),
            _ => losses,
        };

    // Broadcasting [N, 1] with [N] would compare everything with everything.
    private static void CheckSame(string name, Tensor output, Tensor target)
    {
        if (!output.Shape.Equals(target.Shape))
            throw Misfit(name, output, target, "both must have one shape");
    }

    private static Func<Tensor, Tensor, Tensor> Each(
        string name,
        Reduction reduction,
        Func<Tensor, Tensor, Tensor> loss,
        Tensor? weight = null
    ) =>
        (output, target) =>
        {
            CheckSame(name, output, target);
            // A float target beside integers, and bools as labels, are numbers of the output's type.
            var losses = loss(output, target.DType.IsFloating ? target : target.To(output.DType));
            return Reduced(Weighted(name, losses, weight), reduction);
        };

    private static Tensor Weighted(string name, Tensor losses, Tensor? weight)
    {
        if (weight is null)
            return losses;
        var weighted = losses * weight;
        return weighted.Shape.Equals(losses.Shape)
            ? weighted
            : throw new ShapeException(
                $"[{name}] needs weights that broadcast to {losses.Shape}, got {weight.DType.Name}{weight.Shape}."
            );
    }

    private static void CheckAtLeast(string name, string what, double value, double least)
    {
        if (!(value >= least))
            throw new ModelException($"[{name}] needs a {what} of at least {least}, got {value}.");
    }

    private static void CheckPositive(string name, string what, double value)
    {
        if (!(value > 0))
            throw new ModelException($"[{name}] needs a positive {what}, got {value}.");
    }

    private static ShapeException Misfit(string name, Tensor output, Tensor target, string rule) =>
        new(
            $"[{name}] cannot compare output {output.DType.Name}{output.Shape} with target {target.DType.Name}{target.Shape}: {rule}."
        );
}
