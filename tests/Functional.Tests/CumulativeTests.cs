using static Functional.Differentiate;

namespace Functional.Tests;

/// <summary>Running sums, maxima, logarithms and recurrences.</summary>
[Trait("Category", "Interpreted")]
public sealed class CumulativeTests
{
    private const double NaN = double.NaN;
    private const double Infinity = double.PositiveInfinity;

    [Fact]
    public void A_running_sum_goes_along_any_axis()
    {
        var x = Tensor.Range(6).Reshape(2, 3);
        Assert.Equal([0, 1, 3, 3, 7, 12], x.CumSum(1).ToArray<long>());
        Assert.Equal([0, 1, 2, 3, 5, 7], x.CumSum(0).ToArray<long>());
        Assert.Equal([0, 3, 1, 5, 2, 7], x.Transpose().CumSum(1).ToArray<long>());
        Assert.Equal([5, 4, 3], Tensor.Of([5f, -1, -1]).CumSum(-1).ToArray<float>());
        Assert.Equal(DType.Int64, Tensor.Of([true]).CumSum(0).DType);
        Assert.Empty(Tensor.Zeros([2, 0]).CumSum(1).ToArray<float>());
    }

    [Fact]
    public void Rows_of_every_number_and_length_add_up()
    {
        foreach (
            var (rows, size, inner) in new[] { (1, 5000, 1), (9, 17, 1), (70, 300, 1), (3, 5, 130), (1, 1, 65), (2000, 3, 2) }
        )
        {
            var x = Tensor.Range(rows * size * inner, DType.Float64).Reshape(rows, size, inner);
            var sums = x.CumSum(1);
            Assert.Equal(x.Sum(1).ToArray<double>(), sums.Select(1, -1).ToArray<double>());
            Assert.Equal(x.Slice(1, 1).ToArray<double>(), (sums.Slice(1, 1) - sums.Slice(1, 0, -1)).ToArray<double>());
        }
    }

    // A float32 that counts by ones stops at 2²⁴.
    [Fact]
    public void A_running_sum_of_many_ones_is_right_to_the_last() =>
        Assert.Equal(1 << 25, Tensor.Ones([1 << 25]).CumSum(0).Select(0, -1).Item());

    [Fact]
    public void A_running_maximum_names_the_last_of_equal_elements_and_a_NaN_stays()
    {
        var (values, places) = Tensor.Of([1, 3, 3, 2, NaN, 5, NaN, 1]).CumMax(0);
        Assert.Equal([1, 3, 3, 3, NaN, NaN, NaN, NaN], values.ToArray<double>());
        Assert.Equal([0, 1, 2, 2, 4, 4, 6, 6], places.ToArray<long>());
        (values, places) = Tensor.Of([4.0, 5, 4, 2, 2, NaN, 1]).CumMin(0);
        Assert.Equal([4, 4, 4, 2, 2, NaN, NaN], values.ToArray<double>());
        Assert.Equal([0, 0, 2, 3, 4, 5, 5], places.ToArray<long>());
        Assert.Equal([3, int.MinValue], Tensor.Of([3, int.MinValue]).CumMin(0).Values.ToArray<int>());
    }

    [Fact]
    public void The_gradient_of_a_running_maximum_goes_where_it_stood()
    {
        var x = Tensor.Of([1.0, 3, 3, 2]);
        Assert.Equal([1, 1, 2, 0], Gradient((Tensor v) => v.CumMax(0).Values.Sum())(x).ToArray<double>());
        Assert.Equal([4, 0, 0, 0], Gradient((Tensor v) => v.CumMin(0).Values.Sum())(x).ToArray<double>());
    }

    [Fact]
    public void A_running_logarithm_of_a_sum_neither_overflows_nor_vanishes()
    {
        var x = Tensor.Of([-Infinity, -1000, -1000, 1000, -1000]);
        var sums = x.LogCumSumExp(0);
        Assert.Equal([-Infinity, -1000, 1000, 1000], sums.Take(Tensor.Of([0, 1, 3, 4])).ToArray<double>());
        Assert.Equal(-1000 + Math.Log(2), sums.Select(0, 2).Item(), 12);
        Assert.Equal([0, 1.5, 0.5, 2, 0], Gradient((Tensor v) => v.LogCumSumExp(0).Sum())(x).ToArray<double>());
        Assert.Equal([1, Infinity, Infinity], Tensor.Of([1, Infinity, 3]).LogCumSumExp(0).ToArray<double>());
        Assert.Equal([1, NaN, NaN], Tensor.Of([1, NaN, 3]).LogCumSumExp(0).ToArray<double>());
    }

    [Fact]
    public void A_linear_recurrence_discounts_what_was_before()
    {
        var x = Tensor.Of([1.0, 10, 100]);
        Assert.Equal([1, 10.5, 105.25], Tensor.LinearRecurrence(x, 0.5, 0).ToArray<double>());
        Assert.Equal([1, 12, 136], Tensor.LinearRecurrence(x, Tensor.Of([99.0, 2, 3]), 0).ToArray<double>());
        // h₂ = f₂ (f₁ b₀ + b₁) + b₂.
        var f = Tensor.Of([99.0, 2, 3]);
        Assert.Equal([6, 3, 1], Gradient((Tensor b) => Tensor.LinearRecurrence(b, f, 0).Select(0, 2))(x).ToArray<double>());
        Assert.Equal([0, 3, 12], Gradient((Tensor v) => Tensor.LinearRecurrence(x, v, 0).Select(0, 2))(f).ToArray<double>());
    }

    [Fact]
    public void Narrow_types_run_in_wider_ones_and_keep_their_own()
    {
        // 2048 + 1 + 1 is 2048 where every step rounds to float16, and 2050 where only the end does.
        var x = Tensor.Of([2048f, 1, 1]).To(DType.Float16);
        Assert.Equal(2050, x.CumSum(0).Select(0, 2).Item());
        Assert.Equal(DType.Float16, x.CumProd(0).DType);
        Assert.Equal(DType.BFloat16, Tensor.Ones([2], DType.BFloat16).Prod().DType);
        Assert.Equal(2050, Tensor.LinearRecurrence(x, 1, 0).Select(0, 2).Item());
        var (values, places) = Tensor.Of([3, -5, 7]).To(DType.Int8).CumMax(0);
        Assert.Equal((DType.Int8, 7), (values.DType, values.Select(0, 2).Item()));
        Assert.Equal([0, 0, 2], places.ToArray<long>());
        var sorted = Tensor.Of([3, 200, 4]).To(DType.UInt8).Sort(0, descending: true).Values;
        Assert.Equal([200, 4, 3], sorted.To(DType.Int32).ToArray<int>());
    }
}
