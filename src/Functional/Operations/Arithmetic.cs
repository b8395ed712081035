using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>Sum of two tensors, element by element: <c>x + y</c>; of bools, true where either is.</summary>
public readonly struct Add : IBinary
{
    /// <inheritdoc/>
    public static string Name => "add";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static DeclaredOp? OfBools => RelationOp<Or>.Instance;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => x + y;

    /// <inheritdoc/>
    public static Tensor? Simplify(Tensor x, Tensor y) =>
        y is { IsComputed: false, Op: UnaryOp<Negate> } ? x - y.Operand(0)
        : x is { IsComputed: false, Op: UnaryOp<Negate> } ? y - x.Operand(0)
        : null;

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => g;

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => g;
}

/// <summary>Difference of two tensors, element by element: <c>x − y</c>.</summary>
public readonly struct Subtract : IBinary
{
    /// <inheritdoc/>
    public static string Name => "subtract";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => x - y;

    /// <inheritdoc/>
    public static Tensor? Simplify(Tensor x, Tensor y) =>
        y is { IsComputed: false, Op: UnaryOp<Negate> } ? x + y.Operand(0) : null;

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => g;

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => -g;
}

/// <summary>Product of two tensors, element by element: <c>x · y</c>; of bools, true where both are.</summary>
public readonly struct Multiply : IBinary
{
    /// <inheritdoc/>
    public static string Name => "multiply";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static DeclaredOp? OfBools => RelationOp<And>.Instance;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => x * y;

    /// <inheritdoc/>
    public static Tensor? Simplify(Tensor x, Tensor y) =>
        y.IsScalar(1) && x.Covers(y) ? x
        : x.IsScalar(1) && y.Covers(x) ? y
        : null;

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => ReferenceEquals(x, y) ? g * (x + x) : g * y;

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => ReferenceEquals(x, y) ? null : g * x;
}

/// <summary>Quotient of two tensors, element by element: <c>x / y</c>; integers are divided as floats.</summary>
public readonly struct Divide : IBinary
{
    /// <inheritdoc/>
    public static string Name => "divide";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval SecondDomain => Interval.Positive;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => x / y;

    /// <inheritdoc/>
    public static Tensor? Simplify(Tensor x, Tensor y) => y.IsScalar(1) && x.Covers(y) ? x : null;

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) =>
        // A number that is there for all to see absorbs nothing: one quotient is the rule.
        y.Op
            is ConstantOp { Value: not 0 and var number }
        && double.IsFinite(number)
            ? g / y
            : Scale(g, 1 / y);

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(g, -z / y);
}

/// <summary>Negative of every element: <c>−x</c>.</summary>
public readonly struct Negate : IUnary
{
    /// <inheritdoc/>
    public static string Name => "negate";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Value Body(Value x) => -x;

    /// <inheritdoc/>
    public static Tensor? Simplify(Tensor x) => x is { IsComputed: false, Op: UnaryOp<Negate> } ? x.Operand(0) : null;

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => -g;
}

/// <summary>Absolute value of every element: <c>|x|</c>; derivative 0 at 0.</summary>
public readonly struct Abs : IUnary
{
    /// <inheritdoc/>
    public static string Name => "abs";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Value Body(Value x) => Value.Abs(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => g * Sign(x);
}

/// <summary>Sign of every element: −1, 0 or 1, and NaN of NaN; derivative 0.</summary>
public readonly struct Sign : IUnary
{
    /// <inheritdoc/>
    public static string Name => "sign";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static Value Body(Value x) => Value.Select(x > 0, x.Literal(1), Value.Select(x < 0, x.Literal(-1), x));

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => null;
}

/// <summary>The larger of two elements, NaN if either is NaN; where they are equal each side gets half of the cotangent. Of bools, true where either is.</summary>
public readonly struct Maximum : IBinary
{
    /// <inheritdoc/>
    public static string Name => "maximum";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static DeclaredOp? OfBools => RelationOp<Or>.Instance;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => Value.Max(x, y);

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(Ahead(x, y), g);

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(Ahead(y, x), g);
}

/// <summary>The smaller of two elements, NaN if either is NaN; where they are equal each side gets half of the cotangent. Of bools, true where both are.</summary>
public readonly struct Minimum : IBinary
{
    /// <inheritdoc/>
    public static string Name => "minimum";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Number;

    /// <inheritdoc/>
    public static DeclaredOp? OfBools => RelationOp<And>.Instance;

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => Value.Min(x, y);

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(Ahead(y, x), g);

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(Ahead(x, y), g);
}

/// <summary>The part of the cotangent that the larger of two gets: 1 where x is larger, ½ where they are equal, else 0, also beside NaN. No derivative.</summary>
internal readonly struct Ahead : IRelation
{
    public static string Name => "ahead";

    public static TypeRule Types => TypeRule.Floating;

    public static Value Body(Value x, Value y) =>
        Value.Select(Value.Equal(x, y), x.Literal(0.5), Value.Select(x > y, x.Literal(1), x.Literal(0)));
}

/// <summary>A cotangent times a derivative, <c>g · d</c>, where a zero cotangent absorbs: 0 even for infinite or NaN d.</summary>
/// <remarks>Linear in g. It keeps the gradient of <c>Where(x > 0, Sqrt(x), 0)</c> at 0 zero, at every order. See the README's Architecture section.</remarks>
internal readonly struct Scale : IBinary
{
    public static string Name => "scale";

    public static TypeRule Types => TypeRule.Number;

    // Wherever d is finite it is the product itself, bit for bit, so that a rewrite may put one in its place.
    public static Value Body(Value x, Value y)
    {
        var product = x * y;
        return Value.Select(Value.Equal(x, x.Literal(0)) & Value.IsNaN(product), x, product);
    }

    public static Tensor? Simplify(Tensor x, Tensor y) =>
        y.IsScalar(1) && x.Covers(y) ? x
        : x.IsScalar(1) && y.Covers(x) ? y
        : y.IsSurelyFinite() ? x * y
        : null;

    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(g, y);

    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => ScaleBoth(g, x);
}

/// <summary>A product of two cotangents, in which a zero on either side absorbs the other: second derivatives through <see cref="Scale"/>.</summary>
/// <remarks>What a zero cotangent hid at first order stays hidden at second, as in the gradient's gradient of <c>Where(x > 0, Log(Sqrt(x)), 0)</c> at 0.</remarks>
internal readonly struct ScaleBoth : IBinary
{
    public static string Name => "scale_both";

    public static TypeRule Types => TypeRule.Number;

    public static Value Body(Value x, Value y)
    {
        var product = x * y;
        return Value.Select(
            (Value.Equal(x, x.Literal(0)) | Value.Equal(y, y.Literal(0))) & Value.IsNaN(product),
            x.Literal(0),
            product
        );
    }

    public static Tensor? Simplify(Tensor x, Tensor y) =>
        y.IsScalar(1) && x.Covers(y) ? x
        : x.IsScalar(1) && y.Covers(x) ? y
        : null;

    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => ScaleBoth(g, y);

    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => ScaleBoth(g, x);
}
