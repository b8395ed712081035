using Functional;
using static Functional.Operations;

namespace Digits;

/// <summary>The network that reads digits: what it is, how it learns, how it is asked.</summary>
internal static class Classifier
{
    private const double HighestRate = 4e-3;

    // All at once would need memory for all of their activations.
    private const int ReadAtOnce = 1000;

    /// <summary>From 28 × 28 pixels to ten numbers, the largest of which stands where the digit is.</summary>
    private static readonly Layer Network =
        Conv2D(1, 16, 3)
        >> Relu
        >> MaxPool2D(2)
        >> Conv2D(16, 32, 3)
        >> Relu
        >> MaxPool2D(2)
        >> Flatten(start: 1)
        >> Linear(32 * 5 * 5, 128)
        >> Relu
        >> Dropout(0.2)
        >> Linear(128, 10);

    /// <summary>Trains a new network. The device computes it all, since the state is placed there; batches are moved as they come.</summary>
    public static Parameters Train(DigitImages images, Options options, Progress progress, Device device)
    {
        var (start, order) = Key.From(options.Seed).Split();
        var rate = Schedules.OneCycle(HighestRate, options.StepsFor(images));
        var step = Training.Step(Network, Losses.CrossEntropy, Optimizers.Adam(rate), ("accuracy", Metrics.Accuracy));
        var states = Training.Epochs(step, device.Place(Training.Begin(Network, start)), Shuffled, options.Epochs);
        return progress.Follow(states).Last().Parameters;

        IEnumerable<Batch> Shuffled(int epoch) =>
            progress.Follow(Batches.Shuffled(images.Images, images.Labels, options.Batch, order.Fold(epoch)).On(device));
    }

    /// <summary>What a trained network reads in images.</summary>
    public static Scores Read(DigitImages images, Parameters parameters, Device device)
    {
        var known = device.Place(parameters);
        var read = Compile.Function<Parameters, Tensor, Tensor>((p, x) => Network.Apply(p, x).ArgMax(axis: 1));
        var answers = Batches
            .InOrder(images.Images, images.Labels, ReadAtOnce)
            .On(device)
            .SelectMany(batch => read(known, batch.Inputs).ToArray<long>());
        return new(images.Labels.ToArray<long>(), [.. answers]);
    }
}
