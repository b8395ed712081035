namespace Functional.Benchmarks;

/// <summary>Convolutions alone, and their gradients.</summary>
internal static class Convolutions
{
    private const int Images = 16;
    private const int Channels = 64;
    private const int Side = 56;

    public static IEnumerable<Workload> All => [new("conv-3x3", Forward), new("conv-3x3-grad", Backward)];

    private static Prepared Forward(Device device)
    {
        var (x, w, _) = Inputs();
        var (px, pw) = device.Hold((x, w));
        return new(
            () =>
            {
                var y = px.Conv2D(pw, padding: 1);
                Tensor.Evaluate(y);
                return [y];
            },
            results => CheckForward(x, w, results[0])
        );
    }

    private static Prepared Backward(Device device)
    {
        var (x, w, g) = Inputs();
        var (px, pw, pg) = device.Hold((x, w, g));
        return new(
            () =>
            {
                var (_, pullback) = Differentiate.Vjp<Tensor[], Tensor>(v => v[0].Conv2D(v[1], padding: 1), [px, pw]);
                var gradients = pullback(pg);
                Tensor.Evaluate(gradients);
                return gradients;
            },
            results =>
            {
                CheckInput(w, g, results[0]);
                CheckWeight(x, g, results[1]);
            }
        );
    }

    private static (Tensor X, Tensor W, Tensor G) Inputs()
    {
        var inputs = new RandomInputs(21);
        var x = inputs.Normal([Images, Channels, Side, Side]);
        var w = (inputs.Normal([Channels, Channels, 3, 3]) * 0.05f);
        Tensor.Evaluate(w);
        return (x, w, inputs.Normal([Images, Channels, Side, Side]));
    }

    // out[n, o, i, j] = Σ x[n, c, i + p − 1, j + q − 1] · w[o, c, p, q].
    private static void CheckForward(Tensor x, Tensor w, Tensor y) =>
        CheckSums(
            y,
            [Images, Channels, Side, Side],
            place =>
                from c in Enumerable.Range(0, Channels)
                from p in Enumerable.Range(0, 3)
                from q in Enumerable.Range(0, 3)
                select ((int[])[place[0], c, place[2] + p - 1, place[3] + q - 1], (int[])[place[1], c, p, q]),
            x,
            w
        );

    private static void CheckInput(Tensor w, Tensor g, Tensor dx) =>
        CheckSums(
            dx,
            [Images, Channels, Side, Side],
            place =>
                from o in Enumerable.Range(0, Channels)
                from p in Enumerable.Range(0, 3)
                from q in Enumerable.Range(0, 3)
                select ((int[])[place[0], o, place[2] - p + 1, place[3] - q + 1], (int[])[o, place[1], p, q]),
            g,
            w
        );

    private static void CheckWeight(Tensor x, Tensor g, Tensor dw) =>
        CheckSums(
            dw,
            [Channels, Channels, 3, 3],
            place =>
                from n in Enumerable.Range(0, Images)
                from i in Enumerable.Range(0, Side)
                from j in Enumerable.Range(0, Side)
                select ((int[])[n, place[1], i + place[2] - 1, j + place[3] - 1], (int[])[n, place[0], i, j]),
            x,
            g
        );

    // Sampled elements as sums in double precision; indices of the first operand beyond its ends hold zeros.
    private static void CheckSums(
        Tensor result,
        Shape shape,
        Func<int[], IEnumerable<(int[] First, int[] Second)>> terms,
        Tensor first,
        Tensor second
    )
    {
        Check.Has(shape, result);
        var (a, b, c) = (first.ToArray<float>(), second.ToArray<float>(), result.ToArray<float>());
        foreach (var number in Check.Sample(c.Length, 60))
        {
            var (sum, size) = (0.0, 0.0);
            foreach (var (i, k) in terms(Indices(shape, number)))
                if (Number(first.Shape, i) is >= 0 and var from)
                {
                    var term = (double)a[from] * b[Number(second.Shape, k)];
                    sum += term;
                    size += Math.Abs(term);
                }
            Check.Near($"element {number}", sum, c[number], 1e-6 * (1 + size));
        }
    }

    private static int[] Indices(Shape shape, int number)
    {
        var indices = new int[shape.Rank];
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
            (indices[axis], number) = (number % shape[axis], number / shape[axis]);
        return indices;
    }

    private static int Number(Shape shape, int[] indices)
    {
        var number = 0;
        for (var axis = 0; axis < shape.Rank; axis++)
            if (indices[axis] < 0 || indices[axis] >= shape[axis])
                return -1;
            else
                number = (number * shape[axis]) + indices[axis];
        return number;
    }
}
