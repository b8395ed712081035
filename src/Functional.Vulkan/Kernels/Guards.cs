using System.Collections.Concurrent;

namespace Functional.Vulkan;

/// <summary>How a device computes <c>a · b + c</c>.</summary>
internal enum MultiplyAdd
{
    /// <summary>Rounded once, as the kernel language means it.</summary>
    Fused,

    /// <summary>Rounded twice; float64 and int64 make up for it, exactly.</summary>
    ThroughFloat64,

    /// <summary>Rounded twice; error terms make up for it, but for a last rounding.</summary>
    Split,
}

/// <summary>Instructions that devices leave undefined or round loosely, said in others that mean what the kernel language means.</summary>
/// <remarks>A guard's body holds the raw instruction itself, on operands for which it is well defined.</remarks>
internal static class Guards
{
    // By four bytes in an int: a table of objects is compiled with the runtime, one of structs when a program starts.
    private static readonly ConcurrentDictionary<object, Value?> Known = [];

    /// <summary>Rounding of a float64 to the nearest whole number, halves to the even one, without the device's own instruction.</summary>
    public static Value RoundToEven { get; } = MakeRoundToEven();

    /// <summary>The body to write in place of an instruction, its operands being inputs 0, 1, 2; null if the device's own will do.</summary>
    public static Value? Of(Value value, MultiplyAdd single, MultiplyAdd twice)
    {
        var how = value.Type == DType.Float32 ? single : twice;
        if (!IsGuarded(value, how))
            return null;
        var from = value.A?.Type ?? value.Type;
        object key = ((int)value.Code << 24) | ((int)value.Type << 16) | ((int)from << 8) | (int)how;
        return Known.TryGetValue(key, out var guard) ? guard : Known[key] = Make(value.Code, value.Type, from, how);
    }

    private static Value MakeRoundToEven()
    {
        var x = Value.Input(0, DType.Float64);
        var below = Value.Floor(x);
        var (rest, half) = (x - below, below * 0.5);
        var isOdd = Value.NotEqual(Value.Floor(half), half);
        var middle = Value.Constant(DType.Float64, 0.5);
        var isUp = (middle < rest) | (Value.Equal(rest, middle) & isOdd);
        // Zero keeps the sign.
        var sign = x.As(DType.Int64) & Value.ConstantBits(DType.Int64, long.MinValue);
        return (Value.Select(isUp, below + 1, below).As(DType.Int64) | sign).As(DType.Float64);
    }

    private static bool IsGuarded(Value value, MultiplyAdd how) =>
        value.Code switch
        {
            Instruction.Divide => value.Type.IsInteger && !IsHarmless(value.B!),
            Instruction.Abs => value.Type.IsInteger,
            Instruction.Less or Instruction.LessOrEqual => value.A!.Type == DType.Bool,
            Instruction.Convert => value.A!.Type.IsFloating && value.Type.IsInteger,
            Instruction.FusedMultiplyAdd => how != Vulkan.MultiplyAdd.Fused,
            _ => false,
        };

    private static Value? Make(Instruction code, DType type, DType from, MultiplyAdd how) =>
        code switch
        {
            Instruction.Divide when type.IsInteger => Divide(type),
            Instruction.Abs when type.IsInteger => Abs(type),
            Instruction.Less or Instruction.LessOrEqual when from == DType.Bool => Compare(code),
            Instruction.Convert when from.IsFloating && type.IsInteger => Truncate(from, type),
            Instruction.FusedMultiplyAdd => MultiplyAdd(type, how),
            _ => null,
        };

    // Neither 0 nor −1, by which the smallest integer cannot be divided.
    private static bool IsHarmless(Value divisor) =>
        divisor.Code == Instruction.Constant && Scalars.ToInt64(divisor.Type, divisor.Bits) is not (0 or -1);

    private static Value Divide(DType type)
    {
        var (a, b) = (Value.Input(0, type), Value.Input(1, type));
        var (isZero, isMinusOne) = (Value.Equal(b, b.Literal(0L)), Value.Equal(b, b.Literal(-1L)));
        var quotient = a / Value.Select(isZero | isMinusOne, b.Literal(1L), b);
        return Value.Select(isZero, b.Literal(0L), Value.Select(isMinusOne, -a, quotient));
    }

    private static Value Abs(DType type)
    {
        var a = Value.Input(0, type);
        return Value.Select(a < a.Literal(0L), -a, a);
    }

    private static Value Compare(Instruction code)
    {
        var (a, b) = (Value.Input(0, DType.Bool), Value.Input(1, DType.Bool));
        return code == Instruction.Less ? ~a & b : ~a | b;
    }

    private static Value Truncate(DType from, DType to)
    {
        var a = Value.Input(0, from);
        var limit = Math.ScaleB(1, (to.ByteSize * 8) - 1);
        var (isLow, isHigh) = (a < -limit, a >= limit);
        var inside = Value.Select(isLow | isHigh | Value.IsNaN(a), a.Literal(0.0), a).To(to);
        var (least, most) = to == DType.Int32 ? (int.MinValue, int.MaxValue) : (long.MinValue, long.MaxValue);
        return Value.Select(isLow, inside.Literal(least), Value.Select(isHigh, inside.Literal(most), inside));
    }

    private static Value? MultiplyAdd(DType type, MultiplyAdd how)
    {
        var (a, b, c) = (Value.Input(0, type), Value.Input(1, type), Value.Input(2, type));
        return how switch
        {
            Vulkan.MultiplyAdd.Fused => null,
            Vulkan.MultiplyAdd.ThroughFloat64 => ThroughFloat64(a, b, c),
            _ => Split(a, b, c),
        };
    }

    // Boldo and Melquiond 2008: the product is exact in float64; a sum rounded to odd may then be rounded again.
    private static Value ThroughFloat64(Value a, Value b, Value c)
    {
        var (product, term) = (a.To(DType.Float64) * b.To(DType.Float64), c.To(DType.Float64));
        var (sum, error) = Sum(product, term);
        var bits = sum.As(DType.Int64);
        var isOutwards = Value.Equal(error > 0, sum > 0);
        var odd = bits + Value.Select(isOutwards, bits.Literal(1L), bits.Literal(-1L));
        var isMoved = (error > 0 | error < 0) & Value.Equal(bits & bits.Literal(1L), bits.Literal(0L));
        return Value.Select(isMoved, odd, bits).As(DType.Float64).To(DType.Float32);
    }

    // Dekker 1971: the product's error from split factors; the last rounding may be off. Where the splitting overflows, a·b + c.
    private static Value Split(Value a, Value b, Value c)
    {
        var product = a * b;
        var ((aHigh, aLow), (bHigh, bLow)) = (Halves(a), Halves(b));
        var productError = ((aHigh * bHigh) - product + (aHigh * bLow) + (aLow * bHigh)) + (aLow * bLow);
        var (sum, sumError) = Sum(product, c);
        var corrected = sum + (sumError + productError);
        return Value.Select(Value.IsNaN(corrected), sum, corrected);
    }

    private static (Value High, Value Low) Halves(Value x)
    {
        var scaled = x * (x.Type == DType.Float32 ? 4097.0 : 134217729.0); // 2¹² + 1, 2²⁷ + 1
        var high = scaled - (scaled - x);
        return (high, x - high);
    }

    private static (Value Sum, Value Error) Sum(Value a, Value b)
    {
        var sum = a + b;
        var added = sum - a;
        return (sum, (a - (sum - added)) + (b - added));
    }
}
