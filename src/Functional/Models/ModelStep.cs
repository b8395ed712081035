namespace Functional;

/// <summary>The untyped inside of a model: a step, or a model followed by what depends on its result. Run by a loop, so depth costs no stack.</summary>
internal sealed class ModelStep
{
    private readonly Func<ModelContext, (object? Value, ModelContext Context)>? _step;
    private readonly ModelStep? _source;
    private readonly Func<object?, ModelStep>? _next;
    private readonly object? _value;

    private ModelStep(object? value) => _value = value;

    public ModelStep(Func<ModelContext, (object? Value, ModelContext Context)> step) => _step = step;

    private ModelStep(ModelStep source, Func<object?, ModelStep> next) => (_source, _next) = (source, next);

    public static ModelStep Return(object? value) => new(value);

    public ModelStep Bind(Func<object?, ModelStep> next) => new(this, next);

    public (object? Value, ModelContext Context) Run(ModelContext context)
    {
        var waiting = new Stack<Func<object?, ModelStep>>();
        var current = this;
        while (true)
        {
            while (current._source is not null)
            {
                waiting.Push(current._next!);
                current = current._source;
            }
            try
            {
                (var value, context) = current._step is { } step ? step(context) : (current._value, context);
                if (!waiting.TryPop(out var next))
                    return (value, context);
                current = next(value);
            }
            catch (FunctionalException error)
            {
                error.Layer ??= context.Place.Owner;
                throw;
            }
        }
    }
}
