namespace Functional;

/// <summary>One step of training, compiled as one plan: forward, backward, update.</summary>
internal sealed class TrainingStep
{
    private readonly Layer _net;
    private readonly Func<Tensor, Tensor, Tensor> _loss;
    private readonly Optimizer _optimizer;
    private readonly CompiledFunction<TrainingState> _advance;

    public TrainingStep(Layer net, Func<Tensor, Tensor, Tensor> loss, Optimizer optimizer)
    {
        (_net, _loss, _optimizer) = (net, loss, optimizer);
        _advance = new(arguments => Advance((TrainingState)arguments[0]!, (Batch)arguments[1]!));
    }

    /// <summary>The next state; the one before stays as it is.</summary>
    public TrainingState Next(TrainingState state, Batch batch) => _advance.Call([Ready(state, batch), batch]);

    /// <summary>The next state; nobody will look at the one before, whose memory may be used again.</summary>
    public TrainingState NextInPlace(TrainingState state, Batch batch) => _advance.Call([state, batch], donates: true);

    // What the first step creates: parameters for the batch's shape, the optimizer's memory.
    private TrainingState Ready(TrainingState state, Batch batch)
    {
        if (state.OptimizerState is not null)
            return state;
        if (state.Parameters.Count == 0)
            state = Training.Created(state, _net, batch.Inputs);
        if (state.Parameters.Count == 0)
            throw new ModelException("[training] the network has no parameters to learn.");
        return state with { OptimizerState = _optimizer.Init(state.Parameters) };
    }

    private TrainingState Advance(TrainingState state, Batch batch)
    {
        var (following, key) = state.Key.Split();
        var (loss, modelState, gradients) = Differentiate.ValueAndGradient<Parameters, Parameters>(parameters =>
        {
            var run = _net(batch.Inputs).Apply(parameters, state.ModelState, key, Mode.Training);
            return (_loss(run.Value, batch.Targets), run.State);
        })(state.Parameters);
        var (next, optimizerState) = _optimizer.Step(gradients, state.OptimizerState!, state.Parameters);
        return new(next, optimizerState, modelState, following, state.Step + 1, loss);
    }
}
