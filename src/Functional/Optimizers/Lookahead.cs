using static Functional.Operations;

namespace Functional;

public static partial class Optimizers
{
    /// <summary>An optimizer that runs ahead, and slow parameters that follow: every few steps <c>s ← s + α (x − s); x ← s</c> (Zhang et al. 2019).</summary>
    /// <param name="fast">What moves the parameters in between.</param>
    /// <param name="alpha">α.</param>
    /// <param name="every">How many steps it runs ahead.</param>
    /// <exception cref="ModelException">α is not from 0 to 1, or there are no steps.</exception>
    public static Optimizer Lookahead(Optimizer fast, double alpha = 0.5, int every = 5)
    {
        ArgumentNullException.ThrowIfNull(fast);
        if (!(alpha >= 0 && alpha <= 1) || every < 1)
            throw new ModelException($"[lookahead] needs a part from 0 to 1 and at least one step, got {alpha} and {every}.");
        return new(
            parameters =>
                OptimizerState.Chain(
                    fast.Init(parameters),
                    OptimizerState.Of([(LookaheadStep, Tensor.Of(0L))], (LookaheadName, parameters))
                ),
            (gradients, state, parameters) =>
            {
                if (state.Parts.Count != 2)
                    throw new ModelException("[lookahead] the state is another optimizer's. Begin with Init.");
                var (updates, next) = fast.Update(gradients, state.Parts[0], parameters);
                var step = state.Parts[1].Scalar(LookaheadStep) + 1;
                var isTurn = Equal(step % every, 0);
                var before = state.Parts[1].Slot(LookaheadName);
                var ahead = parameters.Zip(updates, (x, update) => x + update);
                var slow = before.Zip(ahead, (s, x) => Where(isTurn, s + (alpha * (x - s)), s));
                var moves = updates.Map((path, update) => Where(isTurn, slow[path] - parameters[path], update));
                return (moves, OptimizerState.Chain(next, OptimizerState.Of([(LookaheadStep, step)], (LookaheadName, slow))));
            }
        );
    }

    /// <summary>The name of the slow parameters that <see cref="Lookahead"/> keeps.</summary>
    public const string LookaheadName = "slow";

    private const string LookaheadStep = "step";
}
