using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>Logarithm of the gamma function's magnitude: <c>ln |Γ(x)|</c>; ∞ at 0 and at negative whole numbers.</summary>
public readonly struct LogGamma : IUnary
{
    /// <inheritdoc/>
    public static string Name => "lgamma";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => Interval.Positive;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.LogGamma(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, Digamma(x));
}

/// <summary>Derivative of the gamma function's logarithm: <c>Γ′(x) / Γ(x)</c>; ∓∞ at ±0, NaN at negative whole numbers.</summary>
public readonly struct Digamma : IUnary
{
    /// <inheritdoc/>
    public static string Name => "digamma";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => Interval.Positive;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Digamma(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, x.Polygamma(1));
}
