using static Functional.Operations;

namespace Functional;

/// <summary>Complex numbers as pairs: a last axis of length 2 with the real and the imaginary part.</summary>
/// <remarks>
/// A pair is two ordinary real numbers, so that every operation, both backends and all ten element types serve complex numbers as they are, and a
/// derivative is that of a real function of two real numbers. An element type of its own would double every table of kernels for a few functions.
/// </remarks>
public static class ComplexNumbers
{
    /// <summary>Pairs from real and imaginary parts, which broadcast: <c>[…] × […] → […, 2]</c>; no imaginary parts are zeros.</summary>
    /// <exception cref="ShapeException">The parts do not broadcast.</exception>
    public static Tensor Of(Tensor real, Tensor? imaginary = null)
    {
        var type = Parts(imaginary is null ? real.DType : DTypes.Promote(real.DType, imaginary.DType));
        if (imaginary is null)
            return Tensor.Stack(-1, real.To(type), Tensor.Zeros(real.Shape, type));
        var shape = Shape.Broadcast("complex", real.Shape, imaginary.Shape);
        return Tensor.Stack(-1, real.To(type).BroadcastTo(shape), imaginary.To(type).BroadcastTo(shape));
    }

    /// <summary>Pairs from lengths and angles in radians, which broadcast: <c>r (cos φ + i sin φ)</c>.</summary>
    /// <exception cref="ShapeException">They do not broadcast.</exception>
    public static Tensor Polar(Tensor length, Tensor angle) => Of(length * Cos(angle), length * Sin(angle));

    /// <summary>Real parts: <c>[…, 2] → […]</c>.</summary>
    /// <exception cref="ShapeException">The last axis is not of length 2.</exception>
    public static Tensor Real(Tensor x) => Checked("real", x).Select(-1, 0);

    /// <summary>Imaginary parts: <c>[…, 2] → […]</c>.</summary>
    /// <exception cref="ShapeException">The last axis is not of length 2.</exception>
    public static Tensor Imaginary(Tensor x) => Checked("imaginary", x).Select(-1, 1);

    /// <summary>Conjugates: <c>a − i b</c>.</summary>
    /// <exception cref="ShapeException">The last axis is not of length 2.</exception>
    public static Tensor Conjugate(Tensor x)
    {
        var (a, b) = PartsOf("conjugate", x);
        return Of(a, -b);
    }

    /// <summary>Products: <c>(a + i b)(c + i d) = (a c − b d) + i (a d + b c)</c>; the other axes broadcast.</summary>
    /// <exception cref="ShapeException">A last axis is not of length 2, or the others do not broadcast.</exception>
    public static Tensor Multiply(Tensor x, Tensor y)
    {
        var ((a, b), (c, d)) = (PartsOf("multiply", x), PartsOf("multiply", y));
        return Of((a * c) - (b * d), (a * d) + (b * c));
    }

    /// <summary>Quotients: <c>x ȳ / |y|²</c>, scaled so that the squares do not overflow; the other axes broadcast.</summary>
    /// <exception cref="ShapeException">A last axis is not of length 2, or the others do not broadcast.</exception>
    public static Tensor Divide(Tensor x, Tensor y)
    {
        var ((a, b), (c, d)) = (PartsOf("divide", x), PartsOf("divide", y));
        var largest = Maximum(Operations.Abs(c), Operations.Abs(d)).StopGradient();
        var (p, q) = (c / largest, d / largest);
        var square = ((p * p) + (q * q)) * largest;
        return Of(((a * p) + (b * q)) / square, ((b * p) - (a * q)) / square);
    }

    /// <summary>Absolute values, without overflow: <c>√(a² + b²)</c>, <c>[…, 2] → […]</c>; derivative 0 at the origin.</summary>
    /// <exception cref="ShapeException">The last axis is not of length 2.</exception>
    public static Tensor Abs(Tensor x)
    {
        var (a, b) = PartsOf("abs", x);
        return Hypot(a, b);
    }

    /// <summary>Angles in radians, between −π and π: <c>[…, 2] → […]</c>; derivative 0 at the origin.</summary>
    /// <exception cref="ShapeException">The last axis is not of length 2.</exception>
    public static Tensor Angle(Tensor x)
    {
        var (a, b) = PartsOf("angle", x);
        return Atan2(b, a);
    }

    /// <summary>Exponentials: <c>eᵃ (cos b + i sin b)</c>.</summary>
    /// <exception cref="ShapeException">The last axis is not of length 2.</exception>
    public static Tensor Exp(Tensor x)
    {
        var (a, b) = PartsOf("exp", x);
        return Polar(Operations.Exp(a), b);
    }

    /// <summary>The type of the parts of a pair: floating.</summary>
    internal static DType Parts(DType type) => type.IsFloating ? type : DType.Float32;

    internal static Tensor Checked(string name, Tensor x) =>
        x.Rank > 0 && x.Shape[-1] == 2
            ? x
            : throw new ShapeException(
                $"[{name}] needs complex numbers as pairs, with a last axis of length 2, got {x.Describe()}. ComplexNumbers.Of makes them of real ones."
            );

    private static (Tensor Real, Tensor Imaginary) PartsOf(string name, Tensor x)
    {
        var pairs = Checked(name, x);
        return (pairs.Select(-1, 0), pairs.Select(-1, 1));
    }
}
