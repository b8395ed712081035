using static Functional.Differentiate;

namespace Functional.Tests;

/// <summary>Order, search and counting, at sizes around every internal boundary.</summary>
[Trait("Category", "Interpreted")]
public sealed class SortingTests
{
    private const double NaN = double.NaN;

    public static TheoryData<int> Sizes => [0, 1, 2, 31, 32, 33, 47, 48, 49, 255, 1000, 5003];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_type_is_sorted_and_equal_elements_keep_their_order(int size)
    {
        var random = new Random(size);
        var x = Tensor.Of<double>([.. Enumerable.Range(0, size).Select(_ => (double)random.Next(-300, 300))]);
        foreach (var type in DTypes.All)
        {
            var typed = x.To(type);
            var values = typed.To(DType.Float64).ToArray<double>();
            var places = Enumerable.Range(0, size).Select(i => (long)i).ToArray();
            Assert.Equal(places.OrderBy(i => values[i]), typed.ArgSort(0).ToArray<long>());
            Assert.Equal(places.OrderByDescending(i => values[i]), typed.ArgSort(0, descending: true).ToArray<long>());
            var columns = Tensor.Stack(1, typed, typed);
            Assert.Equal(typed.ArgSort(0).ToArray<long>(), columns.ArgSort(0).Select(1, 1).ToArray<long>());
        }
    }

    [Fact]
    public void Zeros_are_equal_and_NaN_is_the_largest()
    {
        var x = Tensor.Of([0.0, NaN, -0.0, double.PositiveInfinity, 0, double.NegativeInfinity, -NaN, 1e30]);
        Assert.Equal([5, 0, 2, 4, 7, 3, 1, 6], x.ArgSort().ToArray<long>());
        Assert.Equal([1, 6, 3, 7, 0, 2, 4, 5], x.ArgSort(descending: true).ToArray<long>());
        Assert.Equal([5, 0, 2, 4, 7, 3, 1, 6], (x.To(DType.Float32)).ArgSort().ToArray<long>());
        Assert.Equal([2, 0, 1], Tensor.Of([-1L, long.MaxValue, long.MinValue]).ArgSort().ToArray<long>());
    }

    [Fact]
    public void Sorted_values_have_gradients()
    {
        var x = Tensor.Of([3.0, 1, 2]);
        Assert.Equal([9, 1, 4], Gradient((Tensor v) => (v.Sort().Values * Tensor.Of([1.0, 4, 9])).Sum())(x).ToArray<double>());
        Assert.Equal([1, 0, 1], Gradient((Tensor v) => v.TopK(2).Values.Sum())(x).ToArray<double>());
    }

    [Fact]
    public void The_largest_few_and_the_kth_are_found_along_any_axis()
    {
        var x = Tensor.Of([
            [3, 9, 5],
            [8, 1, 5],
        ]);
        var (values, places) = x.TopK(2);
        Assert.Equal([9, 5, 8, 5], values.ToArray<int>());
        Assert.Equal([1, 2, 0, 2], places.ToArray<long>());
        Assert.Equal([3, 1, 5], x.TopK(1, axis: 0, largest: false).Values.ToArray<int>());
        Assert.Equal([0, 2], x.TopK(0, axis: 1).Values.Reshape(0, 2).Shape);
        (values, places) = x.KthValue(2, keepAxes: true);
        Assert.Equal([5, 5], values.ToArray<int>());
        Assert.Equal([2, 1], places.Shape);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_search_finds_where_values_belong(int size)
    {
        var sorted = Enumerable.Range(0, size).Select(i => (double)(i / 3)).ToArray();
        double[] values = [-1, 0, 0.5, 1, 2, size / 6, size / 3.0, size, NaN];
        foreach (var right in new[] { false, true })
            Assert.Equal(
                values.Select(v => (long)sorted.Count(s => double.IsNaN(v) || (right ? s <= v : s < v))),
                Tensor.Of(sorted).SearchSorted(Tensor.Of(values), right).ToArray<long>()
            );
        Assert.Equal(values.Select(v => sorted.Contains(v)), Tensor.Of(values).IsIn(Tensor.Of(sorted)).ToArray<bool>());
    }

    [Fact]
    public void Rows_are_searched_each_for_its_own_values()
    {
        var rows = Tensor.Range(100).Reshape(2, 50);
        Assert.Equal(
            [10, 50, 0, 1],
            rows.SearchSorted(
                    Tensor.Of([
                        [10, 70],
                        [50, 51],
                    ])
                )
                .ToArray<long>()
        );
        Assert.Equal([0, 1, 1, 2], Tensor.Of([1, 2, 4, 5]).Bucketize(Tensor.Of([1, 4])).ToArray<long>());
        Assert.Equal([1, 1, 2, 2], Tensor.Of([1, 2, 4, 5]).Bucketize(Tensor.Of([1, 4]), right: true).ToArray<long>());
        Assert.Equal([false, false, true, false], Tensor.Range(4).Reshape(2, 2).IsIn(Tensor.Of(2)).ToArray<bool>());
    }

    [Fact]
    public void Distinct_elements_come_in_order_with_places_and_counts()
    {
        var (values, inverse, counts) = Tensor
            .Of([
                [3, 1, 3],
                [2, 3, 1],
            ])
            .Unique();
        Assert.Equal([1, 2, 3], values.ToArray<int>());
        Assert.Equal([2, 0, 2, 1, 2, 0], inverse.ToArray<long>());
        Assert.Equal([2, 3], inverse.Shape);
        Assert.Equal([2, 1, 3], counts.ToArray<long>());
        Assert.Equal(2, Tensor.Of([NaN, NaN]).Unique().Values.Size);
        Assert.Equal(0, Tensor.Zeros([0]).Unique().Values.Size);
        var x = Tensor.Of([6.0, 5]);
        Assert.Equal([4, 1], Gradient((Tensor v) => (v.Unique().Values * Tensor.Of([1.0, 4])).Sum())(x).ToArray<double>());
    }

    [Fact]
    public void Distinct_rows_come_in_lexicographic_order()
    {
        var x = Tensor.Of([
            [1, 9, 2],
            [0, 5, 5],
            [1, 9, 2],
            [1, 2, 7],
        ]);
        var (values, inverse, counts) = x.Unique(axis: 0);
        Assert.Equal([0, 5, 5, 1, 2, 7, 1, 9, 2], values.ToArray<int>());
        Assert.Equal([2, 0, 2, 1], inverse.ToArray<long>());
        Assert.Equal([1, 1, 2], counts.ToArray<long>());
        Assert.Equal(values.ToArray<int>(), x.Transpose().Unique(axis: -1).Values.Transpose().ToArray<int>());
        Assert.Equal([1, 0], Tensor.Zeros([3, 0]).Unique(axis: 0).Values.Shape);
    }

    [Fact]
    public void Runs_of_equal_elements_collapse()
    {
        var (values, inverse, counts) = Tensor.Of([1, 1, 2, 1, 1, 1]).UniqueConsecutive();
        Assert.Equal([1, 2, 1], values.ToArray<int>());
        Assert.Equal([0, 0, 1, 2, 2, 2], inverse.ToArray<long>());
        Assert.Equal([2, 1, 3], counts.ToArray<long>());
        var rows = Tensor
            .Of([
                [1, 2],
                [1, 2],
                [1, 3],
            ])
            .UniqueConsecutive(axis: 0);
        Assert.Equal([1, 2, 1, 3], rows.Values.ToArray<int>());
    }

    [Fact]
    public void Counts_and_histograms_count()
    {
        var x = Tensor.Of([1, 3, 1, 0]);
        Assert.Equal([1, 2, 0, 1], x.BinCount().ToArray<long>());
        Assert.Equal([1, 2, 0, 1, 0], x.BinCount(minLength: 5).ToArray<long>());
        Assert.Equal([0.25, 3, 0, 0.5], x.BinCount(Tensor.Of([1, 0.5, 2, 0.25])).ToArray<double>());
        var y = Tensor.Of([0.0, 1, 2, 2.5, 4, -1, NaN, 5]);
        Assert.Equal([1, 1, 2, 1], y.Histogram(4, (0, 4)).ToArray<double>());
        Assert.Equal([1, 0, 1], Tensor.Of([1f, 3]).Histogram(3).ToArray<float>());
        Assert.Equal([0, 2, 0], Tensor.Of([7f, 7]).Histogram(3).ToArray<float>());
    }

    [Fact]
    public void What_depends_on_values_is_refused_where_there_are_none()
    {
        var message = Assert
            .Throws<TracingException>(() => Compile.Function((Tensor x) => x.Unique().Values)(Tensor.Of([1f])))
            .Message;
        Assert.StartsWith("[unique] has no values to count: float32[1] depends on an argument", message);
        Assert.Contains("SortingTests.cs:", message);
    }
}
