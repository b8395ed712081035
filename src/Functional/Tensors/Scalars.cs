using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>Single elements as 64 bits: a float32 and an int32 in the low half, a bool as 0 or 1.</summary>
internal static class Scalars
{
    public static long ToBits(DType type, double value) =>
        type switch
        {
            DType.Bool => value != 0 ? 1 : 0,
            DType.Int32 => (uint)(int)value,
            DType.Int64 => (long)value,
            DType.Float32 => (uint)BitConverter.SingleToInt32Bits((float)value),
            _ => BitConverter.DoubleToInt64Bits(value),
        };

    public static long ToBits(DType type, long value) =>
        type switch
        {
            DType.Bool => value != 0 ? 1 : 0,
            DType.Int32 => (uint)(int)value,
            DType.Int64 => value,
            _ => ToBits(type, (double)value),
        };

    public static double ToDouble(DType type, long bits) =>
        type switch
        {
            DType.Bool => bits & 1,
            DType.Int32 => (int)bits,
            DType.Int64 => bits,
            DType.Float32 => BitConverter.Int32BitsToSingle((int)bits),
            _ => BitConverter.Int64BitsToDouble(bits),
        };

    public static long ToInt64(DType type, long bits) =>
        type switch
        {
            DType.Bool => bits & 1,
            DType.Int32 => (int)bits,
            DType.Int64 => bits,
            _ => (long)ToDouble(type, bits),
        };

    public static unsafe long Read(DType type, byte* at) =>
        type switch
        {
            DType.Bool => *at & 1,
            DType.Int32 or DType.Float32 => *(uint*)at,
            _ => *(long*)at,
        };

    public static unsafe void Write(DType type, byte* at, long bits)
    {
        if (type is DType.Bool)
            *at = (byte)(bits & 1);
        else if (type.ByteSize == 4)
            *(int*)at = (int)bits;
        else
            *(long*)at = bits;
    }

    public static long ToBits<T>(T value)
        where T : unmanaged =>
        Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.As<T, byte>(ref value),
            4 => Unsafe.As<T, uint>(ref value),
            _ => Unsafe.As<T, long>(ref value),
        };

    public static T FromBits<T>(long bits)
        where T : unmanaged => Unsafe.As<long, T>(ref bits);
}
