using static Functional.Operations;

namespace Functional;

/// <summary>The optimizers of daily use, with PyTorch's formulas and defaults.</summary>
public static class Optimizers
{
    /// <summary>Stochastic gradient descent: <c>b ← μ b + (1 − τ) g; x ← x − η b</c>, with b = g at the first step.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">μ; at 0 nothing is remembered.</param>
    /// <param name="dampening">τ.</param>
    /// <param name="nesterov">Steps along <c>g + μ b</c> (Sutskever et al. 2013).</param>
    /// <param name="weightDecay">λ: g is <c>g + λ x</c>.</param>
    /// <exception cref="ModelException">A number is out of range, or Nesterov's form is asked for without momentum or with dampening.</exception>
    public static Optimizer Sgd(
        double learningRate,
        double momentum = 0,
        double dampening = 0,
        bool nesterov = false,
        double weightDecay = 0
    )
    {
        Check("sgd", "learning rate", learningRate);
        Check("sgd", "momentum", momentum);
        Check("sgd", "weight decay", weightDecay);
        if (nesterov && (momentum == 0 || dampening != 0))
            throw new ModelException(
                $"[sgd] Nesterov's form needs momentum and no dampening, got momentum {momentum} and dampening {dampening}."
            );
        var remember = momentum != 0;
        return new(
            parameters => remember ? OptimizerState.Of([NoSteps], ("momentum", Zeros(parameters))) : OptimizerState.Of([NoSteps]),
            (gradients, state, parameters) =>
            {
                gradients = Decayed(gradients, parameters, weightDecay);
                var step = ("step", state.Scalar("step") + 1);
                if (!remember)
                    return (gradients.Map(g => -learningRate * g), OptimizerState.Of([step]));
                var isFirst = Equal(state.Scalar("step"), 0);
                var velocity = state.Slot("momentum").Zip(gradients, (b, g) => Velocity(b, g, momentum, dampening, isFirst));
                var along = nesterov ? gradients.Zip(velocity, (g, b) => g + (momentum * b)) : velocity;
                return (along.Map(b => -learningRate * b), OptimizerState.Of([step], ("momentum", velocity)));
            }
        );
    }

    /// <summary>Adam: <c>m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; x ← x − η m̂ / (√v̂ + ε)</c> (Kingma &amp; Ba 2015).</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="beta2">β₂.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weightDecay">λ: g is <c>g + λ x</c>.</param>
    /// <param name="amsgrad">Divides by the largest v so far (Reddi et al. 2018).</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Optimizer Adam(
        double learningRate = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0,
        bool amsgrad = false
    ) => new AdamRule("adam", learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, IsDecoupled: false).ToOptimizer();

    /// <summary>Adam with decoupled weight decay: <c>x ← (1 − η λ) x</c> beside Adam's step (Loshchilov &amp; Hutter 2019).</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="beta2">β₂.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="amsgrad">Divides by the largest v so far (Reddi et al. 2018).</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Optimizer AdamW(
        double learningRate = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0.01,
        bool amsgrad = false
    ) => new AdamRule("adamw", learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, IsDecoupled: true).ToOptimizer();

    /// <summary>Scales all gradients by <c>min(1, limit / (‖g‖ + 10⁻⁶))</c>, the norm taken over all elements of all gradients together.</summary>
    /// <exception cref="ModelException">The limit is negative or not a number.</exception>
    public static Optimizer ClipByGlobalNorm(double maxNorm)
    {
        Check("clip_by_global_norm", "norm", maxNorm);
        return Stateless(gradients =>
        {
            var factor = Minimum(maxNorm / (GlobalNorm(gradients) + 1e-6), 1);
            return gradients.Map(g => g * factor.To(g.DType));
        });
    }

    /// <summary>Clamps every element of the gradients to ±<paramref name="maxValue"/>.</summary>
    /// <exception cref="ModelException">The limit is negative or not a number.</exception>
    public static Optimizer ClipByValue(double maxValue)
    {
        Check("clip_by_value", "value", maxValue);
        return Stateless(gradients => gradients.Map(g => Maximum(Minimum(g, maxValue), -maxValue)));
    }

    /// <summary>The Euclidean norm of all elements of all tensors together: <c>√Σ x²</c>.</summary>
    public static Tensor GlobalNorm(Parameters parameters)
    {
        var type = WidestType(parameters);
        var squares = parameters.Tensors.Select(x => (x * x).Sum().To(type)).ToArray();
        return squares.Length == 0
            ? Tensor.Zeros(Shape.Scalar, type)
            : Sqrt(squares.Length == 1 ? squares[0] : Tensor.Stack(0, squares).Sum());
    }

    /// <summary>An optimizer without memory from a function of the gradients.</summary>
    public static Optimizer Stateless(Func<Parameters, Parameters> update) =>
        new(_ => OptimizerState.Empty, (gradients, state, _) => (update(gradients), state));

    internal static (string, Tensor) NoSteps => ("step", Tensor.Of(0L));

    internal static Parameters Zeros(Parameters parameters) => parameters.Map(x => Tensor.Zeros(x.Shape, x.DType));

    internal static Parameters Decayed(Parameters gradients, Parameters parameters, double weightDecay) =>
        weightDecay == 0 ? gradients : gradients.Zip(parameters, (g, x) => g + (weightDecay * x));

    internal static DType WidestType(Parameters parameters) =>
        parameters.Tensors.Aggregate(DType.Float32, (type, x) => DTypes.Promote(type, x.DType));

    internal static void Check(string name, string what, double value, double below = double.PositiveInfinity)
    {
        if (!(value >= 0) || value >= below)
            throw new ModelException(
                $"[{name}] needs a {what} of at least 0{(double.IsFinite(below) ? $" and below {below}" : "")}, got {value}."
            );
    }

    private static Tensor Velocity(Tensor b, Tensor g, double momentum, double dampening, Tensor isFirst)
    {
        var next = (momentum * b) + ((1 - dampening) * g);
        return dampening == 0 ? next : Where(isFirst, g, next);
    }
}
