namespace Functional;

/// <summary>All that one step of training leaves to the next; a value, to keep, compare, branch from and resume.</summary>
/// <param name="Parameters">What is learned; empty until the first step has seen the shape of a batch.</param>
/// <param name="OptimizerState">What the optimizer remembers; null before the first step.</param>
/// <param name="ModelState">The model's running state (batch norm's averages); empty for a model that has none.</param>
/// <param name="Key">From which the randomness of all following steps derives.</param>
/// <param name="Step">Number of steps made, int64.</param>
/// <param name="Loss">The loss of the last step, before its update; NaN before the first.</param>
public sealed record TrainingState(
    Parameters Parameters,
    OptimizerState? OptimizerState,
    Parameters ModelState,
    Key Key,
    Tensor Step,
    Tensor Loss
) : ITensorTree<TrainingState>
{
    internal const string Examples = "examples";

    /// <summary>What the <c>loss</c> and the step's metrics add up to, each times the size of its batch, beside the number of <c>examples</c>; empty before the first step.</summary>
    public Parameters Totals { get; init; } = Parameters.Empty;

    /// <summary>The averages of the metrics, and of the loss, over all examples since the beginning or the last <see cref="Forget"/>.</summary>
    public Parameters Averages => Totals.Filter(name => name != Examples).Map(total => total / Totals[Examples].To(total.DType));

    /// <summary>This state with totals that begin anew: for the averages of an epoch.</summary>
    public TrainingState Forget() => this with { Totals = Totals.Map(total => Tensor.Zeros(total.Shape, total.DType)) };

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Tensors =>
        [.. Parameters.Tensors, .. OptimizerState?.Tensors ?? [], .. ModelState.Tensors, Key.Data, Step, Loss, .. Totals.Tensors];

    /// <inheritdoc/>
    public string StructureKey =>
        $"{Parameters.StructureKey}|{OptimizerState?.StructureKey}|{ModelState.StructureKey}|{Totals.StructureKey}";

    /// <inheritdoc/>
    public TrainingState With(IReadOnlyList<Tensor> tensors)
    {
        var next = 0;
        Tensor[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => tensors[next++])];
        return new(
            Parameters.With(Take(Parameters.Count)),
            OptimizerState?.With(Take(OptimizerState.Tensors.Count)),
            ModelState.With(Take(ModelState.Count)),
            Key.From(tensors[next++]),
            tensors[next++],
            tensors[next++]
        )
        {
            Totals = Totals.With(Take(Totals.Count)),
        };
    }

    /// <summary>This state with another factor of the updates, where the optimizer has <see cref="Optimizers.Factor"/>: a new learning rate without a new plan.</summary>
    /// <exception cref="ModelException">The optimizer has none, or no step was made yet.</exception>
    public TrainingState WithFactor(double factor) =>
        OptimizerState is { } known
            ? this with
            {
                OptimizerState = known.Set(Optimizers.FactorName, factor),
            }
            : throw new ModelException(
                "[training] there is no optimizer's state before the first step. Give Optimizers.Factor its first value."
            );

    /// <summary>Step and loss.</summary>
    public override string ToString() => $"step {Step}, loss {Loss}";
}
