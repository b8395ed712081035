using Functional.Vulkan;
using static Functional.Tests.LinearAlgebra.SomeMatrices;

namespace Functional.Tests.Vulkan;

/// <summary>Factors of matrices are the CPU's, but for rounding; what needs iterations is refused by name.</summary>
public sealed class FactorTests
{
    private static readonly string[] Square = [.. (string[])["1,1", "3,3", "64,64", "129,129", "2,3,4,4", "200,3,3", "0,3,3"]];

    public static TheoryData<string, DType> Shapes => InBothPrecisions(Square);

    public static TheoryData<string, DType> Oblong => InBothPrecisions([.. Square, "3,5", "130,7", "7,130", "2,9,4", "3,0"]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Cholesky_factors_and_their_solutions(string shape, DType type)
    {
        var x = (Positive(ShapeOf(shape)) + Tensor.Eye(ShapeOf(shape)[-1], type: DType.Float64)).To(type).Evaluate();
        var b = Uniform(Shape.Of([.. x.Shape.Axes[..^1], 3]), 1).To(type).Evaluate();
        AssertNear(x.Cholesky(), x.Cholesky(upper: true), x.Cholesky().CholeskySolve(b));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Triangular_systems_of_every_form(string shape, DType type)
    {
        var t = ((Uniform(ShapeOf(shape)) * 0.1) + Tensor.Eye(ShapeOf(shape)[-1], type: DType.Float64)).To(type).Evaluate();
        var b = Uniform(Shape.Of([.. t.Shape.Axes[..^1], 2]), 1).To(type).Evaluate();
        var forms =
            from upper in new[] { false, true }
            from transpose in new[] { false, true }
            from unit in new[] { false, true }
            select t.SolveTriangular(b, upper, transpose, unit);
        AssertNear([.. forms, t.Transpose().SolveTriangular(b.Flip(-2), upper: true)]);
    }

    [Theory]
    [MemberData(nameof(Oblong))]
    public void LU_factors(string shape, DType type)
    {
        var x = Uniform(ShapeOf(shape)).To(type).Evaluate();
        var (p, l, u) = x.Lu();
        AssertNear(p, l, u);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Solutions_and_determinants(string shape, DType type)
    {
        var x = ((0.2 * Uniform(ShapeOf(shape))) + (3 * Tensor.Eye(ShapeOf(shape)[-1], type: DType.Float64)).Flip(-1))
            .To(type)
            .Evaluate();
        var b = Uniform([ShapeOf(shape)[-1]], 1).To(type).Evaluate();
        AssertNear(x.Solve(b), x.SlogDet().Sign, x.SlogDet().LogAbsDet);
    }

    [Fact]
    public void Determinants_with_their_cofactors_and_exponentials()
    {
        var x = Uniform([3, 5, 5]).Evaluate();
        AssertNear(x.Det(), Differentiate.Gradient<Tensor>(y => y.Det().Sum())(x), x.MatrixExp());
    }

    [Theory]
    [MemberData(nameof(Oblong))]
    public void QR_factors(string shape, DType type)
    {
        var x = Uniform(ShapeOf(shape)).To(type).Evaluate();
        AssertNear(x.Qr().Q, x.Qr().R);
        AssertNear((x * 1e30).To(DType.Float32).Qr().Q);
    }

    [Fact]
    public void Factors_that_take_several_dispatches()
    {
        // Some of more than 32,768 turns, and batches whose workgroups stride.
        var x = (Positive([2, 230, 230]) + (3 * Tensor.Eye(230, type: DType.Float64))).Evaluate();
        AssertNear(x.Cholesky(), x.Tril().SolveTriangular(x.Slice(-1, 0, 2), upper: false), x.Lu().U, x.Qr().R);
    }

    [Fact]
    public void Pivots_that_are_equal_or_zero()
    {
        var x = Tensor.Stack(0, Tensor.Ones([5, 5]), Tensor.Zeros([5, 5]), Tensor.Eye(5).Flip(0)).Evaluate();
        AssertNear(x.Lu().P, x.Lu().L, x.Lu().U, x.Det(), x.SlogDet().LogAbsDet, x.Qr().Q.MatMul(x.Qr().R));
    }

    [Fact]
    public void Values_without_factors_are_the_same_errors_as_on_the_CPU()
    {
        var device = Device.OrSkip();
        var x = Tensor.Stack(0, Tensor.Eye(3), Tensor.Ones([3, 3]), Tensor.Zeros([3, 3]));
        Func<Tensor, Tensor>[] uses = [y => y.Cholesky(), y => y.Inverse(), y => y.Solve(Tensor.Ones([3]).To(y.Device))];
        foreach (var use in uses)
        {
            var expected = Assert.Throws<ValueException>(() => use(x).Evaluate()).Message;
            var actual = Assert.Throws<ValueException>(() => use(x.To(device)).ToArray<float>()).Message;
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void What_needs_iterations_is_refused_by_name()
    {
        var device = Device.OrSkip();
        var x = Tensor.Eye(3).To(device);
        foreach (
            var (name, use) in new (string, Func<Tensor>)[]
            {
                ("svd", () => x.Svd().U),
                ("eigh", () => x.EigValsH()),
                ("eig", () => x.EigVals()),
            }
        )
        {
            var error = Assert.Throws<DeviceUnsupportedException>(() => use().Evaluate());
            Assert.Equal(name, error.Operation);
            Assert.Equal(
                $"[{name}] on Vulkan: cannot compute float32[3,3]: its iterations have no form on a GPU. Use the CPU.",
                error.Message
            );
        }
    }

    private static TheoryData<string, DType> InBothPrecisions(string[] shapes)
    {
        var data = new TheoryData<string, DType>();
        foreach (var shape in shapes)
        {
            data.Add(shape, DType.Float64);
            data.Add(shape, DType.Float32);
        }
        return data;
    }

    // Numbers are compared with the largest of the result.
    private static void AssertNear(params Tensor[] roots)
    {
        var sizes = roots.Select(root => root.Size == 0 ? 0 : Largest(root)).ToArray();
        OnBoth.Compare(roots, 0.5, (root, _) => sizes[root] * (roots[root].DType == DType.Float64 ? 1e-10 : 2e-4));
    }

    private static double Largest(Tensor x) =>
        x.To(DType.Float64).ToArray<double>().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
}
