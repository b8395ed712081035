namespace Functional.Tests.Data;

/// <summary>Examples in batches.</summary>
public sealed class BatchesTests
{
    private static readonly Tensor Inputs = Tensor.Range(10, DType.Float32).Reshape(10, 1).BroadcastTo([10, 3]);
    private static readonly Tensor Targets = Tensor.Range(10);

    [Fact]
    public void A_permutation_has_each_number_once() =>
        Assert.Equal(Enumerable.Range(0, 1000), Batches.Permutation(Key.From(1), 1000).Order());

    [Fact]
    public void The_key_decides_the_order()
    {
        Assert.Equal(Batches.Permutation(Key.From(1), 100), Batches.Permutation(Key.From(1), 100));
        Assert.NotEqual(Batches.Permutation(Key.From(1), 100), Batches.Permutation(Key.From(2), 100));
    }

    [Fact]
    public void Every_order_of_three_is_about_as_likely()
    {
        var orders = Key.From(5)
            .Split(6000)
            .Select(key => string.Join("", Batches.Permutation(key, 3)))
            .CountBy(order => order)
            .ToList();
        Assert.Equal(6, orders.Count);
        // Five standard deviations of a binomial distribution.
        Assert.All(orders, order => Assert.InRange(order.Value, 1000 - 145, 1000 + 145));
    }

    [Fact]
    public void A_permutation_of_nothing_is_empty() => Assert.Empty(Batches.Permutation(Key.From(1), 0));

    [Fact]
    public void The_last_batch_is_smaller() =>
        Assert.Equal([4, 4, 2], Batches.InOrder(Inputs, Targets, 4).Select(batch => batch.Inputs.Shape[0]));

    [Fact]
    public void The_rest_can_be_left_out() =>
        Assert.Equal(
            [4, 4],
            Batches.Shuffled(Inputs, Targets, 4, Key.From(1), keepRest: false).Select(batch => batch.Inputs.Shape[0])
        );

    [Fact]
    public void Targets_stay_with_their_inputs()
    {
        var batches = Batches.Shuffled(Inputs, Targets, 3, Key.From(1)).ToList();
        foreach (var batch in batches)
            Assert.Equal(
                batch.Targets.ToArray<long>().Select(target => (float)target),
                batch.Inputs.Select(1, 0).ToArray<float>()
            );
        Assert.Equal(
            Enumerable.Range(0, 10),
            batches.SelectMany(batch => batch.Targets.ToArray<long>()).Select(target => (int)target).Order()
        );
    }

    [Fact]
    public void A_batch_may_be_larger_than_all_examples() => Assert.Single(Batches.InOrder(Inputs, Targets, int.MaxValue));

    [Fact]
    public void Inputs_without_targets_are_refused()
    {
        var problem = Assert.Throws<ShapeException>(() => Batches.InOrder(Inputs, Tensor.Range(9), 4)).Message;
        Assert.Equal(
            "[batches] needs as many targets as inputs along axis 0, got inputs float32[10,3] and targets int64[9].",
            problem
        );
    }

    [Fact]
    public void A_size_of_zero_is_refused() =>
        Assert.Equal(
            "[batches] needs a size of at least 1, got 0.",
            Assert.Throws<ShapeException>(() => Batches.InOrder(Inputs, Targets, 0)).Message
        );
}
