namespace Functional;

/// <summary>Training as a fold: states are values, a step is a function from one to the next.</summary>
/// <example>
/// <code>
/// var step  = Training.Step(net, Losses.CrossEntropy, Optimizers.AdamW(3e-4));
/// var final = Training.Run(step, Training.Begin(net, key), batches);      // or batches.Aggregate(begin, step)
/// </code>
/// </example>
public static class Training
{
    /// <summary>A state before the first step, which will create the parameters for the shape of its batch.</summary>
    /// <param name="net">The network, whose parameters the key decides.</param>
    /// <param name="key">From which all randomness of the training derives.</param>
    public static TrainingState Begin(Layer net, Key key)
    {
        ArgumentNullException.ThrowIfNull(net);
        return new(Parameters.Empty, null, Parameters.Empty, key, Tensor.Of(0L), Tensor.Of(float.NaN));
    }

    /// <summary>A state before the first step, with parameters for inputs like a sample; the same as the first step would create.</summary>
    /// <param name="net">The network.</param>
    /// <param name="key">From which all randomness of the training derives.</param>
    /// <param name="sample">Inputs of a batch, of which only shape and type count.</param>
    /// <exception cref="ModelException">Two parameters, states or keys of the network have one path.</exception>
    public static TrainingState Begin(Layer net, Key key, Tensor sample) => Created(Begin(net, key), net, sample);

    /// <summary>A state before the first step, with parameters from elsewhere: a checkpoint, another training.</summary>
    /// <param name="parameters">The parameters to start from.</param>
    /// <param name="key">From which all randomness of the training derives.</param>
    /// <param name="modelState">The running state that belongs to them; none if the network has none.</param>
    public static TrainingState Begin(Parameters parameters, Key key, Parameters? modelState = null) =>
        new(parameters, null, modelState ?? Parameters.Empty, key, Tensor.Of(0L), NoLoss(parameters));

    /// <inheritdoc cref="Step(Layer, Func{Tensor, Tensor, Tensor}, Optimizer, IReadOnlyList{ValueTuple{string, Func{Tensor, Tensor, Tensor}}})"/>
    public static Func<TrainingState, Batch, TrainingState> Step(
        Layer net,
        Func<Tensor, Tensor, Tensor> loss,
        Optimizer optimizer
    ) => Step(net, loss, optimizer, []);

    /// <summary>One step of training, from a state and a batch to the next state: forward, backward and update, compiled as one plan per shape of batch.</summary>
    /// <param name="net">The network.</param>
    /// <param name="loss">From output and target to a scalar; <see cref="Losses"/> has the usual ones.</param>
    /// <param name="optimizer">How gradients become updates.</param>
    /// <param name="metrics">What to average beside the loss, by name: <c>("accuracy", Metrics.Accuracy)</c>; see <see cref="TrainingState.Averages"/>.</param>
    /// <returns>A pure function. When called it throws what the network, the loss and the optimizer throw.</returns>
    /// <exception cref="ModelException">Two metrics have one name, or one that is taken.</exception>
    public static Func<TrainingState, Batch, TrainingState> Step(
        Layer net,
        Func<Tensor, Tensor, Tensor> loss,
        Optimizer optimizer,
        params IReadOnlyList<(string Name, Func<Tensor, Tensor, Tensor> Metric)> metrics
    )
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "", TrainingStep.LossName, TrainingState.Examples };
        foreach (var (name, _) in metrics)
            if (!names.Add(name))
                throw new ModelException($"[training] a metric cannot be called '{name}': the name is empty or taken.");
        return new TrainingStep(net, loss, optimizer, [.. metrics]).Next;
    }

    /// <summary>The state after all batches: a fold whose states in between nobody sees, so that their memory is used again.</summary>
    /// <param name="step">What <see cref="Step(Layer, Func{Tensor, Tensor, Tensor}, Optimizer)"/> gave, or any function of a state and a batch.</param>
    /// <param name="state">Where to start; it stays as it is.</param>
    /// <param name="batches">One step each.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled. <see cref="States"/> keeps what was reached.</exception>
    public static TrainingState Run(
        Func<TrainingState, Batch, TrainingState> step,
        TrainingState state,
        IEnumerable<Batch> batches,
        CancellationToken cancellation = default
    )
    {
        var isOurs = false;
        foreach (var batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            state = Next(step, state, batch, isOurs);
            isOurs = true;
        }
        return state;
    }

    /// <summary>The state after all batches of a source that is waited for; otherwise as <see cref="Run"/>.</summary>
    /// <param name="step">What <see cref="Step(Layer, Func{Tensor, Tensor, Tensor}, Optimizer)"/> gave, or any function of a state and a batch.</param>
    /// <param name="state">Where to start; it stays as it is.</param>
    /// <param name="batches">One step each.</param>
    /// <param name="cancellation">Asked before each step, and passed to the source.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<TrainingState> RunAsync(
        Func<TrainingState, Batch, TrainingState> step,
        TrainingState state,
        IAsyncEnumerable<Batch> batches,
        CancellationToken cancellation = default
    )
    {
        var isOurs = false;
        await foreach (var batch in batches.WithCancellation(cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            state = Next(step, state, batch, isOurs);
            isOurs = true;
        }
        return state;
    }

    /// <summary>The states after each batch, made when they are asked for; to keep, branch from, stop early: <c>states.TakeWhile(…).Last()</c>.</summary>
    /// <param name="step">What <see cref="Step(Layer, Func{Tensor, Tensor, Tensor}, Optimizer)"/> gave, or any function of a state and a batch.</param>
    /// <param name="begin">Where to start.</param>
    /// <param name="batches">One step each.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; the states before are the caller's.</exception>
    public static IEnumerable<TrainingState> States(
        Func<TrainingState, Batch, TrainingState> step,
        TrainingState begin,
        IEnumerable<Batch> batches,
        CancellationToken cancellation = default
    )
    {
        var state = begin;
        foreach (var batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return state = step(state, batch);
        }
    }

    /// <summary>The states after each epoch, whose <see cref="TrainingState.Averages"/> are of that epoch; inside an epoch memory is used again, as by <see cref="Run"/>.</summary>
    /// <remarks>A sequence is run by who reads it: <c>Select(report).Last()</c> reports the last epoch alone, since LINQ skips the others' reports; a <c>foreach</c> reports all.</remarks>
    /// <param name="step">What <see cref="Step(Layer, Func{Tensor, Tensor, Tensor}, Optimizer)"/> gave, or any function of a state and a batch.</param>
    /// <param name="begin">Where to start.</param>
    /// <param name="batches">The batches of each epoch, from its number: <c>e => Batches.Shuffled(x, y, 64, key.Fold(e))</c>.</param>
    /// <param name="count">How many epochs; the caller may stop before.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; the states before are the caller's.</exception>
    public static IEnumerable<TrainingState> Epochs(
        Func<TrainingState, Batch, TrainingState> step,
        TrainingState begin,
        Func<int, IEnumerable<Batch>> batches,
        int count,
        CancellationToken cancellation = default
    )
    {
        var state = begin;
        for (var epoch = 0; epoch < count; epoch++)
            yield return state = Run(step, state.Forget(), batches(epoch), cancellation);
    }

    /// <summary>The network as a function of a state and inputs, for inference: no dropout, running averages stand. Compiled once per shape.</summary>
    /// <returns>A pure function; it throws <see cref="ModelException"/> where the state does not fit the network.</returns>
    public static Func<TrainingState, Tensor, Tensor> Evaluate(Layer net)
    {
        var compiled = Compile.Function<Parameters, Parameters, Tensor, Tensor>(
            (parameters, modelState, x) => net.Apply(parameters, x, modelState)
        );
        return (state, x) => compiled(state.Parameters, state.ModelState, x);
    }

    /// <summary>A measure of a network over many batches: the mean of a metric (or a loss) over all examples, for inference. Compiled once per shape.</summary>
    /// <param name="net">The network.</param>
    /// <param name="metric">From output and target to the mean over a batch: <see cref="Metrics.Accuracy"/>, <see cref="Losses.CrossEntropy(Tensor, Tensor)"/>.</param>
    public static Measure Evaluate(Layer net, Func<Tensor, Tensor, Tensor> metric)
    {
        var compiled = Compile.Function<Parameters, Parameters, Batch, Tensor>(
            (parameters, modelState, batch) =>
                metric(net.Apply(parameters, batch.Inputs, modelState), batch.Targets).To(DType.Float64)
        );
        return (state, batches, cancellation) =>
        {
            var (sum, count) = (0.0, 0L);
            foreach (var batch in batches)
            {
                cancellation.ThrowIfCancellationRequested();
                sum += compiled(state.Parameters, state.ModelState, batch).Item() * batch.Count;
                count += batch.Count;
            }
            return count == 0 ? double.NaN : sum / count;
        };
    }

    // The first state is the caller's; those after it are ours.
    private static TrainingState Next(
        Func<TrainingState, Batch, TrainingState> step,
        TrainingState state,
        Batch batch,
        bool isOurs
    ) => isOurs && step.Target is TrainingStep own ? own.NextInPlace(state, batch) : step(state, batch);

    /// <summary>A state with the parameters that the network asks for.</summary>
    internal static TrainingState Created(TrainingState state, Layer net, Tensor sample)
    {
        var run = net.Initialize(state.Key, sample);
        // In one plan, and now: a state holds numbers, not recipes.
        Tensor.Evaluate([.. run.Parameters.Tensors, .. run.State.Tensors]);
        return state with { Parameters = run.Parameters, ModelState = run.State, Loss = NoLoss(run.Parameters) };
    }

    // Of the type that the loss will have, so that the first step is traced like those after it.
    private static Tensor NoLoss(Parameters parameters) => Tensor.Constant(parameters.Widest, double.NaN);
}
