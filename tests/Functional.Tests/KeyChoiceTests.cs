namespace Functional.Tests;

/// <summary>Random whole numbers, orders and choices.</summary>
[Trait("Category", "Interpreted")]
public sealed class KeyChoiceTests
{
    private const int Count = 60_000;

    [Fact]
    public void A_whole_number_is_the_part_that_64_bits_fall_into()
    {
        foreach (
            var (low, high) in new[]
            {
                (0L, 6L),
                (-5, 1_000_003),
                (0, 1L << 40),
                (3, (1L << 32) + 3),
                (long.MinValue, long.MaxValue),
                (-1, long.MaxValue),
            }
        )
        {
            var key = Key.From(42);
            var (first, second) = (key.Bits([50]).ToArray<int>(), SecondStream(key, 50));
            var parts = (UInt128)((Int128)high - low);
            var expected = first.Zip(
                second,
                (a, b) => (long)(low + (Int128)(((((ulong)(uint)a << 32) | (uint)b) * parts) >> 64))
            );
            Assert.Equal(expected, key.Integers([50], low, high).ToArray<long>());
        }
    }

    [Fact]
    public void The_same_key_draws_the_same_whole_numbers()
    {
        // From an implementation of Threefry in Python.
        Assert.Equal([3, 1, 2, 3, 5, 3, 6, 4], Key.From(42).Integers([8], 1, 7, DType.UInt8).ToArray<byte>());
        Assert.Equal([7, 4, 6, 1, 2, 3, 0, 5], Key.From(42).Permutation(8).ToArray<long>());
        Assert.Equal([15, 18, 23, 91], Key.From(42).Choice(Tensor.Range(100), [4], replace: false).ToArray<long>());
    }

    [Fact]
    public void Whole_numbers_are_equally_likely()
    {
        var x = Key.From(5).Integers([Count], -3, 7, DType.Int8);
        Assert.Equal(DType.Int8, x.DType);
        for (var value = -3; value < 7; value++)
            Near(0.1, Operations.Equal(x, value));
        Assert.Equal((-3, 6), (x.Min().Item(), x.Max().Item()));
        Assert.Equal(1.5, x.Mean().Item(), 5 * Math.Sqrt(8.25 / Count));
    }

    [Fact]
    public void A_permutation_has_every_number_once()
    {
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), Key.From(1).Permutation(1000).ToArray<long>().Order());
        Assert.Empty(Key.From(1).Permutation(0).ToArray<long>());
        Assert.Equal([0], Key.From(1).Permutation(1).ToArray<long>());
    }

    [Fact]
    public void All_orders_are_equally_likely()
    {
        const int Orders = 6000;
        var counts = Enumerable
            .Range(0, Orders)
            .CountBy(i => string.Join("", Key.From(i).Permutation(3).ToArray<long>()))
            .ToDictionary();
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.Equal(1.0 / 6, count / (double)Orders, 5 * Math.Sqrt(5.0 / 36 / Orders)));
    }

    [Fact]
    public void A_shuffle_moves_slices_as_a_whole()
    {
        var x = Tensor.Range(12).Reshape(4, 3);
        var rows = Key.From(2).Shuffle(x);
        Assert.Equal(x.Shape, rows.Shape);
        Assert.NotEqual(x.ToArray<long>(), rows.ToArray<long>());
        foreach (var row in rows)
            Assert.Equal([0, 1, 2], (row - row.Select(0, 0)).ToArray<long>());
        var columns = Key.From(2).Shuffle(x, axis: -1);
        Assert.Equal([3, 12, 21, 30], columns.Sum(1).ToArray<long>());
        Assert.Equal([0, 3, 6, 9], (columns - Tensor.Zeros([1], DType.Int64)).Min(1).ToArray<long>());
    }

    [Fact]
    public void Choices_follow_their_probabilities()
    {
        var weights = Tensor.Of([0f, 1, 0, 3, 4, 0]);
        var x = Key.From(9).Choice(Tensor.Range(6), [Count], probabilities: weights);
        double[] expected = [0, 0.125, 0, 0.375, 0.5, 0];
        for (var value = 0; value < 6; value++)
            Near(expected[value], Operations.Equal(x, value));
        var even = Key.From(9).Choice(Tensor.Of([10f, 20, 30]), [Count / 2, 2]);
        Assert.Equal([Count / 2, 2], even.Shape);
        foreach (var value in new[] { 10, 20, 30 })
            Near(1.0 / 3, Operations.Equal(even, value));
    }

    [Fact]
    public void Without_replacement_nothing_comes_twice()
    {
        var all = Key.From(3).Choice(Tensor.Range(50), [50], replace: false).ToArray<long>();
        Assert.Equal(50, all.Distinct().Count());
        var weights = Tensor.Of([0.0, 1, 2, 0, 1]);
        for (var seed = 0; seed < 200; seed++)
            Assert.Equal(
                [1L, 2, 4],
                Key.From(seed).Choice(Tensor.Range(5), [3], replace: false, weights).ToArray<long>().Order()
            );
        // The first is 2 half of the time.
        var first = Vectorize.Map((Tensor key) => Key.From(key).Choice(Tensor.Range(5), [1], false, weights), 0)(
            Tensor.Stack(0, [.. Key.From(0).Split(5000).Select(key => key.Data)])
        );
        Assert.Equal(0.5, Operations.Equal(first, 2).Mean().Item(), 5 * Math.Sqrt(0.25 / 5000));
        Assert.Equal([2, 0, 3], Key.From(3).Choice(Tensor.Zeros([2, 7, 3]), [0], axis: 1).Shape);
    }

    [Fact]
    public void Keys_may_be_arguments_of_a_compiled_function()
    {
        var draw = Compile.Function<Tensor, Tensor>(key => Key.From(key).Permutation(20) + Key.From(key).Integers([20], 0, 5));
        for (var seed = 0; seed < 5; seed++)
            Assert.Equal(
                (Key.From(seed).Permutation(20) + Key.From(seed).Integers([20], 0, 5)).ToArray<long>(),
                draw(Key.From(seed).Data).ToArray<long>()
            );
    }

    // The second word of Threefry, which doubles take their lower bits from.
    private static int[] SecondStream(Key key, int count) =>
        RandomBitsOp.Make(key.Data.Select(0, 0), key.Data.Select(0, 1), Tensor.Range(count, DType.Int32), 1).ToArray<int>();

    private static void Near(double expected, Tensor holds) =>
        Assert.Equal(expected, holds.Mean().Item(), (5 * Math.Sqrt(expected * (1 - expected) / holds.Size)) + 1e-12);
}
