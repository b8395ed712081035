using System.Diagnostics;
using Functional;
using Spectre.Console;

namespace Digits;

/// <summary>Shows how far training is: a line for each epoch, and on a terminal a bar below.</summary>
internal sealed class Progress(int epochs, Action onStep)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _epoch;

    /// <summary>Runs a training of so many epochs of so many steps.</summary>
    public static T Watch<T>(int epochs, int steps, Func<Progress, T> train) =>
        Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi
            ? train(new Progress(epochs, () => { }))
            : AnsiConsole
                .Progress()
                .AutoClear(true)
                .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    var bar = context.AddTask("training", maxValue: (double)epochs * steps);
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

    /// <summary>Says that an epoch is over, and how large the loss of its last batch was.</summary>
    public void EndEpoch(float loss) =>
        AnsiConsole.WriteLine($"epoch {++_epoch} of {epochs}: loss {loss:F4}, {_watch.Elapsed.TotalSeconds:F1} s");
}
