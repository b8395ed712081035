using Functional.Primitives;
using Functional.Testing;
using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Operations that somebody outside the library declares.</summary>
[Trait("Category", "Interpreted")]
public sealed class CustomTests
{
    private static readonly Tensor Numbers = Tensor.Of([0.5, -1.5, 2.0]);

    [Fact]
    public void An_elementwise_operation_of_ones_own_differentiates_batches_and_fuses()
    {
        Assert.Equal([0.125, -3.375, 8], Custom.Apply<Cube>(Numbers).ToArray<double>());
        Assert.Equal([3, -9, 12], Differentiate.Hessian(x => Custom.Apply<Cube>(x).Sum())(Numbers).Diagonal3());
        Gradients.Check(x => Custom.Apply<Cube>(x).Sum(), Numbers);
        Assert.Single(Plan.Report(Custom.Apply<Cube>(Numbers * 2) + 1).Kernels);
    }

    [Fact]
    public void A_gradient_of_ones_own_replaces_that_of_the_function()
    {
        // Straight-through rounding (Bengio et al. 2013): the derivative of a step is taken for 1.
        var round = Custom.Gradient(x => (x + 0.5).To(DType.Int64).To(x.DType), (g, x, y) => g);
        Assert.Equal([1, -1, 2], round(Numbers).ToArray<double>());
        Assert.Equal([2, -2, 4], Differentiate.Gradient((Tensor x) => (round(x) * round(x)).Sum())(Numbers).ToArray<double>());
    }

    [Fact]
    public void A_gradient_of_ones_own_is_batched_and_differentiated_again()
    {
        var square = Custom.Gradient(x => x * x, (g, x, y) => g * 2 * x);
        Gradients.Check(x => square(x).Sum(), Numbers);
        var each = Vectorize.Map(Differentiate.Gradient((Tensor x) => square(x) * 3));
        Assert.Equal([3, -9, 12], each(Numbers).ToArray<double>());
        Assert.Equal([2, 2, 2], Differentiate.Hessian(x => square(x).Sum())(Numbers).Diagonal3());
    }

    [Fact]
    public void A_pullback_over_a_batch_sums_what_is_shared()
    {
        var product = Custom.Gradient(x => x[0] * x[1], (g, x, y) => [g * x[1], g * x[0]]);
        var w = Tensor.Of(3.0);
        var total = (Tensor v) => Vectorize.Map((Tensor x) => product([x, v]))(Numbers).Sum();
        Assert.Equal(1, Differentiate.Gradient(total)(w).Item());
    }

    [Fact]
    public void A_kernel_of_ones_own_runs_inside_every_transformation()
    {
        var reverse = new Reverse();
        Assert.Equal([2, -1.5, 0.5], reverse.Apply(Numbers).ToArray<double>());
        var f = (Tensor x) => (reverse.Apply(x * x) * Numbers).Sum();
        Gradients.Check(f, Numbers);
        Assert.Equal(f(Numbers).Item(), Compile.Function(f)(Numbers).Item());
        Assert.Equal(
            [1.5, 0.5, 3, 2.5],
            Vectorize
                .Map((Tensor x) => reverse.Apply(x))(
                    Tensor.Of([
                        [0.5, 1.5],
                        [2.5, 3.0],
                    ])
                )
                .ToArray<double>()
        );
    }

    [Fact]
    public void A_wrong_pullback_is_named()
    {
        var wrong = Custom.Gradient(x => x * x, (g, x, y) => g.Sum());
        var error = Assert.Throws<DerivativeException>(() => Differentiate.Gradient((Tensor x) => wrong(x).Sum())(Numbers));
        Assert.Equal("[custom_gradient] the pullback gave [] as cotangent of operand 0, which is [3].", error.Message);
    }

    /// <summary>The third power.</summary>
    private readonly struct Cube : IUnary
    {
        public static string Name => "cube";
        public static TypeRule Types => TypeRule.Floating;

        public static Value Body(Value x) => x * x * x;

        public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => g * (3 * x * x);
    }

    /// <summary>A vector from its end to its beginning.</summary>
    private sealed class Reverse : CustomOperation
    {
        public override string Name => "reverse";

        public override (Shape Shape, DType Type) Result(IReadOnlyList<Tensor> operands) =>
            operands is [{ Rank: 1, DType: DType.Float64 } x]
                ? (x.Shape, x.DType)
                : throw new ShapeException("[reverse] needs one float64 vector.");

        public override void Compute(CustomCall call)
        {
            call.Operand<double>(0).CopyTo(call.Result<double>());
            call.Result<double>().Reverse();
        }

        public override IReadOnlyList<Tensor?> Pullback(Tensor cotangent, IReadOnlyList<Tensor> operands, Tensor result) =>
            [Apply(cotangent)];
    }
}

file static class Matrices
{
    public static double[] Diagonal3(this Tensor matrix) =>
        [
            matrix.Select(0, 0).Select(0, 0).Item(),
            matrix.Select(0, 1).Select(0, 1).Item(),
            matrix.Select(0, 2).Select(0, 2).Item(),
        ];
}
