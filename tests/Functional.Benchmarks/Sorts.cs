namespace Functional.Benchmarks;

/// <summary>What puts elements in order.</summary>
internal static class Sorts
{
    private const int Size = 1 << 20;

    public static IEnumerable<Workload> All => [new("sort-1m", Million)];

    private static Prepared Million(Device device)
    {
        var x = new RandomInputs(27).Normal([Size]);
        var held = device.Hold(x);
        return new(
            () =>
            {
                var (values, indices) = held.Sort(0);
                Tensor.Evaluate(values, indices);
                return [values, indices];
            },
            results =>
            {
                var (given, values, places) = (x.ToArray<float>(), results[0].ToArray<float>(), results[1].ToArray<long>());
                var isSeen = new bool[Size];
                for (var i = 0; i < Size; i++)
                {
                    Check.Near($"the place of element {i}, seen before", 0, isSeen[places[i]] ? 1 : 0, 0);
                    isSeen[places[i]] = true;
                    Check.Near($"element {i}", given[places[i]], values[i], 0);
                    Check.Near($"the order at {i}", 0, i > 0 && values[i] < values[i - 1] ? 1 : 0, 0);
                }
            }
        );
    }
}
