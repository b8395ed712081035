namespace Functional;

public static partial class Optimizers
{
    /// <summary>Nothing moves: for the parameters of a group that are not to learn.</summary>
    public static Optimizer Frozen { get; } = Stateless(gradients => gradients.Map(g => Tensor.Zeros(g.Shape, g.DType)));

    /// <summary>Different optimizers for different parameters: each path goes to the first group whose condition holds.</summary>
    /// <example>
    /// <code>
    /// Optimizers.Groups((path => path.StartsWith("encoder."), Optimizers.Frozen), (_ => true, Optimizers.AdamW(3e-4)))
    /// </code>
    /// </example>
    /// <exception cref="ModelException">A path is of no group; thrown when the optimizer is used.</exception>
    public static Optimizer Groups(params IEnumerable<(Func<string, bool> Condition, Optimizer Optimizer)> groups)
    {
        var all = groups.ToArray();
        return new(
            parameters => OptimizerState.Chain([.. all.Zip(Members(all, parameters), (group, own) => group.Optimizer.Init(own))]),
            (gradients, state, parameters) =>
            {
                if (state.Parts.Count != all.Length)
                    throw new ModelException(
                        $"[groups] there are {all.Length} groups, and the state is of {state.Parts.Count}. Begin with Init."
                    );
                var (given, own) = (Members(all, gradients), Members(all, parameters));
                var (updates, states) = (Parameters.Empty, new OptimizerState[all.Length]);
                for (var i = 0; i < all.Length; i++)
                {
                    (var part, states[i]) = all[i].Optimizer.Update(given[i], state.Parts[i], own[i]);
                    updates = updates.Merge(part);
                }
                return (updates, OptimizerState.Chain(states));
            }
        );
    }

    /// <summary>An optimizer for the parameters whose path fulfils a condition; the others stay as they are.</summary>
    public static Optimizer Only(Func<string, bool> condition, Optimizer optimizer) =>
        Groups((condition, optimizer), (_ => true, Frozen));

    /// <summary>Adds <c>λ x</c> to the gradients of the paths that decay: a link before an optimizer.</summary>
    /// <exception cref="ModelException">λ is negative or not a number.</exception>
    public static Optimizer WeightDecay(double weightDecay, Func<string, bool>? decays = null)
    {
        Check("weight_decay", "weight decay", weightDecay);
        return new(
            _ => OptimizerState.Empty,
            (gradients, state, parameters) =>
            {
                var decayed = gradients.Zip(parameters, (g, x) => g + (weightDecay * x));
                return (decays is null ? decayed : decayed.Map((path, g) => decays(path) ? g : gradients[path]), state);
            }
        );
    }

    /// <summary>Multiplies updates by a number that the state carries, so that it can change between steps without a new plan: a link behind an optimizer.</summary>
    /// <remarks><see cref="TrainingState.WithFactor"/> changes it; <see cref="Plateau"/> says to what.</remarks>
    /// <param name="initial">The number at first.</param>
    public static Optimizer Factor(double initial = 1) =>
        new(
            parameters => OptimizerState.Of([(FactorName, Tensor.Constant(parameters.Widest, initial))]),
            (gradients, state, _) => (gradients.Map(g => g * state.Scalar(FactorName).To(g.DType)), state)
        );

    /// <summary>A moving average of the parameters, <c>a ← δ a + (1 − δ) x</c>, kept in the state as <see cref="AverageName"/>: the last link of a chain.</summary>
    /// <remarks><c>state.OptimizerState.Find(Optimizers.AverageName)</c> has it, to evaluate a network with.</remarks>
    /// <param name="decay">δ.</param>
    /// <exception cref="ModelException">δ is not at least 0 and below 1.</exception>
    public static Optimizer ParameterAverage(double decay = 0.999)
    {
        Check("parameter_average", "decay", decay, below: 1);
        return new(
            parameters => OptimizerState.Of([], (AverageName, parameters)),
            (gradients, state, parameters) =>
            {
                var next = parameters.Zip(gradients, (x, update) => x + update);
                var average = state.Slot(AverageName).Zip(next, (a, x) => (decay * a) + ((1 - decay) * x));
                return (gradients, OptimizerState.Of([], (AverageName, average)));
            }
        );
    }

    /// <summary>The name of the moving average that <see cref="ParameterAverage"/> keeps.</summary>
    public const string AverageName = "parameter_average";

    internal const string FactorName = "factor";

    private static Parameters[] Members((Func<string, bool> Condition, Optimizer Optimizer)[] groups, Parameters parameters)
    {
        var groupOf = parameters.Paths.ToDictionary(
            path => path,
            path => Array.FindIndex(groups, group => group.Condition(path))
        );
        return parameters.Paths.FirstOrDefault(path => groupOf[path] < 0) is { } lone
            ? throw new ModelException(
                $"[groups] '{lone}' is in none of {groups.Length} groups. Add (_ => true, Optimizers.Frozen)."
            )
            : [.. groups.Select((_, i) => parameters.Filter(path => groupOf[path] == i))];
    }
}
