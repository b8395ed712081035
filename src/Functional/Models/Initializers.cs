namespace Functional;

/// <summary>The first value of a parameter from a key of its own, its shape and its element type.</summary>
public delegate Tensor Initializer(Key key, Shape shape, DType type);

/// <summary>First values of parameters. Weights are <c>[outputs, inputs, kernel…]</c>: fan-in is inputs · kernel, fan-out outputs · kernel.</summary>
public static class Initializers
{
    /// <summary>One number everywhere.</summary>
    public static Initializer Constant(double value) => (_, shape, type) => Tensor.Full(shape, value, type);

    /// <summary>Uniform in <c>[−bound, bound)</c>.</summary>
    /// <exception cref="ModelException">The bound is negative or not finite.</exception>
    public static Initializer Uniform(double bound) => Uniform(-bound, bound);

    /// <summary>Uniform in <c>[low, high)</c>.</summary>
    /// <exception cref="ModelException">The limits are not finite, or in the wrong order.</exception>
    public static Initializer Uniform(double low, double high) =>
        double.IsFinite(low) && double.IsFinite(high) && low <= high
            ? (key, shape, type) => key.Uniform(shape, low, high, type)
            : throw new ModelException($"[uniform] needs finite limits in order, got {low} and {high}.");

    /// <summary>Normal with mean 0 or another, and a standard deviation.</summary>
    /// <exception cref="ModelException">The deviation is negative or not finite.</exception>
    public static Initializer Normal(double deviation = 1, double mean = 0) =>
        deviation >= 0 && double.IsFinite(deviation)
            ? (key, shape, type) => (key.Normal(shape, type) * deviation) + mean
            : throw new ModelException($"[normal] needs a finite standard deviation of at least 0, got {deviation}.");

    /// <summary>Uniform in <c>±√(6 / ((1 + slope²) · fan-in))</c> (He et al. 2015), for layers followed by a leaky ReLU of that slope.</summary>
    /// <exception cref="ModelException">The shape has fewer than two axes; thrown when the parameter is made.</exception>
    public static Initializer KaimingUniform(double slope = 0) =>
        (key, shape, type) =>
        {
            var bound = Math.Sqrt(6 / ((1 + (slope * slope)) * Fans("kaiming_uniform", shape).In));
            return key.Uniform(shape, -bound, bound, type);
        };

    /// <summary>Normal with standard deviation <c>√(2 / ((1 + slope²) · fan-in))</c> (He et al. 2015).</summary>
    /// <exception cref="ModelException">The shape has fewer than two axes; thrown when the parameter is made.</exception>
    public static Initializer KaimingNormal(double slope = 0) =>
        (key, shape, type) => key.Normal(shape, type) * Math.Sqrt(2 / ((1 + (slope * slope)) * Fans("kaiming_normal", shape).In));

    /// <summary>Uniform in <c>±gain · √(6 / (fan-in + fan-out))</c> (Glorot &amp; Bengio 2010).</summary>
    /// <exception cref="ModelException">The shape has fewer than two axes; thrown when the parameter is made.</exception>
    public static Initializer XavierUniform(double gain = 1) =>
        (key, shape, type) =>
        {
            var (inputs, outputs) = Fans("xavier_uniform", shape);
            var bound = gain * Math.Sqrt(6 / (inputs + outputs));
            return key.Uniform(shape, -bound, bound, type);
        };

    /// <summary>Normal with standard deviation <c>gain · √(2 / (fan-in + fan-out))</c> (Glorot &amp; Bengio 2010).</summary>
    /// <exception cref="ModelException">The shape has fewer than two axes; thrown when the parameter is made.</exception>
    public static Initializer XavierNormal(double gain = 1) =>
        (key, shape, type) =>
        {
            var (inputs, outputs) = Fans("xavier_normal", shape);
            return key.Normal(shape, type) * (gain * Math.Sqrt(2 / (inputs + outputs)));
        };

    private static (double In, double Out) Fans(string name, Shape shape)
    {
        if (shape.Rank < 2)
            throw new ModelException(
                $"[{name}] needs a weight of at least two axes, [outputs, inputs, kernel…], got {shape}. Use Uniform or Normal."
            );
        var kernel = 1.0;
        foreach (var size in shape.Axes[2..])
            kernel *= size;
        // A weight without elements has no values to spread.
        return (Math.Max(1, shape[1] * kernel), Math.Max(1, shape[0] * kernel));
    }
}
