using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>Single elements as 64 bits: narrower types in the low bits, a bool as 0 or 1.</summary>
internal static class Scalars
{
    /// <summary>Rounds as a cast does: to integers towards zero, saturating; to narrow floats by way of float32.</summary>
    public static long ToBits(DType type, double value) =>
        type switch
        {
            DType.Bool => value != 0 ? 1 : 0,
            DType.UInt8 => (byte)Math.Clamp((int)value, byte.MinValue, byte.MaxValue),
            DType.Int8 => (byte)Math.Clamp((int)value, sbyte.MinValue, sbyte.MaxValue),
            DType.Int16 => (ushort)Math.Clamp((int)value, short.MinValue, short.MaxValue),
            DType.Int32 => (uint)(int)value,
            DType.Int64 => (long)value,
            DType.Float16 => BitConverter.HalfToUInt16Bits((Half)(float)value),
            DType.BFloat16 => BFloat16.From((float)value).Bits,
            DType.Float32 => BitConverter.SingleToUInt32Bits((float)value),
            _ => BitConverter.DoubleToInt64Bits(value),
        };

    /// <summary>Wraps around in narrower integers.</summary>
    public static long ToBits(DType type, long value) =>
        type switch
        {
            DType.Bool => value != 0 ? 1 : 0,
            DType.UInt8 or DType.Int8 => (byte)value,
            DType.Int16 => (ushort)value,
            DType.Int32 => (uint)value,
            DType.Int64 => value,
            DType.Float64 => ToBits(type, (double)value),
            _ => ToBits(type, (float)value),
        };

    public static double ToDouble(DType type, long bits) =>
        type switch
        {
            DType.Float16 => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
            DType.BFloat16 => BFloat16.FromBits((ushort)bits).ToSingle(),
            DType.Float32 => BitConverter.Int32BitsToSingle((int)bits),
            DType.Float64 => BitConverter.Int64BitsToDouble(bits),
            _ => ToInt64(type, bits),
        };

    public static long ToInt64(DType type, long bits) =>
        type switch
        {
            DType.Bool => bits & 1,
            DType.UInt8 => (byte)bits,
            DType.Int8 => (sbyte)bits,
            DType.Int16 => (short)bits,
            DType.Int32 => (int)bits,
            DType.Int64 => bits,
            _ => (long)ToDouble(type, bits),
        };

    /// <summary>The same number in the type that kernels compute in.</summary>
    public static long Widen(DType type, long bits) =>
        !type.IsNarrow ? bits
        : type.IsFloating ? ToBits(DType.Float32, ToDouble(type, bits))
        : ToBits(DType.Int32, ToInt64(type, bits));

    public static unsafe long Read(DType type, byte* at) =>
        type.ByteSize switch
        {
            1 => type == DType.Bool ? *at & 1 : *at,
            2 => *(ushort*)at,
            4 => *(uint*)at,
            _ => *(long*)at,
        };

    public static unsafe void Write(DType type, byte* at, long bits)
    {
        switch (type.ByteSize)
        {
            case 1:
                *at = (byte)(type == DType.Bool ? bits & 1 : bits);
                break;
            case 2:
                *(short*)at = (short)bits;
                break;
            case 4:
                *(int*)at = (int)bits;
                break;
            default:
                *(long*)at = bits;
                break;
        }
    }

    public static long ToBits<T>(T value)
        where T : unmanaged =>
        Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.As<T, byte>(ref value),
            2 => Unsafe.As<T, ushort>(ref value),
            4 => Unsafe.As<T, uint>(ref value),
            _ => Unsafe.As<T, long>(ref value),
        };

    public static T FromBits<T>(long bits)
        where T : unmanaged => Unsafe.As<long, T>(ref bits);
}
