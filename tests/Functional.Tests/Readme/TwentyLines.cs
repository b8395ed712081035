using Functional;
using static Functional.Operations;

internal static class TwentyLines
{
    public static void Run()
    {
        // snippet
        Tensor x = Tensor.Of([
            [1f, 2f],
            [3f, 4f],
        ]);
        Tensor y = x | Tanh | Sum(axis: 1); // nothing is computed yet
        Console.WriteLine(y); // looking at a value computes it

        var f = (Tensor v) => (v * v * v).Sum();
        Console.WriteLine(Differentiate.Gradient(f)(Tensor.Of([1.0, 2]))); // 3 v²
        Console.WriteLine(Differentiate.Hessian(f)(Tensor.Of([1.0, 2]))); // 6 v on the diagonal

        var loss = (Tensor w, Tensor a, Tensor b) => (Tanh((w * a).Sum()) - b) * (Tanh((w * a).Sum()) - b);
        var perExample = Vectorize.Map(Differentiate.Gradient(loss), over: (null, 0, 0));
        Console.WriteLine(perExample(Tensor.Of([0.5f, -0.5f]), x, Tensor.Of([1f, 0f])));

        Layer net = Linear(2, 16) >> Tanh >> Dropout(0.1) >> Linear(16, 2);
        var points = Key.From(1).Normal([256, 2]);
        var classes = (points.Select(1, 0) * points.Select(1, 1) > 0).To(DType.Int64); // exclusive or
        var step = Training.Step(net, Losses.CrossEntropy, Optimizers.ClipByGlobalNorm(1) >> Optimizers.AdamW(0.05));
        var epochs = Enumerable.Range(0, 20).SelectMany(e => Batches.Shuffled(points, classes, 64, Key.From(e)));
        var final = Training.Run(step, Training.Begin(net, Key.From(0)), epochs);
        var right = Equal(net.Apply(final.Parameters, points).ArgMax(axis: 1), classes);
        Console.WriteLine($"{final.Step} steps, right in {right.Sum()} of {right.Size}");
        // end
    }
}
