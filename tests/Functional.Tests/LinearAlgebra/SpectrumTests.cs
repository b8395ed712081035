using static Functional.Operations;
using static Functional.Tests.LinearAlgebra.SomeMatrices;

namespace Functional.Tests.LinearAlgebra;

/// <summary>Eigenvalues and singular values.</summary>
[Trait("Category", "Interpreted")]
public sealed class SpectrumTests
{
    public static TheoryData<string> Shapes => SomeMatrices.Shapes;

    public static TheoryData<string> SquareShapes => SomeMatrices.SquareShapes;

    [Theory]
    [MemberData(nameof(SquareShapes))]
    public void A_symmetric_matrix_stretches_its_eigenvectors(string shape)
    {
        var x = Symmetric(ShapeOf(shape));
        var (w, v) = x.Eigh();
        AssertNear(v * w.ExpandDims(-2), x.MatMul(v), within: 1e-11);
        AssertOrthonormal(v);
        AssertNear(w.Sort().Values, w, within: 0);
        AssertNear(w, x.EigValsH(), within: 1e-11);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Singular_vectors_and_values_multiply_to_the_matrix(string shape)
    {
        var x = Uniform(ShapeOf(shape));
        var (u, s, vh) = x.Svd();
        AssertNear(x, (u * s.ExpandDims(-2)).MatMul(vh));
        AssertOrthonormal(u);
        AssertOrthonormal(vh.Transpose());
        AssertNear(s.Sort(descending: true).Values, s, within: 0);
        AssertNear(s, x.SvdVals(), within: 1e-12);
        Assert.All(s.ToArray<double>(), value => Assert.True(value >= 0));
    }

    [Theory]
    [MemberData(nameof(SquareShapes))]
    public void A_matrix_stretches_and_turns_its_eigenvectors(string shape)
    {
        var x = Uniform(ShapeOf(shape));
        var (w, v) = x.Eig();
        var (re, im, lr, li) = (v.Select(-1, 0), v.Select(-1, 1), w.Select(-1, 0).ExpandDims(-2), w.Select(-1, 1).ExpandDims(-2));
        AssertNear((re * lr) - (im * li), x.MatMul(re), within: 1e-11);
        AssertNear((re * li) + (im * lr), x.MatMul(im), within: 1e-11);
        AssertNear(Tensor.Ones(w.Select(-1, 0).Shape, DType.Float64), ((re * re) + (im * im)).Sum(-2));
        AssertNear(w, x.EigVals(), within: 1e-10);
        AssertNear(x.Diagonal(0, -2, -1).Sum(-1), w.Select(-1, 0).Sum(-1), within: 1e-11);
    }

    [Fact]
    public void Spectra_that_anybody_can_check()
    {
        var (w, v) = Tensor
            .Of([
                [2.0, 1],
                [1, 2],
            ])
            .Eigh();
        var half = Math.Sqrt(0.5);
        AssertNear(Tensor.Of([1.0, 3]), w, within: 1e-15);
        AssertNear(
            Tensor.Of([
                [half, half],
                [-half, half],
            ]),
            v,
            within: 1e-15
        );
        AssertNear(
            Tensor.Of([5.0, 0]),
            Tensor
                .Of([
                    [0.0, 3],
                    [0, 4],
                ])
                .SvdVals(),
            within: 1e-15
        );
        var turn = Tensor.Of([
            [0.0, -2],
            [2, 0],
        ]);
        AssertNear(
            Tensor.Of([
                [0.0, 2],
                [0, -2],
            ]),
            turn.EigVals(),
            within: 1e-15
        );
        // x³ − 6x² + 11x − 6 has the roots 1, 2, 3.
        var companion = Tensor.Of([
            [6.0, -11, 6],
            [1, 0, 0],
            [0, 1, 0],
        ]);
        AssertNear(Tensor.Of([1.0, 2, 3]), companion.EigVals().Select(-1, 0).Sort().Values, within: 1e-13);
    }

    [Fact]
    public void Values_that_repeat_among_others_have_finite_first_and_second_derivatives()
    {
        var q = Key.From(11).Normal([4, 4], DType.Float64).Qr().Q;
        foreach (var values in new double[][] { [1, 1, 2, 3], [2, 2, 2, 5], [0, 0, 1, 1], [3, 3, 3, 3] })
        {
            var x = q.MatMul(Tensor.Of(values).ExpandDims(1) * q.Transpose()).Evaluate();
            Func<Tensor, Tensor>[] functions =
            [
                y => y.Eigh() is var (w, v) ? (v * v * v).Sum() + (w * w).Sum() : y,
                y => y.Svd() is var (u, s, v) ? (u * u * u).Sum() + v.Sum() + (s * s).Sum() : y,
                y => y.Slice(1, 0, 3).Svd() is var (u, s, v) ? (u * u * u).Sum() + v.Sum() + s.Sum() : y,
            ];
            foreach (var f in functions)
            {
                var first = Differentiate.Gradient(f);
                Assert.All(first(x).ToArray<double>(), element => Assert.True(double.IsFinite(element)));
                var second = Differentiate.Gradient<Tensor>(y => (first(y) * q).Sum())(x);
                Assert.All(second.ToArray<double>(), element => Assert.True(double.IsFinite(element)));
            }
            // Of functions that see only what is determined, derivatives are right: Σ λ² = |A|², whose gradient is 2 A.
            AssertNear(2 * x, Differentiate.Gradient<Tensor>(y => y.EigValsH().Square().Sum())(x), within: 1e-12);
            AssertNear(2 * x, Differentiate.Gradient<Tensor>(y => y.SvdVals().Square().Sum())(x), within: 1e-12);
        }
    }

    [Fact]
    public void Equal_eigenvalues_have_orthonormal_vectors_and_finite_derivatives()
    {
        foreach (
            var x in new[]
            {
                Tensor.Eye(4, type: DType.Float64),
                Tensor.Ones([4, 4], DType.Float64),
                Tensor.Zeros([4, 4], DType.Float64),
            }
        )
        {
            AssertOrthonormal(x.Eigh().Vectors);
            AssertOrthonormal(x.Svd().U);
            AssertOrthonormal(x.Svd().Vh);
            Func<Tensor, Tensor>[] functions =
            [
                y => y.Eigh().Vectors.Sum(),
                y => y.EigValsH().Sum(),
                y => y.Svd() is var (u, s, v) ? (u * v).Sum() + s.Sum() : y,
                y => y.Slice(0, 0, 3).Svd() is var (u, s, v) ? u.Sum() + v.Sum() + s.Sum() : y,
                y => y.Eig() is var (w, v) ? w.Sum() + v.Sum() : y,
            ];
            foreach (var f in functions)
            {
                var gradient = Differentiate.Gradient(f)(x);
                Assert.All(gradient.ToArray<double>(), element => Assert.True(double.IsFinite(element)));
            }
            // The sum of all eigenvalues is the trace.
            AssertNear(Tensor.Eye(4, type: DType.Float64), Differentiate.Gradient<Tensor>(y => y.EigValsH().Sum())(x));
        }
    }

    [Fact]
    public void Hilberts_matrix_has_the_known_condition()
    {
        // To the digits that double has left.
        Assert.Equal(15513.738738929, Hilbert(4).Cond().Item(), 1e-6);
        Assert.Equal(1.6025e13, Hilbert(10).Cond().Item(), 1e10);
        Assert.Equal(28375, Hilbert(4).Cond(MatrixNormKind.LargestColumn).Item(), 1e-6);
        Assert.Equal(1.0932e-13, Hilbert(10).SvdVals().Select(0, -1).Item(), 1e-16);
        Assert.Equal(1.0932e-13, Hilbert(10).EigValsH().Select(0, 0).Item(), 1e-15);
    }

    [Fact]
    public void Matrices_of_lower_rank_have_full_sets_of_vectors()
    {
        Tensor[] matrices =
        [
            Uniform([6, 2]).MatMul(Uniform([2, 5], seed: 1)),
            Uniform([90, 2]).MatMul(Uniform([2, 80], seed: 1)),
            Uniform([2, 2]).Pad((30, 40), (20, 50)),
            Tensor.Eye(70, type: DType.Float64).Slice(0, step: 35).Transpose().MatMul(Uniform([2, 70])),
        ];
        foreach (var x in matrices)
        {
            var (u, s, vh) = x.Svd();
            AssertOrthonormal(u);
            AssertOrthonormal(vh.Transpose());
            AssertNear(x, (u * s.ExpandDims(-2)).MatMul(vh));
            Assert.Equal(2, x.MatrixRank().Item<long>());
            Assert.Equal(2, x.Transpose().MatrixRank().Item<long>());
        }
        foreach (
            var x in new[]
            {
                Tensor.Eye(60, type: DType.Float64),
                Tensor.Ones([60, 60], DType.Float64),
                Tensor.Zeros([60, 60], DType.Float64),
            }
        )
        {
            AssertOrthonormal(x.Svd().U);
            AssertNear(x, x.Svd() is var (u, s, vh) ? (u * s).MatMul(vh) : x);
            AssertNear(x, x.Eigh() is var (w, v) ? (v * w).MatMul(v.Transpose()) : x);
        }
        Assert.Equal([0, 3], Tensor.Stack(0, Tensor.Zeros([3, 4]), Tensor.Eye(3, 4)).MatrixRank().ToArray<long>());
        Assert.Equal(1, Tensor.Of([2.0, 1, 0.5]).Diag().MatrixRank(tolerance: 1).Item<long>());
    }

    [Fact]
    public void Norms_of_singular_values()
    {
        var x = Tensor.Of([3.0, -4, 0.5]).Diag();
        Assert.Equal(4, x.MatrixNorm(MatrixNormKind.LargestSingular).Item(), 1e-14);
        Assert.Equal(0.5, x.MatrixNorm(MatrixNormKind.SmallestSingular).Item(), 1e-14);
        Assert.Equal(7.5, x.MatrixNorm(MatrixNormKind.Nuclear).Item(), 1e-14);
        Assert.Equal(8, x.Cond().Item(), 1e-13);
        Assert.Equal(0.125, x.Cond(MatrixNormKind.SmallestSingular).Item(), 1e-14);
        Assert.Equal(double.PositiveInfinity, Tensor.Ones([2, 2]).Cond(MatrixNormKind.Frobenius).Item());
        Assert.Equal([1, 1], x.MatrixNorm(MatrixNormKind.Nuclear, keepAxes: true).Shape);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_not_finite_ends_with_an_error(double wrong)
    {
        var x = Tensor.Stack(0, Tensor.Eye(3, type: DType.Float64), Where(Equal(Tensor.Eye(3), 1), wrong, 1.0).To(DType.Float64));
        foreach (
            var (name, use) in new (string, Func<Tensor>)[]
            {
                ("eigh", () => x.Eigh().Values),
                ("svd", () => x.Svd().S),
                ("eig", () => x.Eig().Values),
            }
        )
            Assert.Equal(
                $"[{name}] needs finite numbers, and matrix [1] of float64[2,3,3] has NaN or infinities.",
                Assert.Throws<ValueException>(() => use().Evaluate()).Message
            );
        // These follow the rules of floating numbers.
        Assert.All(x.Qr().R.Select(0, 0).ToArray<double>(), element => Assert.True(double.IsFinite(element)));
        _ = x.Lu().U.ToArray<double>();
        _ = x.Det().ToArray<double>();
    }

    [Theory]
    [InlineData("1 2 3 2 4 6 0 0 1")]
    [InlineData("1 1 1 1 1 1 1 1 1")]
    [InlineData("3 7 0 9 21 0 6 14 0")]
    public void Rows_that_depend_on_others_have_singular_values_of_0(string numbers)
    {
        var x = Tensor.Of<double>([.. numbers.Split(' ').Select(double.Parse)], [3, 3]);
        var (u, s, vh) = x.Svd();
        AssertNear(u.MatMul(s.ExpandDims(-1) * vh), x, within: 1e-13);
        AssertOrthonormal(u);
        AssertOrthonormal(vh.Transpose());
        Assert.InRange(s.Select(0, 2).Item(), 0, 1e-14);
        Assert.InRange(x.MatrixRank().Item<long>(), 1, 2);
    }
}
