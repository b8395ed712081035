using System.Diagnostics;
using Functional.Vulkan;

namespace Functional.Benchmarks;

/// <summary>What a device can do at most, to hold the other workloads against: bytes moved and products added up in a second.</summary>
internal static class Ceilings
{
    private const int MostElements = 1 << 26;
    private const int LargestSide = 8192;
    private const double MostMilliseconds = 200;

    public static IEnumerable<Workload> All => [new("ceiling-copy", Copy), new("ceiling-product", Product)];

    // 64 Mi elements, or as many as one binding of a kernel and an eighth of the memory hold.
    private static Prepared Copy(Device device)
    {
        var size = MostElements;
        if (device is VulkanDevice { Capabilities.Limits: var limits })
            size = (int)Math.Min((ulong)size, Math.Min(limits.MaxStorageBufferRange, limits.DeviceMemory / 8) / sizeof(float));
        var x = (Tensor.Range(size, DType.Int32) % 1024).To(DType.Float32).Evaluate();
        var held = device.Hold(x);
        return new(
            () =>
            {
                var y = held + 1f;
                Tensor.Evaluate(y);
                return [y];
            },
            results =>
            {
                var y = results[0].AsSpan<float>();
                foreach (var i in Check.Sample(size))
                    Check.Near($"element {i}", (i % 1024) + 1, y[i], 0);
            }
        )
        {
            Work = ("gb_per_s", 2.0 * sizeof(float) * size),
        };
    }

    // The largest square whose product takes a fraction of a second: it is the last that was tried.
    private static Prepared Product(Device device)
    {
        for (var n = 512; ; n *= 2)
        {
            var inputs = new RandomInputs(28);
            var (a, b) = (inputs.Normal([n, n]), inputs.Normal([n, n]));
            var (heldA, heldB) = device.Hold((a, b));
            Tensor[] Run()
            {
                var product = heldA.MatMul(heldB);
                Tensor.Evaluate(product);
                return [product];
            }
            double Once()
            {
                var start = Stopwatch.GetTimestamp();
                Run();
                (device as VulkanDevice)?.Finish();
                return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
            Once();
            if (2 * n <= LargestSide && Math.Min(Once(), Once()) * 8 <= MostMilliseconds)
                continue;
            return new(Run, results => Products.CheckProduct(a, b, false, false, results[0]))
            {
                Work = ("gflop_per_s", 2.0 * n * n * n),
            };
        }
    }
}
