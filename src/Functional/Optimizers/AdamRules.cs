using static Functional.Operations;

namespace Functional;

/// <summary>What the relatives of Adam share: averages of gradients, and of their squares.</summary>
/// <remarks>
/// Bias is corrected by the averages of 1 with the same decays, <c>c ← β c + (1 − β)</c>, which are 1 − βᵗ. Kept as scalars beside the step they
/// are exact to the last digits in float32 too, where 1 − 0.999 would have lost three.
/// </remarks>
internal abstract record AveragingRule(
    string Name,
    Schedule LearningRate,
    double Beta1,
    double Beta2,
    double Epsilon,
    double WeightDecay,
    Func<string, bool>? Decays
) : UpdateRule(Name, LearningRate, WeightDecay, Decays)
{
    protected override IReadOnlyList<string> Slots => ["average", "square"];

    protected override IReadOnlyList<string> Scalars => ["weight1", "weight2"];

    protected override void Check()
    {
        Optimizers.Check(Name, "beta1", Beta1, below: 1);
        Optimizers.Check(Name, "beta2", Beta2, below: 1);
        Optimizers.Check(Name, "epsilon", Epsilon);
    }

    protected override Tensor[] Advance(Tensor[] scalars, Tensor t) =>
        [(Beta1 * scalars[0]) + (1 - Beta1), (Beta2 * scalars[1]) + (1 - Beta2)];

    protected static Tensor Averaged(Tensor average, Tensor value, double beta) => (beta * average) + ((1 - beta) * value);
}

/// <summary>Adam and AdamW: one rule, weight decay in the gradient or beside the step.</summary>
internal sealed record AdamRule(
    string Name,
    Schedule LearningRate,
    double Beta1,
    double Beta2,
    double Epsilon,
    double WeightDecay,
    bool HasLargest,
    bool IsBeside,
    Func<string, bool>? Decays
) : AveragingRule(Name, LearningRate, Beta1, Beta2, Epsilon, WeightDecay, Decays)
{
    protected override IReadOnlyList<string> Slots => HasLargest ? ["average", "square", "largest"] : base.Slots;

    protected override bool IsDecoupled => IsBeside;

    protected override (Tensor Update, Tensor[] Slots) Update(Tensor g, Tensor x, Tensor[] slots, Moment moment)
    {
        var (m, v) = (Averaged(slots[0], g, Beta1), Averaged(slots[1], g * g, Beta2));
        var largest = HasLargest ? Maximum(slots[2], v) : v;
        var (rate, root) = (-moment.Rate / moment.Scalars[0], Sqrt(moment.Scalars[1]));
        var update = rate * (m / ((Sqrt(largest) / root) + Epsilon));
        if (IsBeside && HasDecay(moment.Path))
            update -= moment.Rate * WeightDecay * x;
        return (update, HasLargest ? [m, v, largest] : [m, v]);
    }
}

/// <summary>Adam with the largest of decaying gradients in place of the root of squares.</summary>
internal sealed record AdamaxRule(
    Schedule LearningRate,
    double Beta1,
    double Beta2,
    double Epsilon,
    double WeightDecay,
    Func<string, bool>? Decays
) : AveragingRule("adamax", LearningRate, Beta1, Beta2, Epsilon, WeightDecay, Decays)
{
    protected override IReadOnlyList<string> Slots => ["average", "largest"];

    protected override (Tensor Update, Tensor[] Slots) Update(Tensor g, Tensor x, Tensor[] slots, Moment moment)
    {
        var (m, u) = (Averaged(slots[0], g, Beta1), Maximum(Beta2 * slots[1], Abs(g) + Epsilon));
        return (-moment.Rate / moment.Scalars[0] * (m / u), [m, u]);
    }
}

/// <summary>Adam with Nesterov's momentum, which grows: <c>μₜ = β₁ (1 − ½ · 0.96^(t ψ))</c>.</summary>
internal sealed record NAdamRule(
    Schedule LearningRate,
    double Beta1,
    double Beta2,
    double Epsilon,
    double WeightDecay,
    double MomentumDecay,
    Func<string, bool>? Decays
) : AveragingRule("nadam", LearningRate, Beta1, Beta2, Epsilon, WeightDecay, Decays)
{
    protected override IReadOnlyList<string> Scalars => ["weight1", "weight2", "product"];

    protected override void Check()
    {
        base.Check();
        Optimizers.Check(Name, "momentum decay", MomentumDecay);
    }

    protected override double FirstScalar(string name) => name == "product" ? 1 : 0;

    protected override Tensor[] Advance(Tensor[] scalars, Tensor t) => [.. base.Advance(scalars, t), scalars[2] * Momentum(t)];

    protected override (Tensor Update, Tensor[] Slots) Update(Tensor g, Tensor x, Tensor[] slots, Moment moment)
    {
        var (m, v) = (Averaged(slots[0], g, Beta1), Averaged(slots[1], g * g, Beta2));
        var (now, next, product) = (Momentum(moment.Step), Momentum(moment.Step + 1), moment.Scalars[2]);
        var along = (next / (1 - (product * next)) * m) + ((1 - now) / (1 - product) * g);
        return (-moment.Rate * (along / ((Sqrt(v) / Sqrt(moment.Scalars[1])) + Epsilon)), [m, v]);
    }

    private Tensor Momentum(Tensor t) => Beta1 * (1 - (0.5 * Exp(t * (MomentumDecay * Math.Log(0.96)))));
}

/// <summary>Adam whose step is rectified while there are few squares to average.</summary>
internal sealed record RAdamRule(
    Schedule LearningRate,
    double Beta1,
    double Beta2,
    double Epsilon,
    double WeightDecay,
    Func<string, bool>? Decays
) : AveragingRule("radam", LearningRate, Beta1, Beta2, Epsilon, WeightDecay, Decays)
{
    protected override (Tensor Update, Tensor[] Slots) Update(Tensor g, Tensor x, Tensor[] slots, Moment moment)
    {
        var (m, v) = (Averaged(slots[0], g, Beta1), Averaged(slots[1], g * g, Beta2));
        var (weight1, weight2) = (moment.Scalars[0], moment.Scalars[1]);
        var limit = (2 / (1 - Beta2)) - 1;
        var length = limit - (2 * moment.Step * (1 - weight2) / weight2);
        var isLong = length > 5;
        // Where there are too few the root would be of a negative number.
        var safe = Where(isLong, length, 6);
        var rectified = Sqrt((safe - 4) * (safe - 2) * limit / ((limit - 4) * (limit - 2) * safe) * weight2);
        return (-moment.Rate / weight1 * m * Where(isLong, rectified / (Sqrt(v) + Epsilon), 1), [m, v]);
    }
}
