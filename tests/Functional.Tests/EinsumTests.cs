using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Sums of products by equation and by axes.</summary>
[Trait("Category", "Interpreted")]
public sealed class EinsumTests
{
    private static readonly Tensor X = Tensor.Range(6, DType.Float32).Reshape(2, 3);
    private static readonly Tensor Y = Tensor.Range(12, DType.Float32).Reshape(3, 4);
    private static readonly Tensor Square = Tensor.Range(9, DType.Float32).Reshape(3, 3);

    [Fact]
    public void A_product_is_a_matrix_product()
    {
        Assert.Equal(X.MatMul(Y).ToArray<float>(), Einsum("ij,jk->ik", X, Y).ToArray<float>());
        Assert.Equal(X.MatMul(Y).Transpose().ToArray<float>(), Einsum("ij,jk->ki", X, Y).ToArray<float>());
        Assert.Contains(Plan.Report(Einsum("ij,jk->ik", X, Y)).Kernels, kernel => kernel.Kind == "product");
    }

    [Fact]
    public void Without_an_arrow_the_letters_that_occur_once_remain()
    {
        Assert.Equal(X.Transpose().ToArray<float>(), Einsum("ba", X).ToArray<float>());
        Assert.Equal([2, 4], Einsum("ij, jk", X, Y).Shape);
        Assert.Equal(12, Einsum("ii", Square).Item());
        Assert.Equal([4, 2, 3], Einsum("...k,kB", Tensor.Zeros([2, 3, 5]), Tensor.Zeros([5, 4])).Permute(2, 0, 1).Shape);
    }

    [Fact]
    public void Diagonals_sums_and_stretched_axes()
    {
        Assert.Equal([0, 4, 8], Einsum("ii->i", Square).ToArray<float>());
        Assert.Equal(15, Einsum("ij->", X).Item());
        Assert.Equal(
            [15, 60],
            Einsum(
                    "ij,j->i",
                    Tensor.Of([
                        [5f],
                        [20],
                    ]),
                    Tensor.Ones([3])
                )
                .ToArray<float>()
        );
        Assert.Equal([2, 1, 3], Einsum("a...,b...->a...", Tensor.Ones([2, 1, 3]), Tensor.Ones([4, 3])).Shape);
        Assert.Equal([1, 3], Einsum("ij->ij", Tensor.Ones([1, 3])).Shape);
    }

    [Fact]
    public void Of_many_operands_the_smallest_products_come_first()
    {
        // (a b)(c d) would make a 100 × 100 matrix; from the right there are only vectors.
        var (wide, tall) = (Tensor.Ones([100, 2]), Tensor.Ones([2, 100]));
        var y = Einsum("ij,jk,kl,lm,m->i", wide, tall, wide, tall, Tensor.Ones([100]));
        Assert.True(Plan.Report(y).Operations < 5000);
        Assert.Equal(2 * 100 * 2 * 100, y.ToArray<float>()[0]);
    }

    [Theory]
    [InlineData("ij,jk->iz", "[einsum] 'ij,jk->iz' has 'z' at position 8 in the result, but in no operand.")]
    [InlineData("ij,jk->ii", "[einsum] 'ij,jk->ii' has 'i' at position 8 in the result a second time.")]
    [InlineData("i1,jk", "[einsum] 'i1,jk' has '1' at position 1, where a letter is expected or '...'.")]
    [InlineData("ij", "[einsum] 'ij' is about 1 operand, got 2.")]
    [InlineData("ij,jkl", "[einsum] 'ij,jkl' names 3 axes of operand 1 at position 3, which is [3,4] with 2.")]
    [InlineData("ij,ik", "[einsum] 'ij,ik' has 'i' of size 2, but axis 0 of operand 1, [3,4], is 3.")]
    public void Errors_show_the_equation_and_the_position(string equation, string message) =>
        Assert.Equal(message, Assert.Throws<ShapeException>(() => Einsum(equation, X, Y)).Message);

    [Fact]
    public void Named_products_are_what_NumPy_says()
    {
        Tensor a = Tensor.Of([1, 2, 3]),
            b = Tensor.Of([4, 5, 6]);
        Assert.Equal([-3, 6, -3], a.Cross(b).ToArray<int>());
        Assert.Equal(32, a.Dot(b).Item());
        Assert.Equal([4, 5, 6, 8, 10, 12, 12, 15, 18], a.Outer(b).ToArray<int>());
        Assert.Equal([4, 5, 6, 8, 10, 12, 12, 15, 18], a.Kron(b).ToArray<int>());
        Assert.Equal([2, 4], X.TensorDot(Y, 1).Shape);
        Assert.Equal([1, 2, 4, 1, 3, 9], Tensor.Of([2, 3]).Vander(3).ToArray<int>());
        Assert.Equal([8, 0, 0, 27], Tensor.Of([2, 3]).Diag().MatrixPower(3).ToArray<int>());
        Assert.Equal([1, 0, 0, 1], Tensor.Of([2, 3]).Diag().MatrixPower(0).ToArray<int>());
    }

    [Fact]
    public void A_chain_of_matrices_is_multiplied_in_the_cheapest_order()
    {
        var product = Tensor.MultiDot(Tensor.Ones([50, 2]), Tensor.Ones([2, 50]), Tensor.Ones([50]));
        Assert.Equal(2 * ((2 * 50) + (50 * 2)), Plan.Report(product).Operations);
        Assert.Equal(100, product.ToArray<float>()[0]);
    }

    [Fact]
    public void Norms_and_distances_have_derivative_0_where_they_are_0()
    {
        Assert.Equal(new float[4], Differentiate.Gradient((Tensor x) => x.MatrixNorm())(Tensor.Zeros([2, 2])).ToArray<float>());
        foreach (var p in (double[])[2, 3, 1.5])
            Assert.Equal(
                new float[4],
                Differentiate
                    .Gradient((Tensor x) => x.CDist(x.StopGradient(), p).Diagonal().Sum())(Tensor.Ones([2, 2]))
                    .ToArray<float>()
            );
    }

    [Fact]
    public void A_beta_of_0_ignores_what_would_be_added() =>
        Assert.Equal(
            [6f],
            Tensor
                .Of([float.NaN])
                .AddMatMul(
                    Tensor.Of([
                        [1f, 2],
                    ]),
                    Tensor.Of([
                        [2f],
                        [2],
                    ]),
                    beta: 0
                )
                .ToArray<float>()
        );
}
