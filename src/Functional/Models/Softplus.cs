using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>A smooth maximum of every element and 0: <c>ln(1 + eˣ)</c>, without overflow; its derivative is the logistic function.</summary>
public readonly struct Softplus : IUnary
{
    /// <inheritdoc/>
    public static string Name => "softplus";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Value.Max(x, x.Literal(0)) + Elementary.Log1p(Elementary.Exp(-Value.Abs(x)));

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, Sigmoid(x));
}
