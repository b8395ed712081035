using static Functional.Operations;

namespace Functional.Tests.Data;

/// <summary>Batches that are made on another thread: the same, in the same order, never too many, with their exceptions.</summary>
public sealed class PrefetchTests
{
    private static readonly Batch One = new(Tensor.Of([1f]), Tensor.Of([1L]));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_batches_are_the_same_in_the_same_order() =>
        Assert.Equal(Enumerable.Range(0, 100), Numbered(100).Prefetch(3, Token).Select(Number));

    [Fact]
    public async Task The_batches_that_arrive_are_the_same_in_the_same_order() =>
        Assert.Equal(
            Enumerable.Range(0, 100),
            await Numbered(100).ToAsyncEnumerable().Prefetch(3).Select(Number).ToListAsync(Token)
        );

    [Fact]
    public void They_are_computed_elsewhere()
    {
        var here = Environment.CurrentManagedThreadId;
        var there = 0;
        IEnumerable<Batch> Lazy()
        {
            there = Environment.CurrentManagedThreadId;
            yield return new(Tensor.Ones([3]) + 1, Tensor.Range(3));
        }
        var batch = Lazy().Prefetch(1, Token).Single();
        Assert.NotEqual(here, there);
        Assert.True(batch.Inputs.IsComputed);
    }

    [Fact]
    public void No_more_wait_than_were_asked_for()
    {
        var made = 0;
        IEnumerable<Batch> Counted()
        {
            while (true)
            {
                Interlocked.Increment(ref made);
                yield return One;
            }
        }
        using var batches = Counted().Prefetch(2, Token).GetEnumerator();
        for (var taken = 1; taken <= 20; taken++)
        {
            Assert.True(batches.MoveNext());
            if (taken % 5 == 0)
                Thread.Sleep(20);
            // Two wait and one is in the making.
            Assert.InRange(Volatile.Read(ref made), taken, taken + 3);
        }
    }

    [Fact]
    public void An_exception_comes_behind_the_batches_before_it()
    {
        var taken = new List<int>();
        var error = Assert.Throws<InvalidDataException>(() =>
        {
            foreach (var batch in Failing().Prefetch(5, Token))
                taken.Add(Number(batch));
        });
        Assert.Equal([0, 1, 2], taken);
        Assert.Equal("here", error.Message);
        Assert.Contains(nameof(Failing), error.StackTrace);
    }

    [Fact]
    public async Task An_exception_arrives_behind_the_batches_before_it()
    {
        var taken = new List<int>();
        var error = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var batch in Failing().ToAsyncEnumerable().Prefetch(5).WithCancellation(Token))
                taken.Add(Number(batch));
        });
        Assert.Equal("here", error.Message);
        Assert.Equal([0, 1, 2], taken);
    }

    [Fact]
    public void Who_stops_early_has_the_source_closed()
    {
        var isClosed = false;
        IEnumerable<Batch> Closing()
        {
            try
            {
                while (true)
                    yield return One;
            }
            finally
            {
                isClosed = true;
            }
        }
        Assert.Equal(4, Closing().Prefetch(2, Token).Take(4).Count());
        Assert.True(isClosed);
    }

    [Fact]
    public void A_cancelled_token_ends_the_sequence()
    {
        using var source = new CancellationTokenSource();
        var taken = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var _ in Numbered(int.MaxValue).Prefetch(2, source.Token))
                if (++taken == 10)
                    source.Cancel();
        });
        Assert.Equal(10, taken);
    }

    [Fact]
    public async Task A_cancelled_token_ends_the_asynchronous_sequence()
    {
        using var source = new CancellationTokenSource();
        var taken = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Numbered(int.MaxValue).ToAsyncEnumerable().Prefetch(2).WithCancellation(source.Token))
                if (++taken == 10)
                    await source.CancelAsync();
        });
        Assert.InRange(taken, 10, 13);
    }

    [Fact]
    public async Task A_training_ends_with_the_same_bits()
    {
        var net = Linear(3, 4) >> Tanh >> Linear(4, 2);
        var inputs = Key.From(1).Normal([20, 3]);
        var step = Training.Step(net, Losses.CrossEntropy, Optimizers.Sgd(0.1));
        var begin = Training.Begin(net, Key.From(2), inputs);
        IEnumerable<Batch> Epochs() => Batches.Epochs(inputs, inputs.ArgMax(axis: 1) * 0, 6, Key.From(3), epochs: 3);

        var plain = Bits.Hash(Training.Run(step, begin, Epochs(), Token).Tensors);
        Assert.Equal(plain, Bits.Hash(Training.Run(step, begin, Epochs().Prefetch(2, Token), Token).Tensors));
        var final = await Training.RunAsync(step, begin, Epochs().ToAsyncEnumerable().Prefetch(), Token);
        Assert.Equal(12, final.Step.Item<long>());
        Assert.Equal(plain, Bits.Hash(final.Tensors));
    }

    [Fact]
    public void A_queue_of_nothing_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(1).Prefetch(0, Token));

    private static IEnumerable<Batch> Numbered(int count)
    {
        for (var i = 0; i < count; i++)
            yield return new(Tensor.Of([(float)i]), Tensor.Of([(long)i]));
    }

    private static IEnumerable<Batch> Failing()
    {
        foreach (var batch in Numbered(3))
            yield return batch;
        throw new InvalidDataException("here");
    }

    private static int Number(Batch batch) => (int)batch.Targets.Item<long>();
}
