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

/// <summary>Tangent of every element, in radians: <c>tan x</c>.</summary>
public readonly struct Tan : IUnary
{
    /// <inheritdoc/>
    public static string Name => "tan";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => new(-1.3, 1.3);

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Tan(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, 1 + (y * y));
}

/// <summary>Inverse sine of every element, between −π/2 and π/2; NaN outside [−1, 1].</summary>
public readonly struct Asin : IUnary
{
    /// <inheritdoc/>
    public static string Name => "asin";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => new(-0.9, 0.9);

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Asin(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, Rsqrt((1 - x) * (1 + x)));
}

/// <summary>Inverse cosine of every element, between 0 and π; NaN outside [−1, 1].</summary>
public readonly struct Acos : IUnary
{
    /// <inheritdoc/>
    public static string Name => "acos";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => new(-0.9, 0.9);

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Acos(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, -Rsqrt((1 - x) * (1 + x)));
}

/// <summary>Inverse tangent of every element, between −π/2 and π/2.</summary>
public readonly struct Atan : IUnary
{
    /// <inheritdoc/>
    public static string Name => "atan";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Atan(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, 1 / ((x * x) + 1));
}
