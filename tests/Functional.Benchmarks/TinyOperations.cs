using static Functional.Operations;

namespace Functional.Benchmarks;

/// <summary>A thousand dependent operations on 16 numbers, and their gradient: the cost of an operation itself.</summary>
internal static class TinyOperations
{
    private const int Depth = 500;
    private const double Factor = 0.99;

    public static IEnumerable<Workload> All => [new("tiny-ops", Prepare)];

    private static Prepared Prepare(Device device)
    {
        var x = new RandomInputs(10).Normal([16]);
        var held = device.Hold(x);
        return new(
            () =>
            {
                var gradient = Differentiate.Gradient<Tensor>(Chain)(held);
                Tensor.Evaluate(gradient);
                return [gradient];
            },
            results => CheckGradient(x.ToArray<float>(), results[0].ToArray<float>())
        );
    }

    private static Tensor Chain(Tensor x)
    {
        var y = x;
        for (var i = 0; i < Depth; i++)
            y = Sin(y) * Factor;
        return y.Sum();
    }

    private static void CheckGradient(float[] x, float[] gradient)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var (y, slope) = ((double)x[i], 1.0);
            for (var step = 0; step < Depth; step++)
                (y, slope) = (Math.Sin(y) * Factor, slope * Math.Cos(y) * Factor);
            Check.Near($"gradient {i}", slope, gradient[i], 1e-4 * Math.Abs(slope));
        }
    }
}
