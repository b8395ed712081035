namespace Functional;

/// <summary>Narrow element types in the kernel language: rounding to what they hold, and from and to the bits that memory holds.</summary>
/// <remarks>In a register a narrow value stands in its lane type, already rounded or wrapped, so that every reader does the same with it.</remarks>
internal static class NarrowTypes
{
    private const long SignBit = 0x8000_0000;
    private const long Infinity = 0x7F80_0000;
    private const long QuietBit = 0x0040_0000;

    /// <summary>An int32 or float32 as the narrow type holds it: wrapped around, or rounded to nearest even.</summary>
    public static Value Round(Value lane, DType type) =>
        type switch
        {
            DType.UInt8 => lane & Value.ConstantBits(DType.Int32, byte.MaxValue),
            DType.Int8 => (lane << 24) >> 24,
            DType.Int16 => (lane << 16) >> 16,
            DType.Float16 => RoundToHalf(lane),
            _ => RoundToUpperHalf(lane),
        };

    /// <summary>An int32 as the nearest that the narrow type holds.</summary>
    public static Value Saturate(Value whole, DType type)
    {
        var (least, most) = type switch
        {
            DType.UInt8 => (byte.MinValue, byte.MaxValue),
            DType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            _ => ((int)short.MinValue, (int)short.MaxValue),
        };
        return Value.Max(whole.Literal((long)least), Value.Min(whole.Literal((long)most), whole));
    }

    /// <summary>True if <see cref="Round"/> would change nothing: inputs of that type, choices between them, and floats that only change sign.</summary>
    public static bool IsHeld(Value body, ReadOnlySpan<DType> inputs, DType type) =>
        body.Code switch
        {
            Instruction.Input => inputs[(int)body.Bits] == type,
            Instruction.Select => IsHeld(body.B!, inputs, type) && IsHeld(body.C!, inputs, type),
            Instruction.Negate or Instruction.Abs => type.IsFloating && IsHeld(body.A!, inputs, type),
            _ => false,
        };

    /// <summary>The integer type as which memory holds a narrow type: floats are loaded as int16.</summary>
    public static DType Stored(DType type) => type is DType.Float16 or DType.BFloat16 ? DType.Int16 : type;

    /// <summary>A float32 from the 16 bits of a narrow float, in an int32; exact.</summary>
    public static Value FromStored(Value bits, DType type) =>
        type == DType.BFloat16 ? (bits << 16).As(DType.Float32) : FromHalf(bits);

    /// <summary>The 16 bits of a narrow float, in the low ones of an int32, from a float32 that it holds.</summary>
    public static Value ToStored(Value lane, DType type) => type == DType.BFloat16 ? lane.As(DType.Int32) >>> 16 : ToHalf(lane);

    // Adding just under half of the last kept place, and its own bit, carries into it where the rest is above half, or half and odd.
    private static Value RoundedBits(Value bits, int dropped) =>
        (bits + Bits((1L << (dropped - 1)) - 1) + ((bits >>> dropped) & Bits(1))) & Bits(-1L << dropped);

    private static Value RoundToUpperHalf(Value x)
    {
        var bits = x.As(DType.Int32);
        return Value.Select(Value.IsNaN(x), (bits | Bits(QuietBit)) & Bits(-1L << 16), RoundedBits(bits, 16)).As(DType.Float32);
    }

    private static Value RoundToHalf(Value x)
    {
        var (bits, magnitude) = (x.As(DType.Int32), Value.Abs(x));
        var rounded = RoundedBits(magnitude.As(DType.Int32), 13);
        var finite = Value.Select(rounded < Bits(0x4780_0000), rounded, Bits(Infinity)); // 2¹⁶
        // Below 2⁻¹⁴ numbers are multiples of 2⁻²⁴, the last place of ½.
        var small = ((magnitude + 0.5) - 0.5).As(DType.Int32);
        var nan = (bits | Bits(QuietBit)) & Bits(-1L << 13);
        var number = Value.Select(magnitude < Math.ScaleB(1, -14), small, finite) | (bits & Bits(SignBit));
        return Value.Select(Value.IsNaN(x), nan, number).As(DType.Float32);
    }

    // The exponent's bias differs by 112; multiplying by that power of two also makes subnormal numbers normal.
    private static Value FromHalf(Value bits)
    {
        var magnitude = (bits & Bits(0x7FFF)) << 13;
        var number = (magnitude.As(DType.Float32) * Math.ScaleB(1, 112)).As(DType.Int32);
        var special = magnitude | Bits(Infinity);
        var isNumber = magnitude < Bits(0x7C00L << 13);
        return (Value.Select(isNumber, number, special) | ((bits & Bits(0x8000)) << 16)).As(DType.Float32);
    }

    private static Value ToHalf(Value x)
    {
        var bits = x.As(DType.Int32);
        var magnitude = bits & Bits(~SignBit);
        var number = (Value.Abs(x) * Math.ScaleB(1, -112)).As(DType.Int32) >>> 13;
        var special = (magnitude >>> 13) & Bits(0x7FFF);
        return Value.Select(magnitude < Bits(Infinity), number, special) | ((bits >>> 16) & Bits(0x8000));
    }

    private static Value Bits(long bits) => Value.ConstantBits(DType.Int32, bits & uint.MaxValue);
}
