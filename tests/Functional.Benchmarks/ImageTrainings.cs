using static Functional.Operations;

namespace Functional.Benchmarks;

/// <summary>Whole training steps of convolutional networks.</summary>
internal static class ImageTrainings
{
    private const double LearningRate = 1e-2;

    public static IEnumerable<Workload> All => [new("cnn-train", Digits), new("resnet18-train", ResNet18)];

    private static Prepared Digits(Device device)
    {
        var inputs = new RandomInputs(22);
        return Prepare(
            device,
            Conv2D(1, 32, 3)
                >> Relu
                >> Conv2D(32, 64, 3)
                >> Relu
                >> MaxPool2D(2)
                >> (x => x.Flatten(1))
                >> Linear(64 * 12 * 12, 128)
                >> Relu
                >> Linear(128, 10),
            new Batch(inputs.Normal([64, 1, 28, 28]), inputs.Whole([64], 10)),
            weightDecay: 0
        );
    }

    private static Prepared ResNet18(Device device)
    {
        var inputs = new RandomInputs(23);
        var net = Conv2D(3, 64, 3, padding: 1, bias: false) >> BatchNorm(64) >> Relu;
        var width = 64;
        foreach (
            var (outputs, stride) in ((int, int)[])[(64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)]
        )
        {
            net = net >> Block(width, outputs, stride) >> Relu;
            width = outputs;
        }
        return Prepare(
            device,
            net >> AdaptiveAvgPool2D(1) >> (x => x.Flatten(1)) >> Linear(512, 10),
            new Batch(inputs.Normal([16, 3, 32, 32]), inputs.Whole([16], 10)),
            weightDecay: 5e-4
        );
    }

    private static Layer Block(int inputs, int outputs, int stride)
    {
        var inner =
            Conv2D(inputs, outputs, 3, stride, 1, bias: false)
            >> BatchNorm(outputs)
            >> Relu
            >> Conv2D(outputs, outputs, 3, padding: 1, bias: false)
            >> BatchNorm(outputs);
        if (stride == 1 && inputs == outputs)
            return Residual(inner);
        var skip = Conv2D(inputs, outputs, 1, stride, bias: false) >> BatchNorm(outputs);
        return x => from y in inner(x) from z in skip(x) select y + z;
    }

    private static Prepared Prepare(Device device, Layer net, Batch batch, double weightDecay)
    {
        var step = Training.Step(net, Losses.CrossEntropy, Optimizers.Sgd(LearningRate, momentum: 0.9, weightDecay: weightDecay));
        var begin = Training.Begin(net, Key.From(24), batch.Inputs);
        var (state, held) = device.Hold((begin, batch));
        return new(
            () =>
            {
                state = step(state, held);
                Tensor.Evaluate([.. state.Tensors]);
                return [];
            },
            _ => CheckStep(net, batch, begin, Device.Cpu.Place(step(begin, held)), weightDecay)
        );
    }

    // The first step goes down the gradient by the learning rate. Forward runs in double precision say how the loss changes along it.
    private static void CheckStep(Layer net, Batch batch, TrainingState before, TrainingState after, double weightDecay)
    {
        Parameters Along(double part) =>
            before.Parameters.Map(
                (path, x) => x.To(DType.Float64) + ((after.Parameters[path].To(DType.Float64) - x.To(DType.Float64)) * part)
            );
        double Loss(double part) =>
            Losses
                .CrossEntropy(
                    net(batch.Inputs.To(DType.Float64))
                        .Apply(Along(part), before.ModelState.Map(x => x.To(DType.Float64)), null, Mode.Training)
                        .Value,
                    batch.Targets
                )
                .Item<double>();
        var promised = 0.0;
        foreach (var (path, x) in before.Parameters)
        {
            var (old, moved) = (x.To(DType.Float64), (after.Parameters[path].To(DType.Float64) - x.To(DType.Float64)));
            promised += (moved * ((-1 / LearningRate * moved) - (weightDecay * old))).Sum().Item<double>();
        }
        const double Part = 0.002;
        var found = (Loss(Part) - Loss(-Part)) / (2 * Part);
        Check.Near("the loss's change along the step", found, promised, 0.01 * Math.Abs(promised));
    }
}
