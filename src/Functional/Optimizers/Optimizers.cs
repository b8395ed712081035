namespace Functional;

/// <summary>The optimizers of daily use, with PyTorch's formulas and defaults. A learning rate is a number or a <see cref="Schedule"/>.</summary>
public static partial class Optimizers
{
    /// <summary>Stochastic gradient descent: <c>b ← μ b + (1 − τ) g; x ← x − η b</c>, with b = g at the first step.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">μ; at 0 nothing is remembered. It may be a schedule: <see cref="Schedules.OneCycleMomentum"/>.</param>
    /// <param name="dampening">τ.</param>
    /// <param name="nesterov">Steps along <c>g + μ b</c> (Sutskever et al. 2013).</param>
    /// <param name="weightDecay">λ: g is <c>g + λ x</c>.</param>
    /// <param name="decays">Which paths decay; by default all.</param>
    /// <exception cref="ModelException">A number is out of range, or Nesterov's form is asked for without momentum or with dampening.</exception>
    public static Optimizer Sgd(
        Schedule learningRate,
        Schedule? momentum = null,
        double dampening = 0,
        bool nesterov = false,
        double weightDecay = 0,
        Func<string, bool>? decays = null
    ) => new SgdRule(learningRate, momentum ?? 0, dampening, nesterov, weightDecay, decays).ToOptimizer();

    /// <summary>Adam: <c>m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; x ← x − η m̂ / (√v̂ + ε)</c> (Kingma &amp; Ba 2015).</summary>
    /// <param name="learningRate">η, by default 0.001.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="beta2">β₂.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weightDecay">λ: g is <c>g + λ x</c>.</param>
    /// <param name="amsgrad">Divides by the largest v so far (Reddi et al. 2018).</param>
    /// <param name="decays">Which paths decay; by default all.</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Optimizer Adam(
        Schedule? learningRate = null,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0,
        bool amsgrad = false,
        Func<string, bool>? decays = null
    ) =>
        new AdamRule(
            "adam",
            learningRate ?? DefaultRate,
            beta1,
            beta2,
            epsilon,
            weightDecay,
            amsgrad,
            IsBeside: false,
            decays
        ).ToOptimizer();

    /// <summary>Adam with decoupled weight decay: <c>x ← (1 − η λ) x</c> beside Adam's step (Loshchilov &amp; Hutter 2019).</summary>
    /// <param name="learningRate">η, by default 0.001.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="beta2">β₂.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="amsgrad">Divides by the largest v so far (Reddi et al. 2018).</param>
    /// <param name="decays">Which paths decay: <c>path => !path.EndsWith("bias")</c>; by default all.</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Optimizer AdamW(
        Schedule? learningRate = null,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0.01,
        bool amsgrad = false,
        Func<string, bool>? decays = null
    ) =>
        new AdamRule(
            "adamw",
            learningRate ?? DefaultRate,
            beta1,
            beta2,
            epsilon,
            weightDecay,
            amsgrad,
            IsBeside: true,
            decays
        ).ToOptimizer();

    /// <summary>L-BFGS, which asks for the function itself (Liu &amp; Nocedal 1989); its arguments and defaults are PyTorch's.</summary>
    /// <param name="learningRate">The length of a move, but for the first; the first to try with a line search.</param>
    /// <param name="maxIterations">The moves of a step.</param>
    /// <param name="maxEvaluations">How often a step looks at the function, by default 5/4 of its moves.</param>
    /// <param name="gradientTolerance">A step ends where no derivative is larger.</param>
    /// <param name="changeTolerance">A step ends where neither parameters nor loss change more.</param>
    /// <param name="historySize">How many moves are remembered.</param>
    /// <param name="strongWolfe">Whether each move searches along its direction until the strong Wolfe conditions hold.</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Lbfgs Lbfgs(
        double learningRate = 1,
        int maxIterations = 20,
        int? maxEvaluations = null,
        double gradientTolerance = 1e-7,
        double changeTolerance = 1e-9,
        int historySize = 100,
        bool strongWolfe = false
    )
    {
        Check("lbfgs", "learning rate", learningRate);
        Check("lbfgs", "tolerance of the gradient", gradientTolerance);
        Check("lbfgs", "tolerance of changes", changeTolerance);
        if (maxIterations < 1 || maxEvaluations < 1 || historySize < 1)
            throw new ModelException(
                $"[lbfgs] needs at least one iteration, evaluation and move to remember, got {maxIterations}, {maxEvaluations ?? 1} and {historySize}."
            );
        var evaluations = maxEvaluations ?? (int)Math.Min(int.MaxValue, maxIterations * 5L / 4);
        return new(learningRate, maxIterations, evaluations, gradientTolerance, changeTolerance, historySize, strongWolfe);
    }

    /// <summary>An optimizer without memory from a function of the gradients.</summary>
    public static Optimizer Stateless(Func<Parameters, Parameters> update) =>
        new(_ => OptimizerState.Empty, (gradients, state, _) => (update(gradients), state));

    private static Schedule DefaultRate => 1e-3;

    internal static void Check(string name, string what, double value, double below = double.PositiveInfinity)
    {
        if (!(value >= 0) || value >= below)
            throw new ModelException(
                $"[{name}] needs a {what} of at least 0{(double.IsFinite(below) ? $" and below {below}" : "")}, got {value}."
            );
    }
}
