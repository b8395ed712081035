using static Functional.Tests.LinearAlgebra.SomeMatrices;

namespace Functional.Tests.LinearAlgebra;

/// <summary>Factors multiply to what they are factors of, and have the form that they should.</summary>
[Trait("Category", "Interpreted")]
public sealed class FactorTests
{
    public static TheoryData<string> Shapes => SomeMatrices.Shapes;

    public static TheoryData<string> SquareShapes => SomeMatrices.SquareShapes;

    [Theory]
    [MemberData(nameof(SquareShapes))]
    public void A_Cholesky_factor_times_its_transpose_is_the_matrix(string shape)
    {
        var x = Positive(ShapeOf(shape));
        var l = x.Cholesky();
        AssertNear(x, l.MatMul(l.Transpose()));
        AssertNear(l.Tril(), l, within: 0);
        AssertNear(l.Transpose(), x.Cholesky(upper: true), within: 0);
    }

    [Fact]
    public void A_Cholesky_factor_that_anybody_can_check()
    {
        var x = Tensor.Of([
            [4.0, 12, -16],
            [12, 37, -43],
            [-16, -43, 98],
        ]);
        Assert.Equal([2, 0, 0, 6, 1, 0, -8, 5, 3], x.Cholesky().ToArray<double>());
        Assert.Equal([2, 0, 0, 6, 1, 0, -8, 5, 3], x.To(DType.Float32).Cholesky().ToArray<float>());
        Assert.Equal(DType.Float16, x.To(DType.Float16).Cholesky().DType);
        Assert.Equal([2, 0, 0, 6, 1, 0, -8, 5, 3], x.To(DType.Int32).Cholesky().ToArray<float>());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_permutation_times_L_times_U_is_the_matrix(string shape)
    {
        var x = Uniform(ShapeOf(shape));
        var (p, l, u) = x.Lu();
        AssertNear(x, p.MatMul(l).MatMul(u));
        AssertNear(l.Tril(), l, within: 0);
        AssertNear(u.Triu(), u, within: 0);
        Assert.All(l.Diagonal(0, -2, -1).ToArray<double>(), one => Assert.Equal(1, one));
        Assert.All(l.ToArray<double>(), factor => Assert.InRange(factor, -1, 1));
        AssertOrthonormal(p, within: 0);
    }

    [Fact]
    public void Rows_are_exchanged_for_the_largest_pivot()
    {
        var (p, l, u) = Tensor
            .Of([
                [1.0, 2],
                [2, 3],
                [4, 4],
            ])
            .Lu();
        Assert.Equal([0, 0, 1, 0, 1, 0, 1, 0, 0], p.ToArray<double>());
        Assert.Equal([1, 0, 0.5, 1, 0.25, 1], l.ToArray<double>());
        Assert.Equal([4, 4, 0, 1], u.ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Q_is_orthonormal_and_times_R_the_matrix(string shape)
    {
        var x = Uniform(ShapeOf(shape));
        var (q, r) = x.Qr();
        AssertNear(x, q.MatMul(r));
        AssertNear(r.Triu(), r, within: 0);
        AssertOrthonormal(q);
    }

    [Fact]
    public void Signs_of_R_are_those_of_LAPACK()
    {
        var (q, r) = Tensor
            .Of([
                [3.0, 5],
                [4, 0],
            ])
            .Qr();
        AssertNear(
            Tensor.Of([
                [-5.0, -3],
                [0, -4],
            ]),
            r,
            within: 1e-15
        );
        AssertNear(
            Tensor.Of([
                [-0.6, -0.8],
                [-0.8, 0.6],
            ]),
            q,
            within: 1e-15
        );
        // Nothing is reflected where nothing is below.
        Assert.Equal(
            [1, 2, 0, -3],
            Tensor
                .Of([
                    [1.0, 2],
                    [0, -3],
                ])
                .Qr()
                .R.ToArray<double>()
        );
    }

    [Fact]
    public void Huge_and_tiny_columns_neither_overflow_nor_vanish()
    {
        foreach (var scale in new[] { 1e-200, 1e200 })
        {
            var (q, r) = (Uniform([5, 3]) * scale).Qr();
            AssertOrthonormal(q);
            AssertNear(Uniform([5, 3]), q.MatMul(r / scale));
            AssertNear(Uniform([5, 3]).SvdVals(), (Uniform([5, 3]) * scale).SvdVals() / scale);
            AssertNear(Symmetric([4, 4]).EigValsH(), (Symmetric([4, 4]) * scale).EigValsH() / scale);
        }
    }

    [Fact]
    public void Factors_of_a_batch_are_those_of_its_matrices()
    {
        var x = Positive([3, 40, 40]);
        for (var i = 0; i < 3; i++)
        {
            var one = x.Select(0, i);
            Assert.Equal(one.Cholesky().ToArray<double>(), x.Cholesky().Select(0, i).ToArray<double>());
            Assert.Equal(one.Lu().U.ToArray<double>(), x.Lu().U.Select(0, i).ToArray<double>());
            Assert.Equal(one.Qr().Q.ToArray<double>(), x.Qr().Q.Select(0, i).ToArray<double>());
            Assert.Equal(one.Svd().Vh.ToArray<double>(), x.Svd().Vh.Select(0, i).ToArray<double>());
            Assert.Equal(one.Eigh().Vectors.ToArray<double>(), x.Eigh().Vectors.Select(0, i).ToArray<double>());
        }
    }

    [Fact]
    public void The_batch_is_worked_on_by_several_threads_with_the_same_bits()
    {
        var x = Positive([200, 12, 12]);
        var threads = WorkerPool.Threads;
        try
        {
            WorkerPool.Threads = 1;
            var alone = x.Svd().U.ToArray<double>();
            WorkerPool.Threads = 4;
            Assert.Equal(alone, x.Svd().U.ToArray<double>());
        }
        finally
        {
            WorkerPool.Threads = threads;
        }
    }
}
