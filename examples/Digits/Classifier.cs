using Functional;
using static Functional.Operations;

namespace Digits;

/// <summary>The network that reads digits: what it is, how it learns, how it is asked.</summary>
internal static class Classifier
{
    private const double LearningRate = 1e-3;

    /// <summary>From 784 pixels to ten numbers, the largest of which stands where the digit is.</summary>
    private static readonly Layer Network =
        Linear(784, 256) >> Relu >> Dropout(0.1) >> Linear(256, 128) >> Relu >> Dropout(0.1) >> Linear(128, 10);

    /// <summary>Trains a new network.</summary>
    public static Parameters Train(DigitImages images, Options options, Progress progress)
    {
        var (start, order) = Key.From(options.Seed).Split();
        var step = Training.Step(Network, Losses.CrossEntropy, Optimizers.Adam(LearningRate));
        var state = Training.Begin(Network, start);
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            var batches = Batches.Shuffled(images.Images, images.Labels, options.Batch, order.Fold(epoch));
            state = Training.Run(step, state, progress.Follow(batches));
            progress.EndEpoch(state.Loss.Item<float>());
        }
        return state.Parameters;
    }

    /// <summary>What a trained network reads in images.</summary>
    public static Scores Read(DigitImages images, Parameters parameters)
    {
        var answers = Network.Apply(parameters, images.Images).ArgMax(axis: 1);
        return new(images.Labels.ToArray<long>(), answers.ToArray<long>());
    }
}
