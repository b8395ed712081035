namespace Functional;

/// <summary>The instructions of the kernel language. Each gives the same bits on every reader (IEEE 754, round to nearest even).</summary>
public enum Instruction : byte
{
    /// <summary>An element of an operand.</summary>
    Input,

    /// <summary>A literal.</summary>
    Constant,

    /// <summary><c>a + b</c>.</summary>
    Add,

    /// <summary><c>a − b</c>.</summary>
    Subtract,

    /// <summary><c>a · b</c>.</summary>
    Multiply,

    /// <summary><c>a / b</c>; integers truncate, and x / 0 = 0.</summary>
    Divide,

    /// <summary><c>a · b + c</c>, rounded once; floats only.</summary>
    FusedMultiplyAdd,

    /// <summary><c>−a</c>; floats flip the sign bit.</summary>
    Negate,

    /// <summary><c>|a|</c>; floats clear the sign bit.</summary>
    Abs,

    /// <summary>Correctly rounded square root; floats only.</summary>
    Sqrt,

    /// <summary>Towards −∞; floats only.</summary>
    Floor,

    /// <summary>Towards +∞; floats only.</summary>
    Ceiling,

    /// <summary>Towards zero; floats only.</summary>
    Truncate,

    /// <summary>To nearest, halves to even; floats only.</summary>
    Round,

    /// <summary><c>a = b</c>, a bool.</summary>
    Equal,

    /// <summary><c>a ≠ b</c>, a bool, true for NaN.</summary>
    NotEqual,

    /// <summary><c>a &lt; b</c>, a bool.</summary>
    Less,

    /// <summary><c>a ≤ b</c>, a bool.</summary>
    LessOrEqual,

    /// <summary><c>a ? b : c</c>.</summary>
    Select,

    /// <summary>Bitwise and; integers and bools.</summary>
    And,

    /// <summary>Bitwise or; integers and bools.</summary>
    Or,

    /// <summary>Bitwise exclusive or; integers and bools.</summary>
    Xor,

    /// <summary>Bitwise complement; integers and bools.</summary>
    Not,

    /// <summary><c>a &lt;&lt; b</c> by a literal number of bits; integers.</summary>
    ShiftLeft,

    /// <summary><c>a &gt;&gt; b</c> by a literal, copying the sign; integers.</summary>
    ShiftRight,

    /// <summary><c>a &gt;&gt;&gt; b</c> by a literal, filling with zeros; integers.</summary>
    ShiftRightLogical,

    /// <summary>A number to another type; float to integer truncates and saturates, NaN gives 0; a number to bool is <c>a ≠ 0</c>.</summary>
    Convert,

    /// <summary>The same bits as another type of the same size.</summary>
    BitCast,
}

/// <summary>A typed scalar expression: what an operation's body is written in, and what every backend reads.</summary>
/// <remarks>
/// Both operands of an arithmetic operator have one type; a C# literal takes the type of the other operand.
/// Bodies are built once per operation and operand types, never per element. Their types are those that kernels compute in: a narrow
/// type is one of loads and stores, and of <see cref="To(DType)"/>, which rounds.
/// </remarks>
public sealed class Value
{
    private Value(Instruction code, DType type, Value? a = null, Value? b = null, Value? c = null, long bits = 0)
    {
        Code = code;
        Type = type;
        A = a;
        B = b;
        C = c;
        Bits = bits;
    }

    /// <summary>What computes this value.</summary>
    public Instruction Code { get; }

    /// <summary>The type of this value.</summary>
    public DType Type { get; }

    /// <summary>The first operand.</summary>
    public Value? A { get; }

    /// <summary>The second operand.</summary>
    public Value? B { get; }

    /// <summary>The third operand.</summary>
    public Value? C { get; }

    /// <summary>A literal's bits, an input's number, or a shift's distance.</summary>
    public long Bits { get; }

    /// <summary>Element of operand <paramref name="slot"/>.</summary>
    public static Value Input(int slot, DType type) => new(Instruction.Input, type, bits: slot);

    /// <summary>A literal of the given type.</summary>
    public static Value Constant(DType type, double value) => new(Instruction.Constant, type, bits: Scalars.ToBits(type, value));

    /// <summary>A literal of the given type from its bits (the low ones for 4-byte types).</summary>
    public static Value ConstantBits(DType type, long bits) => new(Instruction.Constant, type, bits: bits);

    /// <summary>A literal of this value's type.</summary>
    public Value Literal(double value) => Constant(Type, value);

    /// <summary>A literal of this value's type from an integer, exact for every int64.</summary>
    public Value Literal(long value) => Type.IsInteger ? ConstantBits(Type, value) : Constant(Type, value);

    /// <inheritdoc cref="Instruction.Add"/>
    public static Value operator +(Value a, Value b) => Arithmetic(Instruction.Add, a, b);

    /// <inheritdoc cref="Instruction.Subtract"/>
    public static Value operator -(Value a, Value b) => Arithmetic(Instruction.Subtract, a, b);

    /// <inheritdoc cref="Instruction.Multiply"/>
    public static Value operator *(Value a, Value b) => Arithmetic(Instruction.Multiply, a, b);

    /// <inheritdoc cref="Instruction.Divide"/>
    public static Value operator /(Value a, Value b) => Arithmetic(Instruction.Divide, a, b);

    /// <inheritdoc cref="Instruction.Negate"/>
    public static Value operator -(Value a) => new(Instruction.Negate, a.Type, a);

    /// <inheritdoc cref="Instruction.Add"/>
    public static Value operator +(Value a, double b) => a + a.Literal(b);

    /// <inheritdoc cref="Instruction.Subtract"/>
    public static Value operator -(Value a, double b) => a - a.Literal(b);

    /// <inheritdoc cref="Instruction.Subtract"/>
    public static Value operator -(double a, Value b) => b.Literal(a) - b;

    /// <inheritdoc cref="Instruction.Multiply"/>
    public static Value operator *(Value a, double b) => a * a.Literal(b);

    /// <inheritdoc cref="Instruction.Multiply"/>
    public static Value operator *(double a, Value b) => b.Literal(a) * b;

    /// <inheritdoc cref="Instruction.Divide"/>
    public static Value operator /(Value a, double b) => a / a.Literal(b);

    /// <inheritdoc cref="Instruction.Divide"/>
    public static Value operator /(double a, Value b) => b.Literal(a) / b;

    /// <inheritdoc cref="Instruction.Less"/>
    public static Value operator <(Value a, Value b) => Comparison(Instruction.Less, a, b);

    /// <inheritdoc cref="Instruction.Less"/>
    public static Value operator >(Value a, Value b) => b < a;

    /// <inheritdoc cref="Instruction.LessOrEqual"/>
    public static Value operator <=(Value a, Value b) => Comparison(Instruction.LessOrEqual, a, b);

    /// <inheritdoc cref="Instruction.LessOrEqual"/>
    public static Value operator >=(Value a, Value b) => b <= a;

    /// <inheritdoc cref="Instruction.Less"/>
    public static Value operator <(Value a, double b) => a < a.Literal(b);

    /// <inheritdoc cref="Instruction.Less"/>
    public static Value operator >(Value a, double b) => a > a.Literal(b);

    /// <inheritdoc cref="Instruction.LessOrEqual"/>
    public static Value operator <=(Value a, double b) => a <= a.Literal(b);

    /// <inheritdoc cref="Instruction.LessOrEqual"/>
    public static Value operator >=(Value a, double b) => a >= a.Literal(b);

    /// <inheritdoc cref="Instruction.And"/>
    public static Value operator &(Value a, Value b) => Arithmetic(Instruction.And, a, b);

    /// <inheritdoc cref="Instruction.Or"/>
    public static Value operator |(Value a, Value b) => Arithmetic(Instruction.Or, a, b);

    /// <inheritdoc cref="Instruction.Xor"/>
    public static Value operator ^(Value a, Value b) => Arithmetic(Instruction.Xor, a, b);

    /// <inheritdoc cref="Instruction.Not"/>
    public static Value operator ~(Value a) => new(Instruction.Not, a.Type, a);

    /// <inheritdoc cref="Instruction.ShiftLeft"/>
    public static Value operator <<(Value a, int bits) => new(Instruction.ShiftLeft, a.Type, a, bits: bits);

    /// <inheritdoc cref="Instruction.ShiftRight"/>
    public static Value operator >>(Value a, int bits) => new(Instruction.ShiftRight, a.Type, a, bits: bits);

    /// <inheritdoc cref="Instruction.ShiftRightLogical"/>
    public static Value operator >>>(Value a, int bits) => new(Instruction.ShiftRightLogical, a.Type, a, bits: bits);

    /// <inheritdoc cref="Instruction.Equal"/>
    public static Value Equal(Value a, Value b) => Comparison(Instruction.Equal, a, b);

    /// <inheritdoc cref="Instruction.NotEqual"/>
    public static Value NotEqual(Value a, Value b) => Comparison(Instruction.NotEqual, a, b);

    /// <summary>True where <paramref name="a"/> is not a number.</summary>
    public static Value IsNaN(Value a) => NotEqual(a, a);

    /// <inheritdoc cref="Instruction.Select"/>
    public static Value Select(Value condition, Value a, Value b) => new(Instruction.Select, a.Type, condition, a, b);

    /// <inheritdoc cref="Instruction.FusedMultiplyAdd"/>
    public static Value Fma(Value a, Value b, Value c) => new(Instruction.FusedMultiplyAdd, a.Type, a, b, c);

    /// <inheritdoc cref="Instruction.FusedMultiplyAdd"/>
    public static Value Fma(Value a, Value b, double c) => Fma(a, b, a.Literal(c));

    /// <inheritdoc cref="Instruction.Abs"/>
    public static Value Abs(Value a) => new(Instruction.Abs, a.Type, a);

    /// <inheritdoc cref="Instruction.Sqrt"/>
    public static Value Sqrt(Value a) => new(Instruction.Sqrt, a.Type, a);

    /// <inheritdoc cref="Instruction.Floor"/>
    public static Value Floor(Value a) => new(Instruction.Floor, a.Type, a);

    /// <inheritdoc cref="Instruction.Ceiling"/>
    public static Value Ceiling(Value a) => new(Instruction.Ceiling, a.Type, a);

    /// <inheritdoc cref="Instruction.Truncate"/>
    public static Value Truncate(Value a) => new(Instruction.Truncate, a.Type, a);

    /// <inheritdoc cref="Instruction.Round"/>
    public static Value Round(Value a) => new(Instruction.Round, a.Type, a);

    /// <summary>A number as another type; for a narrow one, the number that this type holds, in its lane type.</summary>
    /// <remarks>Float to integer truncates and saturates, NaN gives 0; integers wrap around; a number to bool is <c>a ≠ 0</c>.</remarks>
    public Value To(DType type) =>
        type == Type ? this
        : !type.IsNarrow ? new(Instruction.Convert, type, this)
        : Type.IsFloating && type.IsInteger ? NarrowTypes.Saturate(To(DType.Int32), type)
        : NarrowTypes.Round(To(type.Lane), type);

    /// <inheritdoc cref="Instruction.BitCast"/>
    public Value As(DType type) => type == Type ? this : new(Instruction.BitCast, type, this);

    /// <summary>The larger operand; NaN if either is NaN.</summary>
    public static Value Max(Value a, Value b) => Select((a >= b) | IsNaN(a), a, b);

    /// <summary>The smaller operand; NaN if either is NaN.</summary>
    public static Value Min(Value a, Value b) => Select((a <= b) | IsNaN(a), a, b);

    private static Value Arithmetic(Instruction code, Value a, Value b) =>
        a.Type == b.Type
            ? new(code, a.Type, a, b)
            : throw new DTypeException($"[kernel] {code} needs operands of one type, got {a.Type.Name} and {b.Type.Name}.");

    private static Value Comparison(Instruction code, Value a, Value b) =>
        a.Type == b.Type
            ? new(code, DType.Bool, a, b)
            : throw new DTypeException($"[kernel] {code} needs operands of one type, got {a.Type.Name} and {b.Type.Name}.");
}
