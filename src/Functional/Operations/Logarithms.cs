using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>Logarithm of one more than every element, accurate near 0: <c>ln(1 + x)</c>; −∞ at −1, NaN below.</summary>
public readonly struct Log1p : IUnary
{
    /// <inheritdoc/>
    public static string Name => "log1p";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => Interval.Positive;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Log1p(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, 1 / (1 + x));
}

/// <summary>Logarithm of every element to base 2: <c>log₂ x</c>; −∞ at 0, NaN below.</summary>
public readonly struct Log2 : IUnary
{
    /// <inheritdoc/>
    public static string Name => "log2";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => Interval.Positive;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Log2(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, (1 / Math.Log(2)) / x);
}

/// <summary>Logarithm of every element to base 10: <c>log₁₀ x</c>; −∞ at 0, NaN below.</summary>
public readonly struct Log10 : IUnary
{
    /// <inheritdoc/>
    public static string Name => "log10";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => Interval.Positive;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Log10(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, (1 / Math.Log(10)) / x);
}

/// <summary>Inverse of the logistic function: <c>ln(x / (1 − x))</c>; ∓∞ at 0 and 1, NaN outside.</summary>
public readonly struct Logit : IUnary
{
    /// <inheritdoc/>
    public static string Name => "logit";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => new(0.05, 0.95);

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Logit(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, 1 / (x * (1 - x)));
}

/// <summary>Logarithm of a sum of exponentials, without overflow: <c>ln(eˣ + eʸ)</c>.</summary>
public readonly struct LogAddExp : IBinary
{
    /// <inheritdoc/>
    public static string Name => "logaddexp";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => Elementary.LogAddExp(x, y);

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(g, Where(Equal(x, y), 0.5, Sigmoid(x - y)));

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(g, Where(Equal(x, y), 0.5, Sigmoid(y - x)));
}

/// <summary>Logarithm to base 2 of a sum of powers of 2, without overflow: <c>log₂(2ˣ + 2ʸ)</c>.</summary>
public readonly struct LogAddExp2 : IBinary
{
    /// <inheritdoc/>
    public static string Name => "logaddexp2";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => Elementary.LogAddExp2(x, y);

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) =>
        Scale(g, Where(Equal(x, y), 0.5, Sigmoid(Math.Log(2) * (x - y))));

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) =>
        Scale(g, Where(Equal(x, y), 0.5, Sigmoid(Math.Log(2) * (y - x))));
}

/// <summary>A number times a logarithm: <c>x · ln y</c>, and 0 where x = 0 (unless y is NaN).</summary>
public readonly struct XLogY : IBinary
{
    /// <inheritdoc/>
    public static string Name => "xlogy";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval SecondDomain => Interval.Positive;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) =>
        Value.Select(Value.Equal(x, x.Literal(0)) & ~Value.IsNaN(y), x.Literal(0), x * Elementary.Log(y));

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) =>
        Scale(g, Where(And(Equal(x, 0), LessOrEqual(y, 0)), 0, Log(y)));

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(g, Where(Equal(x, 0), 0, x / y));
}
