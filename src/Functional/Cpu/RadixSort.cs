namespace Functional;

/// <summary>Stable sorting of entries by their keys, byte by byte from the lowest: as many passes as there are bytes that differ.</summary>
internal static unsafe class RadixSort
{
    private const int Radix = 256;
    private const int Few = 48;

    /// <summary>Sorts <paramref name="entries"/>, whose keys have <paramref name="bytes"/> bytes; the result lies there or in <paramref name="other"/>.</summary>
    public static TEntry* Sort<TEntry>(TEntry* entries, TEntry* other, int count, int bytes)
        where TEntry : unmanaged, ISortEntry<TEntry>
    {
        if (count <= Few)
        {
            Insert(entries, count);
            return entries;
        }
        var places = stackalloc int[bytes * Radix];
        Count(entries, count, bytes, places);
        for (var digit = 0; digit < bytes; digit++)
        {
            var start = places + (digit * Radix);
            var shift = digit * 8;
            if (start[(byte)(entries[0].Key >> shift)] == count)
                continue;
            ToStarts(start);
            for (var i = 0; i < count; i++)
                other[start[(byte)(entries[i].Key >> shift)]++] = entries[i];
            var sorted = other;
            other = entries;
            entries = sorted;
        }
        return entries;
    }

    private static void Count<TEntry>(TEntry* entries, int count, int bytes, int* counts)
        where TEntry : unmanaged, ISortEntry<TEntry>
    {
        new Span<int>(counts, bytes * Radix).Clear();
        for (var i = 0; i < count; i++)
        {
            var key = entries[i].Key;
            for (var digit = 0; digit < bytes; digit++, key >>= 8)
                counts[(digit * Radix) + (byte)key]++;
        }
    }

    private static void ToStarts(int* counts)
    {
        var start = 0;
        for (var value = 0; value < Radix; value++)
        {
            var number = counts[value];
            counts[value] = start;
            start += number;
        }
    }

    private static void Insert<TEntry>(TEntry* entries, int count)
        where TEntry : unmanaged, ISortEntry<TEntry>
    {
        for (var i = 1; i < count; i++)
        {
            var (entry, at) = (entries[i], i);
            for (; at > 0 && entries[at - 1].Key > entry.Key; at--)
                entries[at] = entries[at - 1];
            entries[at] = entry;
        }
    }
}
