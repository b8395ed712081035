namespace Functional;

public static partial class Operations
{
    /// <summary>A layer of your own: what it asks for stands below the next number of its scope.</summary>
    /// <example>
    /// <code>
    /// Layer Scaled(int size) => Own(x => from scale in Model.Parameter("scale", [size], Initializers.Constant(1))
    ///                                    select x * scale);
    /// </code>
    /// </example>
    public static Layer Own(Layer layer) =>
        x =>
            from before in Model.Move(place => place.Own())
            from y in layer(x)
            from _ in Model.Move(place => place.Disown(before))
            select y;

    /// <summary>A layer in a scope with a name: its paths begin with <c>name.</c>, and it counts from 0. The scope itself takes no number.</summary>
    /// <exception cref="ModelException">The name is empty, has a dot, or is a number.</exception>
    public static Layer Scope(string name, Layer layer)
    {
        Model.CheckName("scope", name);
        if (name.All(char.IsAsciiDigit))
            throw new ModelException(
                $"[scope] a name cannot be a number, got '{name}': numbers are given to layers and sequences."
            );
        return x =>
            from before in Model.Move(place => place.Open(name))
            from y in layer(x)
            from _ in Model.Move(_ => before)
            select y;
    }

    /// <summary>Layers one after the other in a scope that takes the next number: the second layer with parameters of the first sequence has <c>0.1.weight</c>.</summary>
    public static Layer Sequence(params IEnumerable<Layer> layers)
    {
        var all = layers.ToArray();
        return x =>
            from before in Model.Move(place => place.OpenNext())
            from y in all.Aggregate(Model.Return(x), (model, layer) => model.Bind(layer.Invoke))
            from _ in Model.Move(_ => before with { Next = before.Next + 1 })
            select y;
    }

    /// <summary>A layer used in several places with one set of parameters and one running state: <c>Tie(Linear(8, 8), shared => shared >> Relu >> shared)</c>.</summary>
    /// <remarks>Its paths are those of its first use. Keys are not shared: dropout draws anew in every use.</remarks>
    public static Layer Tie(Layer layer, Func<Layer, Layer> use) =>
        // Each run has ties of its own: a tied layer used twice has two sets, each of them shared inside.
        x => from tie in new Model<object>(context => (new object(), context)) from y in use(Shared(tie, layer))(x) select y;

    /// <summary>A function as a layer, where <c>&gt;&gt;</c> does not lift it: <c>Sequence(Linear(2, 8), Lift(Relu), Linear(8, 1))</c>.</summary>
    public static Layer Lift(Func<Tensor, Tensor> function) => x => Model.Return(x).Map(function);

    /// <summary>A layer with a way around it: <c>x + inner(x)</c>.</summary>
    /// <exception cref="ShapeException">The inner layer changes the shape to one that does not broadcast; thrown when run.</exception>
    public static Layer Residual(Layer inner) => x => from y in inner(x) select x + y;

    private static Layer Shared(object tie, Layer layer) =>
        x => from before in EnterTie(tie) from y in layer(x) from _ in LeaveTie(before) select y;

    // The first use counts as if it stood there untied; another goes back to where the first began, and returns to where it stood.
    private static Model<ModelContext?> EnterTie(object tie) =>
        new(context =>
            context.Ties.TryGetValue(tie, out var first)
                ? (context, context with { Place = first, IsReuse = true })
                : (null, context with { Ties = context.Ties.Add(tie, context.Place) })
        );

    private static Model<bool> LeaveTie(ModelContext? before) =>
        new(context => (true, before is null ? context : context with { Place = before.Place, IsReuse = before.IsReuse }));
}
