using static Functional.Differentiate;

namespace Functional.Tests;

/// <summary>Products along axes and running products, whose derivatives divide by nothing.</summary>
[Trait("Category", "Interpreted")]
public sealed class ProductTests
{
    [Fact]
    public void A_product_goes_along_axes()
    {
        var x = Tensor.Of([
            [1f, 2, 3],
            [4, 5, 6],
        ]);
        Assert.Equal(720, x.Prod().Item());
        Assert.Equal([4, 10, 18], x.Prod(axis: 0).ToArray<float>());
        Assert.Equal([6, 120], x.Prod(axis: -1).ToArray<float>());
        Assert.Equal([1, 1], x.Prod([0, 1], keepAxes: true).Shape);
        Assert.Equal(1, Tensor.Zeros([0]).Prod().Item());
        Assert.Equal([1, 1], Tensor.Zeros([2, 0]).Prod(axis: 1).ToArray<float>());
    }

    [Fact]
    public void Whole_numbers_multiply_in_int64_and_wrap_around()
    {
        Assert.Equal(DType.Int64, Tensor.Of([true, false]).Prod().DType);
        Assert.Equal(0, Tensor.Of([true, false]).Prod().Item<long>());
        Assert.Equal(10_000_000_000, Tensor.Of([100_000, 100_000]).Prod().Item<long>());
        Assert.Equal(unchecked(3037000500L * 3037000500L), Tensor.Of([3037000500L, 3037000500L]).Prod().Item<long>());
        Assert.Equal([1L << 62, 0, 0], Tensor.Of([1L << 62, 4, 5]).CumProd(0).ToArray<long>());
    }

    [Fact]
    public void Every_size_of_a_product_is_right()
    {
        foreach (var size in new[] { 1, 7, 8, 9, 63, 64, 65, 1023, 1024, 1025, 5000 })
        {
            // Twos and halves, so that the product is exact whatever the order, and one three.
            var x = Enumerable
                .Range(0, size)
                .Select(i =>
                    i == size / 2 ? 3.0
                    : i % 2 == 0 ? 2
                    : 0.5
                )
                .ToArray();
            Assert.Equal(x.Aggregate(1.0, (a, b) => a * b), Tensor.Of(x).Prod().Item());
            Assert.Equal(x.Aggregate(1.0, (a, b) => a * b), Tensor.Of(x).ExpandDims(1).Prod(axis: 0).Item());
        }
    }

    [Fact]
    public void The_gradient_of_a_product_is_the_product_of_the_others_even_at_zeros()
    {
        var gradient = Gradient((Tensor x) => x.Prod());
        Assert.Equal([6, 3, 2], gradient(Tensor.Of([1.0, 2, 3])).ToArray<double>());
        Assert.Equal([0, 6, 0], gradient(Tensor.Of([2.0, 0, 3])).ToArray<double>());
        Assert.Equal([0, 0, 0], gradient(Tensor.Of([0.0, 0, 3])).ToArray<double>());
        Assert.Equal(
            [0, 0, 20],
            Gradient((Tensor x) => x.Prod([0, 2]).Sum())(Tensor.Of([4.0, 5, 0]).Reshape(3, 1, 1)).ToArray<double>()
        );
    }

    [Fact]
    public void The_second_derivative_of_a_product_is_right_at_two_and_three_zeros()
    {
        var hessian = Hessian((Tensor x) => x.Prod());
        // ∂²/∂x₀∂x₁ of x₀x₁x₂ is x₂, and no other pair leaves a product that is not 0.
        Assert.Equal([0, 3, 0, 3, 0, 0, 0, 0, 0], hessian(Tensor.Of([0.0, 0, 3])).ToArray<double>());
        Assert.Equal(new double[9], hessian(Tensor.Of([0.0, 0, 0])).ToArray<double>());
        Assert.Equal([0, 0, 2, 0, 0, 0, 2, 0, 0], hessian(Tensor.Of([0.0, 2, 0])).ToArray<double>());
    }

    [Fact]
    public void The_gradient_of_a_running_product_is_right_at_zeros()
    {
        // 2 + 2b + 2bc + 2bcd and its like, at b = 0: ∂a = 1, ∂b = 2 (1 + 3 + 12).
        var gradient = Gradient((Tensor x) => x.CumProd(0).Sum())(Tensor.Of([2.0, 0, 3, 4]));
        Assert.Equal([1, 32, 0, 0], gradient.ToArray<double>());
        var hessian = Hessian((Tensor x) => x.CumProd(0).Sum())(Tensor.Of([0.0, 0, 5]));
        // a + ab + abc: ∂a∂b = 1 + c, ∂a∂c = b, ∂b∂c = a.
        Assert.Equal([0, 6, 0, 6, 0, 0, 0, 0, 0], hessian.ToArray<double>());
    }
}
