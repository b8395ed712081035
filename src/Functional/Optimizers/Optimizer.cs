using System.Collections.Immutable;

namespace Functional;

/// <summary>A pure function <c>(gradients, state, parameters) → (updates, state)</c>; the parameters after a step are <c>parameters + updates</c>.</summary>
/// <remarks>Chained with <c>&gt;&gt;</c> the updates of the first are the gradients of the second: <c>ClipByGlobalNorm(1) &gt;&gt; AdamW(3e-4)</c>.</remarks>
public sealed class Optimizer
{
    private readonly Func<Parameters, OptimizerState> _init;
    private readonly UpdateRule _update;

    // A chain is flat, so that its state is the same however its links were joined; a single optimizer has none.
    private readonly ImmutableArray<Optimizer> _chain = [];

    /// <summary>An optimizer of your own.</summary>
    /// <param name="init">The state before the first step.</param>
    /// <param name="update">From gradients, state and parameters to updates and the next state; written in operations, so that a step compiles.</param>
    public Optimizer(Func<Parameters, OptimizerState> init, UpdateRule update) => (_init, _update) = (init, update);

    private Optimizer(ImmutableArray<Optimizer> chain)
    {
        _chain = chain;
        _init = parameters => OptimizerState.Chain([.. chain.Select(link => link.Init(parameters))]);
        _update = UpdateChain;
    }

    /// <summary>From gradients, state and parameters to what is added to the parameters, and the next state.</summary>
    public delegate (Parameters Updates, OptimizerState State) UpdateRule(
        Parameters gradients,
        OptimizerState state,
        Parameters parameters
    );

    /// <summary>The state before the first step.</summary>
    public OptimizerState Init(Parameters parameters) => _init(parameters);

    /// <summary>What to add to the parameters, and the next state.</summary>
    /// <exception cref="ModelException">The paths of gradients, state and parameters differ, or the state is another optimizer's.</exception>
    public (Parameters Updates, OptimizerState State) Update(Parameters gradients, OptimizerState state, Parameters parameters) =>
        _update(gradients, state, parameters);

    /// <summary>The next parameters and the next state: <see cref="Update"/> applied.</summary>
    /// <exception cref="ModelException">The paths of gradients, state and parameters differ, or the state is another optimizer's.</exception>
    public (Parameters Parameters, OptimizerState State) Step(Parameters gradients, OptimizerState state, Parameters parameters)
    {
        var (updates, next) = Update(gradients, state, parameters);
        return (parameters.Zip(updates, (x, update) => x + update), next);
    }

    /// <summary>This optimizer, then another, whose gradients are the updates of this one: <c>&gt;&gt;</c>.</summary>
    public Optimizer Then(Optimizer next) => new([.. Links(this), .. Links(next)]);

    /// <summary>An optimizer, then another, whose gradients are the updates of the first.</summary>
    public static Optimizer operator >>(Optimizer first, Optimizer second) => first.Then(second);

    private static ImmutableArray<Optimizer> Links(Optimizer optimizer) =>
        optimizer._chain.IsEmpty ? [optimizer] : optimizer._chain;

    private (Parameters Updates, OptimizerState State) UpdateChain(
        Parameters gradients,
        OptimizerState state,
        Parameters parameters
    )
    {
        if (state.Parts.Count != _chain.Length)
            throw new ModelException(
                $"[optimizer] this is a chain of {_chain.Length}, and the state is of a chain of {state.Parts.Count}. Begin with Init."
            );
        var states = new OptimizerState[_chain.Length];
        for (var i = 0; i < states.Length; i++)
            (gradients, states[i]) = _chain[i].Update(gradients, state.Parts[i], parameters);
        return (gradients, OptimizerState.Chain(states));
    }
}
