using Functional.Testing;
using static Functional.Operations;
using static Functional.Tests.LinearAlgebra.SomeMatrices;

namespace Functional.Tests.LinearAlgebra;

/// <summary>Factors with square bases, and second derivatives of determinants.</summary>
public sealed class CompleteFactorTests
{
    public static TheoryData<string> Shapes => ["5,3", "3,5", "4,4", "2,4,2", "1,3", "3,1"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Complete_factors_multiply_to_the_matrix(string shape)
    {
        var x = Uniform(ShapeOf(shape));
        var (m, n) = (x.Shape[-2], x.Shape[-1]);
        var (q, r) = x.Qr(complete: true);
        AssertOrthonormal(q);
        Assert.Equal([m, m], q.Shape.TakeLast(2));
        Assert.Equal(x.Shape, r.Shape);
        AssertNear(q.MatMul(r), x, within: 1e-13);

        var (u, s, vh) = x.Svd(fullMatrices: true);
        AssertOrthonormal(u);
        AssertOrthonormal(vh);
        Assert.Equal([m, m], u.Shape.TakeLast(2));
        Assert.Equal([n, n], vh.Shape.TakeLast(2));
        var k = Math.Min(m, n);
        AssertNear(u.Slice(-1, 0, k).MatMul(s.ExpandDims(-1) * vh.Slice(-2, 0, k)), x, within: 1e-13);
    }

    [Fact]
    public void What_completes_a_basis_is_constant()
    {
        var x = Uniform(ShapeOf("5,3"));
        Gradients.Check(y => y.Qr(complete: true).R, x, order: 1);
        Gradients.Check(y => y.Svd(fullMatrices: true).U.Slice(-1, 0, 3).Square(), x, order: 1);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void Determinants_have_second_derivatives(int size)
    {
        var x = Uniform(Shape.Of(size, size)) + (2 * Tensor.Eye(size, type: DType.Float64));
        Gradients.Check(y => y.Det(), x);
        Gradients.Check(y => y.SlogDet().LogAbsDet, x);
    }

    [Fact]
    public void A_matrix_of_second_derivatives_meets_a_direction()
    {
        var f = (Tensor x) => (x.Square() * x.Roll(1)).Sum();
        var (x, v) = (Uniform(Shape.Of(4)), Uniform(Shape.Of(4), seed: 1));
        AssertNear(Differentiate.HessianVectorProduct(f, x, v), Differentiate.Hessian(f)(x).MatMul(v), within: 1e-13);
        Assert.Throws<DerivativeException>(() => Differentiate.HessianVectorProduct(f, x, Tensor.Of([1.0])));
    }
}
