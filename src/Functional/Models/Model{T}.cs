namespace Functional;

/// <summary>A computation of a <typeparamref name="T"/> that may ask for parameters, a key and the mode, and pass on running state.</summary>
/// <remarks>
/// A description, not an object with weights: <see cref="Initialize"/> creates the parameters that it asks for, <see cref="Apply"/> reads them.
/// Models bind in LINQ: <c>from y in inner(x) from w in Model.Parameter("scale", [1], Initializers.Constant(1)) select y * w</c>.
/// </remarks>
/// <typeparam name="T">What it computes.</typeparam>
public sealed class Model<T>
{
    internal Model(ModelStep step) => Step = step;

    internal Model(Func<ModelContext, (T Value, ModelContext Context)> step)
        : this(
            new ModelStep(context =>
            {
                var (value, next) = step(context);
                return (value, next);
            })
        ) { }

    internal ModelStep Step { get; }

    /// <summary>This model, then the one that its result leads to.</summary>
    public Model<TResult> Bind<TResult>(Func<T, Model<TResult>> next) => new(Step.Bind(value => next((T)value!).Step));

    /// <summary>This model with a function of its result.</summary>
    public Model<TResult> Map<TResult>(Func<T, TResult> f) => new(Step.Bind(value => ModelStep.Return(f((T)value!))));

    /// <summary>LINQ's <c>select</c>: <see cref="Map"/>.</summary>
    public Model<TResult> Select<TResult>(Func<T, TResult> selector) => Map(selector);

    /// <summary>LINQ's <c>from … from</c>: <see cref="Bind"/>.</summary>
    public Model<TResult> SelectMany<TResult>(Func<T, Model<TResult>> selector) => Bind(selector);

    /// <summary>LINQ's <c>from … from … select</c>: <see cref="Bind"/> with a function of both results.</summary>
    public Model<TResult> SelectMany<TNext, TResult>(Func<T, Model<TNext>> selector, Func<T, TNext, TResult> result) =>
        Bind(x => selector(x).Map(y => result(x, y)));

    /// <summary>Runs the model to create its parameters and running state; each parameter's key derives from its path.</summary>
    /// <returns>The parameters, the running state before the first run, and the result with them.</returns>
    /// <exception cref="ModelException">Two parameters, states or keys have one path.</exception>
    /// <exception cref="ShapeException">An operation of the model refused its operands.</exception>
    public ModelRun<T> Initialize(Key key, Mode mode = Mode.Training)
    {
        var context = new ModelContext
        {
            Given = null,
            InitialKey = key.Fold("parameters"),
            RunKey = key.Fold("run"),
            Mode = mode,
        };
        var (value, end) = Step.Run(context);
        return new((T)value!, Parameters.Of(end.Created), Parameters.Of(end.CreatedState));
    }

    /// <summary>Runs the model with given parameters.</summary>
    /// <param name="parameters">All that the model asks for; more is allowed.</param>
    /// <param name="state">The running state (batch norm's averages), as the run before left it; null for a model that has none.</param>
    /// <param name="key">What dropout draws from; null where nothing draws.</param>
    /// <param name="mode">What the run is for.</param>
    /// <returns>The result and the running state after it.</returns>
    /// <exception cref="ModelException">A parameter is missing or has another shape, two have one path, or a key is asked for and there is none.</exception>
    public ModelRun<T> Apply(Parameters parameters, Parameters? state = null, Key? key = null, Mode mode = Mode.Inference)
    {
        var context = new ModelContext
        {
            Given = parameters,
            RunKey = key,
            Mode = mode,
        };
        var (value, end) = Step.Run(context with { State = context.State.AddRange(state ?? Parameters.Empty) });
        return new((T)value!, parameters, Parameters.Of(end.State));
    }
}

/// <summary>What a run of a model gives.</summary>
/// <param name="Value">The result.</param>
/// <param name="Parameters">The parameters, created or given.</param>
/// <param name="State">The running state: its first values after <see cref="Model{T}.Initialize"/>, those after the run after <see cref="Model{T}.Apply"/>.</param>
/// <typeparam name="T">What the model computes.</typeparam>
public sealed record ModelRun<T>(T Value, Parameters Parameters, Parameters State);
