using static Functional.Operations;

namespace Functional.Tests.Models;

/// <summary>Layers that compute in a narrow type, and losses scaled for their gradients.</summary>
public sealed class MixedPrecisionTests
{
    private static readonly Key Any = Key.From(4);

    [Fact]
    public void Parameters_and_results_stay_float32_and_the_layer_computes_in_bfloat16()
    {
        var (net, x) = (Linear(6, 3), Any.Normal([4, 6]));
        var mixed = MixedPrecision(net, DType.BFloat16);
        var run = mixed(x).Initialize(Any);
        Assert.All(run.Parameters.Tensors, p => Assert.Equal(DType.Float32, p.DType));
        Assert.True(run.Parameters.IsSame(net(x).Initialize(Any).Parameters));
        var y = mixed.Apply(run.Parameters, x);
        Assert.Equal(DType.Float32, y.DType);
        var expected = net.Apply(run.Parameters.To(DType.BFloat16), x.To(DType.BFloat16)).To(DType.Float32);
        Assert.Equal(expected.ToArray<float>(), y.ToArray<float>());
        var gradients = Differentiate.Gradient((Parameters p) => mixed.Apply(p, x).Sum())(run.Parameters);
        Assert.All(gradients.Tensors, g => Assert.Equal(DType.Float32, g.DType));
    }

    [Fact]
    public void What_stands_beside_is_not_rounded()
    {
        var net = MixedPrecision(Linear(6, 5), DType.Float16) >> LayerNorm(5) >> Linear(5, 2);
        var run = net(Any.Normal([4, 6])).Initialize(Any);
        var x = Any.Normal([4, 6]);
        var inner = Linear(6, 5)
            .Apply(run.Parameters.Filter(path => path.StartsWith('0')).To(DType.Float16), x.To(DType.Float16));
        var rest = LayerNorm(5) >> Linear(5, 2);
        var own = run.Parameters.Filter(path => !path.StartsWith('0')).Rename(path => $"{path[0] - '1'}{path[1..]}");
        Assert.Equal(rest.Apply(own, inner.To(DType.Float32)).ToArray<float>(), net.Apply(run.Parameters, x).ToArray<float>());
    }

    [Fact]
    public void Whole_inputs_choose_rows_that_are_rounded()
    {
        var net = MixedPrecision(Embedding(10, 4), DType.BFloat16);
        var tokens = Tensor.Of([1, 7]);
        var run = net(tokens).Initialize(Any);
        var y = net.Apply(run.Parameters, tokens);
        Assert.Equal(DType.Float32, y.DType);
        Assert.Equal(run.Parameters.Tensors[0].To(DType.BFloat16).To(DType.Float32)[1].ToArray<float>(), y[0].ToArray<float>());
    }

    [Fact]
    public void A_type_that_is_not_floating_is_refused() =>
        Assert.Throws<ModelException>(() => MixedPrecision(Linear(1, 1), DType.Int32));

    [Fact]
    public void A_scale_of_two_powers_changes_no_bit()
    {
        var plain = Train(Linear(3, 1), Optimizers.Adam(0.1), 20);
        var scaled = Train(Linear(3, 1), Optimizers.LossScaling(Optimizers.Adam(0.1), 1024), 20);
        Assert.Equal(plain.Loss.Item(), scaled.Loss.Item());
        Assert.True(plain.Parameters.IsSame(scaled.Parameters));
        Assert.Equal(1024, scaled.OptimizerState!.LossScale.Item());
        Assert.Equal(1, plain.OptimizerState!.LossScale.Item());
    }

    [Fact]
    public void After_some_steps_without_overflow_the_scale_grows()
    {
        var optimizer = Optimizers.LossScaling(Optimizers.Sgd(0.01), 8, growth: 4, interval: 3);
        Assert.Equal(
            [8, 8, 32, 32, 32, 128],
            Enumerable.Range(1, 6).Select(n => Train(Linear(3, 1), optimizer, n).OptimizerState!.LossScale.Item())
        );
    }

    [Fact]
    public void A_step_that_overflows_changes_nothing_but_the_scale()
    {
        var optimizer = Optimizers.LossScaling(Optimizers.Adam(0.1), 1024);
        var parameters = Parameters.Of(("w", Tensor.Of([1f, 2f])));
        var (next, state) = optimizer.Step(
            Parameters.Of(("w", Tensor.Of([1024f, 2048f]))),
            optimizer.Init(parameters),
            parameters
        );
        foreach (var bad in (float[])[float.PositiveInfinity, float.NaN])
        {
            var (same, after) = optimizer.Step(Parameters.Of(("w", Tensor.Of([3f, bad]))), state, next);
            Assert.Equal(next["w"].ToArray<float>(), same["w"].ToArray<float>());
            Assert.Equal(512, after.LossScale.Item());
            Assert.Equal(state.Parts[1].Tensors.Select(x => x.ToString()), after.Parts[1].Tensors.Select(x => x.ToString()));
        }
    }

    [Fact]
    public void Gradients_too_small_for_float16_teach_only_when_scaled()
    {
        // The loss's gradient, 10⁻⁹ and less, is below the smallest float16.
        static Tensor Small(Tensor y, Tensor target) => Losses.MeanSquaredError(y, target) * 1e-9;
        var net = MixedPrecision(Linear(3, 1), DType.Float16);
        var begin = Training.Begin(net, Any, Data().Inputs);
        TrainingState After(Optimizer optimizer) =>
            Training.Run(
                Training.Step(net, Small, optimizer),
                begin,
                Enumerable.Repeat(Data(), 30),
                TestContext.Current.CancellationToken
            );
        var (plain, scaled) = (
            After(Optimizers.Sgd(1e8)),
            After(Optimizers.LossScaling(Optimizers.Sgd(1e8), Math.ScaleB(1, 30)))
        );
        foreach (var (path, parameter) in begin.Parameters)
            Assert.Equal(parameter.ToArray<float>(), plain.Parameters[path].ToArray<float>());
        Assert.True(scaled.Loss.Item() < 0.1 * Small(net.Apply(begin.Parameters, Data().Inputs), Data().Targets).Item());
    }

    private static Batch Data()
    {
        var x = Key.From(1).Normal([16, 3]);
        return new Batch(
            x,
            x.MatMul(
                Tensor.Of([
                    [1f],
                    [-2f],
                    [0.5f],
                ])
            )
        );
    }

    private static TrainingState Train(Layer net, Optimizer optimizer, int steps) =>
        Training.Run(
            Training.Step(net, Losses.MeanSquaredError, optimizer),
            Training.Begin(net, Any),
            Enumerable.Repeat(Data(), steps),
            TestContext.Current.CancellationToken
        );
}
