namespace Functional.Benchmarks;

/// <summary>Sums.</summary>
internal static class Reductions
{
    public static IEnumerable<Workload> All => [new("sum-all", SumAll), new("sum-axis0", SumAxis0)];

    private static Prepared SumAll(Device device)
    {
        var x = new RandomInputs(6).Normal([1 << 24]);
        var held = device.Hold(x);
        return new(
            () =>
            {
                var sum = held.Sum();
                Tensor.Evaluate(sum);
                return [sum];
            },
            results =>
            {
                var (sum, size) = (0.0, 0.0);
                foreach (var number in x.AsSpan<float>())
                    (sum, size) = (sum + number, size + Math.Abs(number));
                Check.Near("the sum", sum, results[0].Item<float>(), 1e-6 * size);
            }
        );
    }

    private static Prepared SumAxis0(Device device)
    {
        const int Size = 4096;
        var x = new RandomInputs(7).Normal([Size, Size]);
        var held = device.Hold(x);
        return new(
            () =>
            {
                var sums = held.Sum(0);
                Tensor.Evaluate(sums);
                return [sums];
            },
            results =>
            {
                Check.Has([Size], results[0]);
                var sums = new double[Size];
                var numbers = x.AsSpan<float>();
                for (var i = 0; i < numbers.Length; i++)
                    sums[i % Size] += numbers[i];
                for (var column = 0; column < Size; column++)
                    Check.Near($"column {column}", sums[column], results[0].AsSpan<float>()[column], 1e-6 * Size);
            }
        );
    }
}
