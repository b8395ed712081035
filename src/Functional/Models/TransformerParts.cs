namespace Functional;

/// <summary>What a transformer's layers are made of, with the names of one layer's parameters.</summary>
internal sealed record TransformerParts(
    int Size,
    int Heads,
    int FeedForward,
    double Dropout,
    Func<Tensor, Tensor> Activation,
    double Epsilon,
    bool NormFirst,
    bool Bias
)
{
    public void Check(string name)
    {
        if (Size < 1 || Heads < 1 || Size % Heads != 0)
            throw new ModelException($"[{name}] cannot divide {Size} features among {Heads} heads.");
        if (FeedForward < 1)
            throw new ModelException($"[{name}] needs at least one feature between the linear maps, got {FeedForward}.");
        if (!(Dropout >= 0 && Dropout <= 1))
            throw new ModelException($"[{name}] needs a rate from 0 to 1, got {Dropout}.");
    }

    /// <summary>A part with a way around it, a norm and a dropout, which have the part's number.</summary>
    public Model<Tensor> Around(Tensor x, string number, Func<Tensor, Model<Tensor>> part) =>
        NormFirst
            ? from before in Norm(x, number)
            from y in part(before)
            from drop in Dropped($"dropout{number}")
            select x + drop(y)
            : from y in part(x)
            from drop in Dropped($"dropout{number}")
            from after in Norm(x + drop(y), number)
            select after;

    public Model<Tensor> Attend(string name, Tensor x, Tensor memory, Tensor? mask, Tensor? keyMask, bool isCausal) =>
        from projections in Projections(name, Operations.FloatingType(x))
        from drop in Dropped(name)
        select Attention.MultiHead(x, memory, memory, projections, Heads, mask, keyMask, isCausal, drop).Value;

    public Model<Tensor> Map(Tensor x) =>
        from hidden in Linear("linear1", x, Size, FeedForward)
        from drop in Dropped("dropout")
        from y in Linear("linear2", drop(Activation(hidden)), FeedForward, Size)
        select y;

    private Model<AttentionProjections> Projections(string name, DType type)
    {
        var zero = Initializers.Constant(0);
        return from inWeight in Model.Part($"{name}.in_proj_weight", [3 * Size, Size], Initializers.XavierUniform(), type)
            from inBias in Biases($"{name}.in_proj_bias", 3 * Size, zero, type)
            from outWeight in Model.Part($"{name}.out_proj.weight", [Size, Size], Uniform(Size), type)
            from outBias in Biases($"{name}.out_proj.bias", Size, zero, type)
            select new AttentionProjections(inWeight, inBias, outWeight, outBias);
    }

    private Model<Tensor> Linear(string name, Tensor x, int inputs, int outputs) =>
        from weight in Model.Part($"{name}.weight", [outputs, inputs], Uniform(inputs), x.DType)
        from bias in Biases($"{name}.bias", outputs, Uniform(inputs), x.DType)
        select x.Linear(weight, bias);

    private Model<Tensor> Norm(Tensor x, string number) =>
        from weight in Model.Part($"norm{number}.weight", [Size], Initializers.Constant(1), Operations.FloatingType(x))
        from bias in Biases($"norm{number}.bias", Size, Initializers.Constant(0), Operations.FloatingType(x))
        select x.LayerNorm(weight, bias, 1, Epsilon);

    private Model<Tensor?> Biases(string path, int size, Initializer initializer, DType type) =>
        Bias ? Model.Part(path, [size], initializer, type).Map(x => (Tensor?)x) : Model.Return<Tensor?>(null);

    private Model<Func<Tensor, Tensor>> Dropped(string key) =>
        from mode in Model.Mode
        from drop in mode is Mode.Inference || Dropout == 0
            ? Model.Return<Func<Tensor, Tensor>>(x => x)
            : Model.Key(key).Map<Func<Tensor, Tensor>>(own => x => Operations.Drop(x, own, x.Shape, Dropout))
        select drop;

    private static Initializer Uniform(int inputs) => Initializers.Uniform(1 / Math.Sqrt(inputs));
}
