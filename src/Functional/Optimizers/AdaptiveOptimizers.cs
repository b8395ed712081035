namespace Functional;

public static partial class Optimizers
{
    /// <summary>Adagrad: <c>s ← s + g²; x ← x − η g / (√s + ε)</c> (Duchi et al. 2011).</summary>
    /// <param name="learningRate">η, by default 0.01.</param>
    /// <param name="rateDecay">δ: η is divided by <c>1 + (t − 1) δ</c>.</param>
    /// <param name="weightDecay">λ: g is <c>g + λ x</c>.</param>
    /// <param name="first">s before the first step.</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Optimizer Adagrad(
        Schedule? learningRate = null,
        double rateDecay = 0,
        double weightDecay = 0,
        double first = 0,
        double epsilon = 1e-10
    ) => new AdagradRule(learningRate ?? 0.01, rateDecay, weightDecay, first, epsilon, null).ToOptimizer();

    /// <summary>RMSProp: <c>v ← α v + (1 − α) g²; x ← x − η g / (√v + ε)</c> (Hinton 2012).</summary>
    /// <param name="learningRate">η, by default 0.01.</param>
    /// <param name="decay">α.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weightDecay">λ: g is <c>g + λ x</c>.</param>
    /// <param name="momentum">μ: the step is along <c>b ← μ b + g / (√v + ε)</c>.</param>
    /// <param name="centered">Takes the variance of gradients in place of v (Graves 2013).</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Optimizer RmsProp(
        Schedule? learningRate = null,
        double decay = 0.99,
        double epsilon = 1e-8,
        double weightDecay = 0,
        double momentum = 0,
        bool centered = false
    ) => new RmsPropRule(learningRate ?? 0.01, decay, epsilon, weightDecay, momentum, centered, null).ToOptimizer();

    /// <summary>Adadelta: <c>v ← ρ v + (1 − ρ) g²; q = √(d + ε) / √(v + ε) g; d ← ρ d + (1 − ρ) q²; x ← x − η q</c> (Zeiler 2012).</summary>
    /// <param name="learningRate">η, by default 1.</param>
    /// <param name="decay">ρ.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weightDecay">λ: g is <c>g + λ x</c>.</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Optimizer Adadelta(
        Schedule? learningRate = null,
        double decay = 0.9,
        double epsilon = 1e-6,
        double weightDecay = 0
    ) => new AdadeltaRule(learningRate ?? 1, decay, epsilon, weightDecay, null).ToOptimizer();

    /// <summary>Adam with a maximum in place of the root of squares: <c>u ← max(β₂ u, |g| + ε); x ← x − η m̂ / u</c> (Kingma &amp; Ba 2015).</summary>
    /// <param name="learningRate">η, by default 0.002.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="beta2">β₂.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weightDecay">λ: g is <c>g + λ x</c>.</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Optimizer Adamax(
        Schedule? learningRate = null,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0
    ) => new AdamaxRule(learningRate ?? 2e-3, beta1, beta2, epsilon, weightDecay, null).ToOptimizer();

    /// <summary>Adam with Nesterov's momentum (Dozat 2016).</summary>
    /// <param name="learningRate">η, by default 0.002.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="beta2">β₂.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weightDecay">λ: g is <c>g + λ x</c>.</param>
    /// <param name="momentumDecay">ψ: the momentum is <c>μₜ = β₁ (1 − ½ · 0.96^(t ψ))</c>.</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Optimizer NAdam(
        Schedule? learningRate = null,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0,
        double momentumDecay = 4e-3
    ) => new NAdamRule(learningRate ?? 2e-3, beta1, beta2, epsilon, weightDecay, momentumDecay, null).ToOptimizer();

    /// <summary>Adam whose step is rectified while there are few squares to average (Liu et al. 2020).</summary>
    /// <param name="learningRate">η, by default 0.001.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="beta2">β₂.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weightDecay">λ: g is <c>g + λ x</c>.</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Optimizer RAdam(
        Schedule? learningRate = null,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0
    ) => new RAdamRule(learningRate ?? 1e-3, beta1, beta2, epsilon, weightDecay, null).ToOptimizer();

    /// <summary>Resilient propagation: each element's step grows while the sign of its gradient stays, and shrinks when it turns (Riedmiller &amp; Braun 1993). For whole batches.</summary>
    /// <param name="firstStep">The length of the first steps.</param>
    /// <param name="shrink">The factor where the sign turns; nothing moves then.</param>
    /// <param name="grow">The factor where it stays.</param>
    /// <param name="least">The shortest step.</param>
    /// <param name="most">The longest step.</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Optimizer RProp(
        double firstStep = 0.01,
        double shrink = 0.5,
        double grow = 1.2,
        double least = 1e-6,
        double most = 50
    ) => new RPropRule(firstStep, shrink, grow, least, most).ToOptimizer();

    /// <summary>Averaged gradient descent: <c>x ← (1 − λ η) x − η g</c>, η falling as <c>(1 + λ η₀ t)^−α</c>; its state has the <c>average</c> of the points (Polyak &amp; Juditsky 1992).</summary>
    /// <param name="learningRate">η₀, by default 0.01.</param>
    /// <param name="decay">λ.</param>
    /// <param name="power">α.</param>
    /// <param name="start">After how many steps points are averaged; before, the average is the last point.</param>
    /// <param name="weightDecay">g is <c>g + weightDecay · x</c>.</param>
    /// <exception cref="ModelException">A number is out of range.</exception>
    public static Optimizer Asgd(
        Schedule? learningRate = null,
        double decay = 1e-4,
        double power = 0.75,
        double start = 1e6,
        double weightDecay = 0
    ) => new AsgdRule(learningRate ?? 0.01, decay, power, start, weightDecay, null).ToOptimizer();
}
