namespace Functional.Benchmarks;

/// <summary>What moves elements and computes nothing.</summary>
internal static class Movements
{
    public static IEnumerable<Workload> All => [new("transpose", Transpose), new("gather-embedding", GatherEmbedding)];

    private static Prepared Transpose(Device device)
    {
        const int Size = 4096;
        var x = new RandomInputs(4).Normal([Size, Size]);
        var held = device.Hold(x);
        return new(
            () =>
            {
                var y = held.Transpose();
                Tensor.Evaluate(y);
                return [y];
            },
            results =>
            {
                var y = results[0].AsSpan<float>();
                foreach (var i in Check.Sample(x.Size, 100_003))
                    Check.Near($"element [{i / Size},{i % Size}]", x.AsSpan<float>()[(i % Size * Size) + (i / Size)], y[i], 0);
            }
        );
    }

    private static Prepared GatherEmbedding(Device device)
    {
        const int Words = 50_000;
        const int Width = 256;
        const int Count = 32_768;
        var inputs = new RandomInputs(5);
        var (table, index) = (inputs.Normal([Words, Width]), inputs.Whole([Count], Words));
        var (heldTable, heldIndex) = device.Hold((table, index));
        return new(
            () =>
            {
                var y = heldTable.Take(heldIndex);
                Tensor.Evaluate(y);
                return [y];
            },
            results =>
            {
                Check.Has([Count, Width], results[0]);
                foreach (var i in Check.Sample(results[0].Size, 10_007))
                {
                    var word = (int)index.AsSpan<long>()[i / Width];
                    Check.Near(
                        $"element [{i / Width},{i % Width}]",
                        table.AsSpan<float>()[(word * Width) + (i % Width)],
                        results[0].AsSpan<float>()[i],
                        0
                    );
                }
            }
        );
    }
}
