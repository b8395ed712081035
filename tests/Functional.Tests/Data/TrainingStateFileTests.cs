using static Functional.Operations;

namespace Functional.Tests.Data;

/// <summary>A training that was saved goes on in another process as if nothing had happened.</summary>
[Trait("Category", "Interpreted")]
public sealed class TrainingStateFileTests : OwnFolder
{
    private const int Size = 8;

    // 50 examples in batches of 8: seven an epoch, the last of 2, so that step 50 stands inside the eighth epoch.
    private static readonly Tensor Inputs = Key.From(1).Normal([50, 4]);
    private static readonly Tensor Targets = Inputs.ArgMax(axis: 1);
    private static readonly Layer Net = Linear(4, 16) >> Centre(16) >> Tanh >> Dropout(0.25) >> Linear(16, 4);

    private static Optimizer Momentum => Optimizers.Sgd(0.05, momentum: 0.9);

    private static Optimizer Chain => Optimizers.ClipByGlobalNorm(0.5) >> Optimizers.AdamW(0.01) >> Optimizers.ClipByValue(0.02);

    [Fact]
    public void Fifty_steps_a_new_process_and_fifty_more_are_a_hundred_with_momentum() =>
        OwnProcess.RunAfter<TrainingStateFileTests>(Folder, folder => Begin(folder, Momentum), folder => GoOn(folder, Momentum));

    [Fact]
    public void Fifty_steps_a_new_process_and_fifty_more_are_a_hundred_with_Adam() =>
        OwnProcess.RunAfter<TrainingStateFileTests>(
            Folder,
            folder => Begin(folder, Optimizers.Adam(0.01)),
            folder => GoOn(folder, Optimizers.Adam(0.01))
        );

    [Fact]
    public void Fifty_steps_a_new_process_and_fifty_more_are_a_hundred_with_a_chain() =>
        OwnProcess.RunAfter<TrainingStateFileTests>(Folder, folder => Begin(folder, Chain), folder => GoOn(folder, Chain));

    [Fact]
    public void A_state_comes_back_with_the_structure_that_it_had()
    {
        Optimizer[] optimizers =
        [
            Optimizers.Sgd(0.1),
            Momentum,
            Optimizers.Adam(0.01, amsgrad: true),
            Chain,
            Optimizers.ClipByValue(1) >> Optimizers.ClipByValue(2),
            Optimizers.Groups(
                (path => path.EndsWith(".bias", StringComparison.Ordinal), Momentum),
                (_ => true, Optimizers.AdamW())
            ),
            Optimizers.Sgd(0.1) >> Optimizers.Factor(0.5) >> Optimizers.ParameterAverage(),
            Optimizers.Adagrad(),
            Optimizers.RmsProp(momentum: 0.9, centered: true),
            Optimizers.RProp(),
            new Optimizer(
                _ => OptimizerState.Of([("a", Tensor.Of(1f)), ("b", Tensor.Of(2f))], ("empty", Parameters.Empty)),
                (gradients, state, _) => (gradients.Map(g => -0.1 * g), state)
            ),
        ];
        foreach (var optimizer in optimizers)
        {
            var state = Train(Start, optimizer, 3);
            state.Save(PathOf("state"));
            var loaded = TrainingState.Load(PathOf("state"), Start, optimizer);
            Assert.Equal(state.StructureKey, loaded.StructureKey);
            Assert.Equal(Bits.Hash(state.Tensors), Bits.Hash(loaded.Tensors));
        }
    }

    [Fact]
    public void The_averages_of_the_metrics_go_on_too()
    {
        var step = Training.Step(Net, Losses.CrossEntropy, Momentum, ("accuracy", Metrics.Accuracy));
        var batches = Batches.Epochs(Inputs, Targets, Size, Key.From(7)).Take(4).ToArray();
        batches[..2].Aggregate(Start, step).Save(PathOf("state"));
        var whole = batches[2..].Aggregate(TrainingState.Load(PathOf("state")), step);
        Assert.Equal(32, whole.Totals["examples"].Item());
        Assert.Equal(Bits.Hash(batches.Aggregate(Start, step).Tensors), Bits.Hash(whole.Tensors));
    }

    [Fact]
    public void A_state_from_before_the_first_step_is_one_too()
    {
        var empty = Training.Begin(Net, Key.From(3));
        foreach (var state in new[] { Start, empty })
        {
            state.Save(PathOf("state"));
            var loaded = TrainingState.Load(PathOf("state"), optimizer: Momentum);
            Assert.Null(loaded.OptimizerState);
            Assert.Equal(Bits.Hash(Train(Start, Momentum, 2).Tensors), Bits.Hash(Train(loaded, Momentum, 2).Tensors));
        }
    }

    [Fact]
    public void The_parameters_can_be_read_alone()
    {
        Start.Save(PathOf("state"));
        Assert.Equal(Start.Parameters.Paths, Checkpoint.Load(PathOf("state")).Within("parameters").Paths);
    }

    [Fact]
    public void A_state_file_is_replaced_as_a_whole()
    {
        Start.Save(PathOf("state"));
        Train(Start, Momentum, 1).Save(PathOf("state"));
        Assert.Equal(1, TrainingState.Load(PathOf("state")).Step.Item<long>());
        Assert.Equal([PathOf("state")], Directory.GetFiles(Folder));
    }

    [Fact]
    public void What_differs_is_named()
    {
        Train(Start, Momentum, 1).Save(PathOf("state"));
        Assert.Equal(
            "'parameters.3.bias' is float32[4] in the file, expected float32[5], and 1 more differs.",
            Difference(Like(Linear(16, 5)))
        );
        Assert.Equal(
            "'parameters.4.bias' is missing in the file, expected float32[2], and 1 more differs.",
            Difference(Like(Linear(16, 4) >> Linear(4, 2)))
        );
        Assert.Equal(
            "'optimizer.momentum.0.bias' is float32[16] in the file, expected nothing, and 4 more differ.",
            Difference(null, Optimizers.ClipByValue(1))
        );
        Assert.StartsWith(
            "'optimizer.average.0.bias' is missing in the file, expected float32[16], and",
            Difference(null, Optimizers.Adam())
        );
        Train(Start, Optimizers.ClipByValue(1) >> Momentum, 1).Save(PathOf("state"));
        Assert.Equal(
            """the optimizer's memory is built as [{"scalars":[],"slots":[]},{"scalars":["step"],"slots":["momentum"]}], expected [{"scalars":[],"slots":[]},{"scalars":["step"],"slots":["momentum"]},{"scalars":[],"slots":[]}].""",
            Difference(null, Optimizers.ClipByValue(1) >> Momentum >> Optimizers.ClipByValue(1))
        );
    }

    [Fact]
    public void What_cannot_be_loaded_is_a_value_for_TryLoad()
    {
        Assert.True(TrainingState.TryLoad(PathOf("state")).IsLeft);
        Start.Save(PathOf("state"));
        Assert.True(TrainingState.TryLoad(PathOf("state")).IsRight);
        Assert.IsType<ModelException>(TrainingState.TryLoad(PathOf("state"), Like(Linear(16, 5))).LeftToSeq()[0]);
    }

    [Fact]
    public void Bytes_changed_at_random_never_do_more_than_throw_the_librarys_exception()
    {
        Train(Start, Chain, 1).Save(PathOf("state"));
        var bytes = File.ReadAllBytes(PathOf("state"));
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var changed = bytes.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
                changed[random.Next(Math.Min(changed.Length, 2000))] = (byte)random.Next(256);
            var error = Record.Exception(() => TrainingState.Load(Write("changed", changed)));
            Assert.True(error is null or FormatException, $"{error}");
        }
    }

    private static TrainingState Start => Training.Begin(Net, Key.From(3), Inputs.Slice(0, 0, Size));

    // What a step computes, and the hundred of them, in one process; the first fifty go into the file.
    private static void Begin(string folder, Optimizer optimizer)
    {
        var middle = Train(Start, optimizer, 50);
        middle.Save(Path.Combine(folder, "state"));
        var whole = Train(Start, optimizer, 100);
        Assert.NotEqual(Bits.Hash(middle.Tensors), Bits.Hash(whole.Tensors));
        File.WriteAllText(Path.Combine(folder, "hundred"), Bits.Hash(whole.Tensors));
    }

    private static void GoOn(string folder, Optimizer optimizer)
    {
        var state = TrainingState.Load(Path.Combine(folder, "state"), Start, optimizer);
        Assert.Equal(50, state.Step.Item<long>());
        var final = Train(state, optimizer, 50);
        Assert.Equal(100, final.Step.Item<long>());
        Assert.NotEmpty(final.ModelState);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "hundred")), Bits.Hash(final.Tensors));
        // The place in the data counts.
        Assert.NotEqual(Bits.Hash(final.Tensors), Bits.Hash(Train(state, optimizer, 50, place: 51).Tensors));
    }

    private static TrainingState Train(TrainingState state, Optimizer optimizer, int steps, Tensor? place = null) =>
        Training.Run(
            Training.Step(Net, Losses.CrossEntropy, optimizer),
            state,
            Batches.Epochs(Inputs, Targets, Size, Key.From(7), from: place ?? state.Step).Take(steps)
        );

    private static TrainingState Like(Layer end) =>
        Training.Begin(Linear(4, 16) >> Centre(16) >> Tanh >> Dropout(0.25) >> end, Key.From(3), Inputs.Slice(0, 0, Size));

    private string Difference(TrainingState? like, Optimizer? optimizer = null)
    {
        var message = Assert.Throws<ModelException>(() => TrainingState.Load(PathOf("state"), like, optimizer)).Message;
        var start = $"[load] '{PathOf("state")}' holds another training's state: ";
        Assert.StartsWith(start, message);
        return message[start.Length..];
    }

    // Subtracts a running average of the inputs, as batch norm does in training.
    private static Layer Centre(int size) =>
        Own(x =>
            from mean in Model.State("mean", [size], Initializers.Constant(0))
            from mode in Model.Mode
            let next = mode == Mode.Training ? (0.9 * mean) + (0.1 * x.Mean(axis: 0)) : mean
            from _ in Model.SetState("mean", next)
            select x - next
        );
}
