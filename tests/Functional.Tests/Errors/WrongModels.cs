using static Functional.Operations;

namespace Functional.Tests.Errors;

/// <summary>Wrong uses of models, optimizers and training, each with a name.</summary>
internal static class WrongModels
{
    private static readonly Key Seed = Key.From(1);
    private static readonly Tensor Input = Tensor.Zeros([5, 4]);
    private static readonly Layer Net = Linear(4, 3) >> Relu >> Linear(3, 2);
    private static readonly Parameters Weights = Net.Initialize(Seed, Input).Parameters;
    private static readonly Optimizer Adam = Optimizers.Adam();

    public static IEnumerable<(string Name, Action Use)> Models =>
        [
            ("a layer without inputs", () => Linear(0, 3)),
            ("an input of another width", () => Linear(3, 2).Initialize(Seed, Input)),
            ("layers that do not fit each other", () => (Linear(4, 3) >> Linear(4, 2)).Initialize(Seed, Input)),
            ("a parameter that is missing", () => Net.Apply(Weights.Filter(path => path != "2.bias" && path != "1.bias"), Input)),
            ("no parameters at all", () => Net.Apply(Parameters.Empty, Input)),
            ("a parameter of another shape", () => Net.Apply(Weights.Set("0.weight", Tensor.Zeros([3, 5])), Input)),
            ("a path that is not in what is loaded", () => Weights.LoadFrom(Weights.Filter(path => path != "1.bias"))),
            ("paths that nobody asked for", () => Weights.LoadFrom(Weights.Set("2.bias", Input).Set("2.weight", Input))),
            ("another shape than is loaded", () => Weights.LoadFrom(Weights.Map(x => x.ExpandDims(0)))),
            ("a path that nobody has", () => _ = Weights["0.wieght"]),
            ("a path twice", () => Parameters.Of(("a", Input), ("a", Input))),
            ("an empty path", () => Parameters.Of(("", Input))),
            ("pairing different paths", () => Weights.Zip(Weights.Below("net"), (x, _) => x)),
            (
                "a parameter asked for twice",
                () => Own(x => from a in Scale() from b in Scale() select x * a * b).Initialize(Seed, Input)
            ),
            ("a name with a dot", () => Model.Parameter("a.b", [], Initializers.Constant(0))),
            ("a scope without a name", () => Scope("", Net)),
            ("a scope with a number as name", () => Scope("3", Net)),
            ("dropout without a key", () => Dropout(0.5)(Input).Apply(Parameters.Empty, mode: Mode.Training)),
            ("dropout of more than everything", () => Dropout(1.5)),
            ("dropout of an unknown part", () => Dropout(double.NaN)),
            ("a running state that nobody gave", () => Counter().Apply(Parameters.Empty, Input)),
            ("a running state that changes its shape", () => Counter(x => Tensor.Stack(0, x, x)).Initialize(Seed, Input)),
            ("a running state that changes its type", () => Counter(x => x.To(DType.Float64)).Initialize(Seed, Input)),
            ("a running state outside a layer", () => Model.SetState("count", Input).Initialize(Seed)),
            ("an embedding without rows", () => Embedding(0, 3)),
            ("an embedding of floats", () => Embedding(5, 3).Initialize(Seed, Input)),
            ("an initializer that needs two axes", () => Initializers.KaimingNormal()(Seed, [3], DType.Float32)),
            ("a negative deviation", () => Initializers.Normal(-1)),
            ("batch normalization of other channels", () => BatchNorm(3).Initialize(Seed, Input)),
            ("batch normalization of one example, in training", () => BatchNorm(4).Initialize(Seed, Input.Slice(0, 0, 1))),
            ("a layer norm of another width", () => LayerNorm(3).Initialize(Seed, Input)),
            ("groups that do not divide the channels", () => GroupNorm(3, 4)),
            ("heads that do not divide the features", () => MultiHeadAttention(4, 3)),
            ("attention to a matrix", () => MultiHeadAttention(4, 2).Initialize(Seed, Input)),
            ("a padding that is no row", () => Embedding(5, 3, padding: 5)),
            (
                "a product with a parameter that does not fit",
                () => Own(x => Mixing([3, 5]).Map(x.MatMul)).Initialize(Seed, Input)
            ),
            ("a sum with a parameter that does not fit", () => Own(x => Mixing([3]).Map(w => x + w)).Initialize(Seed, Input)),
            ("limits in the wrong order", () => Initializers.Uniform(1, -1)),
        ];

    public static IEnumerable<(string Name, Action Use)> Training =>
        [
            ("classes of another number", () => Losses.CrossEntropy(Input, Tensor.Zeros([4], DType.Int64))),
            ("probabilities of another shape", () => Losses.CrossEntropy(Input, Tensor.Zeros([5]))),
            ("classes as bools", () => Losses.CrossEntropy(Input, Tensor.Zeros([5], DType.Bool))),
            ("an output without classes", () => Losses.CrossEntropy(Tensor.Of(1f), Tensor.Of(1L))),
            (
                "a class that is out of range, found by computing",
                () => Losses.CrossEntropy(Input, Tensor.Full([5], 4, DType.Int64)).Item()
            ),
            ("a negative class, found by computing", () => Losses.CrossEntropy(Input, Tensor.Full([5], -1, DType.Int64)).Item()),
            ("a squared error that would broadcast", () => Losses.MeanSquaredError(Input, Tensor.Zeros([5]))),
            ("weights of other classes", () => Losses.CrossEntropy(Tensor.Ones([3]))(Input, Tensor.Zeros([5], DType.Int64))),
            ("too much smoothing", () => Losses.CrossEntropy(labelSmoothing: 1.5)),
            ("an absolute error that would broadcast", () => Losses.MeanAbsoluteError(Input, Tensor.Zeros([4]))),
            ("a negative learning rate", () => Optimizers.Sgd(-0.1)),
            ("a schedule of no steps", () => Schedules.Cosine(0.1, 0)),
            ("a path of no group", () => Optimizers.Groups((path => path == "0.bias", Adam)).Init(Weights)),
            ("a factor that the optimizer has not", () => Adam.Init(Weights).Set("factor", 0.5)),
            (
                "a metric with the name of the loss",
                () => Functional.Training.Step(Net, Losses.CrossEntropy, Adam, ("loss", Metrics.Accuracy))
            ),
            ("a decay of 1", () => Optimizers.Adam(beta2: 1)),
            ("Nesterov's form without momentum", () => Optimizers.Sgd(0.1, nesterov: true)),
            ("a limit that is no number", () => Optimizers.ClipByGlobalNorm(double.NaN)),
            ("a state of another optimizer", () => Adam.Update(Weights, Optimizers.Sgd(0.1).Init(Weights), Weights)),
            ("a state of another chain", () => (Adam >> Adam).Update(Weights, Adam.Init(Weights), Weights)),
            ("gradients of another net", () => Adam.Update(Weights.Below("net"), Adam.Init(Weights), Weights)),
            ("a slot that an optimizer has not", () => Adam.Init(Weights).Slot("momentum")),
            ("a net without parameters", () => Step(Lift(Relu), Input, Tensor.Zeros([5], DType.Int64))),
            ("a net that gives no classes", () => Step(Linear(4, 1) >> (x => x.Sum()), Input, Tensor.Zeros([5], DType.Int64))),
            ("a batch of no examples", () => Batches.InOrder(Input, Tensor.Zeros([5]), 0)),
            ("targets of another number", () => Batches.Shuffled(Input, Tensor.Zeros([6]), 2, Seed)),
        ];

    private static void Step(Layer net, Tensor inputs, Tensor targets) =>
        Functional.Training.Step(net, Losses.CrossEntropy, Adam)(Functional.Training.Begin(net, Seed), new(inputs, targets));

    private static Model<Tensor> Mixing(Shape shape) => Model.Parameter("mixing", shape, Initializers.Constant(1));

    private static Model<Tensor> Scale() => Model.Parameter("scale", [], Initializers.Constant(1));

    private static Layer Counter(Func<Tensor, Tensor>? next = null) =>
        Own(x =>
            from count in Model.State("count", [], Initializers.Constant(0))
            from _ in Model.SetState("count", (next ?? (c => c + 1))(count))
            select x
        );
}
