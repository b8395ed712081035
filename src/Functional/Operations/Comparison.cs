using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>True where two elements are equal; never for NaN.</summary>
public readonly struct Equal : IRelation
{
    /// <inheritdoc/>
    public static string Name => "equal";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Comparison;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => Value.Equal(x, y);
}

/// <summary>True where two elements differ, and where either is NaN.</summary>
public readonly struct NotEqual : IRelation
{
    /// <inheritdoc/>
    public static string Name => "not_equal";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Comparison;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => Value.NotEqual(x, y);
}

/// <summary>True where <c>x &lt; y</c>.</summary>
public readonly struct Less : IRelation
{
    /// <inheritdoc/>
    public static string Name => "less";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Comparison;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => x < y;
}

/// <summary>True where <c>x ≤ y</c>.</summary>
public readonly struct LessOrEqual : IRelation
{
    /// <inheritdoc/>
    public static string Name => "less_or_equal";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Comparison;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => x <= y;
}

/// <summary>True where <c>x &gt; y</c>.</summary>
public readonly struct Greater : IRelation
{
    /// <inheritdoc/>
    public static string Name => "greater";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Comparison;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => x > y;
}

/// <summary>True where <c>x ≥ y</c>.</summary>
public readonly struct GreaterOrEqual : IRelation
{
    /// <inheritdoc/>
    public static string Name => "greater_or_equal";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Comparison;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => x >= y;
}

/// <summary>The element of the second operand where the condition holds, else that of the third; all three broadcast.</summary>
public readonly struct Where : IChoice
{
    /// <inheritdoc/>
    public static string Name => "where";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Choice;

    /// <inheritdoc/>
    public static Value Body(Value condition, Value x, Value y) => Value.Select(condition, x, y);

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor condition, Tensor x, Tensor y) => Where(condition, g, 0);

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor condition, Tensor x, Tensor y) => Where(condition, 0, g);
}
