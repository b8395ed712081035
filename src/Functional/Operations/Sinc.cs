using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>Normalised sinc of every element: <c>sin πx / πx</c>, 1 at 0.</summary>
public readonly struct Sinc : IUnary
{
    /// <inheritdoc/>
    public static string Name => "sinc";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Sinc(0, x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, SincFamily.Slope(x, FamilyOp<SincFamily>.Apply(1, x)));
}

/// <summary>Spherical Bessel functions over powers of their argument, <c>fₘ(πx)</c>: smooth at 0, unlike the formula for the derivative of sin πx / πx.</summary>
internal readonly struct SincFamily : IFamily
{
    public static string Name => "sinc_derivative";

    public static int Last => 12;

    public static Interval Domain => Interval.Real;

    public static Value Body(int order, Value x) => Elementary.Sinc(order, x);

    // fₘ′(z) = −z fₘ₊₁(z) with z = πx.
    public static Tensor Slope(Tensor x, Tensor next) => -(Math.PI * Math.PI) * (x * next);
}
