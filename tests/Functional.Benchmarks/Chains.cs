using static Functional.Operations;

namespace Functional.Benchmarks;

/// <summary>Chains of elementwise operations.</summary>
internal static class Chains
{
    public static IEnumerable<Workload> All =>
        [
            new("chain-16m", device => Chain(device, 1 << 24)),
            new("chain-64k", device => Chain(device, 1 << 16)),
            new("broadcast-add", BroadcastAdd),
        ];

    private static Prepared Chain(Device device, int size)
    {
        var inputs = new RandomInputs(2);
        var (x, w, b) = (inputs.Normal([size]), inputs.Normal([size]), inputs.Normal([size]));
        var (px, pw, pb) = device.Hold((x, w, b));
        return new(
            () =>
            {
                var y = Tanh((px * pw) + pb) * Sigmoid(px);
                Tensor.Evaluate(y);
                return [y];
            },
            results =>
            {
                Check.Has(x.Shape, results[0]);
                var y = results[0].AsSpan<float>();
                foreach (var i in Check.Sample(size))
                {
                    var (xi, wi, bi) = ((double)x.AsSpan<float>()[i], w.AsSpan<float>()[i], b.AsSpan<float>()[i]);
                    Check.Near($"element {i}", Math.Tanh((xi * wi) + bi) / (1 + Math.Exp(-xi)), y[i], 1e-5);
                }
            }
        );
    }

    private static Prepared BroadcastAdd(Device device)
    {
        const int Size = 4096;
        var inputs = new RandomInputs(3);
        var (x, row) = (inputs.Normal([Size, Size]), inputs.Normal([Size]));
        var (px, placedRow) = device.Hold((x, row));
        return new(
            () =>
            {
                var y = px + placedRow;
                Tensor.Evaluate(y);
                return [y];
            },
            results =>
            {
                Check.Has(x.Shape, results[0]);
                foreach (var i in Check.Sample(x.Size))
                    Check.Near(
                        $"element {i}",
                        x.AsSpan<float>()[i] + row.AsSpan<float>()[i % Size],
                        results[0].AsSpan<float>()[i],
                        0
                    );
            }
        );
    }
}
