namespace Functional;

/// <summary>What all optimizers share that look at one parameter at a time: steps, schedules, weight decay, slots beside the parameters.</summary>
/// <param name="Name">As errors name it.</param>
/// <param name="LearningRate">η.</param>
/// <param name="WeightDecay">λ: the gradient is <c>g + λ x</c>.</param>
/// <param name="Decays">Which paths decay; null for all.</param>
internal abstract record UpdateRule(string Name, Schedule LearningRate, double WeightDecay, Func<string, bool>? Decays)
{
    /// <summary>The names of what is remembered of each parameter.</summary>
    protected virtual IReadOnlyList<string> Slots => [];

    /// <summary>The names of what is remembered beside the number of steps.</summary>
    protected virtual IReadOnlyList<string> Scalars => [];

    /// <summary>Whether the weight decay is the rule's own business, beside the step.</summary>
    protected virtual bool IsDecoupled => false;

    /// <summary>The optimizer, once the numbers are checked.</summary>
    public Optimizer ToOptimizer()
    {
        if (LearningRate.Constant is { } rate)
            Optimizers.Check(Name, "learning rate", rate);
        Optimizers.Check(Name, "weight decay", WeightDecay);
        Check();
        return new(Init, Update);
    }

    /// <summary>Refuses numbers that are out of range.</summary>
    protected virtual void Check() { }

    /// <summary>What a scalar is before the first step.</summary>
    protected virtual double FirstScalar(string name) => 0;

    /// <summary>What a slot is before the first step.</summary>
    protected virtual Tensor FirstSlot(string name, Tensor x) => Tensor.Zeros(x.Shape, x.DType);

    /// <summary>The scalars of this step from those of the step before; t counts from 1.</summary>
    protected virtual Tensor[] Advance(Tensor[] scalars, Tensor t) => scalars;

    /// <summary>What to add to one parameter, and its next slots.</summary>
    protected abstract (Tensor Update, Tensor[] Slots) Update(Tensor g, Tensor x, Tensor[] slots, Moment moment);

    /// <summary>The part of a parameter that decays.</summary>
    protected bool HasDecay(string path) => WeightDecay != 0 && (Decays is null || Decays(path));

    private OptimizerState Init(Parameters parameters)
    {
        var type = parameters.Widest;
        return State(
            Tensor.Of(0L),
            [.. Scalars.Select(name => Tensor.Constant(type, FirstScalar(name)))],
            [.. Slots.Select(name => parameters.Map(x => FirstSlot(name, x)))]
        );
    }

    private (Parameters Updates, OptimizerState State) Update(Parameters gradients, OptimizerState state, Parameters parameters)
    {
        if (!gradients.HasSamePaths(parameters))
            gradients = gradients.Zip(parameters, (g, _) => g);
        var slots = Slots.Select(name => state.Slot(name).Zip(parameters, (slot, _) => slot).Tensors).ToArray();
        var type = parameters.Widest;
        var before = state.Scalar("step").To(type);
        var scalars = Advance([.. Scalars.Select(state.Scalar)], before + 1);
        var moment = new Moment(before + 1, LearningRate.At(before), scalars, "");
        var (updates, next) = (new Tensor[parameters.Count], new Tensor[Slots.Count][]);
        for (var slot = 0; slot < next.Length; slot++)
            next[slot] = new Tensor[parameters.Count];
        for (var i = 0; i < updates.Length; i++)
        {
            var (g, x) = (gradients.Tensors[i], parameters.Tensors[i]);
            if (!IsDecoupled && HasDecay(parameters.Paths[i]))
                g += WeightDecay * x;
            var (update, own) = Update(g, x, [.. slots.Select(slot => slot[i])], moment.Of(parameters.Paths[i], x.DType));
            updates[i] = update;
            for (var slot = 0; slot < next.Length; slot++)
                next[slot][i] = own[slot];
        }
        return (
            parameters.With(updates),
            State(state.Scalar("step") + 1, scalars, [.. next.Select(slot => parameters.With(slot))])
        );
    }

    private OptimizerState State(Tensor step, Tensor[] scalars, Parameters[] slots) =>
        OptimizerState.Of([("step", step), .. Scalars.Zip(scalars)], [.. Slots.Zip(slots)]);
}

/// <summary>What a step of an optimizer knows beside a parameter.</summary>
/// <param name="Step">t, from 1.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="Scalars">The rule's scalars in this step.</param>
/// <param name="Path">The parameter's path.</param>
internal sealed record Moment(Tensor Step, Tensor Rate, Tensor[] Scalars, string Path)
{
    /// <summary>For a parameter of another path and type.</summary>
    public Moment Of(string path, DType type) =>
        new(Step.To(type), Rate.To(type), Array.ConvertAll(Scalars, scalar => scalar.To(type)), path);
}
