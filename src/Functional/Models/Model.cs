namespace Functional;

/// <summary>What a model can ask for.</summary>
/// <remarks>
/// Paths come from a flat counter inside a scope. A layer (<see cref="Operations.Own"/>) takes the next number and its parameters stand below it:
/// <c>2.weight</c>, <c>2.bias</c>. What is asked for outside a layer is a layer of its own and takes a number too.
/// </remarks>
public static class Model
{
    /// <summary>Whether the run is to learn or to answer.</summary>
    public static Model<Mode> Mode { get; } = new(context => (context.Mode, context));

    /// <summary>The model that computes nothing and has a result.</summary>
    public static Model<T> Return<T>(T value) => new(ModelStep.Return(value));

    /// <summary>A parameter of the layer that is being built.</summary>
    /// <param name="name">Its name in the layer: <c>weight</c>.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initializer">Its first value.</param>
    /// <param name="type">Its element type when it is created.</param>
    /// <exception cref="ModelException">The name is empty or has a dot; when run: the path is taken, missing, or of another shape.</exception>
    public static Model<Tensor> Parameter(string name, Shape shape, Initializer initializer, DType type = DType.Float32)
    {
        CheckName("parameter", name);
        return Part(name, shape, initializer, type);
    }

    /// <summary>A parameter whose name may have dots: that of a part of the layer that is being built.</summary>
    internal static Model<Tensor> Part(string name, Shape shape, Initializer initializer, DType type) =>
        new(context =>
        {
            var (path, next) = context.Claim("parameter", name);
            return next.IsInitializing ? next.Create(path, shape, initializer, type) : (next.Read(path, shape), next);
        });

    /// <summary>The running state of the layer that is being built: what one run leaves to the next, and is not learned.</summary>
    /// <param name="name">Its name in the layer: <c>mean</c>.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initial">Its first value.</param>
    /// <param name="type">Its element type when it is created.</param>
    /// <exception cref="ModelException">The name is empty or has a dot; when run: the path is taken, missing, or of another shape.</exception>
    public static Model<Tensor> State(string name, Shape shape, Initializer initial, DType type = DType.Float32)
    {
        CheckName("state", name);
        return new(context =>
        {
            var (path, next) = context.Claim("state", name);
            return next.IsInitializing ? next.CreateState(path, shape, initial, type) : (next.ReadState(path, shape), next);
        });
    }

    /// <summary>Passes on running state of the layer that is being built, under a name that <see cref="State"/> made known; gives what it passes on.</summary>
    /// <exception cref="ModelException">When run: no layer is being built, the layer has no such state, or the shape or type changes.</exception>
    public static Model<Tensor> SetState(string name, Tensor value) => new(context => (value, context.WriteState(name, value)));

    /// <summary>A key of the layer that is being built, derived from the run's key and the layer's path.</summary>
    /// <param name="name">Distinguishes several keys of one layer.</param>
    /// <exception cref="ModelException">When run: the run was given no key, or the layer asks for one name twice.</exception>
    public static Model<Key> Key(string name = "key")
    {
        CheckName("key", name);
        return new(context =>
        {
            var (path, next) = context.ClaimKey(name);
            var key =
                next.RunKey
                ?? throw new ModelException($"[key] '{path}' asks for a key, and the run was given none. Pass key: to Apply.");
            return (key.Fold(path), next);
        });
    }

    /// <summary>Moves to another place, and gives the one before.</summary>
    internal static Model<Place> Move(Func<Place, Place> move) =>
        new(context => (context.Place, context with { Place = move(context.Place) }));

    internal static void CheckName(string operation, string name)
    {
        if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal))
            throw new ModelException($"[{operation}] a name cannot be empty or have a dot, got '{name}'. Dots separate scopes.");
    }
}
