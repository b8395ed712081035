namespace Functional;

/// <summary>A recurrent network before it has weights.</summary>
internal sealed record RecurrentDescription(
    RecurrentCell Kind,
    int Inputs,
    int Hidden,
    int Layers = 1,
    bool Bias = true,
    bool BatchFirst = false,
    double Dropout = 0,
    bool Bidirectional = false,
    int Projection = 0
)
{
    private int Directions => Bidirectional ? 2 : 1;

    public RecurrentDescription Checked()
    {
        if (Inputs < 1 || Hidden < 1 || Layers < 1)
            throw new ModelException(
                $"[{Kind.Name}] needs at least one input, hidden feature and layer, got {Inputs}, {Hidden} and {Layers}."
            );
        if (Projection < 0 || Projection > Hidden)
            throw new ModelException(
                $"[{Kind.Name}] projects {Hidden} hidden features to fewer, or with 0 not at all, got {Projection}."
            );
        if (!(Dropout >= 0 && Dropout <= 1))
            throw new ModelException($"[{Kind.Name}] needs a rate from 0 to 1, got {Dropout}.");
        return this;
    }

    /// <summary>The network over series, with the weights that the model is asked for.</summary>
    public Model<T> Run<T>(Tensor x, Func<RecurrentSeries, IReadOnlyList<RecurrentWeights>, T> run) =>
        Owned(
            x,
            from weights in Weights(x.DType)
            from between in Between()
            select run(new RecurrentSeries(Kind, Directions, BatchFirst, between), weights)
        );

    /// <summary>One step, with the weights that the model is asked for.</summary>
    public Model<T> Step<T>(Tensor x, Func<RecurrentWeights, T> step) =>
        Owned(x, WeightsOf("", Inputs, x.DType).Map(weights => step(weights)));

    private Model<T> Owned<T>(Tensor x, Model<T> model)
    {
        if (x.Rank == 0 || x.Shape[-1] != Inputs || !x.DType.IsFloating)
            throw new ModelException($"[{Kind.Name}] needs {Inputs} floating inputs in the last axis, got {x.Describe()}.");
        return from before in Model.Move(place => place.Own())
            from y in model
            from _ in Model.Move(place => place.Disown(before))
            select y;
    }

    private Model<IReadOnlyList<RecurrentWeights>> Weights(DType type)
    {
        var all = Model.Return<IReadOnlyList<RecurrentWeights>>([]);
        for (var layer = 0; layer < Layers; layer++)
        for (var direction = 0; direction < Directions; direction++)
        {
            var suffix = $"_l{layer}{(direction == 0 ? "" : "_reverse")}";
            var inputs = layer == 0 ? Inputs : Directions * (Projection > 0 ? Projection : Hidden);
            all =
                from before in all
                from next in WeightsOf(suffix, inputs, type)
                select (IReadOnlyList<RecurrentWeights>)[.. before, next];
        }
        return all;
    }

    private Model<RecurrentWeights> WeightsOf(string suffix, int inputs, DType type)
    {
        var (rows, initializer) = (Kind.Gates * Hidden, Initializers.Uniform(1 / Math.Sqrt(Hidden)));
        var outputs = Projection > 0 ? Projection : Hidden;
        return from inputWeight in Model.Parameter($"weight_ih{suffix}", [rows, inputs], initializer, type)
            from hiddenWeight in Model.Parameter($"weight_hh{suffix}", [rows, outputs], initializer, type)
            from inputBias in Operations.Optional(Bias, $"bias_ih{suffix}", [rows], initializer, type)
            from hiddenBias in Operations.Optional(Bias, $"bias_hh{suffix}", [rows], initializer, type)
            from projection in Operations.Optional(Projection > 0, $"weight_hr{suffix}", [outputs, Hidden], initializer, type)
            select new RecurrentWeights(inputWeight, hiddenWeight, inputBias, hiddenBias, projection);
    }

    private Model<Func<Tensor, int, Tensor>?> Between()
    {
        if (Dropout == 0 || Layers == 1)
            return Model.Return<Func<Tensor, int, Tensor>?>(null);
        return from mode in Model.Mode
            from between in mode is Mode.Inference
                ? Model.Return<Func<Tensor, int, Tensor>?>(null)
                : Model
                    .Key()
                    .Map<Func<Tensor, int, Tensor>?>(key => (y, layer) => Operations.Drop(y, key.Fold(layer), y.Shape, Dropout))
            select between;
    }
}
