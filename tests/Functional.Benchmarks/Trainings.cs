using static Functional.Operations;

namespace Functional.Benchmarks;

/// <summary>Whole training steps: forward, backward and optimizer, with the new state kept.</summary>
internal static class Trainings
{
    private const double LearningRate = 1e-3;

    public static IEnumerable<Workload> All => [new("mlp-train", Digits), new("mlp-tiny-train", Tiny)];

    private static Prepared Digits(Device device)
    {
        var inputs = new RandomInputs(11);
        return Prepare(
            device,
            Linear(784, 512) >> Relu >> Linear(512, 512) >> Relu >> Linear(512, 10),
            Losses.CrossEntropy,
            new Batch(inputs.Normal([128, 784]), inputs.Whole([128], 10)),
            new PlainNetwork(PlainNetwork.Relu, PlainNetwork.CrossEntropy)
        );
    }

    private static Prepared Tiny(Device device)
    {
        var inputs = new RandomInputs(12);
        return Prepare(
            device,
            Linear(2, 16) >> Tanh >> Linear(16, 16) >> Tanh >> Linear(16, 1),
            Losses.MeanSquaredError,
            new Batch(inputs.Normal([32, 2]), inputs.Normal([32, 1])),
            new PlainNetwork(PlainNetwork.Tanh, PlainNetwork.MeanSquaredError)
        );
    }

    private static Prepared Prepare(Device device, Layer net, Func<Tensor, Tensor, Tensor> loss, Batch batch, PlainNetwork plain)
    {
        var step = Training.Step(net, loss, Optimizers.Adam(LearningRate));
        var begin = Training.Begin(net, Key.From(13), batch.Inputs);
        var (before, now, held) = device.Hold((begin, begin, batch));
        return new(
            () =>
            {
                (before, now) = (now, step(now, held));
                Tensor.Evaluate([.. now.Tensors]);
                return [];
            },
            _ => plain.CheckStep(before, batch, now, LearningRate)
        );
    }
}
