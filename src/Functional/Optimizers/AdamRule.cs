using static Functional.Operations;

namespace Functional;

/// <summary>Adam and AdamW: one rule, weight decay in the gradient or beside the step.</summary>
/// <remarks>
/// Bias is corrected by the averages of 1 with the same decays, <c>c ← β c + (1 − β)</c>, which are 1 − βᵗ. Kept as scalars beside the step they
/// are exact to the last digits in float32 too, where 1 − 0.999 would have lost three.
/// </remarks>
internal sealed record AdamRule(
    string Name,
    double LearningRate,
    double Beta1,
    double Beta2,
    double Epsilon,
    double WeightDecay,
    bool HasLargest,
    bool IsDecoupled
)
{
    private const string Average = "average";
    private const string Square = "square";
    private const string Largest = "largest";
    private const string Weight1 = "weight1";
    private const string Weight2 = "weight2";

    public Optimizer ToOptimizer()
    {
        Optimizers.Check(Name, "learning rate", LearningRate);
        Optimizers.Check(Name, "beta1", Beta1, below: 1);
        Optimizers.Check(Name, "beta2", Beta2, below: 1);
        Optimizers.Check(Name, "epsilon", Epsilon);
        Optimizers.Check(Name, "weight decay", WeightDecay);
        return new(Init, Update);
    }

    private OptimizerState Init(Parameters parameters)
    {
        var (zeros, zero) = (Optimizers.Zeros(parameters), Tensor.Zeros(Shape.Scalar, Optimizers.WidestType(parameters)));
        return State(Tensor.Of(0L), zero, zero, zeros, zeros, zeros);
    }

    private (Parameters Updates, OptimizerState State) Update(Parameters gradients, OptimizerState state, Parameters parameters)
    {
        if (!IsDecoupled)
            gradients = Optimizers.Decayed(gradients, parameters, WeightDecay);
        var weight1 = (Beta1 * state.Scalar(Weight1)) + (1 - Beta1);
        var weight2 = (Beta2 * state.Scalar(Weight2)) + (1 - Beta2);
        var average = state.Slot(Average).Zip(gradients, (m, g) => Averaged(m, g, Beta1));
        var square = state.Slot(Square).Zip(gradients, (v, g) => Averaged(v, g * g, Beta2));
        var largest = HasLargest ? state.Slot(Largest).Zip(square, Maximum) : square;
        var (rate, root) = (-LearningRate / weight1, Sqrt(weight2));
        var updates = average.Zip(largest, (m, v) => rate.To(m.DType) * (m / ((Sqrt(v) / root.To(v.DType)) + Epsilon)));
        if (IsDecoupled && WeightDecay != 0)
            updates = updates.Zip(parameters, (u, x) => u - (LearningRate * WeightDecay * x));
        return (updates, State(state.Scalar("step") + 1, weight1, weight2, average, square, largest));
    }

    private OptimizerState State(
        Tensor step,
        Tensor weight1,
        Tensor weight2,
        Parameters average,
        Parameters square,
        Parameters largest
    )
    {
        (string, Tensor)[] scalars = [("step", step), (Weight1, weight1), (Weight2, weight2)];
        return HasLargest
            ? OptimizerState.Of(scalars, (Average, average), (Square, square), (Largest, largest))
            : OptimizerState.Of(scalars, (Average, average), (Square, square));
    }

    private static Tensor Averaged(Tensor average, Tensor value, double beta) => (beta * average) + ((1 - beta) * value);
}
