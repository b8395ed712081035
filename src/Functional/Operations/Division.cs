using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>Exact remainder of division, with the sign of the dividend: <c>x − y · trunc(x / y)</c>, as C#'s <c>%</c>; of whole numbers x where y = 0.</summary>
public readonly struct FMod : IBinary
{
    /// <inheritdoc/>
    public static string Name => "fmod";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Interval Domain => new(8.5, 11);

    /// <inheritdoc/>
    public static Interval SecondDomain => new(3.7, 4.1);

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => x.Type.IsFloating ? Elementary.FloatRemainder(x, y) : x - x / y * y;

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => g;

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(g, -TruncateDivide(x, y));
}

/// <summary>Exact remainder of division, with the sign of the divisor: <c>x − y · ⌊x / y⌋</c>; of whole numbers x where y = 0.</summary>
public readonly struct Remainder : IBinary
{
    /// <inheritdoc/>
    public static string Name => "remainder";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Interval Domain => new(8.5, 11);

    /// <inheritdoc/>
    public static Interval SecondDomain => new(3.7, 4.1);

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => Elementary.FloorRemainder(x, y);

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => g;

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(g, -FloorDivide(x, y));
}

/// <summary>Quotient rounded towards −∞: <c>⌊x / y⌋</c>; of whole numbers 0 where y = 0. Derivative 0.</summary>
public readonly struct FloorDivide : IRelation
{
    /// <inheritdoc/>
    public static string Name => "floor_divide";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Interval Domain => new(8.5, 11);

    /// <inheritdoc/>
    public static Interval SecondDomain => new(3.7, 4.1);

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) =>
        x.Type.IsFloating ? Elementary.FloatFloorQuotient(x, y) : Elementary.FloorQuotient(x, y);
}

/// <summary>Quotient rounded towards 0: <c>trunc(x / y)</c>, as C#'s <c>/</c> of whole numbers, of which it is 0 where y = 0. Derivative 0.</summary>
public readonly struct TruncateDivide : IRelation
{
    /// <inheritdoc/>
    public static string Name => "truncate_divide";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Interval Domain => new(8.5, 11);

    /// <inheritdoc/>
    public static Interval SecondDomain => new(3.7, 4.1);

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => x.Type.IsFloating ? Value.Truncate(x / y) : x / y;
}
