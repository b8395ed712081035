namespace Functional;

/// <summary>How an elementwise operation chooses the type it computes in, and that of its result.</summary>
public enum TypeRule
{
    /// <summary>The promoted type of the operands, in and out; bools are refused, unless another operation stands for this one.</summary>
    Number,

    /// <summary>The promoted type, but integers and bools become float32.</summary>
    Floating,

    /// <summary>The promoted type in, bool out.</summary>
    Comparison,

    /// <summary>Bools or whole numbers, the promoted type in and out; floats are refused.</summary>
    Bitwise,

    /// <summary>Whole numbers, the promoted type in and out; bools and floats are refused.</summary>
    Whole,

    /// <summary>The first operand is a bool, the others promote; the result has their type.</summary>
    Choice,
}

/// <summary>The numbers from which property tests draw an operand.</summary>
/// <param name="Low">The smallest.</param>
/// <param name="High">The largest.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Numbers of everyday size and either sign.</summary>
    public static Interval Real => new(-4, 4);

    /// <summary>Positive numbers, not too near zero.</summary>
    public static Interval Positive => new(0.05, 4);
}

/// <summary>What every elementwise operation states.</summary>
public interface IElementwise
{
    /// <summary>The name as errors and printed trees show it.</summary>
    static abstract string Name { get; }

    /// <summary>The types in and out.</summary>
    static abstract TypeRule Types { get; }

    /// <summary>The numbers from which property tests draw the first operand.</summary>
    static virtual Interval Domain => Interval.Real;
}

/// <summary>A differentiable function of one number, applied to every element.</summary>
public interface IUnary : IElementwise
{
    /// <summary>The function in the kernel language.</summary>
    static abstract Value Body(Value x);

    /// <summary>A simpler node with every bit of the same value, or null; it may look only at 0, ±1, 2 and ½ among scalars.</summary>
    static virtual Tensor? Simplify(Tensor x) => null;

    /// <summary>The operand's cotangent from the result's (<paramref name="g"/>), the operand and the result; null where it is zero everywhere.</summary>
    static abstract Tensor? Vjp(Tensor g, Tensor x, Tensor y);
}

/// <summary>A differentiable function of two numbers, applied to every pair of elements.</summary>
public interface IBinary : IElementwise
{
    /// <summary>The numbers from which property tests draw the second operand.</summary>
    static virtual Interval SecondDomain => Interval.Real;

    /// <summary>The function in the kernel language.</summary>
    static abstract Value Body(Value x, Value y);

    /// <summary>A simpler node with every bit of the same value, or null; it may look only at 0, ±1, 2 and ½ among scalars.</summary>
    static virtual Tensor? Simplify(Tensor x, Tensor y) => null;

    /// <summary>The operation of two bools that stands for this one; null if bools are refused.</summary>
    static virtual DeclaredOp? OfBools => null;

    /// <summary>The first operand's cotangent from the result's, the operands and the result.</summary>
    static abstract Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z);

    /// <summary>The second operand's cotangent from the result's, the operands and the result.</summary>
    static abstract Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z);
}

/// <summary>A function of one element without a derivative: its result is a bool or a whole number.</summary>
public interface IPredicate : IElementwise
{
    /// <summary>The function in the kernel language.</summary>
    static abstract Value Body(Value x);
}

/// <summary>A function of two elements without a derivative.</summary>
public interface IRelation : IElementwise
{
    /// <summary>The numbers from which property tests draw the second operand.</summary>
    static virtual Interval SecondDomain => Interval.Real;

    /// <summary>The function in the kernel language.</summary>
    static abstract Value Body(Value x, Value y);
}

/// <summary>A choice between two operands by a third, applied to every triple of elements.</summary>
public interface IChoice : IElementwise
{
    /// <summary>The function in the kernel language.</summary>
    static abstract Value Body(Value condition, Value x, Value y);

    /// <summary>The second operand's cotangent.</summary>
    static abstract Tensor? VjpX(Tensor g, Tensor condition, Tensor x, Tensor y);

    /// <summary>The third operand's cotangent.</summary>
    static abstract Tensor? VjpY(Tensor g, Tensor condition, Tensor x, Tensor y);
}
