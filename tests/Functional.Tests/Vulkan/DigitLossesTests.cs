using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>The network of the first example learns from real digits on the device as it does on the CPU, at the rate and in the batches of the example.</summary>
public sealed class DigitLossesTests
{
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

    [Fact]
    public void The_first_losses_are_the_CPUs()
    {
        var device = Device.OrSkip();
        var steps = TestSize.IsFull ? 50 : 10;
        var (training, _) = Mnist.Load(SharedData.PathOf("mnist"));
        var (here, there) = (Losses(Functional.Device.Cpu), Losses(device));
        Assert.Equal(steps, here.Length);
        Assert.True(here[^1] < here[0] - 0.01, $"from {here[0]} to {here[^1]}: nothing was learnt");
        for (var step = 0; step < steps; step++)
            Assert.Equal(here[step], there[step], 1e-4);

        double[] Losses(Functional.Device device)
        {
            var step = Training.Step(Network, Functional.Losses.CrossEntropy, Optimizers.Adam(Schedules.OneCycle(4e-3, 1800)));
            var state = device.Place(Training.Begin(Network, Key.From(1)));
            var batches = Batches.Shuffled(training.Inputs.ExpandDims(1), training.Targets, 100, Key.From(2)).On(device);
            var (losses, sum) = (new List<double>(), 0.0);
            foreach (var batch in batches.Take(steps))
            {
                state = step(state, batch);
                // The average is of all examples so far.
                var total = state.Averages["loss"].Item() * (losses.Count + 1);
                losses.Add(total - sum);
                sum = total;
            }
            return [.. losses];
        }
    }
}
