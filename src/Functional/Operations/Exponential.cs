using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>Exponential of every element: <c>eˣ</c>.</summary>
public readonly struct Exp : IUnary
{
    /// <inheritdoc/>
    public static string Name => "exp";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Exp(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, y);
}

/// <summary>Natural logarithm of every element: <c>ln x</c>; −∞ at 0, NaN below.</summary>
public readonly struct Log : IUnary
{
    /// <inheritdoc/>
    public static string Name => "log";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => Interval.Positive;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Log(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, 1 / x);
}

/// <summary>Power of 2 of every element: <c>2ˣ</c>.</summary>
public readonly struct Exp2 : IUnary
{
    /// <inheritdoc/>
    public static string Name => "exp2";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Exp2(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, Math.Log(2) * y);
}

/// <summary>One less than the exponential of every element, accurate near 0: <c>eˣ − 1</c>.</summary>
public readonly struct Expm1 : IUnary
{
    /// <inheritdoc/>
    public static string Name => "expm1";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Expm1(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, y + 1);
}

/// <summary>Hyperbolic tangent of every element: <c>(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)</c>.</summary>
public readonly struct Tanh : IUnary
{
    /// <inheritdoc/>
    public static string Name => "tanh";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Tanh(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, 1 - (y * y));
}

/// <summary>Logistic function of every element: <c>1 / (1 + e⁻ˣ)</c>.</summary>
public readonly struct Sigmoid : IUnary
{
    /// <inheritdoc/>
    public static string Name => "sigmoid";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Sigmoid(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, y * (1 - y));
}
