namespace Functional;

/// <summary>A function of a tensor that may ask for parameters, a key and the mode: <c>Tensor → Model&lt;Tensor&gt;</c>.</summary>
/// <remarks>
/// A description: used twice it has two sets of parameters (<see cref="Operations.Tie"/> makes them one). What has neither parameters, key nor
/// state is not a layer but a function, which <c>&gt;&gt;</c> lifts: <c>Linear(784, 256) &gt;&gt; Relu &gt;&gt; Linear(256, 10)</c>.
/// </remarks>
public delegate Model<Tensor> Layer(Tensor x);

/// <summary>Composition of layers and functions.</summary>
public static class Layers
{
    extension(Layer layer)
    {
        /// <summary>A layer, then another.</summary>
        public static Layer operator >>(Layer first, Layer second) => first.Then(second);

        /// <summary>A layer, then a function.</summary>
        public static Layer operator >>(Layer first, Func<Tensor, Tensor> second) => first.Then(second);

        /// <summary>This layer, then another: <c>&gt;&gt;</c> for languages that do not see it.</summary>
        public Layer Then(Layer next) => x => Model.Return(x).Bind(layer.Invoke).Bind(next.Invoke);

        /// <summary>This layer, then a function: <c>&gt;&gt;</c> for languages that do not see it.</summary>
        public Layer Then(Func<Tensor, Tensor> next) => x => Model.Return(x).Bind(layer.Invoke).Map(next);

        /// <summary>Creates the parameters and the running state of this layer for inputs like a sample, of which only shape and type count.</summary>
        /// <exception cref="ModelException">Two parameters, states or keys have one path.</exception>
        /// <exception cref="ShapeException">An operation refused its operands.</exception>
        public ModelRun<Tensor> Initialize(Key key, Tensor sample) => layer(sample).Initialize(key);

        /// <summary>The output of this layer with given parameters, for inference.</summary>
        /// <exception cref="ModelException">A parameter or state is missing or has another shape.</exception>
        public Tensor Apply(Parameters parameters, Tensor x, Parameters? state = null) => layer(x).Apply(parameters, state).Value;
    }

    extension(Func<Tensor, Tensor> function)
    {
        /// <summary>A function, then a layer.</summary>
        public static Layer operator >>(Func<Tensor, Tensor> first, Layer second) => first.Then(second);

        /// <summary>A function, then a layer: <c>&gt;&gt;</c> for languages that do not see it.</summary>
        public Layer Then(Layer next) => x => Model.Return(x).Map(function).Bind(next.Invoke);
    }

    extension<T, TMiddle, TResult>(Func<T, TMiddle>)
    {
        /// <summary>A function, then another.</summary>
        public static Func<T, TResult> operator >>(Func<T, TMiddle> first, Func<TMiddle, TResult> second) =>
            x => second(first(x));
    }

    /// <summary>A function, then another: <c>&gt;&gt;</c> for languages that do not see it.</summary>
    public static Func<T, TResult> Then<T, TMiddle, TResult>(this Func<T, TMiddle> first, Func<TMiddle, TResult> second) =>
        x => second(first(x));
}
