using System.Globalization;

namespace Functional.Vulkan;

/// <summary>Types and literals in GLSL.</summary>
internal static class GlslTypes
{
    /// <summary>The type that kernels compute in.</summary>
    public static string TypeOf(DType type) =>
        type.Lane switch
        {
            DType.Bool => "bool",
            DType.Int32 => "int",
            DType.Int64 => "int64_t",
            DType.Float32 => "float",
            _ => "double",
        };

    /// <summary>The type that memory holds.</summary>
    public static string StoredTypeOf(DType type) =>
        type switch
        {
            DType.Bool or DType.UInt8 => "uint8_t",
            DType.Int8 => "int8_t",
            DType.Int16 => "int16_t",
            DType.Float16 or DType.BFloat16 => "uint16_t",
            _ => TypeOf(type),
        };

    /// <summary>Whether memory holds it as a signed narrow integer.</summary>
    public static bool IsSigned(DType type) => type is DType.Int8 or DType.Int16;

    /// <summary>A vector of a pack's elements.</summary>
    public static string PackOf(string type) =>
        type switch
        {
            "float" => "vec4",
            "double" => "dvec4",
            "int" => "ivec4",
            "uint" => "uvec4",
            _ => type.Replace("uint", "u").Replace("int", "i").Replace("_t", "vec4"),
        };

    /// <summary>The function that takes the bits of one type for another.</summary>
    public static string BitCast(DType from, DType to) =>
        (from, to) switch
        {
            (DType.Float32, DType.Int32) => "floatBitsToInt",
            (DType.Int32, DType.Float32) => "intBitsToFloat",
            (DType.Float64, DType.Int64) => "doubleBitsToInt64",
            (DType.Int64, DType.Float64) => "int64BitsToDouble",
            _ => throw new InvalidOperationException($"{from.Name} and {to.Name} have different sizes."),
        };

    /// <summary>A number, written so that it is read back with every bit.</summary>
    public static string Literal(DType type, long bits)
    {
        var value = Scalars.ToDouble(type, bits);
        return type switch
        {
            DType.Bool => (bits & 1) != 0 ? "true" : "false",
            DType.Int32 => (int)bits == int.MinValue
                ? "(-2147483647 - 1)"
                : Signed(((int)bits).ToString(CultureInfo.InvariantCulture)),
            DType.Int64 => bits == long.MinValue
                ? "(-9223372036854775807L - 1L)"
                : Signed($"{bits.ToString(CultureInfo.InvariantCulture)}L"),
            DType.Float32 => float.IsNormal((float)value) || value == 0
                ? Signed(Decimal(((float)value).ToString("R", CultureInfo.InvariantCulture)))
                : $"uintBitsToFloat(0x{(uint)bits:x8}u)",
            _ => double.IsNormal(value) || value == 0
                ? Signed($"{Decimal(value.ToString("R", CultureInfo.InvariantCulture))}lf")
                : $"packDouble2x32(uvec2(0x{(uint)bits:x8}u, 0x{(uint)(bits >> 32):x8}u))",
        };
    }

    private static string Decimal(string digits) => digits.Contains('.') || digits.Contains('E') ? digits : $"{digits}.0";

    private static string Signed(string digits) => digits[0] == '-' ? $"({digits})" : digits;
}
