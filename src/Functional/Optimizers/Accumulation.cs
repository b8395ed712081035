using static Functional.Operations;

namespace Functional;

public static partial class Optimizers
{
    /// <summary>Gradients that add up: the mean of every few of them is one gradient of another optimizer, and in between the parameters stay.</summary>
    /// <remarks>So batches that memory holds act as one larger batch. With a scaled loss it stands within <see cref="LossScaling"/>, not around it.</remarks>
    /// <param name="inner">What makes a step of the mean.</param>
    /// <param name="every">How many gradients make one step.</param>
    /// <exception cref="ModelException">There are no gradients.</exception>
    public static Optimizer Accumulate(Optimizer inner, int every)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (every < 1)
            throw new ModelException($"[accumulate] needs at least one gradient for a step, got {every}.");
        return new(
            parameters =>
                OptimizerState.Chain(
                    Sums(Tensor.Of(0L), parameters.Map(x => Tensor.Zeros(x.Shape, x.DType))),
                    inner.Init(parameters)
                ),
            (gradients, state, parameters) =>
            {
                if (state.Parts.Count != 2)
                    throw new ModelException("[accumulate] the state is another optimizer's. Begin with Init.");
                var (own, before) = (state.Parts[0], state.Parts[1]);
                var sums = own.Slot(SumsName).Zip(gradients, (sum, g) => sum + g);
                var count = own.Scalar(CountName) + 1;
                var isTurn = Equal(count, every);
                var (updates, next) = inner.Update(sums.Map(sum => sum / every), before, parameters);
                var kept = next.With([.. next.Tensors.Zip(before.Tensors, (x, old) => Where(isTurn, x, old))]);
                return (
                    updates.Map(update => Where(isTurn, update, 0)),
                    OptimizerState.Chain(Sums(Where(isTurn, 0L, count), sums.Map(sum => Where(isTurn, 0, sum))), kept)
                );
            }
        );
    }

    private const string SumsName = "gradients";
    private const string CountName = "count";

    private static OptimizerState Sums(Tensor count, Parameters sums) =>
        OptimizerState.Of([(CountName, count)], (SumsName, sums));
}
