using System.Numerics;

namespace Functional;

/// <summary>The transform of numbers on the host, in double and in place: what tables are made with.</summary>
internal static class HostFourier
{
    /// <summary>Cooley and Tukey's transform of a length that is a power of two.</summary>
    public static void Transform(Span<double> real, Span<double> imaginary)
    {
        var n = real.Length;
        Reverse(real);
        Reverse(imaginary);
        var roots = new (double Cosine, double Sine)[n / 2];
        for (var k = 0; k < roots.Length; k++)
            roots[k] = FourierTables.Root(k, n);
        for (var half = 1; half < n; half *= 2)
        for (var start = 0; start < n; start += 2 * half)
        for (var k = 0; k < half; k++)
        {
            var (cosine, sine) = roots[k * (n / (2 * half))];
            var (i, j) = (start + k, start + k + half);
            var (a, b) = ((real[j] * cosine) + (imaginary[j] * sine), (imaginary[j] * cosine) - (real[j] * sine));
            (real[j], imaginary[j]) = (real[i] - a, imaginary[i] - b);
            (real[i], imaginary[i]) = (real[i] + a, imaginary[i] + b);
        }
    }

    // Element i to the place whose bits are those of i, backwards.
    private static void Reverse(Span<double> x)
    {
        var bits = BitOperations.Log2((uint)x.Length);
        for (uint i = 0, j = 0; i < x.Length; i++)
        {
            if (i < j)
                (x[(int)i], x[(int)j]) = (x[(int)j], x[(int)i]);
            // Counting up from the highest bit.
            var bit = 1u << Math.Max(0, bits - 1);
            for (; (j & bit) != 0; bit >>= 1)
                j ^= bit;
            j |= bit;
        }
    }
}
