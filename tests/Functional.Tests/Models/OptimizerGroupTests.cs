namespace Functional.Tests.Models;

/// <summary>Different rules for different parameters, and what a state carries beside them.</summary>
public sealed class OptimizerGroupTests
{
    private static readonly Parameters X = Parameters.Of(("0.weight", Tensor.Of([1.0])), ("0.bias", Tensor.Of([1.0])));
    private static readonly Parameters G = Parameters.Of(("0.weight", Tensor.Of([1.0])), ("0.bias", Tensor.Of([1.0])));

    private static bool IsBias(string path) => path.EndsWith("bias", StringComparison.Ordinal);

    [Fact]
    public void Each_group_has_its_optimizer_and_its_state()
    {
        var optimizer = Optimizers.Groups((IsBias, Optimizers.Sgd(0.5)), (_ => true, Optimizers.Adam(0.1)));
        var (x, state) = optimizer.Step(G, optimizer.Init(X), X);
        Assert.Equal(0.5, x["0.bias"].Item());
        Assert.Equal(0.9, x["0.weight"].Item(), 1e-7);
        Assert.Contains("1.average.0.weight", state.ToParameters().Paths);
        Assert.DoesNotContain("1.average.0.bias", state.ToParameters().Paths);
    }

    [Fact]
    public void What_is_frozen_stays_to_the_bit()
    {
        var optimizer = Optimizers.Only(path => !IsBias(path), Optimizers.AdamW(0.1));
        var (x, _) = optimizer.Step(G, optimizer.Init(X), X);
        Assert.Equal(1, x["0.bias"].Item());
        Assert.NotEqual(1, x["0.weight"].Item());
    }

    [Fact]
    public void A_path_of_no_group_is_named()
    {
        var optimizer = Optimizers.Groups((IsBias, Optimizers.Sgd(0.5)));
        Assert.Contains("'0.weight'", Assert.Throws<ModelException>(() => optimizer.Init(X)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_says_what_decays()
    {
        Optimizer[] optimizers =
        [
            Optimizers.Sgd(0.1, weightDecay: 2, decays: path => !IsBias(path)),
            Optimizers.WeightDecay(2, path => !IsBias(path)) >> Optimizers.Sgd(0.1),
        ];
        Assert.All(
            optimizers,
            optimizer =>
            {
                var (x, _) = optimizer.Step(G, optimizer.Init(X), X);
                Assert.Equal(0.9, x["0.bias"].Item(), 1e-12);
                Assert.Equal(0.7, x["0.weight"].Item(), 1e-12);
            }
        );
    }

    [Fact]
    public void AdamW_decays_what_its_mask_says()
    {
        var optimizer = Optimizers.AdamW(0.1, weightDecay: 1, decays: path => !IsBias(path));
        var (x, _) = optimizer.Step(G, optimizer.Init(X), X);
        Assert.Equal(0.9, x["0.bias"].Item(), 1e-7);
        Assert.Equal(0.8, x["0.weight"].Item(), 1e-7);
    }

    [Fact]
    public void The_average_of_the_parameters_follows_them()
    {
        var optimizer = Optimizers.Sgd(1) >> Optimizers.ParameterAverage(0.5);
        var (x, state) = (X, optimizer.Init(X));
        (x, state) = optimizer.Step(G, state, x);
        (x, state) = optimizer.Step(G, state, x);
        // From 1: half way to 0, then half way to −1.
        Assert.Equal(-0.25, state.Find(Optimizers.AverageName)["0.weight"].Item());
        Assert.Equal(-1, x["0.weight"].Item());
    }

    [Fact]
    public void Norms_of_any_order_are_clipped()
    {
        var gradients = Parameters.Of(("x", Tensor.Of([3.0, -4])), ("y", Tensor.Of([0.0])));
        double[] Clipped(double norm) =>
            Optimizers
                .ClipByGlobalNorm(1, norm)
                .Update(gradients, OptimizerState.Empty, gradients)
                .Updates["x"]
                .ToArray<double>();
        bool Near(double a, double b) => Math.Abs(a - b) < 1e-6;
        Assert.Equal([0.6, -0.8], Clipped(2), Near);
        Assert.Equal([3.0 / 7, -4.0 / 7], Clipped(1), Near);
        Assert.Equal([0.75, -1], Clipped(double.PositiveInfinity), Near);
    }

    [Fact]
    public void Every_adaptive_optimizer_finds_the_bottom_of_a_bowl()
    {
        (string Name, Optimizer Optimizer)[] optimizers =
        [
            ("adagrad", Optimizers.Adagrad(0.5)),
            ("rmsprop", Optimizers.RmsProp(Schedules.Exponential(0.1, 0.98))),
            ("centered", Optimizers.RmsProp(Schedules.Exponential(0.1, 0.98), momentum: 0.5, centered: true)),
            ("adadelta", Optimizers.Adadelta(Schedules.Exponential(20, 0.985))),
            ("adamax", Optimizers.Adamax(0.1)),
            ("nadam", Optimizers.NAdam(0.1)),
            ("radam", Optimizers.RAdam(0.1)),
            ("rprop", Optimizers.RProp()),
            ("asgd", Optimizers.Asgd(0.1)),
        ];
        Assert.All(
            optimizers,
            pair =>
            {
                var (x, state) = (Parameters.Of(("x", Tensor.Of([1.0, -2]))), (OptimizerState?)null);
                var slope = Differentiate.Gradient((Parameters p) => (p["x"] * p["x"] * Tensor.Of([1.0, 3])).Sum());
                for (var i = 0; i < 500; i++)
                    (x, state) = pair.Optimizer.Step(slope(x), state ?? pair.Optimizer.Init(x), x);
                Assert.All(x["x"].ToArray<double>(), value => Assert.True(Math.Abs(value) < 0.02, $"{pair.Name} is at {value}"));
            }
        );
    }
}
