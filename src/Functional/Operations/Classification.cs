namespace Functional.Primitives;

/// <summary>True where an element is not a number; never for whole numbers.</summary>
public readonly struct IsNaN : IPredicate
{
    /// <inheritdoc/>
    public static string Name => "is_nan";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Comparison;

    /// <inheritdoc/>
    public static Value Body(Value x) => Value.IsNaN(x);
}

/// <summary>True where an element is ∞ or −∞; never for whole numbers.</summary>
public readonly struct IsInfinite : IPredicate
{
    /// <inheritdoc/>
    public static string Name => "is_infinite";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Comparison;

    /// <inheritdoc/>
    public static Value Body(Value x) =>
        x.Type.IsFloating ? Value.Equal(Value.Abs(x), x.Literal(double.PositiveInfinity)) : Value.IsNaN(x);
}

/// <summary>True where an element is neither infinite nor NaN; always for whole numbers.</summary>
public readonly struct IsFinite : IPredicate
{
    /// <inheritdoc/>
    public static string Name => "is_finite";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Comparison;

    /// <inheritdoc/>
    public static Value Body(Value x) => x.Type.IsFloating ? Value.Abs(x) < double.PositiveInfinity : Value.Equal(x, x);
}
