using static Functional.Operations;

namespace Functional.Tests;

/// <summary>A gradient costs at most five times its function, counted by the plan and in nodes.</summary>
public sealed class CheapGradientTests
{
    private const int Limit = 5;

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Of_a_loop_over_slices(int count) =>
        AssertCheap(
            x =>
            {
                Tensor sum = 0.0;
                for (var i = 0; i < count; i++)
                    sum += (Tanh(x.Select(0, i)) * (i + 0.3)).Sum();
                return sum;
            },
            Noise(count, 64)
        );

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Of_a_recurrence_over_slices(int count) =>
        AssertCheap(
            x =>
            {
                var state = Tensor.Zeros([64]);
                for (var i = 0; i < count; i++)
                    state = Tanh((state * 0.7) + x.Slice(0, i, i + 1).Reshape(64));
                return state.Sum();
            },
            Noise(count, 64)
        );

    [Fact]
    public void Of_sixty_doublings()
    {
        static Tensor F(Tensor x)
        {
            for (var i = 0; i < 60; i++)
                x = x + x;
            return x.Sum();
        }
        var x = Tensor.Ones([100], DType.Float64) * Tensor.Of(1.5);
        AssertCheap(F, x.Evaluate());
        Assert.Equal(Math.Pow(2, 60), Differentiate.Gradient<Tensor>(F)(x).Select(0, 99).Item());
    }

    [Fact]
    public void Of_a_network() =>
        AssertCheap(
            w =>
            {
                var hidden = Noise(32, 64).Evaluate();
                for (var i = 0; i < 8; i++)
                    hidden = Relu(hidden.MatMul(w.Select(0, i)));
                return (hidden * hidden).Mean();
            },
            Noise(8, 64, 64)
        );

    [Fact]
    public void Of_a_loop_of_the_library() =>
        AssertCheap(
            x => Loop.Scan((Tensor c, Tensor s) => (Tanh((c * 0.7) + s), c), Tensor.Zeros([64]), x).Carry.Sum(),
            Noise(100, 64)
        );

    private static Tensor Noise(params int[] sizes) => Key.From(7).Normal(Shape.Of(sizes)).Evaluate();

    private static void AssertCheap(Func<Tensor, Tensor> f, Tensor x)
    {
        var (value, gradient) = (f(x), Differentiate.Gradient(f)(x));
        var (primal, reverse) = (Plan.Report(value), Plan.Report(gradient));
        var problems = new List<string>();
        void Check(string what, long own, long limit)
        {
            if (own > Limit * limit)
                problems.Add($"{what}: {own} is {(double)own / limit:F2} times {limit}");
        }
        Check("nodes", Graph.Of([gradient]).Count, Graph.Of([value]).Count);
        Check("operations", reverse.Operations, primal.Operations);
        Check("bytes moved", reverse.BytesMoved, primal.BytesMoved);
        Check("peak", reverse.PeakBytes, primal.PeakBytes);
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }
}
