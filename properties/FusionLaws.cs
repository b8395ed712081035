using System.Collections.Immutable;
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
                    sum = Tanh(sum * 0.5 + x.Select(0, i) * x.Select(0, i));
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

/// <summary>A chain of elementwise operations in which values are moved as a whole, and inputs come in whole, broadcast or transposed.</summary>
internal sealed record ChainRecipe(int Seed, Shape Shape, ImmutableArray<(int Kind, int Choice)> Steps)
{
    private const int Length = 40;

    public static FsCheck.Arbitrary<ChainRecipe> All { get; } =
        Samples.From(
            random => new ChainRecipe(
                random.Next(),
                [random.Next(2, 20), random.Next(2, 300)],
                [.. Enumerable.Range(0, Length).Select(_ => (random.Next(1 << 20), random.Next(1 << 20)))]
            ),
            recipe => recipe.Smaller()
        );

    public (Tensor[] Inputs, Tensor Root) Build()
    {
        var random = new Random(Seed);
        var inputs = new List<Tensor>();
        var root = Run(
            shape =>
            {
                inputs.Add(Samples.Draw(random, shape, Interval.Real, DType.Float32));
                return inputs[^1];
            },
            []
        );
        return ([.. inputs], root);
    }

    /// <summary>The root over other inputs of the same shapes.</summary>
    public Tensor Apply(Tensor[] inputs)
    {
        var next = 0;
        return Run(_ => inputs[next++], []);
    }

    public override string ToString()
    {
        var text = new List<string>();
        var random = new Random(Seed);
        Run(shape => Samples.Draw(random, shape, Interval.Real, DType.Float32), text);
        return string.Join('\n', text);
    }

    private IEnumerable<ChainRecipe> Smaller()
    {
        for (var half = Steps.Length / 2; half >= 1; half /= 2)
            for (var from = 0; from + half <= Steps.Length; from += half)
                yield return this with { Steps = Steps.RemoveRange(from, half) };
    }

    private Tensor Run(Func<Shape, Tensor> input, List<string> text)
    {
        // Values since the last movement: what is older has another shape or place.
        var values = new List<Tensor> { input(Shape) * 0.5 };
        var inputs = 1;
        foreach (var (kind, choice) in Steps)
        {
            var (x, other) = (values[^1], values[choice % values.Count]);
            if (kind % 5 == 0)
            {
                values = [Move(x, choice)];
                text.Add($"moved to {values[0].Shape}");
                continue;
            }
            // Few inputs: a kernel has room for about as many.
            if (kind % 5 == 1 && inputs++ < 8)
                other = Entry(input, x.Shape, choice);
            values.Add(Combine(x, other, kind / 5));
            text.Add($"{values[^1].Op.Name} with {other.Op.Name} {other.Shape}");
        }
        return values[^1] + 1;
    }

    private static Tensor Combine(Tensor x, Tensor y, int kind) =>
        (kind % 6) switch
        {
            0 => x + y,
            1 => x - y,
            2 => x * y,
            3 => x.Maximum(y),
            4 => (-x).Minimum(y),
            _ => Where(x < y, x, y * 2),
        };

    private static Tensor Move(Tensor x, int choice) =>
        (choice % 5) switch
        {
            0 => x.Permute([.. Enumerable.Range(0, x.Rank).Reverse()]),
            1 => x.Flip(choice % x.Rank),
            2 => x.Reshape(-1, x.Shape[0]),
            3 => x.Pad([.. Enumerable.Range(0, x.Rank).Select(axis => axis == 0 ? (1, 2) : (0, 0))]),
            _ when x.Size < 50_000 => x.ExpandDims(0).BroadcastTo(x.Shape.Prepend(2)).Reshape(Shape.Of([2 * x.Shape[0], .. x.Shape.Axes[1..]])),
            _ => x,
        };

    private static Tensor Entry(Func<Shape, Tensor> input, Shape shape, int choice) =>
        (choice % 4) switch
        {
            0 => input(shape),
            1 => input(Shape.Of([.. shape.Reverse()])).Permute([.. Enumerable.Range(0, shape.Rank).Reverse()]),
            2 => input([shape[-1]]),
            _ => input([.. shape.Axes[..^1], 1]).BroadcastTo(shape),
        };
}
