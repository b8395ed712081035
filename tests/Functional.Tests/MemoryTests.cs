using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Memory stays flat without Dispose and without collections in user code: what the operating system counts.</summary>
[Collection(Alone.Name)]
public sealed class MemoryTests
{
    private const long Mebi = 1 << 20;

    // A state has 2.8 MB.
    private static readonly Layer Network =
        Linear(784, 256) >> Relu >> Dropout(0.1) >> Linear(256, 128) >> Relu >> Dropout(0.1) >> Linear(128, 10);

    public MemoryTests() => Assert.SkipUnless(ResidentMemory.IsKnown, "/proc/self/status is Linux'.");

    [Fact]
    public void A_loop_over_16_million_floats_takes_at_most_six_such_tensors() =>
        OwnProcess.Run<MemoryTests>(() =>
        {
            const int Size = 16 << 20;
            var (w, b) = (Tensor.Of(0.9f), Tensor.Of(0.1f));
            var start = ResidentMemory.Now;
            ResidentMemory.ForgetPeak();
            var x = Tensor.Full([Size], 0.5).Evaluate();
            for (var i = 0; i < TestSize.Of(25, 1000); i++)
                x = Tanh((x * w) + b).Evaluate();
            Console.WriteLine($"peak {(ResidentMemory.Peak - start) / Mebi} MB over the start of {start / Mebi} MB");
            Assert.InRange(ResidentMemory.Peak - start, long.MinValue, 6L * Size * sizeof(float));
            GC.KeepAlive(x);
        });

    [Fact]
    public void Training_by_Aggregate_needs_no_more_after_many_steps_than_after_200() =>
        OwnProcess.Run<MemoryTests>(() =>
        {
            var step = Training.Step(Network, Losses.CrossEntropy, Optimizers.Adam());
            var settled = 0L;
            var final = Repeat(TestSize.Of(1_200, 20_000), 784)
                .Select((batch, number) => (batch, number))
                .Aggregate(
                    Training.Begin(Network, Key.From(1)),
                    (state, next) =>
                    {
                        if (next.number == 200)
                            settled = ResidentMemory.Now;
                        return step(state, next.batch);
                    }
                );
            Console.WriteLine($"{settled / Mebi} MB at step 200, {ResidentMemory.Now / Mebi} MB at the end");
            Assert.InRange(ResidentMemory.Now, 0, settled * 105 / 100);
            Assert.True(double.IsFinite(final.Loss.Item()));
        });

    // 1.2 million parameters, which a state has twice: 9.6 MB. A step's activations and their gradients are some 60 MB more.
    [Fact]
    public void Training_convolutions_by_Aggregate_needs_little_more_at_the_end_than_when_it_was_warm() =>
        OwnProcess.Run<MemoryTests>(() =>
        {
            var net =
                Conv2D(1, 32, 3)
                >> Relu
                >> Conv2D(32, 64, 3)
                >> Relu
                >> MaxPool2D(2)
                >> Flatten(start: 1)
                >> Linear(64 * 12 * 12, 128)
                >> Relu
                >> Linear(128, 10);
            var step = Training.Step(net, Losses.CrossEntropy, Optimizers.Sgd(1e-3, momentum: 0.9));
            var (count, warm) = (TestSize.Of(100, 2_000), TestSize.Of(40, 200));
            var settled = 0L;
            ResidentMemory.ForgetPeak();
            var final = Repeat(count, [64, 1, 28, 28])
                .Select((batch, number) => (batch, number))
                .Aggregate(
                    Training.Begin(net, Key.From(1)),
                    (state, next) =>
                    {
                        if (next.number == warm)
                            settled = ResidentMemory.Now;
                        return step(state, next.batch);
                    }
                );
            var end = ResidentMemory.Now;
            Console.WriteLine(
                $"{settled / Mebi} MB at step {warm}, {end / Mebi} MB at step {count}, {ResidentMemory.Peak / Mebi} MB at most"
            );
            Assert.InRange(end, 0, settled * 12 / 10);
            Assert.InRange(ResidentMemory.Peak, 0, 400 * Mebi);
            Assert.True(double.IsFinite(final.Loss.Item()));
        });

    [Fact]
    public void States_that_are_kept_stay_as_they_are_and_cost_what_they_hold() =>
        OwnProcess.Run<MemoryTests>(() =>
        {
            var step = Training.Step(Network, Losses.CrossEntropy, Optimizers.Adam());
            var kept = new List<(TrainingState State, string Hash)>();
            var states = Training.States(step, Training.Begin(Network, Key.From(1)), Repeat(TestSize.Of(1_200, 10_000), 784));
            var (number, settled) = (0, 0L);
            foreach (var state in states)
            {
                if (++number == 500)
                    settled = ResidentMemory.Now;
                if (number % 100 == 0)
                    kept.Add((state, Bits.Hash(state.Tensors)));
            }
            Assert.All(kept, entry => Assert.Equal(entry.Hash, Bits.Hash(entry.State.Tensors)));
            var bytes = kept[0].State.Tensors.Sum(x => x.Size * x.DType.ByteSize) * (kept.Count - 5);
            Console.WriteLine(
                $"{settled / Mebi} MB at step 500, {(ResidentMemory.Now - settled) / Mebi} MB more for {bytes / Mebi} MB kept"
            );
            Assert.InRange(ResidentMemory.Now - settled, long.MinValue, (2 * bytes) + (settled / 20));
        });

    [Fact]
    public void Distinct_shapes_in_a_row_leave_nothing_behind() =>
        OwnProcess.Run<MemoryTests>(() =>
        {
            static void Use(int from, int count)
            {
                for (var i = from; i < from + count; i++)
                    Tanh(Tensor.Ones([100 + i]) * (i * 0.1)).Sum().Item();
            }
            var count = TestSize.Of(500, 10_000);
            Use(0, count);
            var settled = ResidentMemory.Now;
            Use(count, count);
            Console.WriteLine($"{settled / Mebi} MB after {count} shapes, {ResidentMemory.Now / Mebi} MB after {2 * count}");
            // Plans are forgotten when their cache is full, which is long after a few thousand: 10 KB each until then.
            Assert.InRange(ResidentMemory.Now - settled, long.MinValue, (20 * Mebi) + (count * 10_000L));
        });

    [Fact]
    public void A_compiled_step_allocates_the_same_each_time_and_in_proportion_to_its_outputs() =>
        OwnProcess.Run<MemoryTests>(() =>
        {
            var (few, many) = (BytesPerStep(layers: 2), BytesPerStep(layers: 8));
            Assert.All(few.Concat(many), bytes => Assert.InRange(bytes, 0, 200_000));
            // The JIT compiler finds ways to allocate less as time goes by.
            Assert.InRange(few[^1], 0, few[0] * 1.05);
            Assert.InRange(many[^1], 0, many[0] * 1.05);
            // 2 and 8 layers: 4 and 16 parameters, each with two averages, beside a few scalars.
            Assert.InRange(many[^1] / few[^1], 1, 5);
            Console.WriteLine($"{few[^1]:F0} and {many[^1]:F0} bytes a step");
        });

    // Bytes per step of several hundreds of steps.
    private static double[] BytesPerStep(int layers)
    {
        var net = Enumerable.Range(1, layers - 1).Aggregate(Linear(64, 64), (net, _) => net >> Relu >> Linear(64, 64));
        var step = Training.Step(net, Losses.CrossEntropy, Optimizers.Adam());
        var batch = Repeat(1, 64).First();
        var state = Training.Run(step, Training.Begin(net, Key.From(1)), Enumerable.Repeat(batch, 1000));
        var bytes = new double[8]; // until the collector brings memory back as fast as steps take it
        for (var i = 0; i < bytes.Length; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            state = Training.Run(step, state, Enumerable.Repeat(batch, 200));
            bytes[i] = (GC.GetAllocatedBytesForCurrentThread() - before) / 200.0;
        }
        return bytes;
    }

    private static IEnumerable<Batch> Repeat(int count, int width) => Repeat(count, [32, width]);

    private static IEnumerable<Batch> Repeat(int count, Shape shape)
    {
        var inputs = Key.From(3).Normal(shape).Evaluate();
        var targets = inputs.Reshape(shape[0], -1).Slice(1, 0, 10).ArgMax(axis: 1).Evaluate();
        return Enumerable.Repeat(new Batch(inputs, targets), count);
    }
}
