using static Functional.Operations;

namespace Functional;

public static partial class Operations
{
    /// <summary>Rectifier of every element: <c>x</c> where positive, else 0; NaN passes. Derivative 0 at 0.</summary>
    public static Tensor Relu(Tensor x) => Where(LessOrEqual(x, 0), 0, x);

    /// <summary>Sigmoid linear unit of every element: <c>x / (1 + e⁻ˣ)</c>.</summary>
    /// <exception cref="DTypeException">The operand is bool.</exception>
    public static Tensor Silu(Tensor x) => x * Sigmoid(x);
}

public sealed partial class Tensor
{
    /// <inheritdoc cref="Operations.Relu"/>
    public Tensor Relu() => Operations.Relu(this);

    /// <inheritdoc cref="Operations.Silu"/>
    public Tensor Silu() => Operations.Silu(this);

    /// <summary>Leaky rectifier of every element: <c>x</c> where positive, else <c>slope · x</c>; NaN passes. Derivative <c>slope</c> at 0.</summary>
    [Pipeline]
    public Tensor LeakyRelu(double slope = 0.01) => Where(this <= 0, this * slope, this);

    /// <summary>Numbers in (0, 1) that add up to 1 along an axis: <c>eˣ / Σ eˣ</c>, without overflow.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    [Pipeline]
    public Tensor Softmax(int axis)
    {
        var x = Along("softmax", axis);
        var powers = (x - x.Max(axis, keepAxes: true).StopGradient()).Exp();
        return powers / powers.Sum(axis, keepAxes: true);
    }

    /// <summary>Logarithm of <see cref="Softmax"/> along an axis: <c>x − ln Σ eˣ</c>, without overflow.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    [Pipeline]
    public Tensor LogSoftmax(int axis)
    {
        var x = Along("log_softmax", axis);
        var shifted = x - x.Max(axis, keepAxes: true).StopGradient();
        return shifted - shifted.Exp().Sum(axis, keepAxes: true).Log();
    }

    // As floats; errors name the operation that was asked for, not the reductions in it.
    private Tensor Along(string name, int axis) =>
        Shape[Shape.Axis(name, axis)] == 0
            ? throw new ShapeException($"[{name}] has nothing to compare: axis {axis} of {Shape} is empty.")
            : Floating();

    private Tensor Floating() => DType.IsFloating ? this : To(DType.Float32);
}
