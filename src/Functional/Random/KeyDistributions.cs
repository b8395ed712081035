using static Functional.Operations;

namespace Functional;

// Continuous distributions: parameters are numbers or tensors that broadcast to the shape asked for.
public sealed partial class Key
{
    // A proposal for a gamma or a Poisson number is accepted with probability 0.95 or 0.8: after so many, one in 10¹⁵ numbers is the last proposal itself.
    private const int GammaProposals = 12;

    /// <summary>True with the given probabilities.</summary>
    /// <exception cref="ShapeException">The probabilities do not broadcast to the shape.</exception>
    public Tensor Bernoulli(Shape shape, Tensor probability) =>
        Less(Uniform(shape), Fit("bernoulli", nameof(probability), probability, shape));

    /// <summary>Numbers with the density <c>r · exp(−r x)</c>, x ≥ 0: waiting times.</summary>
    /// <param name="shape">How many.</param>
    /// <param name="rate">r, positive; 1 by default. The mean is 1 / r.</param>
    /// <param name="type">A floating type.</param>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    /// <exception cref="ShapeException">The rate does not broadcast to the shape.</exception>
    public Tensor Exponential(Shape shape, Tensor? rate = null, DType type = DType.Float32)
    {
        var x = -Log1p(-Uniform(shape, Computed("exponential", type)));
        return (rate is null ? x : x / Fit("exponential", nameof(rate), rate, shape)).To(type);
    }

    /// <summary>Numbers with the density <c>½ exp(−|x|)</c>: the difference of two waiting times.</summary>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    public Tensor Laplace(Shape shape, DType type = DType.Float32)
    {
        var (first, second) = Split();
        var computed = Computed("laplace", type);
        return (first.Exponential(shape, type: computed) - second.Exponential(shape, type: computed)).To(type);
    }

    /// <summary>Numbers with the distribution <c>exp(−exp(−x))</c>, that of a maximum: <c>−ln(−ln u)</c>.</summary>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    public Tensor Gumbel(Shape shape, DType type = DType.Float32)
    {
        // A uniform 0 stands for what lies between it and the next number.
        var computed = Computed("gumbel", type);
        var least = Math.ScaleB(1, computed == DType.Float64 ? -54 : -25);
        return (-Log(-Log1p(-Maximum(Uniform(shape, computed), least)))).To(type);
    }

    /// <summary>Numbers with the density <c>1 / (π (1 + x²))</c>, which have no mean: <c>tan(π (u − ½))</c>.</summary>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    public Tensor Cauchy(Shape shape, DType type = DType.Float32) =>
        Tan((Uniform(shape, Computed("cauchy", type)) - 0.5) * Math.PI).To(type);

    /// <summary>Numbers whose logarithm is normal: <c>exp(mean + deviation · n)</c>.</summary>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    /// <exception cref="ShapeException">A parameter does not broadcast to the shape.</exception>
    public Tensor LogNormal(Shape shape, Tensor mean, Tensor deviation, DType type = DType.Float32) =>
        Exp(
                Fit("log_normal", nameof(mean), mean, shape)
                    + (Normal(shape, Computed("log_normal", type)) * Fit("log_normal", nameof(deviation), deviation, shape))
            )
            .To(type);

    /// <summary>Standard normal numbers between two limits, by the inverse of the distribution: <c>√2 · erf⁻¹(v)</c>, v uniform between the limits' own.</summary>
    /// <remarks>Limits should not both be beyond 5 on one side, where float64 does not tell the distribution from 1.</remarks>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    /// <exception cref="ShapeException">A limit does not broadcast to the shape.</exception>
    public Tensor TruncatedNormal(Shape shape, Tensor low, Tensor high, DType type = DType.Float32)
    {
        _ = Computed("truncated_normal", type);
        var (from, to) = (Place(nameof(low), low), Place(nameof(high), high));
        var normal = ErfInv(from + (Uniform(shape, DType.Float64) * (to - from))) * Math.Sqrt(2);
        return Minimum(Maximum(normal, low), high).To(type);

        Tensor Place(string role, Tensor limit) =>
            Erf(Fit("truncated_normal", role, limit, shape).To(DType.Float64) / Math.Sqrt(2));
    }

    /// <summary>Numbers with the density <c>xᵃ⁻¹ exp(−x) / Γ(a)</c>, x ≥ 0 (Marsaglia and Tsang 2000).</summary>
    /// <param name="shape">How many.</param>
    /// <param name="concentration">a, positive; mean and variance.</param>
    /// <param name="type">A floating type.</param>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    /// <exception cref="ShapeException">The concentration does not broadcast to the shape.</exception>
    public Tensor Gamma(Shape shape, Tensor concentration, DType type = DType.Float32) =>
        Exp(LogOfGamma("gamma", shape, concentration, type)).To(type);

    /// <summary>Numbers in [0, 1] with the density <c>xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b)</c>: a gamma number's part of two.</summary>
    /// <param name="shape">How many.</param>
    /// <param name="first">a, positive. The mean is a / (a + b).</param>
    /// <param name="second">b, positive.</param>
    /// <param name="type">A floating type.</param>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    /// <exception cref="ShapeException">A parameter does not broadcast to the shape.</exception>
    public Tensor Beta(Shape shape, Tensor first, Tensor second, DType type = DType.Float32)
    {
        var (one, other) = Split();
        return Sigmoid(one.LogOfGamma("beta", shape, first, type) - other.LogOfGamma("beta", shape, second, type)).To(type);
    }

    /// <summary>Along the last axis numbers that add up to 1, with the density <c>∝ Π xᵢ^(aᵢ − 1)</c>.</summary>
    /// <param name="shape">How many, the axis of the parts last.</param>
    /// <param name="concentration">a, positive: one for each part.</param>
    /// <param name="type">A floating type.</param>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    /// <exception cref="ShapeException">The concentration does not broadcast to the shape, or the shape has no axis.</exception>
    public Tensor Dirichlet(Shape shape, Tensor concentration, DType type = DType.Float32) =>
        shape.Rank == 0
            ? throw new ShapeException("[dirichlet] needs a shape with an axis of parts, the last; got [].")
            : LogOfGamma("dirichlet", shape, concentration, type).Softmax(-1).To(type);

    /// <summary>Sums of <paramref name="freedom"/> squares of normal numbers: <c>2 · Gamma(freedom / 2)</c>.</summary>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    /// <exception cref="ShapeException">The degrees of freedom do not broadcast to the shape.</exception>
    public Tensor ChiSquare(Shape shape, Tensor freedom, DType type = DType.Float32) =>
        (2 * Exp(LogOfGamma("chi_square", shape, freedom * 0.5, type))).To(type);

    /// <summary>Student's t: <c>n / √(c / freedom)</c> with n normal and c chi-square.</summary>
    /// <exception cref="DTypeException">The type is not floating.</exception>
    /// <exception cref="ShapeException">The degrees of freedom do not broadcast to the shape.</exception>
    public Tensor StudentT(Shape shape, Tensor freedom, DType type = DType.Float32)
    {
        var (first, second) = Split();
        var computed = Computed("student_t", type);
        var square = second.ChiSquare(shape, freedom, computed) / Fit("student_t", nameof(freedom), freedom, shape);
        return (first.Normal(shape, computed) / Sqrt(square)).To(type);
    }

    // With d = a − 1/3, c = 1 / √(9 d) and n normal, d (1 + c n)³ is accepted where ln u < n²/2 + d − d v + d ln v. Below 1, Γₐ = Γₐ₊₁ · u^(1/a): as
    // logarithms, since what is left of such numbers may be too small for a float.
    private Tensor LogOfGamma(string op, Shape shape, Tensor concentration, DType type)
    {
        var computed = Computed(op, type);
        var a = Fit(op, nameof(concentration), concentration, shape).To(computed).BroadcastTo(shape);
        var isSmall = a < 1;
        var d = Where(isSmall, a + 1, a) - (1.0 / 3);
        var c = 1 / Sqrt(9 * d);
        var (proposals, rest) = Split();
        var start = (Logarithm: Tensor.Zeros(shape, computed), IsDone: Tensor.Zeros(shape, DType.Bool));
        var (accepted, _) = Loop.Scan(
            ((Tensor Logarithm, Tensor IsDone) best, Tensor number) =>
            {
                var (first, second) = proposals.Fold(number).Split();
                var n = first.Normal(shape, computed);
                var root = 1 + (c * n);
                var logarithm = 3 * Log(Maximum(root, 1e-10));
                var isAccepted = And(
                    root > 0,
                    Log1p(-second.Uniform(shape, computed)) < (n * n * 0.5) + d - (d * root * root * root) + (d * logarithm)
                );
                return ((Where(best.IsDone, best.Logarithm, logarithm), Or(best.IsDone, isAccepted)), Array.Empty<Tensor>());
            },
            start,
            Tensor.Range(GammaProposals, DType.Int32)
        );
        var power = Where(isSmall, -rest.Exponential(shape, type: computed) / a, 0);
        return Log(d) + accepted.Logarithm + power;
    }

    // Narrow types round what their lane type gives.
    private static DType Computed(string op, DType type) => type.IsFloating ? type.Lane : throw NotFloating(op, type);

    private static Tensor Fit(string op, string role, Tensor parameter, Shape shape)
    {
        if (parameter.Rank > shape.Rank)
            throw Unfit();
        for (var axis = 1; axis <= parameter.Rank; axis++)
            if (parameter.Shape[-axis] != shape[-axis] && parameter.Shape[-axis] != 1)
                throw Unfit();
        return parameter;

        ShapeException Unfit() => new($"[{op}] {role} {parameter.Shape} does not broadcast to the shape {shape} asked for.");
    }
}
