using static Functional.Operations;

namespace Functional;

/// <summary>Stochastic gradient descent, with momentum or without.</summary>
internal sealed record SgdRule(
    Schedule LearningRate,
    Schedule Momentum,
    double Dampening,
    bool IsNesterov,
    double WeightDecay,
    Func<string, bool>? Decays
) : UpdateRule("sgd", LearningRate, WeightDecay, Decays)
{
    protected override IReadOnlyList<string> Slots => Momentum.Constant == 0 ? [] : ["momentum"];

    protected override void Check()
    {
        if (Momentum.Constant is { } momentum)
            Optimizers.Check("sgd", "momentum", momentum);
        if (IsNesterov && (Momentum.Constant == 0 || Dampening != 0))
            throw new ModelException(
                $"[sgd] Nesterov's form needs momentum and no dampening, got momentum {Momentum.Constant} and dampening {Dampening}."
            );
    }

    protected override (Tensor Update, Tensor[] Slots) Update(Tensor g, Tensor x, Tensor[] slots, Moment moment)
    {
        if (slots.Length == 0)
            return (-moment.Rate * g, []);
        var momentum = Momentum.At(moment.Step - 1);
        var velocity = (momentum * slots[0]) + ((1 - Dampening) * g);
        // The first gradient is not dampened; before it the slot is 0.
        velocity = Dampening == 0 ? velocity : Where(Equal(moment.Step, 1), g, velocity);
        return (-moment.Rate * (IsNesterov ? g + (momentum * velocity) : velocity), [velocity]);
    }
}

/// <summary>Gradient descent whose rate falls with the squares that each element has seen.</summary>
internal sealed record AdagradRule(
    Schedule LearningRate,
    double RateDecay,
    double WeightDecay,
    double First,
    double Epsilon,
    Func<string, bool>? Decays
) : UpdateRule("adagrad", LearningRate, WeightDecay, Decays)
{
    protected override IReadOnlyList<string> Slots => ["sum"];

    protected override void Check()
    {
        Optimizers.Check(Name, "decay of the rate", RateDecay);
        Optimizers.Check(Name, "first sum", First);
        Optimizers.Check(Name, "epsilon", Epsilon);
    }

    protected override Tensor FirstSlot(string name, Tensor x) => Tensor.Full(x.Shape, First, x.DType);

    protected override (Tensor Update, Tensor[] Slots) Update(Tensor g, Tensor x, Tensor[] slots, Moment moment)
    {
        var sum = slots[0] + (g * g);
        var rate = RateDecay == 0 ? moment.Rate : moment.Rate / (1 + ((moment.Step - 1) * RateDecay));
        return (-rate * (g / (Sqrt(sum) + Epsilon)), [sum]);
    }
}

/// <summary>Gradient descent whose rate follows a moving average of squares.</summary>
internal sealed record RmsPropRule(
    Schedule LearningRate,
    double Decay,
    double Epsilon,
    double WeightDecay,
    double Momentum,
    bool IsCentered,
    Func<string, bool>? Decays
) : UpdateRule("rmsprop", LearningRate, WeightDecay, Decays)
{
    protected override IReadOnlyList<string> Slots =>
        ["square", .. (string[])(IsCentered ? ["average"] : []), .. (string[])(Momentum != 0 ? ["momentum"] : [])];

    protected override void Check()
    {
        Optimizers.Check(Name, "decay", Decay);
        Optimizers.Check(Name, "epsilon", Epsilon);
        Optimizers.Check(Name, "momentum", Momentum);
    }

    protected override (Tensor Update, Tensor[] Slots) Update(Tensor g, Tensor x, Tensor[] slots, Moment moment)
    {
        var square = (Decay * slots[0]) + ((1 - Decay) * g * g);
        List<Tensor> next = [square];
        if (IsCentered)
        {
            var average = (Decay * slots[1]) + ((1 - Decay) * g);
            next.Add(average);
            square -= average * average;
        }
        var along = g / (Sqrt(square) + Epsilon);
        if (Momentum != 0)
        {
            along = (Momentum * slots[^1]) + along;
            next.Add(along);
        }
        return (-moment.Rate * along, [.. next]);
    }
}

/// <summary>Steps as long as steps were, in units of the parameter.</summary>
internal sealed record AdadeltaRule(
    Schedule LearningRate,
    double Decay,
    double Epsilon,
    double WeightDecay,
    Func<string, bool>? Decays
) : UpdateRule("adadelta", LearningRate, WeightDecay, Decays)
{
    protected override IReadOnlyList<string> Slots => ["square", "length"];

    protected override void Check()
    {
        Optimizers.Check(Name, "decay", Decay);
        Optimizers.Check(Name, "epsilon", Epsilon);
    }

    protected override (Tensor Update, Tensor[] Slots) Update(Tensor g, Tensor x, Tensor[] slots, Moment moment)
    {
        var square = (Decay * slots[0]) + ((1 - Decay) * g * g);
        var along = Sqrt(slots[1] + Epsilon) / Sqrt(square + Epsilon) * g;
        return (-moment.Rate * along, [square, (Decay * slots[1]) + ((1 - Decay) * along * along)]);
    }
}

/// <summary>Steps whose length follows from the signs of gradients alone.</summary>
internal sealed record RPropRule(double FirstStep, double Shrink, double Grow, double Least, double Most)
    : UpdateRule("rprop", FirstStep, 0, null)
{
    protected override IReadOnlyList<string> Slots => ["previous", "length"];

    protected override void Check()
    {
        if (!(Shrink > 0 && Shrink < 1 && Grow > 1))
            throw new ModelException(
                $"[rprop] needs a shrinking factor below 1 and a growing one above, got {Shrink} and {Grow}."
            );
        if (!(Least >= 0 && Least <= Most))
            throw new ModelException($"[rprop] needs lengths in order, got {Least} and {Most}.");
    }

    protected override Tensor FirstSlot(string name, Tensor x) =>
        name == "length" ? Tensor.Full(x.Shape, FirstStep, x.DType) : base.FirstSlot(name, x);

    protected override (Tensor Update, Tensor[] Slots) Update(Tensor g, Tensor x, Tensor[] slots, Moment moment)
    {
        // Signs are multiplied, as a product of small gradients would vanish.
        var (turn, length) = (Sign(g) * Sign(slots[0]), slots[1]);
        length = Where(turn > 0, length * Grow, Where(turn < 0, length * Shrink, length));
        length = Minimum(Maximum(length, Least), Most);
        var kept = Where(turn < 0, 0, g);
        return (-Sign(kept) * length, [kept, length]);
    }
}

/// <summary>Gradient descent with a falling rate, and the average of the points that it reaches.</summary>
internal sealed record AsgdRule(
    Schedule LearningRate,
    double Decay,
    double Power,
    double Start,
    double WeightDecay,
    Func<string, bool>? Decays
) : UpdateRule("asgd", LearningRate, WeightDecay, Decays)
{
    protected override IReadOnlyList<string> Slots => ["average"];

    protected override (Tensor Update, Tensor[] Slots) Update(Tensor g, Tensor x, Tensor[] slots, Moment moment)
    {
        var before = moment.Step - 1;
        var rate = moment.Rate / Pow(1 + (Decay * moment.Rate * before), Power);
        var update = -rate * ((Decay * x) + g);
        var share = 1 / Maximum(before - Start, 1);
        return (update, [slots[0] + (share * (x + update - slots[0]))]);
    }
}
