namespace Functional.Vulkan;

/// <summary>Narrow elements between registers, where they stand in their lane type, and buffers of 8 or 16 bits an element.</summary>
/// <remarks>As <see cref="NarrowTypes"/>, but halves pass through no subnormal float32, which a device may flush to zero.</remarks>
internal static class StoredNarrow
{
    private const int SmallestNormal = 0x0400; // of a half: 2⁻¹⁴
    private const int HalfInfinity = 0x7C00;
    private const int BiasDifference = 112; // between the exponents of a float32 and a half

    /// <summary>The value in a register, from the bits in memory, extended to an int32; integers and bools are what they are.</summary>
    public static Value Load(Value bits, DType type) =>
        type switch
        {
            DType.Float16 => FromHalf(bits),
            DType.BFloat16 => (bits << 16).As(DType.Float32),
            _ => bits,
        };

    /// <summary>The bits for memory, the low ones of an int32.</summary>
    public static Value Store(Value lane, DType type) =>
        type switch
        {
            DType.Float16 => ToHalf(lane),
            DType.BFloat16 => lane.As(DType.Int32) >>> 16,
            _ => lane,
        };

    // A subnormal half is a whole number of 2⁻²⁴.
    private static Value FromHalf(Value bits)
    {
        var magnitude = bits & Bits(0x7FFF);
        var small = (magnitude.To(DType.Float32) * Math.ScaleB(1, -24)).As(DType.Int32);
        var isFinite = magnitude < Bits(HalfInfinity);
        var bias = Value.Select(isFinite, Bits(BiasDifference << 23), Bits(2 * BiasDifference << 23));
        var number = Value.Select(magnitude < Bits(SmallestNormal), small, (magnitude << 13) + bias);
        return (number | ((bits & Bits(0x8000)) << 16)).As(DType.Float32);
    }

    private static Value ToHalf(Value lane)
    {
        var (bits, magnitude) = (lane.As(DType.Int32), Value.Abs(lane));
        var whole = magnitude.As(DType.Int32);
        var small = (magnitude * Math.ScaleB(1, 24)).To(DType.Int32);
        var isFinite = whole < Bits(0x7F80_0000);
        var bias = Value.Select(isFinite, Bits(BiasDifference << 10), Bits(2 * BiasDifference << 10));
        var number = Value.Select(magnitude < Math.ScaleB(1, -14), small, (whole >>> 13) - bias);
        return number | ((bits >>> 16) & Bits(0x8000));
    }

    private static Value Bits(long bits) => Value.ConstantBits(DType.Int32, bits);
}
