using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Arithmetic and extremes of bools, in which false is less than true.</summary>
[Trait("Category", "Interpreted")]
public sealed class BoolTests
{
    private static readonly Tensor X = Tensor.Of([false, false, true, true]);
    private static readonly Tensor Y = Tensor.Of([false, true, false, true]);

    [Fact]
    public void A_sum_is_or_and_a_product_is_and()
    {
        Assert.Equal([false, true, true, true], (X + Y).ToArray<bool>());
        Assert.Equal([false, false, false, true], (X * Y).ToArray<bool>());
        Assert.Equal([false, true, true, true], Maximum(X, Y).ToArray<bool>());
        Assert.Equal([false, false, false, true], Minimum(X, Y).ToArray<bool>());
        Assert.Equal([1L, 1, 2, 2], (X + 1).ToArray<long>());
    }

    [Fact]
    public void Every_pair_has_the_extremes_of_its_numbers()
    {
        foreach (var pair in new bool[][] { [false, false], [false, true], [true, false], [true, true] })
        {
            var (x, numbers) = (Tensor.Of(pair), Tensor.Of(pair).To(DType.Int32));
            Assert.Equal(pair[0] | pair[1], x.Max().Item<bool>());
            Assert.Equal(pair[0] & pair[1], x.Min(0).Item<bool>());
            Assert.Equal(numbers.ArgMax().Item<long>(), x.ArgMax().Item<long>());
            Assert.Equal(numbers.ArgMin().Item<long>(), x.ArgMin().Item<long>());
            Assert.Equal(numbers.CumMax(0).Values.To(DType.Bool).ToArray<bool>(), x.CumMax(0).Values.ToArray<bool>());
            Assert.Equal(numbers.CumMax(0).Indices.ToArray<long>(), x.CumMax(0).Indices.ToArray<long>());
            Assert.Equal(numbers.CumMin(0).Values.To(DType.Bool).ToArray<bool>(), x.CumMin(0).Values.ToArray<bool>());
            Assert.Equal(numbers.CumMin(0).Indices.ToArray<long>(), x.CumMin(0).Indices.ToArray<long>());
            Assert.Equal(pair[0] & pair[1], x.MinWithIndex(0).Values.Item<bool>());
        }
    }

    [Fact]
    public void Bools_have_no_difference_and_no_negative()
    {
        Assert.Throws<DTypeException>(() => X - Y);
        Assert.Throws<DTypeException>(() => -X);
    }
}
