namespace Functional.Primitives;

/// <summary>True where both bools are; of whole numbers the bits that both have.</summary>
public readonly struct And : IRelation
{
    /// <inheritdoc/>
    public static string Name => "and";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Bitwise;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => x & y;
}

/// <summary>True where either bool is; of whole numbers the bits that either has.</summary>
public readonly struct Or : IRelation
{
    /// <inheritdoc/>
    public static string Name => "or";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Bitwise;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => x | y;
}

/// <summary>True where exactly one of two bools is; of whole numbers the bits that exactly one has.</summary>
public readonly struct Xor : IRelation
{
    /// <inheritdoc/>
    public static string Name => "xor";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Bitwise;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => x ^ y;
}

/// <summary>True where a bool is false; of whole numbers all bits inverted, <c>−x − 1</c>.</summary>
public readonly struct Not : IPredicate
{
    /// <inheritdoc/>
    public static string Name => "not";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Bitwise;

    /// <inheritdoc/>
    public static Value Body(Value x) => ~x;
}

/// <summary>Whole numbers times powers of 2, wrapping around: <c>x · 2ʸ</c>; 0 where y is negative or at least the type's number of bits.</summary>
public readonly struct ShiftLeft : IRelation
{
    /// <inheritdoc/>
    public static string Name => "shift_left";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Whole;

    /// <inheritdoc/>
    public static Interval SecondDomain => new(0, 8);

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => Elementary.ShiftLeft(x, y);
}

/// <summary>Whole numbers divided by powers of 2, rounded towards −∞: <c>⌊x / 2ʸ⌋</c>; 0 or −1 where y is negative or at least the type's number of bits.</summary>
public readonly struct ShiftRight : IRelation
{
    /// <inheritdoc/>
    public static string Name => "shift_right";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Whole;

    /// <inheritdoc/>
    public static Interval SecondDomain => new(0, 8);

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => Elementary.ShiftRight(x, y);
}
