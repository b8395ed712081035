using static Functional.Operations;

namespace Functional.Tests.Models;

/// <summary>Minimization that learns curvature: known minima, and states that are values.</summary>
public sealed class LbfgsTests
{
    private static readonly Tensor Start = Tensor.Of([-1.2, 1]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_bottom_of_a_bowl_is_found(bool strongWolfe)
    {
        var h = Tensor.Of([3.0, 1, 1, 2]).Reshape(2, 2);
        var x = Optimizers
            .Lbfgs(strongWolfe: strongWolfe)
            .Minimize((Tensor x) => (0.5 * x.MatMul(h).MatMul(x)) - x.Sum(), Start)
            .ToArray<double>();
        // H⁻¹ (1, 1).
        Assert.Equal([0.2, 0.4], x, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Rosenbrocks_valley_is_followed_to_its_end()
    {
        var lbfgs = Optimizers.Lbfgs(strongWolfe: true);
        var end = lbfgs.Minimize(p => Valley(p["x"]), Parameters.Of(("x", Start)));
        Assert.True(end.HasConverged);
        // It ends where the loss changes by less than 10⁻⁹.
        Assert.InRange(end.Loss, 0, 1e-9);
        Assert.InRange(end.Evaluations, 10, 100);
        Assert.Equal([1, 1], end.Parameters["x"].ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void A_step_is_a_function_of_its_state()
    {
        var lbfgs = Optimizers.Lbfgs(maxIterations: 3, maxEvaluations: 50, historySize: 2, strongWolfe: true);
        var first = lbfgs.Step(p => Valley(p["x"]), lbfgs.Init(Parameters.Of(("x", Start))));
        var (one, other) = (lbfgs.Step(p => Valley(p["x"]), first), lbfgs.Step(p => Valley(p["x"]), first));
        Assert.True(one.Parameters.IsSame(other.Parameters));
        Assert.Equal(3, first.Iterations);
        Assert.Equal(6, one.Iterations);
        Assert.True(one.Loss < first.Loss);
    }

    [Fact]
    public void Where_a_function_is_flat_nothing_moves()
    {
        var end = Optimizers.Lbfgs().Minimize((Tensor x) => (x * x).Sum(), Tensor.Zeros([3], DType.Float64));
        Assert.Equal([0, 0, 0], end.ToArray<double>());
    }

    [Fact]
    public void Parameters_of_several_shapes_and_types_move_together()
    {
        var net = Linear(3, 1);
        var x = Key.From(1).Normal([20, 3]);
        var y = x.MatMul(Tensor.Of([1f, -2, 0.5f]).Reshape(3, 1)) + 0.25;
        var end = Optimizers
            .Lbfgs(strongWolfe: true)
            .Minimize(p => Losses.MeanSquaredError(net.Apply(p, x), y), net.Initialize(Key.From(2), x).Parameters);
        Assert.Equal([1, -2, 0.5f], end.Parameters["0.weight"].ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-3f);
        Assert.Equal(0.25, end.Parameters["0.bias"].Item(), 1e-3);
    }

    private static Tensor Valley(Tensor x)
    {
        var (a, b) = (x.Select(0, 0), x.Select(0, 1));
        return Pow(1 - a, 2) + (100 * Pow(b - (a * a), 2));
    }
}
