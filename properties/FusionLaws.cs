using static Functional.Operations;

namespace Functional.Properties;

/// <summary>Elementwise trees become one kernel that reads its inputs once and writes its outputs once.</summary>
public sealed class FusionLaws
{
    [Fact]
    public void Forty_elementwise_operations_with_movement_are_one_kernel_of_inputs_plus_outputs() =>
        Law.Holds(
            Prop.ForAll(
                ChainRecipe.All,
                recipe =>
                {
                    var (inputs, root) = recipe.Build();
                    var report = Plan.Report(root);
                    Assert.Single(report.Kernels);
                    Assert.Equal(inputs.Sum(Bytes) + Bytes(root), report.BytesMoved);
                    Assert.Equal(0, report.TemporaryBytes);
                }
            )
        );

    [Fact]
    public void Outputs_that_lead_to_each_other_share_a_kernel() =>
        Law.Holds(
            Prop.ForAll(
                ChainRecipe.All,
                recipe =>
                {
                    var (inputs, root) = recipe.Build();
                    Tensor[] roots = [root, root * 2, Tanh(root * 2)];
                    var report = Plan.Report(roots);
                    Assert.Single(report.Kernels);
                    Assert.Equal(inputs.Sum(Bytes) + roots.Sum(Bytes), report.BytesMoved);
                }
            )
        );

    [Fact]
    public void A_reduction_of_a_tree_is_one_kernel() =>
        Law.Holds(
            Prop.ForAll(
                ChainRecipe.All,
                recipe =>
                {
                    var (inputs, root) = recipe.Build();
                    var sum = root.Sum(0);
                    var report = Plan.Report(sum);
                    Assert.Single(report.Kernels);
                    Assert.Equal(inputs.Sum(Bytes) + Bytes(sum), report.BytesMoved);
                }
            )
        );

    [Fact]
    public void A_gradient_takes_at_most_five_times_the_operations() =>
        Law.Holds(
            Prop.ForAll(
                ChainRecipe.All,
                recipe =>
                {
                    var (inputs, root) = recipe.Build();
                    var gradients = Differentiate.Gradient<Tensor[]>(x => recipe.Apply(x).Sum())(inputs);
                    Assert.InRange(Plan.Report(gradients).Operations, 0, 5 * Plan.Report(root.Sum()).Operations);
                }
            )
        );

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void The_gradient_of_a_loop_over_slices_costs_at_most_five_times_the_loop(int count) =>
        CheckCost(
            x =>
            {
                var sum = Tensor.Zeros([64]);
                for (var i = 0; i < count; i++)
                {
                    var slice = x.Select(0, i);
                    sum += Tanh(slice) * slice;
                }
                return sum.Sum();
            },
            Tensor.Ones([count, 64]).Evaluate()
        );

    [Fact]
    public void The_gradient_of_doubling_sixty_times_costs_at_most_five_times_the_doubling() =>
        CheckCost(
            x =>
            {
                for (var i = 0; i < 60; i++)
                    x += x;
                return x.Sum();
            },
            Tensor.Ones([1000], DType.Float64).Evaluate()
        );

    private static void CheckCost(Func<Tensor, Tensor> f, Tensor x)
    {
        var (primal, gradient) = (Plan.Report(f(x)), Plan.Report(Differentiate.Gradient(f)(x)));
        Assert.InRange(gradient.Operations, 0, 5 * primal.Operations);
        Assert.InRange(gradient.BytesMoved, 0, 5 * primal.BytesMoved);
        Assert.InRange(gradient.PeakBytes, 0, 5 * primal.PeakBytes);
    }

    private static long Bytes(Tensor x) => x.Size * x.DType.ByteSize;
}
