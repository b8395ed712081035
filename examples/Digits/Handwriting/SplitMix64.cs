namespace Digits.Handwriting;

/// <summary>A small random generator (Steele, Lea and Flood 2014): the same seed draws the same digits on every machine.</summary>
internal struct SplitMix64(ulong state)
{
    private ulong _state = state;

    /// <summary>A generator of its own for each number, so that images can be drawn in any order and on any thread.</summary>
    public static SplitMix64 ForStream(ulong seed, ulong stream) =>
        new(new SplitMix64(seed ^ (stream * 0xD1342543DE82EF95)).Next());

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A whole number from 0 up to (not including) <paramref name="count"/>.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>A number in [low, high).</summary>
    public double Between(double low, double high) => low + ((high - low) * (Next() >> 11) * (1.0 / (1UL << 53)));

    /// <summary>About a standard normal number: the sum of four uniform ones, made of the four quarters of one word.</summary>
    public double Normal()
    {
        var word = Next();
        var sum = (word & 0xFFFF) + ((word >> 16) & 0xFFFF) + ((word >> 32) & 0xFFFF) + (word >> 48);
        return ((sum / 65536.0) - 2) * 1.7320508075688772; // four uniform numbers have the variance 1/3
    }
}
