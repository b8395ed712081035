using static Functional.Operations;

namespace Functional;

public sealed partial class Tensor
{
    /// <summary>Norm of a vector along an axis, or of all elements: <c>(Σ |x|ᵖ)^(1/p)</c>; see the overload with several axes.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor Norm(double p = 2, int? axis = null, bool keepAxes = false) =>
        axis is { } one ? Norm(p, [one], keepAxes) : Norm(p, [], keepAxes);

    /// <summary>Norm of vectors along several axes, none means all: <c>(Σ |x|ᵖ)^(1/p)</c>.</summary>
    /// <remarks>p = ∞ is the largest and −∞ the smallest absolute value; p = 0 counts what is not 0. The derivative of the zero vector is 0.</remarks>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    /// <exception cref="ShapeException">p is infinite, and there are no elements.</exception>
    /// <exception cref="ValueException">p is NaN.</exception>
    public Tensor Norm(double p, ReadOnlySpan<int> axes, bool keepAxes = false)
    {
        var x = Floating();
        return p switch
        {
            0 => Reduce("norm", axes, keepAxes, x.IsNonZero().To(DType.Int64), SumOp.Make).To(x.DType),
            1 => Reduce("norm", axes, keepAxes, x.Abs(), SumOp.Make),
            2 => Root(Reduce("norm", axes, keepAxes, x * x, SumOp.Make)),
            double.PositiveInfinity => x.Abs().Largest("norm", axes, keepAxes),
            double.NegativeInfinity => x.Abs().Smallest("norm", axes, keepAxes),
            double.NaN => throw new ValueException("[norm] p is NaN; it must be a number or ±infinity."),
            _ => x.PowerNorm(p, axes, keepAxes),
        };
    }

    /// <summary>Norm of the difference of two tensors, which broadcast: <c>(Σ |x − y|ᵖ)^(1/p)</c>.</summary>
    /// <exception cref="ShapeException">The operands cannot be broadcast.</exception>
    public Tensor Dist(Tensor other, double p = 2) => (this - other).Norm(p);

    /// <summary>A smooth maximum of all elements: <c>ln Σ eˣ</c>, without overflow.</summary>
    [Pipeline]
    public Tensor LogSumExp() => LogSumExp([], keepAxes: false);

    /// <summary>A smooth maximum along an axis: <c>ln Σ eˣ</c>, without overflow; ∞ where an element is ∞, −∞ where all are −∞.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor LogSumExp(int axis, bool keepAxes = false) => LogSumExp([axis], keepAxes);

    /// <summary>A smooth maximum along several axes: <c>ln Σ eˣ</c>, without overflow; −∞ of nothing. No axes means all.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    public Tensor LogSumExp(ReadOnlySpan<int> axes, bool keepAxes = false)
    {
        var x = Floating();
        // An infinite shift would make ∞ − ∞; NaN is passed on by the elements themselves.
        var shift = Reduce("logsumexp", axes, keepAxes: true, x, MaxOp.Make).StopGradient().FiniteOr(0);
        var sum = Reduce("logsumexp", axes, keepAxes, (x - shift).Exp(), SumOp.Make);
        return sum.Log() + shift.Reshape(sum.Shape);
    }

    // A root whose derivative at 0 is 0, as that of the norm of a zero vector.
    private static Tensor Root(Tensor square) => Where(Operations.Equal(square, 0), 0, square.Sqrt());

    // Neither |0|ᵖ nor the root of 0 has a slope: both would be infinite for some p.
    private Tensor PowerNorm(double p, ReadOnlySpan<int> axes, bool keepAxes)
    {
        var powers = Where(Operations.Equal(this, 0), p > 0 ? 0 : double.PositiveInfinity, Operations.Pow(Abs(), p));
        var sum = Reduce("norm", axes, keepAxes, powers, SumOp.Make);
        return p > 0 ? Where(Operations.Equal(sum, 0), 0, Operations.Pow(sum, 1 / p)) : Operations.Pow(sum, 1 / p);
    }

    private Tensor FiniteOr(double other) => Where(Abs() < double.PositiveInfinity, this, other);
}
