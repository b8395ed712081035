namespace Functional.Tests.Data;

/// <summary>Epoch after epoch, from any place; parts of the examples; examples that arrive one by one.</summary>
[Trait("Category", "Interpreted")]
public sealed class EpochsTests
{
    private static readonly Tensor Inputs = Tensor.Range(10, DType.Float32).Reshape(10, 1);
    private static readonly Tensor Targets = Tensor.Range(10);
    private static readonly Key Order = Key.From(4);

    [Fact]
    public void Every_epoch_has_every_example_in_an_order_of_its_own()
    {
        var batches = Batches.Epochs(Inputs, Targets, 4, Order, epochs: 3).ToList();
        Assert.Equal([4, 4, 2, 4, 4, 2, 4, 4, 2], batches.Select(batch => batch.Targets.Shape[0]));
        var epochs = batches.SelectMany(Rows).Chunk(10).ToList();
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 10), epoch.Order()));
        Assert.Equal(3, epochs.Select(epoch => string.Join(',', epoch)).Distinct().Count());
    }

    [Fact]
    public void An_epoch_is_Shuffled_with_its_key() =>
        Assert.Equal(
            Batches.Shuffled(Inputs, Targets, 4, Order.Fold(2)).SelectMany(Rows),
            Batches.Epochs(Inputs, Targets, 4, Order).Skip(6).Take(3).SelectMany(Rows)
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void From_any_place_on_the_batches_are_those_that_would_have_come(bool keepRest)
    {
        var all = Batches.Epochs(Inputs, Targets, 4, Order, epochs: 3, keepRest: keepRest).Select(Text).ToList();
        Assert.Equal(keepRest ? 9 : 6, all.Count);
        for (var from = 0; from <= all.Count + 1; from++)
            Assert.Equal(
                all.Skip(from),
                Batches.Epochs(Inputs, Targets, 4, Order, epochs: 3, from: from, keepRest: keepRest).Select(Text)
            );
    }

    [Fact]
    public void What_is_no_place_is_refused()
    {
        Assert.Equal("[batches] cannot go on from batch -1.", Problem(() => Batches.Epochs(Inputs, Targets, 4, Order, from: -1)));
        Assert.Equal(
            "[batches] needs the number of batches seen as an integer scalar, got float32[].",
            Problem(() => Batches.Epochs(Inputs, Targets, 4, Order, from: 1.5))
        );
        Assert.Equal(
            "[batches] 10 examples give no batch of 11 without the rest.",
            Problem(() => Batches.Epochs(Inputs, Targets, 11, Order, keepRest: false))
        );
    }

    [Fact]
    public void Every_example_is_in_exactly_one_part()
    {
        for (var count = 1; count < 40; count++)
        {
            var (training, validation, test) = Batches.Split(Tensor.Range(count), Tensor.Range(count), Order, 0.25, 0.15);
            Assert.Equal(Enumerable.Range(0, count), Rows(training).Concat(Rows(validation)).Concat(Rows(test)).Order());
            Assert.InRange(Rows(test).Length, (0.25 * count) - 0.5, (0.25 * count) + 0.5);
            Assert.InRange(Rows(validation).Length, (0.15 * count) - 1, (0.15 * count) + 1);
        }
    }

    [Fact]
    public void The_key_decides_the_parts()
    {
        int[] Tests(long seed) => Rows(Batches.Split(Inputs, Targets, Key.From(seed), test: 0.5).Test);
        Assert.Equal(Tests(1), Tests(1));
        Assert.NotEqual(Tests(1), Tests(2));
    }

    [Fact]
    public void Shares_of_more_than_one_are_refused() =>
        Assert.Equal(
            "[split] needs shares of at least 0 and at most 1 together, got 0.6 for testing and 0.5 for validation.",
            Problem(() => Batches.Split(Inputs, Targets, Order, 0.6, 0.5))
        );

    [Fact]
    public void Examples_that_come_one_by_one_are_stacked()
    {
        var batches = Batches.Of(Examples(5), 2).ToList();
        Assert.Equal(["0,1", "2,3", "4"], batches.Select(Text));
        Assert.Equal([2, 3], batches[0].Inputs.Shape);
        Assert.Equal(2, Batches.Of(Examples(5), 2, keepRest: false).Count());
    }

    [Fact]
    public async Task Examples_that_arrive_one_by_one_are_stacked()
    {
        var batches = await Batches.Of(Examples(5).ToAsyncEnumerable(), 2).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["0,1", "2,3", "4"], batches.Select(Text));
    }

    [Fact]
    public void Every_batch_gets_a_key_that_depends_on_its_number_alone()
    {
        var noise = Key.From(8);
        Batch Noisy(Key key, Batch batch) => batch with { Inputs = batch.Inputs + key.Normal(batch.Inputs.Shape) };
        var all = Batches.Epochs(Inputs, Targets, 4, Order, epochs: 2).Map(noise, Noisy).ToList();
        var rest = Batches.Epochs(Inputs, Targets, 4, Order, epochs: 2, from: 4).Map(noise, Noisy, from: 4).ToList();
        Assert.Equal(2, rest.Count);
        Assert.Equal(Bits.Hash(all.Skip(4).Select(batch => batch.Inputs)), Bits.Hash(rest.Select(batch => batch.Inputs)));
        Assert.Equal(Bits.Of(all[1].Inputs), Bits.Of(all[1].Inputs));
        Assert.NotEqual(Bits.Of(all[0].Inputs), Bits.Of(all[1].Inputs));
    }

    private static IEnumerable<(Tensor, Tensor)> Examples(int count) =>
        Enumerable.Range(0, count).Select(i => (Tensor.Full([3], i), Tensor.Of((long)i)));

    private static int[] Rows(Batch batch) => [.. batch.Targets.ToArray<long>().Select(target => (int)target)];

    private static string Text(Batch batch) => string.Join(',', Rows(batch));

    private static string Problem(Action action) => Assert.Throws<ShapeException>(action).Message;
}
