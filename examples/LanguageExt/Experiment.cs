using Functional;
using LanguageExt;
using static Functional.Operations;

namespace LanguageExtExample;

/// <summary>A curve learnt until it gets no better, saved and loaded again.</summary>
internal static class Experiment
{
    public static void Run(Configuration configuration, Action<string> say)
    {
        var (training, validation) = (Wave(Key.From(1), 256), Wave(Key.From(2), 64));
        Layer net = Linear(1, configuration.Width) >> Tanh >> Linear(configuration.Width, 1);
        var step = Training.Step(net, Losses.MeanSquaredError, Optimizers.Adam(configuration.LearningRate));
        var output = Training.Evaluate(net);
        double Error(TrainingState state) => Losses.MeanSquaredError(output(state, validation.Inputs), validation.Targets).Item();

        // The state after each epoch, made when it is asked for: stopping early is a fold that ends early.
        var epochs = Prelude
            .Seq(Enumerable.Range(0, 200))
            .Map(epoch => Batches.Shuffled(training.Inputs, training.Targets, 32, Key.From(epoch)))
            .Scan(Training.Begin(net, Key.From(0), training.Inputs), (state, batches) => Training.Run(step, state, batches))
            .Tail;
        var best = epochs.FoldWhile(
            new Progress(epochs.Head, double.PositiveInfinity, 0, 0),
            (progress, state) => progress.Next(state, Error(state)),
            predstate: progress => progress.Fruitless < configuration.Patience
        );
        say($"{best.Epochs} epochs, best after {best.State.Step} steps: validation error {best.Error:F4}");

        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        Checkpoint.Save(file, best.State.Parameters);
        var again = Checkpoint.TryLoad(file).Map(parameters => Error(best.State with { Parameters = parameters }));
        File.Delete(file);
        say(again.Match(Right: error => $"saved and loaded: {error:F4}", Left: error => error.Message));
        say(
            Checkpoint
                .TryLoad(file)
                .Match(Right: _ => "it is still there", Left: error => $"and when it is gone: {error.GetType().Name}")
        );
    }

    // A noisy sine.
    private static Batch Wave(Key key, int count)
    {
        var (place, noise) = key.Split();
        var x = place.Uniform([count, 1], -3, 3);
        return new(x, Sin(2 * x) + (0.1 * noise.Normal([count, 1])));
    }
}
