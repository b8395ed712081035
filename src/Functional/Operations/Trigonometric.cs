using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>Sine of every element, in radians: <c>sin x</c>.</summary>
public readonly struct Sin : IUnary
{
    /// <inheritdoc/>
    public static string Name => "sin";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Sin(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, Cos(x));
}

/// <summary>Cosine of every element, in radians: <c>cos x</c>.</summary>
public readonly struct Cos : IUnary
{
    /// <inheritdoc/>
    public static string Name => "cos";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Cos(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, -Sin(x));
}
