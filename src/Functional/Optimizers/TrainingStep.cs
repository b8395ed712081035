namespace Functional;

/// <summary>One step of training, compiled as one plan: forward, backward, update.</summary>
internal sealed class TrainingStep
{
    internal const string LossName = "loss";

    private readonly Layer _net;
    private readonly Func<Tensor, Tensor, Tensor> _loss;
    private readonly Optimizer _optimizer;
    private readonly (string Name, Func<Tensor, Tensor, Tensor> Metric)[] _metrics;
    private readonly CompiledFunction<TrainingState> _advance;

    public TrainingStep(
        Layer net,
        Func<Tensor, Tensor, Tensor> loss,
        Optimizer optimizer,
        (string Name, Func<Tensor, Tensor, Tensor> Metric)[] metrics
    )
    {
        (_net, _loss, _optimizer, _metrics) = (net, loss, optimizer, metrics);
        _advance = new(arguments => Advance((TrainingState)arguments[0]!, (Batch)arguments[1]!));
    }

    /// <summary>The next state; the one before stays as it is.</summary>
    public TrainingState Next(TrainingState state, Batch batch) => _advance.Call([Ready(state, batch), batch]);

    /// <summary>The next state; nobody will look at the one before, whose memory may be used again.</summary>
    public TrainingState NextInPlace(TrainingState state, Batch batch) => _advance.Call([state, batch], donates: true);

    // What the first step creates: parameters for the batch's shape, the optimizer's memory.
    private TrainingState Ready(TrainingState state, Batch batch)
    {
        if (!Fits(state.Totals))
            state = state with { Totals = Nothing(state) };
        if (state.OptimizerState is not null)
            return state;
        if (state.Parameters.Count == 0)
            state = Training.Created(state, _net, batch.Inputs);
        if (state.Parameters.Count == 0)
            throw new ModelException("[training] the network has no parameters to learn.");
        return state with { OptimizerState = _optimizer.Init(state.Parameters), Totals = Nothing(state) };
    }

    // Totals of other metrics, from another step or a file, begin anew.
    private bool Fits(Parameters totals) =>
        totals.Count == _metrics.Length + 2 && Array.TrueForAll(_metrics, metric => totals.Contains(metric.Name));

    private Parameters Nothing(TrainingState state)
    {
        var zero = Tensor.Zeros(Shape.Scalar, state.Parameters.Widest);
        return Parameters.Of([
            .. _metrics.Select(metric => (metric.Name, zero)),
            (LossName, zero),
            (TrainingState.Examples, Tensor.Of(0L)),
        ]);
    }

    private TrainingState Advance(TrainingState state, Batch batch)
    {
        var (following, key) = state.Key.Split();
        var scale = state.OptimizerState!.LossScale;
        var (_, (modelState, output, loss), gradients) = Differentiate.ValueAndGradient<
            Parameters,
            (Parameters State, Tensor Output, Tensor Loss)
        >(parameters =>
        {
            var run = _net(batch.Inputs).Apply(parameters, state.ModelState, key, Mode.Training);
            var loss = _loss(run.Value, batch.Targets);
            return (loss * scale, (run.State, run.Value, loss));
        })(state.Parameters);
        var (next, optimizerState) = _optimizer.Step(gradients, state.OptimizerState, state.Parameters);
        return new(next, optimizerState, modelState, following, state.Step + 1, loss)
        {
            Totals = state.Totals.Map((name, total) => total + Part(name, total.DType, batch, output, loss)),
        };
    }

    // A metric is a mean over the batch, so that a smaller batch counts less.
    private Tensor Part(string name, DType type, Batch batch, Tensor output, Tensor loss)
    {
        var count = batch.Count;
        if (name == TrainingState.Examples)
            return count;
        var value = name == LossName ? loss : Array.Find(_metrics, metric => metric.Name == name).Metric(output, batch.Targets);
        return value.Rank == 0
            ? value.To(type) * count
            : throw new ShapeException(
                $"[training] the metric '{name}' must give a scalar, got {value.DType.Name}{value.Shape}."
            );
    }
}
