using static Functional.Operations;

namespace Functional;

public static partial class Optimizers
{
    /// <summary>Scales all gradients by <c>min(1, limit / (‖g‖ + 10⁻⁶))</c>, the norm taken over all elements of all gradients together.</summary>
    /// <param name="maxNorm">The limit.</param>
    /// <param name="norm">p: the norm is <c>(Σ |g|ᵖ)^(1/p)</c>; infinite for the largest element.</param>
    /// <exception cref="ModelException">The limit is negative or not a number, or p is not positive.</exception>
    public static Optimizer ClipByGlobalNorm(double maxNorm, double norm = 2)
    {
        Check("clip_by_global_norm", "norm", maxNorm);
        CheckNorm("clip_by_global_norm", norm);
        return Stateless(gradients =>
        {
            var factor = Minimum(maxNorm / (GlobalNorm(gradients, norm) + 1e-6), 1);
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

    /// <summary>The norm of all elements of all tensors together: <c>(Σ |x|ᵖ)^(1/p)</c>, by default <c>√Σ x²</c>.</summary>
    /// <exception cref="ModelException">p is not positive.</exception>
    public static Tensor GlobalNorm(Parameters parameters, double norm = 2)
    {
        CheckNorm("global_norm", norm);
        var type = parameters.Widest;
        var parts = parameters.Tensors.Where(x => x.Size > 0).Select(x => Part(x, norm).To(type)).ToArray();
        if (parts.Length == 0)
            return Tensor.Zeros(Shape.Scalar, type);
        var all = parts.Length == 1 ? parts[0].Reshape(1) : Tensor.Stack(0, parts);
        return double.IsPositiveInfinity(norm) ? all.Max()
            : norm == 2 ? Sqrt(all.Sum())
            : norm == 1 ? all.Sum()
            : Pow(all.Sum(), 1 / norm);
    }

    private static Tensor Part(Tensor x, double norm) =>
        double.IsPositiveInfinity(norm) ? Abs(x).Max()
        : norm == 2 ? (x * x).Sum()
        : norm == 1 ? Abs(x).Sum()
        : Pow(Abs(x), norm).Sum();

    private static void CheckNorm(string name, double norm)
    {
        if (!(norm > 0))
            throw new ModelException($"[{name}] needs a positive order of the norm, got {norm}.");
    }
}
