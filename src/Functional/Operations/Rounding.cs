namespace Functional.Primitives;

/// <summary>Every element rounded towards −∞; derivative 0.</summary>
public readonly struct Floor : IPredicate
{
    /// <inheritdoc/>
    public static string Name => "floor";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Value Body(Value x) => x.Type.IsFloating ? Value.Floor(x) : x;
}

/// <summary>Every element rounded towards +∞; derivative 0.</summary>
public readonly struct Ceiling : IPredicate
{
    /// <inheritdoc/>
    public static string Name => "ceiling";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Value Body(Value x) => x.Type.IsFloating ? Value.Ceiling(x) : x;
}

/// <summary>Every element rounded towards 0; derivative 0.</summary>
public readonly struct Truncate : IPredicate
{
    /// <inheritdoc/>
    public static string Name => "truncate";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Value Body(Value x) => x.Type.IsFloating ? Value.Truncate(x) : x;
}

/// <summary>Every element rounded to the nearest whole number, halves to the even one; derivative 0.</summary>
public readonly struct Round : IPredicate
{
    /// <inheritdoc/>
    public static string Name => "round";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Value Body(Value x) => x.Type.IsFloating ? Value.Round(x) : x;
}
