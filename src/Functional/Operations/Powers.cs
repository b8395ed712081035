using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>Square root of every element, correctly rounded: <c>√x</c>.</summary>
public readonly struct Sqrt : IUnary
{
    /// <inheritdoc/>
    public static string Name => "sqrt";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => Interval.Positive;

    /// <inheritdoc/>
    public static Value Body(Value x) => Value.Sqrt(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, 0.5 / y);
}

/// <summary>Power, element by element: <c>xʸ</c>; where x = 0 and y ≥ 0 the derivative by y is 0. Powers of whole numbers wrap around; a negative one is rounded towards 0.</summary>
public readonly struct Pow : IBinary
{
    /// <inheritdoc/>
    public static string Name => "pow";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Interval Domain => Interval.Positive;

    // A square is the product, to the bit, as what it simplifies to.
    /// <inheritdoc/>
    public static Value Body(Value x, Value y) =>
        x.Type.IsFloating
            ? Value.Select(Value.Equal(y, y.Literal(2)), x * x, Elementary.Pow(x, y))
            : Elementary.IntegerPower(x, y);

    /// <inheritdoc/>
    public static Tensor? Simplify(Tensor x, Tensor y) =>
        y.IsScalar(1) && x.Covers(y) ? x
        : y.IsScalar(2) && x.Covers(y) ? x * x
        : null;

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(g, Where(Equal(y, 0), 0, y * Pow(x, y - 1)));

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) =>
        Scale(g, Where(And(Equal(x, 0), LessOrEqual(0, y)), 0, z * Log(x)));
}

/// <summary>Reciprocal of the square root of every element: <c>1 / √x</c>; ∞ at 0, NaN below.</summary>
public readonly struct Rsqrt : IUnary
{
    /// <inheritdoc/>
    public static string Name => "rsqrt";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => Interval.Positive;

    /// <inheritdoc/>
    public static Value Body(Value x) => 1 / Value.Sqrt(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, -0.5 * (y * y * y));
}
