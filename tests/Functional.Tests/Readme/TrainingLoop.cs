using Functional;
using static Functional.Operations;

internal static class TrainingLoop
{
    public static void Run()
    {
        // snippet
        // A new kind of layer is one LINQ expression: it asks for parameters when it is run.
        Layer Gated(int size) => x => from v in Linear(size, size)(x) from g in Linear(size, size)(x) select v * Sigmoid(g);
        Layer net = Linear(2, 16) >> Relu >> Residual(LayerNorm(16) >> Gated(16)) >> Linear(16, 2);

        var points = Key.From(7).Normal([600, 2]);
        var classes = (points.Square().Sum(axis: 1) > 1.4).To(DType.Int64); // inside or outside a circle
        var (training, _, held) = Batches.Split(points, classes, Key.From(8), test: 0.25);

        var rate = Schedules.Cosine(0.02, steps: 300);
        var step = Training.Step(net, Losses.CrossEntropy, Optimizers.ClipByGlobalNorm(1) >> Optimizers.AdamW(rate));
        var begin = Training.Begin(net, Key.From(9), training.Inputs);
        var accuracy = Training.Evaluate(net, Metrics.Accuracy);

        // States are values: early stopping is LINQ, and the best state is simply kept.
        var best = Training
            .Epochs(step, begin, e => Batches.Shuffled(training.Inputs, training.Targets, 50, Key.From(e)), 30)
            .Select(state => (State: state, Accuracy: accuracy(state, [held])))
            .UntilNoBetter(by: x => x.Accuracy, patience: 5, higherIsBetter: true)
            .MaxBy(x => x.Accuracy);
        Console.WriteLine($"{begin.Parameters.Count} parameters, {begin.Parameters.Size} numbers");
        Console.WriteLine(best.Accuracy > 0.95 ? "above 95 % on examples not seen" : $"only {best.Accuracy:P1}");

        best.State.Save("best.state"); // parameters, optimizer, running state, key, step; resumes bit for bit
        var again = TrainingState.Load("best.state");
        Console.WriteLine(again.Parameters.IsSame(best.State.Parameters));
        // end
        File.Delete("best.state");
    }
}
