namespace Functional;

/// <summary>The counter-based generator Threefry-2x32 with 20 rounds, on int32 with wraparound.</summary>
/// <remarks>Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (SC'11).</remarks>
internal static class Threefry
{
    private const int Parity = 0x1BD11BDA;

    private static ReadOnlySpan<int> Rotations => [13, 15, 26, 6, 17, 29, 16, 24];

    /// <summary>Two words of random bits from a key and a counter of two words each.</summary>
    public static (Value First, Value Second) Rounds20(Value key0, Value key1, Value counter0, Value counter1)
    {
        ReadOnlySpan<Value> keys = [key0, key1, key0 ^ key1 ^ Value.ConstantBits(DType.Int32, Parity)];
        var (a, b) = (counter0 + key0, counter1 + key1);
        for (var round = 0; round < 20; round++)
        {
            a += b;
            b = Rotate(b, Rotations[round % 8]) ^ a;
            if (round % 4 != 3)
                continue;
            var injection = round / 4 + 1;
            a += keys[injection % 3];
            b = b + keys[(injection + 1) % 3] + Value.ConstantBits(DType.Int32, injection);
        }
        return (a, b);
    }

    private static Value Rotate(Value word, int bits) => (word << bits) | (word >>> (32 - bits));
}
