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
        var begin = Training.Begin(net, Key.From(0), training.Inputs);
        IEnumerable<Batch> Shuffled(int epoch) => Batches.Shuffled(training.Inputs, training.Targets, 32, Key.From(epoch));
        var best = Training
            .Epochs(step, begin, Shuffled, count: 500)
            .ToSeq()
            .FoldWhile(
                new Progress(begin, Error(begin), 0, 0),
                (progress, state) => progress.Next(state, Error(state)),
                predstate: progress => progress.Fruitless < configuration.Patience
            );
        say($"{best.Epochs} epochs, best after {best.State.Step} steps: validation error {best.Error:F4}, 0.0100 of it noise");

        // What can go wrong outside is a value: Right the parameters, Left the reason.
        var folder = Directory.CreateTempSubdirectory();
        var file = Path.Combine(folder.FullName, "curve.safetensors");
        Checkpoint.Save(file, best.State.Parameters);
        say(Describe(Checkpoint.TryLoad(file)));
        File.Delete(file);
        say(Describe(Checkpoint.TryLoad(file)));
        folder.Delete();

        string Describe(Either<FunctionalException, Parameters> loaded) =>
            loaded
                .Map(parameters => Error(best.State with { Parameters = parameters }))
                .Match(Right: error => $"saved and loaded: {error:F4}", Left: error => error.Message);
    }

    // A noisy sine.
    private static Batch Wave(Key key, int count)
    {
        var (place, noise) = key.Split();
        var x = place.Uniform([count, 1], -3, 3);
        return new(x, Sin(2 * x) + (0.1 * noise.Normal([count, 1])));
    }
}
