using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>Hyperbolic sine of every element: <c>(eˣ − e⁻ˣ) / 2</c>.</summary>
public readonly struct Sinh : IUnary
{
    /// <inheritdoc/>
    public static string Name => "sinh";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Sinh(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, Cosh(x));
}

/// <summary>Hyperbolic cosine of every element: <c>(eˣ + e⁻ˣ) / 2</c>.</summary>
public readonly struct Cosh : IUnary
{
    /// <inheritdoc/>
    public static string Name => "cosh";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Cosh(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, Sinh(x));
}

/// <summary>Inverse hyperbolic sine of every element: <c>ln(x + √(x² + 1))</c>.</summary>
public readonly struct Asinh : IUnary
{
    /// <inheritdoc/>
    public static string Name => "asinh";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Asinh(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, Rsqrt((x * x) + 1));
}

/// <summary>Inverse hyperbolic cosine of every element, not negative: <c>ln(x + √(x² − 1))</c>; NaN below 1.</summary>
public readonly struct Acosh : IUnary
{
    /// <inheritdoc/>
    public static string Name => "acosh";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => new(1.1, 5);

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Acosh(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, Rsqrt((x - 1) * (x + 1)));
}

/// <summary>Inverse hyperbolic tangent of every element: <c>ln((1 + x) / (1 − x)) / 2</c>; ±∞ at ±1, NaN beyond.</summary>
public readonly struct Atanh : IUnary
{
    /// <inheritdoc/>
    public static string Name => "atanh";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => new(-0.9, 0.9);

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Atanh(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, 1 / ((1 - x) * (1 + x)));
}
