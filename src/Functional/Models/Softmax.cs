using static Functional.Operations;

namespace Functional;

public sealed partial class Tensor
{
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

    /// <summary>Softmax of the negative: large where elements are small, <c>e⁻ˣ / Σ e⁻ˣ</c>.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    [Pipeline]
    public Tensor Softmin(int axis) => (-this).Softmax(axis);

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

    /// <summary>A smooth maximum along an axis: <c>ln Σ eˣ</c>, without overflow; ∞ where an element is ∞, −∞ where all are −∞.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    [Pipeline]
    public Tensor LogSumExp(int axis, bool keepAxes = false)
    {
        var x = Floating();
        if (Shape[Shape.Axis("logsumexp", axis)] == 0)
            return x.Exp().Sum(axis, keepAxes).Log();
        var largest = x.Max(axis, keepAxes: true).StopGradient();
        // An infinite shift would make ∞ − ∞; NaN is passed on by the elements themselves.
        var shift = Where(largest.Abs() < double.PositiveInfinity, largest, 0);
        var sum = (x - shift).Exp().Sum(axis, keepAxes: true).Log() + shift;
        return keepAxes ? sum : sum.Squeeze(axis);
    }

    // As floats; errors name the operation that was asked for, not the reductions in it.
    private Tensor Along(string name, int axis) =>
        Shape[Shape.Axis(name, axis)] == 0
            ? throw new ShapeException($"[{name}] has nothing to compare: axis {axis} of {Shape} is empty.")
            : Floating();

    private Tensor Floating() => DType.IsFloating ? this : To(DType.Float32);
}
