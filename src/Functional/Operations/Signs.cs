using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>Magnitude of the first operand with the sign of the second, also of −0; derivative by the second 0, by the first 0 at 0.</summary>
public readonly struct CopySign : IBinary
{
    /// <inheritdoc/>
    public static string Name => "copysign";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => Elementary.CopySign(x, y);

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => g * (Sign(x) * CopySign(1, y));

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => null;
}

/// <summary>Step at 0: 0 where x &lt; 0, y where x = 0, 1 where x &gt; 0; 0 where x is NaN. No derivative.</summary>
public readonly struct Heaviside : IRelation
{
    /// <inheritdoc/>
    public static string Name => "heaviside";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) =>
        Value.Select(Value.Equal(x, x.Literal(0)), y, Value.Select(x > x.Literal(0), x.Literal(1), x.Literal(0)));
}
