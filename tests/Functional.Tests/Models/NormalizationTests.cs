using static Functional.Operations;

namespace Functional.Tests.Models;

/// <summary>Normalizing layers, and the running state that batch normalization passes on.</summary>
[Trait("Category", "Interpreted")]
public sealed class NormalizationTests
{
    // Channel 0 has mean 2 and variance 1, channel 1 mean 0 and variance 4.
    private static readonly Tensor Input = Tensor.Of([
        [1.0, -2],
        [3.0, 2],
    ]);

    private static readonly Layer Net = BatchNorm(2, epsilon: 0, momentum: 0.5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Training_normalizes_with_the_batch_and_moves_the_running_statistics()
    {
        var begun = Net.Initialize(Key.From(1), Input);
        var run = Net(Input).Apply(begun.Parameters, begun.State, mode: Mode.Training);
        Assert.Equal([-1, -1, 1, 1], run.Value.ToArray<double>());
        Assert.Equal([1, 0], run.State["0.running_mean"].ToArray<double>());
        // Unbiased: 2 and 8, half way from 1.
        Assert.Equal([1.5, 4.5], run.State["0.running_var"].ToArray<double>());
        Assert.Equal([0, 0], begun.State["0.running_mean"].ToArray<double>());
    }

    [Fact]
    public void Inference_normalizes_with_the_running_statistics_and_leaves_them()
    {
        var begun = Net.Initialize(Key.From(1), Input);
        var run = Net(Input).Apply(begun.Parameters, begun.State);
        Assert.Equal(Input.ToArray<double>(), run.Value.ToArray<double>());
        Assert.True(begun.State.IsSame(run.State));
    }

    [Fact]
    public void Images_are_normalized_over_all_axes_but_the_channels()
    {
        var images = Key.From(3).Normal([4, 3, 5, 6], DType.Float64) * 2 + 7;
        var layer = BatchNorm(3, epsilon: 0);
        var begun = layer.Initialize(Key.From(1), images);
        var y = layer(images).Apply(begun.Parameters, begun.State, mode: Mode.Training).Value;
        var (mean, variance) = y.BatchStatistics();
        Assert.All(mean.ToArray<double>(), number => Assert.Equal(0, number, 1e-12));
        Assert.All(variance.ToArray<double>(), number => Assert.Equal(1, number, 1e-12));
    }

    [Fact]
    public void A_training_step_carries_the_running_statistics_and_evaluation_uses_them()
    {
        var net = BatchNorm(2) >> Linear(2, 2);
        var (x, y) = (Key.From(2).Normal([64, 2]) * 3 + 5, Tensor.Zeros([64], DType.Int64));
        var step = Training.Step(net, Losses.CrossEntropy, Optimizers.Sgd(0.01));
        var state = Training.Run(step, Training.Begin(net, Key.From(0)), Enumerable.Repeat(new Batch(x, y), 60), Token);
        Assert.Equal(["0.running_mean", "0.running_var"], state.ModelState.Paths);
        Assert.All(state.ModelState["0.running_mean"].ToArray<float>(), number => Assert.InRange(number, 4, 6));
        Assert.All(state.ModelState["0.running_var"].ToArray<float>(), number => Assert.InRange(number, 6, 13));
        // One example alone: nothing of its own statistics.
        var alone = Training.Evaluate(net)(state, x.Slice(0, 0, 1)).ToArray<float>();
        var among = Training.Evaluate(net)(state, x).Slice(0, 0, 1).ToArray<float>();
        Assert.Equal(among, alone, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Running_statistics_are_saved_and_read_again()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var state = Net(Input)
                .Apply(
                    Net.Initialize(Key.From(1), Input).Parameters,
                    Net.Initialize(Key.From(1), Input).State,
                    mode: Mode.Training
                )
                .State;
            Checkpoint.Save(path, state.Below("state"));
            Assert.True(state.IsSame(Checkpoint.Load(path).Within("state")));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Rows_of_a_layer_norm_have_mean_0_and_variance_1()
    {
        var y = LayerNorm(64, epsilon: 0).Initialize(Key.From(1), Key.From(2).Normal([8, 64], DType.Float64) * 5 - 3).Value;
        Assert.All(y.Mean(-1).ToArray<double>(), number => Assert.Equal(0, number, 1e-12));
        Assert.All((y * y).Mean(-1).ToArray<double>(), number => Assert.Equal(1, number, 1e-12));
    }

    [Fact]
    public void A_constant_row_is_normalized_to_zeros_with_a_finite_gradient()
    {
        var row = Tensor.Full([1, 8], 3, DType.Float64);
        Assert.All(row.LayerNorm().ToArray<double>(), number => Assert.Equal(0, number));
        var gradient = Differentiate.Gradient((Tensor x) => (x.LayerNorm() * Tensor.Range(8)).Sum())(row);
        Assert.All(gradient.ToArray<double>(), number => Assert.True(double.IsFinite(number)));
    }

    [Fact]
    public void Layers_name_their_parameters_as_PyTorch_does()
    {
        var net = BatchNorm(4) >> GroupNorm(2, 4) >> LayerNorm(4) >> RmsNorm(4) >> PRelu();
        var begun = net.Initialize(Key.From(1), Tensor.Ones([2, 4]));
        Assert.Equal(
            ["0.bias", "0.weight", "1.bias", "1.weight", "2.bias", "2.weight", "3.weight", "4.weight"],
            begun.Parameters.Paths
        );
        Assert.Equal(["0.running_mean", "0.running_var"], begun.State.Paths);
    }

    [Fact]
    public void Channels_are_dropped_whole()
    {
        var y = ChannelDropout(0.5)(Tensor.Ones([8, 8, 3, 3]))
            .Apply(Parameters.Empty, key: Key.From(1), mode: Mode.Training)
            .Value;
        var sums = y.Sum([2, 3]).ToArray<float>();
        Assert.All(sums, sum => Assert.True(sum is 0 or 18));
        Assert.Contains(0, sums);
        Assert.Contains(18, sums);
    }

    [Fact]
    public void Alpha_dropout_keeps_mean_and_variance()
    {
        var x = Key.From(1).Normal([100_000], DType.Float64);
        var y = AlphaDropout(0.3)(x).Apply(Parameters.Empty, key: Key.From(2), mode: Mode.Training).Value;
        Assert.Equal(0, y.Mean().Item(), 0.02);
        Assert.Equal(1, (y * y).Mean().Item(), 0.02);
    }

    [Fact]
    public void The_row_of_the_padding_is_zero_and_does_not_learn()
    {
        var layer = Embedding(4, 3, padding: -1);
        var index = Tensor.Of([0L, 3, 3]);
        var table = layer.Initialize(Key.From(1), index).Parameters;
        Assert.All(table["0.weight"].Select(0, 3).ToArray<float>(), number => Assert.Equal(0, number));
        var gradient = Differentiate.Gradient((Parameters p) => layer.Apply(p, index).Sum())(table)["0.weight"];
        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], gradient.ToArray<float>());
    }
}
