using static Functional.Operations;

namespace Functional;

public static partial class Optimizers
{
    internal const string LossScaleName = "loss_scale";
    private const string GoodStepsName = "good_steps";

    /// <summary>Steps of another optimizer along gradients of a scaled loss, so that float16 does not lose small ones: the scale falls when they overflow, and grows after a while without (Micikevicius et al. 2018).</summary>
    /// <remarks>
    /// The gradients given must be those of <c>loss · state.LossScale</c>; <see cref="Training.Step(Layer, Func{Tensor, Tensor, Tensor}, Optimizer)"/> sees to that where this is the outermost optimizer.
    /// Where one of them is not finite, the step changes nothing but the scale: neither parameters nor what the other optimizer remembers.
    /// </remarks>
    /// <param name="inner">What makes the steps; its gradients are not scaled.</param>
    /// <param name="initial">The first scale, best a power of two.</param>
    /// <param name="growth">The scale's factor after <paramref name="interval"/> steps without overflow.</param>
    /// <param name="backoff">Its factor after an overflow.</param>
    /// <param name="interval">Steps without overflow after which it grows.</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Optimizer LossScaling(
        Optimizer inner,
        double initial = 65536,
        double growth = 2,
        double backoff = 0.5,
        int interval = 2000
    )
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (!(initial > 0 && double.IsFinite(initial) && growth >= 1 && backoff is > 0 and <= 1 && interval > 0))
            throw new ModelException(
                $"[loss_scaling] needs a positive scale, a growth of at least 1, a backoff in (0, 1] and a positive interval, got {initial}, {growth}, {backoff} and {interval}."
            );
        return new(
            parameters =>
                OptimizerState.Chain(
                    Own(Tensor.Constant(DType.Float32, initial).Evaluate(), Tensor.Of(0L)),
                    inner.Init(parameters)
                ),
            (gradients, state, parameters) =>
            {
                var (scale, good) = (state.LossScale, state.Parts[0].Scalar(GoodStepsName));
                var isFinite = gradients.Tensors.Aggregate((Tensor)true, (all, g) => And(all, IsFinite(g).All()));
                // Zeros in place of what overflowed, so that nothing is computed with it.
                var own = gradients.Map(g => Where(isFinite, g, 0) / scale.To(g.DType));
                var (updates, next) = inner.Update(own, state.Parts[1], parameters);
                var (before, after) = (state.Parts[1].Tensors, next.Tensors);
                var kept = next.With([.. after.Zip(before, (x, old) => Where(isFinite, x, old))]);
                var counted = good + 1;
                var grows = counted >= interval;
                return (
                    updates.Map(update => Where(isFinite, update, 0)),
                    OptimizerState.Chain(
                        Own(
                            scale * Where(isFinite, Where(grows, (Tensor)growth, 1), backoff),
                            Where(And(isFinite, !grows), counted, 0L)
                        ),
                        kept
                    )
                );
            }
        );
    }

    private static OptimizerState Own(Tensor scale, Tensor good) =>
        OptimizerState.Of([(LossScaleName, scale), (GoodStepsName, good)]);
}
