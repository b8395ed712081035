namespace Functional.Benchmarks;

/// <summary>Matrix products.</summary>
internal static class Products
{
    public static IEnumerable<Workload> All =>
        [
            .. ((int[])[64, 256, 512, 1024, 2048]).Select(n => new Workload($"gemm-{n}", () => Product([n, n], [n, n]))),
            new("gemm-tall", () => Product([4096, 64], [64, 4096])),
            new("gemm-deep", () => Product([64, 16384], [16384, 64])),
            new("gemm-batched", () => Product([96, 128, 64], [96, 64, 128])),
            new("gemm-nt-tn", BackwardLayouts),
        ];

    private static Prepared Product(Shape left, Shape right)
    {
        var inputs = new RandomInputs(1);
        var (a, b) = (inputs.Normal(left), inputs.Normal(right));
        return new(
            () =>
            {
                var product = a.MatMul(b);
                Tensor.Evaluate(product);
                return [product];
            },
            results => CheckProduct(a, b, false, false, results[0])
        );
    }

    private static Prepared BackwardLayouts()
    {
        var inputs = new RandomInputs(1);
        var (x, w, g) = (inputs.Normal([512, 1024]), inputs.Normal([1024, 1024]), inputs.Normal([512, 1024]));
        return new(
            () =>
            {
                var (left, right) = (g.MatMul(w.Transpose()), x.Transpose().MatMul(g));
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
    private static void CheckProduct(Tensor left, Tensor right, bool isLeftTransposed, bool isRightTransposed, Tensor product)
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
