namespace Functional.Tests;

/// <summary>Sums, means, extremes and what is made of them, at sizes around every internal boundary.</summary>
[Trait("Category", "Interpreted")]
public sealed class ReductionTests
{
    private static readonly Tensor Matrix = Tensor.Of([
        [1f, 5, 3],
        [4, 2, 6],
    ]);

    public static TheoryData<int> Sizes =>
        [0, 1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 127, 128, 129, 1023, 1024, 1025, 4097, 65537];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Whole_numbers_add_up_exactly_at_every_size(int size)
    {
        var expected = (long)size * (size - 1) / 2;
        Assert.Equal(expected, Tensor.Range(size).Sum().Item<long>());
        Assert.Equal(expected, Tensor.Range(size, DType.Int32).Sum().Item<long>());
        Assert.Equal(expected, Tensor.Range(size, DType.Float64).Sum().Item());
        Assert.Equal(size, Tensor.Ones([size]).Sum().Item());
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Extremes_are_found_wherever_they_are(int size)
    {
        if (size == 0)
            return;
        foreach (var place in new[] { 0, size / 2, size - 1 }.Distinct())
        {
            var x = new float[size];
            x[place] = 3;
            Assert.Equal(3, Tensor.Of(x).Max().Item());
            Assert.Equal(-3, (-Tensor.Of(x)).Min().Item());
            Assert.Equal(place, Tensor.Of(x).ArgMax(axis: 0).Item());
            x[place] = float.NaN;
            Assert.True(double.IsNaN(Tensor.Of(x).Max().Item()));
            Assert.True(double.IsNaN(Tensor.Of(x).Min().Item()));
            Assert.True(double.IsNaN(Tensor.Of(x).Sum().Item()));
            Assert.Equal(place, Tensor.Of(x).ArgMax(axis: 0).Item());
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Columns_and_rows_add_up_at_every_size(int size)
    {
        var x = Tensor.Range(3 * size, DType.Float64).Reshape(3, size);
        Assert.Equal(Enumerable.Range(0, size).Select(i => 3.0 * (size + i)), x.Sum(axis: 0).ToArray<double>());
        Assert.Equal(
            Enumerable.Range(0, 3).Select(row => ((double)row * size * size) + (size * (size - 1.0) / 2)),
            x.Sum(axis: 1).ToArray<double>()
        );
    }

    [Fact]
    public void The_sum_of_a_hundred_million_ones_is_a_hundred_million()
    {
        const int count = 100_000_000;
        Assert.Equal(count, Tensor.Ones([count]).Sum().Item<float>());
        // Computed element by element, as a sum of what nobody can foresee would be.
        var ones = Operations.Equal(Tensor.Iota([count], DType.Int32) * 0, 0).To(DType.Float32);
        Assert.Equal(count, ones.Sum().Item<float>());
        Assert.Equal(1, ones.Mean().Item<float>());
        Assert.Equal([count / 4, count / 4, count / 4, count / 4], ones.Reshape(4, count / 4).Sum(1).ToArray<float>());
        Assert.Equal([count / 4, count / 4, count / 4, count / 4], ones.Reshape(count / 4, 4).Sum(0).ToArray<float>());
    }

    [Fact]
    public void Axes_may_be_named_from_the_end_kept_and_several()
    {
        Assert.Equal([9, 12], Matrix.Sum(axis: -1).ToArray<float>());
        Assert.Equal([2, 1], Matrix.Sum(axis: 1, keepAxes: true).Shape);
        Assert.Equal([1, 1], Matrix.Sum([0, 1], keepAxes: true).Shape);
        Assert.Equal(21, Matrix.Sum([-1, 0]).Item());
        var x = Tensor.Range(24).Reshape(2, 3, 4);
        Assert.Equal([60, 92, 124], x.Sum([2, 0]).ToArray<long>());
        Assert.Equal([4, 5, 6], Matrix.Max(axis: 0).ToArray<float>());
        Assert.Equal([1, 2], Matrix.ArgMax(axis: -1).ToArray<long>());
        Assert.Equal([2, 1], Matrix.ArgMax(axis: 1, keepAxes: true).Shape);
    }

    [Fact]
    public void Nothing_adds_up_to_zero_and_has_no_mean()
    {
        Assert.Equal(0, Tensor.Zeros([0]).Sum().Item());
        Assert.True(double.IsNaN(Tensor.Zeros([0]).Mean().Item()));
        Assert.Equal([0, 0], Tensor.Zeros([2, 0]).Sum(axis: 1).ToArray<float>());
        Assert.Empty(Tensor.Zeros([2, 0]).Sum(axis: 0).ToArray<float>());
        Assert.Empty(Tensor.Zeros([2, 0]).Max(axis: 0).ToArray<float>());
    }

    [Fact]
    public void Means_are_floats()
    {
        Assert.Equal(3.5, Matrix.Mean().Item());
        Assert.Equal([3, 4], Matrix.Mean(axis: 1).ToArray<float>());
        Assert.Equal(DType.Float32, Tensor.Of([1, 2]).Mean().DType);
        Assert.Equal(1.5, Tensor.Of([1, 2]).Mean().Item());
        Assert.Equal(0.5, Tensor.Of([true, false]).Mean().Item());
    }

    [Fact]
    public void A_sum_of_bools_counts() => Assert.Equal(2, Tensor.Of([true, false, true]).Sum().Item<long>());

    [Fact]
    public void Small_whole_numbers_add_up_without_overflow() =>
        Assert.Equal(2L * int.MaxValue, Tensor.Of([int.MaxValue, int.MaxValue]).Sum().Item<long>());

    [Fact]
    public void The_extremes_of_whole_numbers_are_exact()
    {
        Assert.Equal(int.MinValue, Tensor.Of([int.MinValue, 0, int.MaxValue]).Min().Item<int>());
        Assert.Equal(long.MinValue, Tensor.Of([0, long.MinValue]).Min().Item<long>());
        Assert.Equal(long.MaxValue, Tensor.Of([0, long.MaxValue]).Max().Item<long>());
        Assert.Equal(int.MinValue, Tensor.Of([int.MinValue, int.MinValue]).Max().Item<int>());
        Assert.Equal(9007199254740993, Tensor.Of([9007199254740992, 9007199254740993]).Max().Item<long>());
        Assert.Equal(
            [int.MinValue, 2],
            Tensor
                .Of([
                    [int.MinValue, 3],
                    [7, 2],
                ])
                .Min(axis: 1)
                .ToArray<int>()
        );
    }

    [Fact]
    public void Infinities_win_or_cancel()
    {
        Assert.Equal(double.PositiveInfinity, Tensor.Of([1f, float.PositiveInfinity]).Max().Item());
        Assert.Equal(double.NegativeInfinity, Tensor.Of([float.NegativeInfinity, float.NegativeInfinity]).Max().Item());
        Assert.True(double.IsNaN(Tensor.Of([float.NegativeInfinity, float.PositiveInfinity]).Sum().Item()));
    }

    [Fact]
    public void Of_elements_that_tie_the_first_is_the_largest_and_they_share_the_derivative()
    {
        Assert.Equal(1, Tensor.Of([0f, 2, 1, 2]).ArgMax(axis: 0).Item());
        var slope = Differentiate.Gradient((Tensor x) => x.Max())(Tensor.Of([0f, 2, 1, 2]));
        Assert.Equal([0, 0.5f, 0, 0.5f], slope.ToArray<float>());
    }

    [Fact]
    public void Softmax_does_not_overflow()
    {
        Assert.Equal([0, 1], Tensor.Of([0f, 1000]).Softmax(axis: 0).ToArray<float>());
        Assert.Equal([-1000, 0], Tensor.Of([0f, 1000]).LogSoftmax(axis: 0).ToArray<float>());
        Assert.Equal(1000 + Math.Log(2), Tensor.Of([1000.0, 1000]).LogSumExp(axis: 0).Item(), 1e-12);
        Assert.Equal(double.NegativeInfinity, Tensor.Of([float.NegativeInfinity]).LogSumExp(axis: 0).Item());
    }

    [Fact]
    public void Sums_of_floats_are_added_pairwise()
    {
        // One after the other, a million tenths would be off by a hundred.
        var sum = Tensor.Full([1_000_000], 0.1).Sum().Item();
        Assert.Equal(1_000_000 * (double)0.1f, sum, 0.02);
    }

    [Fact]
    public void The_derivative_of_a_sum_over_an_axis_repeats()
    {
        var slope = Differentiate.Gradient((Tensor x) => (x.Sum(axis: 0) * Tensor.Of([1f, 2, 3])).Sum())(Matrix);
        Assert.Equal([1, 2, 3, 1, 2, 3], slope.ToArray<float>());
    }

    [Fact]
    public void The_derivative_of_the_mean_is_shared() =>
        Assert.Equal(
            [0.25, 0.25, 0.25, 0.25],
            Differentiate.Gradient((Tensor x) => x.Mean())(Tensor.Of([1.0, 2, 3, 4])).ToArray<double>()
        );
}
