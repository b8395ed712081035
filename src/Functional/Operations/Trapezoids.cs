namespace Functional;

public sealed partial class Tensor
{
    /// <summary>What an element is more than the one before it along an axis, <paramref name="times"/> over: <c>x[i+1] − x[i]</c>; of bools, whether they differ.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The number of times is negative.</exception>
    [Pipeline]
    public Tensor Diff(int times = 1, int axis = -1)
    {
        var at = Shape.Axis("diff", axis);
        if (times < 0)
            throw new ShapeException($"[diff] cannot take differences {times} times.");
        var x = this;
        for (var i = 0; i < times && x.Shape[at] > 0; i++)
        {
            var (after, before) = (x.Slice(at, 1), x.Slice(at, 0, -1));
            x = DType == DType.Bool ? after ^ before : after - before;
        }
        return x;
    }

    /// <summary>The area under lines through the elements of an axis, which are one step apart: <c>Σ (yᵢ + yᵢ₊₁) / 2 · step</c>.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor Trapezoid(double step = 1, int axis = -1) => Areas("trapezoid", axis).Sum(axis) * step;

    /// <summary>The area under lines through the elements of an axis, which stand at places x: <c>Σ (yᵢ + yᵢ₊₁) / 2 · (xᵢ₊₁ − xᵢ)</c>.</summary>
    /// <param name="x">Places along the axis, or of every element.</param>
    /// <param name="axis">The axis.</param>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The places do not broadcast.</exception>
    public Tensor Trapezoid(Tensor x, int axis = -1) => (Areas("trapezoid", axis) * Widths("trapezoid", x, axis)).Sum(axis);

    /// <summary>The running area under lines through the elements of an axis, which are one step apart; one element fewer.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor CumulativeTrapezoid(double step = 1, int axis = -1) => Areas("cumulative_trapezoid", axis).CumSum(axis) * step;

    /// <summary>The running area under lines through the elements of an axis, which stand at places x; one element fewer.</summary>
    /// <param name="x">Places along the axis, or of every element.</param>
    /// <param name="axis">The axis.</param>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The places do not broadcast.</exception>
    public Tensor CumulativeTrapezoid(Tensor x, int axis = -1) =>
        (Areas("cumulative_trapezoid", axis) * Widths("cumulative_trapezoid", x, axis)).CumSum(axis);

    private Tensor Areas(string name, int axis)
    {
        var at = Shape.Axis(name, axis);
        var y = Floating();
        return (y.Slice(at, 1) + y.Slice(at, 0, -1)) * 0.5;
    }

    private Tensor Widths(string name, Tensor x, int axis)
    {
        if (x.Rank != 1)
            return x.Diff(1, axis);
        var at = Shape.Axis(name, axis);
        if (x.Shape[0] != Shape[at])
            throw new ShapeException($"[{name}] needs {Shape[at]} places along axis {axis} of {Shape}, got {x.Shape}.");
        var sizes = new int[Rank];
        Array.Fill(sizes, 1);
        sizes[at] = Shape[at];
        return x.Reshape(Shape.Of(sizes)).Diff(1, at);
    }
}
