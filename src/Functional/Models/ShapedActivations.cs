using static Functional.Operations;

namespace Functional;

// Activations with numbers that shape them.
public static partial class Operations
{
    /// <summary>Exponential linear unit with its self-normalising constants: <c>1.0507 (x where positive, else 1.6733 (eˣ − 1))</c>.</summary>
    public static Tensor Selu(Tensor x) => x.Elu(1.6732632423543772) * 1.0507009873554805;

    /// <summary>Rectifier with a slope that is learnt: <c>x</c> where positive, else <c>slope · x</c>; the slope has one element, or one per channel (axis 1).</summary>
    /// <exception cref="ShapeException">The slope has neither one element nor as many as axis 1.</exception>
    public static Tensor PRelu(Tensor x, Tensor slope)
    {
        if (slope.Size != 1 && (slope.Rank != 1 || x.Rank < 2 || slope.Shape[0] != x.Shape[1]))
            throw new ShapeException(
                $"[prelu] cannot scale {x.Shape} by slopes {slope.Shape}: there must be one, or one for each place of axis 1."
            );
        slope =
            slope.Size == 1 ? slope.Reshape() : slope.Reshape(Shape.Of([slope.Shape[0], .. Enumerable.Repeat(1, x.Rank - 2)]));
        // Positive elements take no part in the product, so that infinite ones do not reach the slope's cotangent.
        return Where(LessOrEqual(x, 0), slope * Where(LessOrEqual(x, 0), x, 0), x);
    }
}

public sealed partial class Tensor
{
    /// <inheritdoc cref="Operations.Selu"/>
    public Tensor Selu() => Operations.Selu(this);

    /// <inheritdoc cref="Operations.PRelu(Tensor, Tensor)"/>
    public Tensor PRelu(Tensor slope) => Operations.PRelu(this, slope);

    /// <summary>Leaky rectifier of every element: <c>x</c> where positive, else <c>slope · x</c>; NaN passes. Derivative <c>slope</c> at 0.</summary>
    [Pipeline]
    public Tensor LeakyRelu(double slope = 0.01) => Where(this <= 0, this * slope, this);

    /// <summary>Exponential linear unit of every element: <c>x</c> where positive, else <c>alpha (eˣ − 1)</c>.</summary>
    [Pipeline]
    public Tensor Elu(double alpha = 1) => Where(this <= 0, alpha * Expm1(), this);

    /// <summary>Exponential linear unit whose derivative is continuous: <c>x</c> where positive, else <c>alpha (exp(x / alpha) − 1)</c>.</summary>
    /// <exception cref="ValueException">Alpha is 0.</exception>
    [Pipeline]
    public Tensor Celu(double alpha = 1) =>
        alpha != 0
            ? Where(this <= 0, alpha * (this / alpha).Expm1(), this)
            : throw new ValueException("[celu] divides by alpha, which is 0. Use Relu, its limit.");

    /// <summary>Piecewise linear sigmoid of every element: <c>min(max(x, min), max)</c>; derivative 0 at both bounds. <see cref="Clamp"/> has 1 there.</summary>
    [Pipeline]
    public Tensor HardTanh(double min = -1, double max = 1) => Where(this <= min, min, Where(this >= max, max, this));

    /// <summary>Elements of at least some size: <c>x</c> where <c>|x| > lambda</c>, else 0; NaN passes.</summary>
    [Pipeline]
    public Tensor HardShrink(double lambda = 0.5) => Where(Abs() <= lambda, 0, this);

    /// <summary>Elements moved towards 0: <c>sign(x) max(|x| − lambda, 0)</c>; derivative 0 between.</summary>
    [Pipeline]
    public Tensor SoftShrink(double lambda = 0.5) => this - Clamp(-lambda, lambda);

    /// <summary>Elements above a threshold, and a number in place of the others: <c>x</c> where <c>x > threshold</c>, else <c>value</c>; NaN passes.</summary>
    [Pipeline]
    public Tensor Threshold(double threshold, double value) => Where(this <= threshold, value, this);

    /// <summary>A smooth rectifier: <c>ln(1 + exp(beta x)) / beta</c>, and <c>x</c> itself where <c>beta x > threshold</c>.</summary>
    /// <exception cref="ValueException">Beta is 0.</exception>
    [Pipeline]
    public Tensor Softplus(double beta, double threshold = 20)
    {
        if (beta == 0)
            throw new ValueException("[softplus] divides by beta, which is 0.");
        var scaled = this * beta;
        return Where(scaled > threshold, this, scaled.Softplus() / beta);
    }

    /// <summary>Gated linear unit: the first half along an axis times the logistic function of the second.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has an odd number of elements.</exception>
    [Pipeline]
    public Tensor Glu(int axis = -1)
    {
        var size = Shape[Shape.Axis("glu", axis)];
        return size % 2 == 0
            ? Slice(axis, 0, size / 2) * Slice(axis, size / 2, size).Sigmoid()
            : throw new ShapeException($"[glu] needs two halves: axis {axis} of {Shape} has {size} elements.");
    }
}
