namespace Functional.Benchmarks;

/// <summary>Matrix products.</summary>
internal static class Products
{
    public static IEnumerable<Workload> All =>
        [
            .. ((int[])[64, 256, 512, 1024, 2048]).Select(n => new Workload(
                $"gemm-{n}",
                device => Product(device, [n, n], [n, n])
            )),
            new("gemm-tall", device => Product(device, [4096, 64], [64, 4096])),
            new("gemm-deep", device => Product(device, [64, 16384], [16384, 64])),
            new("gemm-batched", device => Product(device, [96, 128, 64], [96, 64, 128])),
            new("gemm-nt-tn", BackwardLayouts),
        ];

    private static Prepared Product(Device device, Shape left, Shape right)
    {
        var inputs = new RandomInputs(1);
        var (a, b) = (inputs.Normal(left), inputs.Normal(right));
        var (pa, pb) = device.Hold((a, b));
        return new(
            () =>
            {
                var product = pa.MatMul(pb);
                Tensor.Evaluate(product);
                return [product];
            },
            results => CheckProduct(a, b, false, false, results[0])
        );
    }

    private static Prepared BackwardLayouts(Device device)
    {
        var inputs = new RandomInputs(1);
        var (x, w, g) = (inputs.Normal([512, 1024]), inputs.Normal([1024, 1024]), inputs.Normal([512, 1024]));
        var (px, pw, pg) = device.Hold((x, w, g));
        return new(
            () =>
            {
                var (left, right) = (pg.MatMul(pw.Transpose()), px.Transpose().MatMul(pg));
                Tensor.Evaluate(left, right);
                return [left, right];
            },
            results =>
            {
                CheckProduct(g, w, false, true, results[0]);
                CheckProduct(x, g, true, false, results[1]);
            }
        );
    }

    // Sampled elements as sums in double precision.
    public static void CheckProduct(Tensor left, Tensor right, bool isLeftTransposed, bool isRightTransposed, Tensor product)
    {
        var (a, b, c) = (left.ToArray<float>(), right.ToArray<float>(), product.ToArray<float>());
        var (m, k, n) = (
            left.Shape[isLeftTransposed ? -1 : -2],
            left.Shape[isLeftTransposed ? -2 : -1],
            right.Shape[isRightTransposed ? -2 : -1]
        );
        Check.Has(left.Rank == 2 ? [m, n] : [left.Shape[0], m, n], product);
        foreach (var place in Check.Sample(c.Length))
        {
            var (batch, i, j) = (place / (m * n), place / n % m, place % n);
            var (sum, size) = (0.0, 0.0);
            for (var p = 0; p < k; p++)
            {
                var x = a[(batch * m * k) + (isLeftTransposed ? (p * m) + i : (i * k) + p)];
                var y = b[(batch * k * n) + (isRightTransposed ? (j * k) + p : (p * n) + j)];
                sum += (double)x * y;
                size += Math.Abs((double)x * y);
            }
            Check.Near($"element [{batch},{i},{j}]", sum, c[place], 1e-6 * (1 + size));
        }
    }
}
