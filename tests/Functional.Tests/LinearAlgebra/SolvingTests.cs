using static Functional.Operations;
using static Functional.Tests.LinearAlgebra.SomeMatrices;

namespace Functional.Tests.LinearAlgebra;

/// <summary>Solutions, inverses, determinants, and functions of matrices.</summary>
[Trait("Category", "Interpreted")]
public sealed class SolvingTests
{
    public static TheoryData<string> SquareShapes => SomeMatrices.SquareShapes;

    [Theory]
    [MemberData(nameof(SquareShapes))]
    public void A_matrix_times_the_solution_is_the_right_side(string shape)
    {
        var a = Uniform(ShapeOf(shape)) + (2 * Tensor.Eye(ShapeOf(shape)[-1], type: DType.Float64));
        var n = a.Shape[-1];
        var l = a.Tril();
        Tensor[] rights =
        [
            Uniform([n, 1], 2),
            Uniform([n, 70], 3),
            .. a.Rank == 2 ? [Uniform([2, 1, n, 3], 4)] : Array.Empty<Tensor>(),
        ];
        foreach (var b in rights)
        {
            var (x, y) = (a.Solve(b), a.SolveTriangular(b, upper: false));
            AssertNear(b.BroadcastTo(x.Shape), a.MatMul(x), within: 1e-10);
            AssertNear(b.BroadcastTo(x.Shape), l.MatMul(y), within: 1e-10);
        }
        var vector = Uniform([n], 1);
        AssertNear(a.Solve(vector.ExpandDims(1)).Squeeze(-1), a.Solve(vector), within: 0);
        AssertNear(Tensor.Eye(n, type: DType.Float64).BroadcastTo(a.Shape), a.MatMul(a.Inverse()), within: 1e-10);
        AssertNear(a.Inverse().MatMul(a.Inverse()), a.MatrixPower(-2), within: 1e-9);
    }

    [Fact]
    public void Each_form_of_a_triangular_system()
    {
        var t = Uniform([2, 4, 4]) + (2 * Tensor.Eye(4, type: DType.Float64));
        var (b, row) = (Uniform([4, 3], 1), Uniform([3, 4], 2));
        foreach (var upper in new[] { false, true })
        foreach (var transpose in new[] { false, true })
        foreach (var unit in new[] { false, true })
        {
            var triangle = upper ? t.Triu() : t.Tril();
            if (unit)
                triangle = triangle - triangle.Diagonal(0, -2, -1).DiagEmbed() + Tensor.Eye(4, type: DType.Float64);
            var m = transpose ? triangle.Transpose() : triangle;
            AssertNear(b.BroadcastTo([2, 4, 3]), m.MatMul(t.SolveTriangular(b, upper, transpose, unit)), within: 1e-11);
            AssertNear(
                row.BroadcastTo([2, 3, 4]),
                t.SolveTriangular(row, upper, transpose, unit, left: false).MatMul(m),
                within: 1e-11
            );
        }
    }

    [Fact]
    public void A_Cholesky_factor_solves()
    {
        var x = Positive([6, 6]);
        var b = Uniform([3, 6, 2]);
        AssertNear(b, x.MatMul(x.Cholesky().CholeskySolve(b)), within: 1e-10);
        AssertNear(b, x.MatMul(x.Cholesky(upper: true).CholeskySolve(b, upper: true)), within: 1e-10);
    }

    [Fact]
    public void Systems_without_a_solution_name_the_matrix()
    {
        var singular = Tensor.Stack(0, Tensor.Eye(2), Tensor.Ones([2, 2]));
        Assert.Equal(
            "[solve] matrix [1] of float32[2,2,2] is singular: pivot 1 is 0. Use PseudoInverse for a solution of least size.",
            Assert.Throws<ValueException>(() => singular.Solve(Tensor.Ones([2])).Evaluate()).Message
        );
        Assert.StartsWith(
            "[inverse] float32[3,3] is singular",
            Assert.Throws<ValueException>(() => Tensor.Zeros([3, 3]).Inverse().Evaluate()).Message
        );
        Assert.StartsWith(
            "[matrix_power] float32[3,3] is singular",
            Assert.Throws<ValueException>(() => Tensor.Zeros([3, 3]).MatrixPower(-1).Evaluate()).Message
        );
        Assert.Equal(
            "[cholesky] matrix [1,0] of float32[2,1,2,2] is not positive definite: its leading 2×2 minor is not positive. Add a small multiple of the identity if rounding is the reason.",
            Assert.Throws<ValueException>(() => singular.Reshape(2, 1, 2, 2).Cholesky().Evaluate()).Message
        );
        Assert.Throws<ValueException>(() => Tensor.Full([1, 1], double.NaN).Cholesky().Evaluate());
    }

    [Fact]
    public void Determinants_that_anybody_can_check()
    {
        Assert.Equal(1, Tensor.Zeros([0, 0]).Det().Item());
        Assert.Equal(
            -3,
            Tensor
                .Of([
                    [-3.0],
                ])
                .Det()
                .Item()
        );
        Assert.Equal(
            -2,
            Tensor
                .Of([
                    [1.0, 2],
                    [3, 4],
                ])
                .Det()
                .Item()
        );
        Assert.Equal(
            -306,
            Tensor
                .Of([
                    [6.0, 1, 1],
                    [4, -2, 5],
                    [2, 8, 7],
                ])
                .Det()
                .Item(),
            1e-12
        );
        Assert.Equal(24, Tensor.Of([1.0, 2, 3, 4]).Diag().Flip(0).Det().Item());
        Assert.Equal(-24, Tensor.Of([1.0, 2, 3, 4]).Diag().Roll(1, 0).Det().Item());
        Assert.Equal(0, Tensor.Ones([5, 5]).Det().Item());
        var (sign, logarithm) = Tensor.Of([1.0, 2, 3, 4]).Diag().Roll(1, 0).SlogDet();
        Assert.Equal(-1, sign.Item());
        Assert.Equal(Math.Log(24), logarithm.Item(), 1e-14);
        Assert.Equal(
            (0, double.NegativeInfinity),
            (Tensor.Zeros([2, 2]).SlogDet().Sign.Item(), Tensor.Zeros([2, 2]).LogDet().Item())
        );
        Assert.Equal(double.NaN, (-Tensor.Eye(3)).LogDet().Item());
        // 200! is far beyond double.
        Assert.Equal(863.2319871924054, Tensor.Range(1, 201, type: DType.Float64).Diag().LogDet().Item(), 1e-10);
    }

    [Fact]
    public void The_derivative_of_a_determinant_is_right_at_singular_matrices()
    {
        // Cofactors of a matrix of rank n − 1, of rank n − 2, and of one whose zero pivot is not the last.
        Tensor[] matrices =
        [
            Tensor.Of([1.0, 2, 3, 0]).Diag(),
            Tensor.Of([1.0, 2, 0, 0]).Diag(),
            Tensor
                .Of([
                    [1.0, 1, 0, 0],
                    [1, 1, 1, 0],
                    [0, 0, 1, 0],
                    [0, 2, 0, 1],
                ])
                .MatMul(Tensor.Of([1.0, 1, 1, 0]).Diag()),
            Tensor.Eye(5, type: DType.Float64).Roll(1, 0) - Tensor.Eye(5, type: DType.Float64),
        ];
        foreach (var x in matrices)
        {
            Testing.Gradients.Check(y => y.Det(), x, order: 1);
            Assert.All(
                Differentiate.Gradient<Tensor>(y => y.Det())(x).ToArray<double>(),
                element => Assert.True(double.IsFinite(element))
            );
        }
        // Up to 3×3 at every order.
        Testing.Gradients.Check(y => y.Det(), Tensor.Of([1.0, 2, 0]).Diag());
        Testing.Gradients.Check(y => y.Det(), Tensor.Zeros([2, 3, 3], DType.Float64));
    }

    [Fact]
    public void A_cotangent_of_zero_absorbs_what_a_singular_matrix_makes_infinite()
    {
        var gradient = Differentiate.Gradient<Tensor>(x =>
            Where(IsFinite(x.SlogDet().LogAbsDet), x.SlogDet().LogAbsDet, 0).Sum()
        )(Tensor.Stack(0, Tensor.Zeros([2, 2], DType.Float64), 2 * Tensor.Eye(2, type: DType.Float64)));
        Assert.Equal([0, 0, 0, 0, 0.5, 0, 0, 0.5], gradient.ToArray<double>());
    }

    [Fact]
    public void Exponentials_that_anybody_can_check()
    {
        var nilpotent = Tensor.Of([
            [0.0, 1, 2],
            [0, 0, 3],
            [0, 0, 0],
        ]);
        AssertNear(
            Tensor.Of([
                [1.0, 1, 3.5],
                [0, 1, 3],
                [0, 0, 1],
            ]),
            nilpotent.MatrixExp(),
            within: 1e-14
        );
        var angle = 100.0;
        var turn = Tensor.Of([
            [0.0, -angle],
            [angle, 0],
        ]);
        var (c, s) = (Math.Cos(angle), Math.Sin(angle));
        AssertNear(
            Tensor.Of([
                [c, -s],
                [s, c],
            ]),
            turn.MatrixExp(),
            within: 1e-12
        );
        Assert.Equal([1, 0, 0, 1], Tensor.Zeros([2, 2]).MatrixExp().ToArray<float>());
        Assert.Equal(
            double.PositiveInfinity,
            Tensor
                .Of([
                    [800.0],
                ])
                .MatrixExp()
                .Item()
        );
        Assert.Equal(
            0,
            Tensor
                .Of([
                    [-3000.0],
                ])
                .MatrixExp()
                .Item()
        );
        Assert.Equal(
            double.NaN,
            Tensor
                .Of([
                    [-1e6],
                ])
                .MatrixExp()
                .Item()
        );
        Assert.Equal(
            double.NaN,
            Tensor
                .Of([
                    [double.NaN],
                ])
                .MatrixExp()
                .Item()
        );
        var diagonal = Tensor.Of([-1.0, 2, 30]);
        AssertNear(Tensor.Ones([3], DType.Float64), diagonal.Diag().MatrixExp().Diagonal() / Exp(diagonal), within: 1e-13);
    }

    [Fact]
    public void The_pseudoinverse_fulfils_Penroses_conditions()
    {
        foreach (
            var a in new[]
            {
                Uniform([5, 3]),
                Uniform([2, 3, 5]),
                Uniform([6, 2]).MatMul(Uniform([2, 4], 1)),
                Tensor.Zeros([3, 2], DType.Float64),
            }
        )
        {
            var p = a.PseudoInverse();
            AssertNear(a, a.MatMul(p).MatMul(a), within: 1e-11);
            AssertNear(p, p.MatMul(a).MatMul(p), within: 1e-11);
            AssertNear(a.MatMul(p).Transpose(), a.MatMul(p), within: 1e-11);
            AssertNear(p.MatMul(a).Transpose(), p.MatMul(a), within: 1e-11);
        }
        Assert.Equal([3, 0], Tensor.Zeros([0, 3]).PseudoInverse().Shape);
    }

    [Fact]
    public void A_line_through_points()
    {
        // y = 2x + 1, and a point that is off by 3 and 3 the other way.
        var x = Tensor.Of([0.0, 1, 2, 3]);
        var a = Tensor.Stack(1, x, Tensor.Ones([4], DType.Float64));
        AssertNear(Tensor.Of([2.0, 1]), a.LeastSquares((2 * x) + 1), within: 1e-14);
        AssertNear(Tensor.Of([2.0, 1]), a.LeastSquares((2 * x) + 1 + Tensor.Of([3.0, -3, -3, 3])), within: 1e-13);
        // Of all solutions of x + y = 2 the shortest is (1, 1).
        AssertNear(Tensor.Of([1.0, 1]), Tensor.Ones([1, 2], DType.Float64).LeastSquares(Tensor.Of([2.0])), within: 1e-14);
        AssertNear(Uniform([5, 3]).PseudoInverse().MatMul(Uniform([5, 2], 1)), Uniform([5, 3]).LeastSquares(Uniform([5, 2], 1)));
    }

    [Fact]
    public void A_vectorized_solution_is_a_batch_of_solutions()
    {
        var a = Positive([3, 3]);
        var many = Vectorize.Map((Tensor b) => a.Solve(b))(Uniform([4, 3]));
        for (var i = 0; i < 4; i++)
            AssertNear(a.Solve(Uniform([4, 3]).Select(0, i)), many.Select(0, i));
    }
}
