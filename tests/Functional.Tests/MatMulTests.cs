namespace Functional.Tests;

/// <summary>Matrix products of any ranks, exact on whole numbers.</summary>
[Trait("Category", "Interpreted")]
public sealed class MatMulTests
{
    private static readonly Tensor A = Tensor.Of([
        [1f, 2],
        [3, 4],
        [5, 6],
    ]);
    private static readonly Tensor B = Tensor.Of([
        [1f, 0, 2],
        [0, 1, 3],
    ]);

    [Fact]
    public void A_product_over_no_terms_is_zero()
    {
        var product = Tensor.Zeros([2, 3, 0]).MatMul(Tensor.Zeros([0, 4]));
        Assert.Equal([2, 3, 4], product.Shape);
        Assert.All(product.ToArray<float>(), x => Assert.Equal(0, x));
    }

    [Fact]
    public void Rows_meet_columns()
    {
        Assert.Equal([1, 2, 8, 3, 4, 18, 5, 6, 28], A.MatMul(B).ToArray<float>());
        Assert.Equal([11, 14, 18, 22], B.MatMul(A).ToArray<float>());
    }

    [Fact]
    public void Vectors_are_rows_on_the_left_and_columns_on_the_right()
    {
        var (two, three) = (Tensor.Of([1f, -1]), Tensor.Of([1f, 1, 1]));
        Assert.Equal([-1, -1, -1], A.MatMul(two).ToArray<float>());
        Assert.Equal([9, 12], three.MatMul(A).ToArray<float>());
        Assert.Equal(0, two.MatMul(Tensor.Of([2f, 2])).Rank);
        Assert.Equal(3, three.MatMul(three).Item());
    }

    [Fact]
    public void Leading_axes_are_batches_and_broadcast()
    {
        var x = Tensor.Range(12, DType.Float32).Reshape(2, 3, 2);
        Assert.Equal([2, 3, 3], x.MatMul(B).Shape);
        Assert.Equal([2, 3, 2], A.MatMul(x.Slice(1, 0, 2)).Shape);
        Assert.Equal([4, 2, 3, 3], x.MatMul(Tensor.Ones([4, 1, 2, 3])).Shape);
        Assert.Equal([1, 5, 9, 13, 17, 21], x.MatMul(Tensor.Ones([2])).ToArray<float>());
        for (var i = 0; i < 2; i++)
            Assert.Equal(x.Select(0, i).MatMul(B).ToArray<float>(), x.MatMul(B).Select(0, i).ToArray<float>());
    }

    [Fact]
    public void Transposed_sliced_and_broadcast_operands_are_read_in_place()
    {
        var at = A.Transpose();
        Assert.Equal([35, 44, 44, 56], at.MatMul(A).ToArray<float>());
        Assert.Equal([26, 32], A.Slice(0, step: -2).Transpose().MatMul(Tensor.Of([5f, 1])).ToArray<float>());
        Assert.Equal([6, 6, 6], Tensor.Of(2f).BroadcastTo([3, 3]).MatMul(Tensor.Ones([3])).ToArray<float>());
    }

    [Fact]
    public void Empty_operands_give_empty_results_or_zeros()
    {
        Assert.Equal([0, 3], Tensor.Zeros([0, 2]).MatMul(B).Shape);
        Assert.Equal([0, 0, 0, 0], Tensor.Zeros([2, 0]).MatMul(Tensor.Zeros([0, 2])).ToArray<float>());
        Assert.Empty(Tensor.Zeros([0, 2, 2]).MatMul(B).ToArray<float>());
        Assert.Equal([0, 0], Tensor.Zeros([2, 0]).MatMul(Tensor.Zeros([0])).ToArray<float>());
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 257, 1)]
    [InlineData(7, 8, 9)]
    [InlineData(8, 48, 16)]
    [InlineData(9, 49, 17)]
    [InlineData(33, 1, 65)]
    [InlineData(97, 101, 103)]
    [InlineData(64, 300, 49)]
    [InlineData(5, 1031, 130)]
    public void Whole_numbers_multiply_exactly_at_every_size(int m, int k, int n)
    {
        static long Left(int i, int p) => ((i * 7) + (p * 3)) % 11 - 5;
        static long Right(int p, int j) => ((p * 5) + (j * 13)) % 7 - 3;
        var left = new long[m * k];
        var right = new long[k * n];
        for (var p = 0; p < k; p++)
        {
            for (var i = 0; i < m; i++)
                left[(i * k) + p] = Left(i, p);
            for (var j = 0; j < n; j++)
                right[(p * n) + j] = Right(p, j);
        }
        var expected = new long[m * n];
        for (var i = 0; i < m; i++)
        for (var j = 0; j < n; j++)
        for (var p = 0; p < k; p++)
            expected[(i * n) + j] += left[(i * k) + p] * right[(p * n) + j];
        foreach (var type in new[] { DType.Int32, DType.Int64, DType.Float32, DType.Float64 })
        {
            var (x, y) = (Tensor.Of<long>(left, [m, k]).To(type), Tensor.Of<long>(right, [k, n]).To(type));
            Assert.Equal(expected, x.MatMul(y).To(DType.Int64).ToArray<long>());
            var turned = x.Transpose().Evaluate().Transpose().MatMul(y.Transpose().Evaluate().Transpose());
            Assert.Equal(expected, turned.To(DType.Int64).ToArray<long>());
        }
    }

    [Fact]
    public void Types_promote() => Assert.Equal(DType.Float64, A.MatMul(Tensor.Ones([2], DType.Float64)).DType);

    [Fact]
    public void Infinities_and_NaN_go_through()
    {
        var x = Tensor.Of([
            [1f, float.PositiveInfinity],
            [0, 1],
        ]);
        var y = x.MatMul(
                Tensor.Of([
                    [1f, 0],
                    [1, 0],
                ])
            )
            .ToArray<float>();
        Assert.Equal([float.PositiveInfinity, float.NaN, 1, 0], y);
    }

    [Fact]
    public void The_derivative_is_two_products()
    {
        var (da, db) = Differentiate.Gradient<(Tensor A, Tensor B)>(v => v.A.MatMul(v.B).Sum())((A, B));
        Assert.Equal([3, 4, 3, 4, 3, 4], da.ToArray<float>());
        Assert.Equal([9, 9, 9, 12, 12, 12], db.ToArray<float>());
    }
}
