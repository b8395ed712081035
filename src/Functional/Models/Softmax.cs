namespace Functional;

public sealed partial class Tensor
{
    /// <summary>Numbers in (0, 1) that add up to 1 along an axis: <c>eˣ / Σ eˣ</c>, without overflow.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor Softmax(int axis)
    {
        var x = Along("softmax", axis);
        if (x.Size == 0)
            return x;
        var powers = (x - x.Max(axis, keepAxes: true).StopGradient()).Exp();
        return powers / powers.Sum(axis, keepAxes: true);
    }

    /// <summary>Softmax of the negative: large where elements are small, <c>e⁻ˣ / Σ e⁻ˣ</c>.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor Softmin(int axis) => (-this).Softmax(axis);

    /// <summary>Logarithm of <see cref="Softmax"/> along an axis: <c>x − ln Σ eˣ</c>, without overflow.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor LogSoftmax(int axis)
    {
        var x = Along("log_softmax", axis);
        if (x.Size == 0)
            return x;
        var shifted = x - x.Max(axis, keepAxes: true).StopGradient();
        return shifted - shifted.Exp().Sum(axis, keepAxes: true).Log();
    }

    // As floats; errors name the operation that was asked for, not the reductions in it.
    private Tensor Along(string name, int axis)
    {
        if (!IsPoint(axis))
            Shape.Axis(name, axis);
        return Floating();
    }
}
