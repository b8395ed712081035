using static Functional.Operations;

namespace Functional.Benchmarks;

/// <summary>A whole training step of a small GPT.</summary>
internal static class TextTrainings
{
    private const int Vocabulary = 96;
    private const int Width = 256;
    private const int Length = 128;

    public static IEnumerable<Workload> All => [new("gpt-train", Gpt)];

    private static Prepared Gpt(Device device)
    {
        var x = new RandomInputs(25).Whole([8, Length], Vocabulary);
        var batch = new Batch(x, x.Roll(-1, 1).Evaluate());
        var net = Embedding(Vocabulary, Width) >> Positions();
        for (var block = 0; block < 4; block++)
            net = net >> Block();
        net = net >> LayerNorm(Width) >> Linear(Width, Vocabulary);
        var step = Training.Step(net, Loss, Optimizers.AdamW(3e-4));
        var begin = Training.Begin(net, Key.From(26), batch.Inputs);
        var (state, held) = device.Hold((begin, batch));
        return new(
            () =>
            {
                state = step(state, held);
                Tensor.Evaluate([.. state.Tensors]);
                return [];
            },
            _ => CheckStep(net, batch, begin, Device.Cpu.Place(step(begin, held)))
        );
    }

    private static Layer Positions() =>
        Own(x => from place in Model.Parameter("position", [Length, Width], Initializers.Normal()) select x + place);

    // Pre-norm: Radford et al. 2019.
    private static Layer Block() =>
        Residual(LayerNorm(Width) >> MultiHeadAttention(Width, 8, isCausal: true))
        >> Residual(LayerNorm(Width) >> Linear(Width, 4 * Width) >> Gelu >> Linear(4 * Width, Width));

    private static Tensor Loss(Tensor output, Tensor target) =>
        Losses.CrossEntropy(output.Reshape(-1, Vocabulary), target.Reshape(-1));

    // Adam's first average is a tenth of the gradient. Forward runs in double precision say how the loss changes along the step.
    private static void CheckStep(Layer net, Batch batch, TrainingState before, TrainingState after)
    {
        Parameters Along(double part) =>
            before.Parameters.Map(
                (path, x) => x.To(DType.Float64) + ((after.Parameters[path].To(DType.Float64) - x.To(DType.Float64)) * part)
            );
        double LossAt(double part) => Loss(net.Apply(Along(part), batch.Inputs), batch.Targets).Item<double>();
        Check.Near("the loss", LossAt(0), after.Loss.Item(), 1e-4);
        var promised = 0.0;
        foreach (var (path, x) in before.Parameters)
        {
            var moved = after.Parameters[path].To(DType.Float64) - x.To(DType.Float64);
            promised += (moved * 10 * after.OptimizerState!.Slot("average")[path].To(DType.Float64)).Sum().Item<double>();
        }
        const double Part = 0.01;
        var found = (LossAt(Part) - LossAt(-Part)) / (2 * Part);
        Check.Near("the loss's change along the step", found, promised, 0.01 * Math.Abs(promised));
    }
}
