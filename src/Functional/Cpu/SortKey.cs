using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>Elements as unsigned numbers in the same order.</summary>
internal static class SortKey
{
    /// <summary>The key of an element, in its low <c>sizeof(T)</c> bytes; zeros of either sign are equal, and NaN is the largest.</summary>
    public static ulong Of<T>(T value)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return OfSingle(Unsafe.BitCast<T, float>(value));
        if (typeof(T) == typeof(double))
            return OfDouble(Unsafe.BitCast<T, double>(value));
        if (typeof(T) == typeof(int))
            return Unsafe.BitCast<T, uint>(value) ^ 0x8000_0000;
        if (typeof(T) == typeof(long))
            return Unsafe.BitCast<T, ulong>(value) ^ 0x8000_0000_0000_0000;
        return (ulong)(Unsafe.BitCast<T, byte>(value) & 1);
    }

    // Positive floats are ordered like their bits, negative ones the other way round; + 0 makes −0 a 0.
    private static ulong OfSingle(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value + 0f);
        return float.IsNaN(value) ? uint.MaxValue : (uint)(bits ^ ((bits >> 31) | int.MinValue));
    }

    private static ulong OfDouble(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return double.IsNaN(value) ? ulong.MaxValue : (ulong)(bits ^ ((bits >> 63) | long.MinValue));
    }
}

/// <summary>A key and where it stood.</summary>
internal interface ISortEntry<TSelf>
    where TSelf : unmanaged, ISortEntry<TSelf>
{
    static abstract TSelf Of(ulong key, int place);
    ulong Key { get; }
    int Place { get; }
}

/// <summary>A key of at most 32 bits beside its place, in one word.</summary>
internal readonly struct NarrowEntry(ulong word) : ISortEntry<NarrowEntry>
{
    public static NarrowEntry Of(ulong key, int place) => new((key << 32) | (uint)place);

    public ulong Key => word >> 32;
    public int Place => (int)word;
}

/// <summary>A key of 64 bits and its place.</summary>
internal readonly struct WideEntry(ulong key, int place) : ISortEntry<WideEntry>
{
    public static WideEntry Of(ulong key, int place) => new(key, place);

    public ulong Key => key;
    public int Place => place;
}
