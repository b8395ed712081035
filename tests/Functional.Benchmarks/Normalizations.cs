using static Functional.Operations;

namespace Functional.Benchmarks;

/// <summary>What normalizes rows.</summary>
internal static class Normalizations
{
    private const int Rows = 4096;
    private const int Width = 1024;
    private const double Epsilon = 1e-5; // as the layer's

    public static IEnumerable<Workload> All => [new("softmax", Softmax), new("layernorm-grad", LayerNormGradient)];

    private static Prepared Softmax(Device device)
    {
        var x = new RandomInputs(8).Normal([Rows, Width]);
        var held = device.Hold(x);
        return new(
            () =>
            {
                var y = held.Softmax(-1);
                Tensor.Evaluate(y);
                return [y];
            },
            results =>
            {
                Check.Has(x.Shape, results[0]);
                foreach (var row in Check.Sample(Rows, 17))
                {
                    var powers = x.AsSpan<float>()
                        .Slice(row * Width, Width)
                        .ToArray()
                        .Select(number => Math.Exp(number))
                        .ToArray();
                    var sum = powers.Sum();
                    for (var i = 0; i < Width; i++)
                        Check.Near(
                            $"element [{row},{i}]",
                            powers[i] / sum,
                            results[0].AsSpan<float>()[(row * Width) + i],
                            1e-5 * powers[i] / sum
                        );
                }
            }
        );
    }

    private static Prepared LayerNormGradient(Device device)
    {
        var inputs = new RandomInputs(9);
        var (x, w, b, g) = (
            inputs.Normal([Rows, Width]),
            inputs.Normal([Width]),
            inputs.Normal([Width]),
            inputs.Normal([Rows, Width])
        );
        var (point, cotangent) = device.Hold(((x, w, b), g));
        return new(
            () =>
            {
                var (_, pullback) = Differentiate.Vjp(LayerNorm, point);
                var (dx, dw, db) = pullback(cotangent);
                Tensor.Evaluate(dx, dw, db);
                return [dx, dw, db];
            },
            results => CheckGradients(x.ToArray<float>(), w.ToArray<float>(), g.ToArray<float>(), results)
        );
    }

    private static Tensor LayerNorm((Tensor X, Tensor Weight, Tensor Bias) p) => p.X.LayerNorm(p.Weight, p.Bias);

    private static void CheckGradients(float[] x, float[] w, float[] g, Tensor[] results)
    {
        var (dx, dw, db) = (results[0].ToArray<float>(), new double[Width], new double[Width]);
        for (var row = 0; row < Rows; row++)
        {
            var xs = x.AsSpan(row * Width, Width);
            var gs = g.AsSpan(row * Width, Width);
            var (mean, square) = (0.0, 0.0);
            foreach (var number in xs)
                (mean, square) = (mean + (number / (double)Width), square + ((double)number * number / Width));
            var rate = 1 / Math.Sqrt(square - (mean * mean) + Epsilon);
            // dx = (h − mean h − n · mean(h n)) · rate, where n is the normalized row and h = g w.
            var (meanH, meanHn) = (0.0, 0.0);
            for (var i = 0; i < Width; i++)
            {
                var normal = (xs[i] - mean) * rate;
                (meanH, meanHn) = (meanH + ((double)gs[i] * w[i] / Width), meanHn + ((double)gs[i] * w[i] * normal / Width));
                (dw[i], db[i]) = (dw[i] + (gs[i] * normal), db[i] + gs[i]);
            }
            for (var i = row % 97; i < Width; i += 97)
            {
                var expected = (((double)gs[i] * w[i]) - meanH - ((xs[i] - mean) * rate * meanHn)) * rate;
                Check.Near($"dx[{row},{i}]", expected, dx[(row * Width) + i], 1e-4);
            }
        }
        for (var i = 0; i < Width; i++)
        {
            Check.Near($"dw[{i}]", dw[i], results[1].AsSpan<float>()[i], 1e-6 * Rows);
            Check.Near($"db[{i}]", db[i], results[2].AsSpan<float>()[i], 1e-6 * Rows);
        }
    }
}
