namespace Functional.Tests.Accuracy;

/// <summary>Where functions are tried.</summary>
internal static class Points
{
    private static readonly double[] Special =
    [
        0,
        double.Epsilon,
        1e-310,
        2.2250738585072014e-308,
        1e-300,
        0.5,
        1,
        1.5,
        2,
        3,
        88.72,
        709.78,
        1e15,
        9007199254740993,
        double.MaxValue,
        double.PositiveInfinity,
    ];

    /// <summary>Operands in columns: special numbers and their neighbours, random ones of every exponent, random ones of the domain.</summary>
    public static double[][] Doubles(Reference reference, Random random)
    {
        var special = WithNeighbours(Special);
        var (everywhere, inside) = (TestSize.Of(1, 40), TestSize.Of(1_000, 40_000));
        if (reference.Arity == 1)
            return
            [
                [
                    .. special,
                    .. from exponent in Enumerable.Range(0, 2047)
                    from sign in new[] { 0L, 1L }
                    from _ in Enumerable.Range(0, everywhere)
                    select Double(random, sign, exponent),
                    .. Enumerable.Range(0, inside).Select(_ => Inside(random, reference.Domain)),
                    .. NearWholes(random, reference.Domain, inside),
                ],
            ];
        var pairs = new List<(double X, double Y)>();
        pairs.AddRange(from x in special from y in special select (x, y));
        for (var i = 0; i < 4_000 * everywhere; i++)
            pairs.Add(Pair(random, reference.Name));
        for (var i = 0; i < inside; i++)
            pairs.Add((Inside(random, reference.Domain), Inside(random, reference.Domain)));
        return
        [
            [.. pairs.Select(pair => pair.X)],
            [.. pairs.Select(pair => pair.Y)],
        ];
    }

    /// <summary>The same of floats, in batches: every so-many-th pattern of bits from a random one on, all residues in turn over many runs.</summary>
    public static IEnumerable<float[][]> Singles(Reference reference, Random random)
    {
        const int batch = 1 << 20;
        var special = Array.ConvertAll(
            WithNeighbours([.. Special, float.MaxValue, float.Epsilon, 1.17549435e-38f]),
            x => (float)x
        );
        if (reference.Arity == 2)
        {
            for (var i = 0; i < TestSize.Of(1, 40); i++)
            {
                var (x, y) = (new float[batch / 4], new float[batch / 4]);
                for (var k = 0; k < x.Length; k++)
                    (x[k], y[k]) =
                        k < special.Length * special.Length ? (special[k / special.Length], special[k % special.Length])
                        : k % 2 == 0 ? Single(random, reference.Name)
                        : ((float)Inside(random, reference.Domain), (float)Inside(random, reference.Domain));
                yield return [x, y];
            }
            yield break;
        }
        yield return
        [
            [.. special, .. NearWholes(random, reference.Domain, 2_000).Select(x => (float)x)],
        ];
        // Odd, so that the low bits vary.
        var step = TestSize.Of(4099, 61);
        var numbers = new float[batch];
        var count = 0;
        for (var bits = (long)random.Next(step); bits < 1L << 32; bits += step)
        {
            numbers[count++] = BitConverter.UInt32BitsToSingle((uint)bits);
            if (count < batch)
                continue;
            yield return [numbers];
            (numbers, count) = (new float[batch], 0);
        }
        yield return [numbers[..count]];
    }

    private static double[] WithNeighbours(double[] numbers) =>
        [
            .. from x in numbers
            from near in new[] { Math.BitDecrement(x), x, Math.BitIncrement(x) }
            from sign in new[] { 1, -1 }
            select sign * near,
            double.NaN,
        ];

    private static double Double(Random random, long sign, int exponent) =>
        BitConverter.Int64BitsToDouble((sign << 63) | ((long)exponent << 52) | random.NextInt64(1L << 52));

    private static double Inside(Random random, Interval domain) =>
        domain.Low + ((domain.High - domain.Low) * random.NextDouble());

    // Halves and whole numbers, and what is a little beside them, from the next number on.
    private static IEnumerable<double> NearWholes(Random random, Interval domain, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var half = Math.Clamp(Math.Round(2 * Inside(random, domain)) / 2, domain.Low, domain.High);
            yield return half + (Math.ScaleB(random.NextDouble() - 0.5, -random.Next(60)) * Math.Max(1, Math.Abs(half)));
        }
    }

    // Both of any size, or of sizes that meet.
    private static (double X, double Y) Pair(Random random, string name)
    {
        var x = Double(random, random.Next(2), random.Next(2047));
        if (random.Next(4) == 0)
            return (x, Double(random, random.Next(2), random.Next(2047)));
        if (name == "pow")
        {
            x = Math.Abs(x);
            return (x, 1100 * ((2 * random.NextDouble()) - 1) / Math.Log2(x));
        }
        var y = Math.ScaleB(1 + random.NextDouble(), Math.Clamp(Math.ILogB(x) + random.Next(-60, 61), -1074, 1023));
        return (x, random.Next(2) == 0 ? y : -y);
    }

    private static (float X, float Y) Single(Random random, string name)
    {
        var x = BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32));
        if (random.Next(4) == 0)
            return (x, BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32)));
        if (name == "pow")
            return (Math.Abs(x), (float)(155 * ((2 * random.NextDouble()) - 1) / Math.Log2(Math.Abs(x))));
        var y = (float)((1 + random.NextDouble()) * Math.ScaleB(Math.Abs((double)x), random.Next(-30, 31)));
        return (x, random.Next(2) == 0 ? y : -y);
    }
}
