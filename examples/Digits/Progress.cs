using System.Diagnostics;
using Functional;
using Spectre.Console;

namespace Digits;

/// <summary>Shows how far training is: a line for each epoch, and on a terminal a bar below.</summary>
internal sealed class Progress(int epochs, Action onStep)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>Runs a training of so many epochs, which are so many steps in all.</summary>
    public static T Watch<T>(int epochs, int steps, Func<Progress, T> train) =>
        Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi
            ? train(new Progress(epochs, () => { }))
            : AnsiConsole
                .Progress()
                .AutoClear(true)
                .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    var bar = context.AddTask("training", maxValue: steps);
                    return train(new Progress(epochs, () => bar.Increment(1)));
                });

    /// <summary>The same batches, each counted when the next one is asked for.</summary>
    public IEnumerable<Batch> Follow(IEnumerable<Batch> batches)
    {
        foreach (var batch in batches)
        {
            yield return batch;
            onStep();
        }
    }

    /// <summary>The same states, one after each epoch, and a line for each: loss and accuracy over the images as training saw them.</summary>
    public IEnumerable<TrainingState> Follow(IEnumerable<TrainingState> states)
    {
        foreach (var (index, state) in states.Index())
        {
            var (loss, accuracy) = (state.Averages["loss"].Item(), state.Averages["accuracy"].Item());
            AnsiConsole.WriteLine(
                $"epoch {index + 1} of {epochs}: loss {loss:F4}, accuracy {accuracy:F4}, {_watch.Elapsed.TotalSeconds:F1} s"
            );
            yield return state;
        }
    }
}
