namespace Functional.Tests;

/// <summary>Optimizers' first steps, with numbers to check by hand. Longer runs are compared with another library's in the goldens.</summary>
[Trait("Category", "Interpreted")]
public sealed class OptimizerTests
{
    private static readonly Parameters X = Parameters.Of(("x", Tensor.Of([1.0, -2])));
    private static readonly Parameters G = Parameters.Of(("x", Tensor.Of([0.5, 4])));

    [Fact]
    public void Gradient_descent_steps_against_the_gradient() => Assert.Equal([0.95, -2.4], After(Optimizers.Sgd(0.1), 1), Close);

    [Fact]
    public void Momentum_remembers() =>
        // b is g, then 0.9 g + g.
        Assert.Equal([1 - (0.1 * 0.5 * 2.9), -2 - (0.1 * 4 * 2.9)], After(Optimizers.Sgd(0.1, momentum: 0.9), 2), Close);

    [Fact]
    public void Weight_decay_adds_to_the_gradient() =>
        Assert.Equal([1 - (0.1 * (0.5 + 0.2)), -2 - (0.1 * (4 - 0.4))], After(Optimizers.Sgd(0.1, weightDecay: 0.2), 1), Close);

    [Fact]
    public void The_first_step_of_Adam_has_the_length_of_the_learning_rate() =>
        Assert.Equal([0.99, -2.01], After(Optimizers.Adam(0.01), 1), (a, b) => Math.Abs(a - b) < 1e-8);

    [Fact]
    public void AdamW_decays_beside_the_step() =>
        Assert.Equal(
            [0.99 - 0.005, -2.01 + 0.01],
            After(Optimizers.AdamW(0.01, weightDecay: 0.5), 1),
            (a, b) => Math.Abs(a - b) < 1e-8
        );

    [Fact]
    public void Gradients_that_add_up_make_the_step_of_their_mean()
    {
        var (inner, other) = (Optimizers.Adam(0.1), G.Map(g => 3 * g - 1));
        var whole = inner.Step(G.Zip(other, (a, b) => (a + b) / 2), inner.Init(X), X);
        var halves = Optimizers.Accumulate(inner, every: 2);
        var first = halves.Step(G, halves.Init(X), X);
        Assert.True(first.Parameters.IsSame(X));
        var second = halves.Step(other, first.State, first.Parameters);
        Assert.Equal(whole.Parameters["x"].ToArray<double>(), second.Parameters["x"].ToArray<double>(), Close);
        // What the other optimizer remembers is of one step, and the next sum begins at nothing.
        Assert.Equal(1, second.State.Parts[1].Scalar("step").Item());
        Assert.Equal([0, 0], second.State.Parts[0].Slot("gradients")["x"].ToArray<double>());
        Assert.Contains("[accumulate]", Assert.Throws<ModelException>(() => Optimizers.Accumulate(inner, 0)).Message);
    }

    [Fact]
    public void Clipping_keeps_the_direction()
    {
        var gradients = Parameters.Of(("x", Tensor.Of([3.0])), ("y", Tensor.Of([4.0])));
        var (clipped, _) = Optimizers.ClipByGlobalNorm(1).Update(gradients, OptimizerState.Empty, gradients);
        Assert.Equal([0.6, 0.8], clipped.Tensors.Select(x => x.Item()), (a, b) => Math.Abs(a - b) < 1e-6);
        var (whole, _) = Optimizers.ClipByGlobalNorm(10).Update(gradients, OptimizerState.Empty, gradients);
        Assert.Equal([3, 4], whole.Tensors.Select(x => x.Item()));
    }

    [Fact]
    public void A_zero_gradient_is_clipped_to_zero()
    {
        var zero = X.Map(x => x * 0);
        var (clipped, _) = Optimizers.ClipByGlobalNorm(1).Update(zero, OptimizerState.Empty, X);
        Assert.Equal([0, 0], clipped["x"].ToArray<double>());
    }

    [Fact]
    public void Values_are_clamped_on_either_side()
    {
        var (clipped, _) = Optimizers
            .ClipByValue(1)
            .Update(Parameters.Of(("x", Tensor.Of([-3.0, 0.5, 7]))), OptimizerState.Empty, X);
        Assert.Equal([-1, 0.5, 1], clipped["x"].ToArray<double>());
    }

    [Fact]
    public void A_chain_passes_updates_on() =>
        Assert.Equal([0.95, -2.1], After(Optimizers.ClipByValue(1) >> Optimizers.Sgd(0.1), 1), Close);

    [Fact]
    public void States_count_their_steps_and_are_saved_by_path()
    {
        var optimizer = Optimizers.ClipByValue(1) >> Optimizers.Adam();
        var (_, state) = optimizer.Update(G, optimizer.Init(X), X);
        var saved = state.ToParameters();
        Assert.Equal(["1.average.x", "1.square.x", "1.step", "1.weight1", "1.weight2"], saved.Paths);
        Assert.Equal(1, saved["1.step"].Item());
        Assert.Equal(Bits.Hash(state.Tensors), Bits.Hash(optimizer.Init(X).From(saved).Tensors));
    }

    [Fact]
    public void A_step_changes_neither_parameters_nor_state()
    {
        var optimizer = Optimizers.Adam();
        var state = optimizer.Init(X);
        var before = Bits.Hash([.. X.Tensors, .. state.Tensors]);
        optimizer.Step(G, state, X).Parameters["x"].Evaluate();
        Assert.Equal(before, Bits.Hash([.. X.Tensors, .. state.Tensors]));
    }

    [Fact]
    public void Every_optimizer_finds_the_bottom_of_a_bowl()
    {
        Optimizer[] optimizers =
        [
            Optimizers.Sgd(0.1),
            Optimizers.Sgd(0.05, momentum: 0.8, nesterov: true),
            Optimizers.Adam(0.1),
            Optimizers.AdamW(0.1, weightDecay: 0),
            Optimizers.Adam(0.1, amsgrad: true),
        ];
        Assert.All(
            optimizers,
            optimizer =>
            {
                var (x, state) = (X, optimizer.Init(X));
                var slope = Differentiate.Gradient((Parameters p) => (p["x"] * p["x"] * Tensor.Of([1.0, 3])).Sum());
                for (var i = 0; i < 400; i++)
                    (x, state) = optimizer.Step(slope(x), state, x);
                Assert.All(x["x"].ToArray<double>(), value => Assert.Equal(0, value, 1e-3));
            }
        );
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-12;

    private static double[] After(Optimizer optimizer, int steps)
    {
        var (x, state) = (X, optimizer.Init(X));
        for (var i = 0; i < steps; i++)
            (x, state) = optimizer.Step(G, state, x);
        return x["x"].ToArray<double>();
    }
}
