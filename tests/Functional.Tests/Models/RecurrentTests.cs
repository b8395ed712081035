using static Functional.Operations;

namespace Functional.Tests.Models;

/// <summary>Recurrent networks: steps by hand, series of different lengths, layers and their parameters.</summary>
public sealed class RecurrentTests
{
    private static readonly Key Seed = Key.From(3);

    [Fact]
    public void Steps_by_hand()
    {
        Tensor One(double value) => Tensor.Of(value).Reshape(1, 1);
        var weights = new RecurrentWeights(One(2), One(-1), Tensor.Of([0.5]), Tensor.Of([0.25]));
        Assert.Equal(Math.Tanh(2 * 3 - 4 + 0.75), Recurrent.RnnCell(One(3), One(4), weights).Item(), 1e-15);
        Assert.Equal(2.75, Recurrent.RnnCell(One(3), One(4), weights, Relu).Item(), 1e-15);

        var rows = new RecurrentWeights(Tensor.Of([1.0, 2, 3, 4]).Reshape(4, 1), Tensor.Zeros([4, 1], DType.Float64));
        var next = Recurrent.LstmCell(One(0.5), new(One(0), One(2)), rows);
        var cell = (Sigma(1) * 2) + (Sigma(0.5) * Math.Tanh(1.5));
        Assert.Equal(cell, next.Cell.Item(), 1e-15);
        Assert.Equal(Sigma(2) * Math.Tanh(cell), next.Hidden.Item(), 1e-15);

        // The hidden bias of the new gate is reset with what it is added to.
        var gru = new RecurrentWeights(
            Tensor.Of([1.0, 2, 3]).Reshape(3, 1),
            Tensor.Zeros([3, 1], DType.Float64),
            null,
            Tensor.Of([0.0, 0, 7])
        );
        var (z, n) = (Sigma(1), Math.Tanh(1.5 + (Sigma(0.5) * 7)));
        Assert.Equal(((1 - z) * n) + (z * 4), Recurrent.GruCell(One(0.5), One(4), gru).Item(), 1e-15);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_shorter_series_is_as_if_it_were_alone(bool bidirectional)
    {
        var weights = Weights(4, 3, 2, bidirectional, gates: 4);
        var x = Seed.Normal([5, 3, 4], DType.Float64);
        int[] lengths = [5, 2, 3];
        var (outputs, state) = Recurrent.Lstm(x, weights, lengths: Tensor.Of(lengths), bidirectional: bidirectional);
        for (var i = 0; i < lengths.Length; i++)
        {
            var alone = x.Select(1, i).Slice(0, 0, lengths[i]);
            var (expected, last) = Recurrent.Lstm(alone, weights, bidirectional: bidirectional);
            Near(expected, outputs.Select(1, i).Slice(0, 0, lengths[i]));
            Near(last.Hidden, state.Hidden.Select(1, i));
            Near(last.Cell, state.Cell.Select(1, i));
            Assert.All(outputs.Select(1, i).Slice(0, lengths[i]).ToArray<double>(), number => Assert.Equal(0, number));
        }
    }

    [Fact]
    public void A_series_goes_on_where_its_state_left_off()
    {
        var weights = Weights(4, 3, 2, false, gates: 3);
        var x = Seed.Normal([6, 2, 4], DType.Float64);
        var (whole, end) = Recurrent.Gru(x, weights);
        var (first, middle) = Recurrent.Gru(x.Slice(0, 0, 4), weights);
        var (second, last) = Recurrent.Gru(x.Slice(0, 4), weights, middle);
        Near(whole, Tensor.Concatenate(0, first, second));
        Near(end, last);
    }

    [Fact]
    public void A_long_series_is_no_larger_a_tree()
    {
        var weights = Weights(4, 3, 2, true, gates: 4);
        int Nodes(int steps) =>
            Graph.Of([Recurrent.Lstm(Tensor.Zeros([steps, 2, 4], DType.Float64), weights, bidirectional: true).Outputs]).Count;
        Assert.Equal(Nodes(3), Nodes(3000));
    }

    [Fact]
    public void Parameters_have_PyTorchs_names_and_lie_within_its_bound()
    {
        var parameters = Lstm(4, 9, layers: 2, bidirectional: true).Initialize(Seed, Tensor.Zeros([5, 2, 4])).Parameters;
        Assert.Equal(16, parameters.Count);
        Assert.Equal([36, 4], parameters["0.weight_ih_l0"].Shape);
        Assert.Equal([36, 9], parameters["0.weight_hh_l0_reverse"].Shape);
        Assert.Equal([36, 18], parameters["0.weight_ih_l1"].Shape);
        Assert.Equal([36], parameters["0.bias_hh_l1_reverse"].Shape);
        Assert.All(parameters.Tensors, x => Assert.InRange(Abs(x).Max().Item(), 0.3, 1.0 / 3));
        Assert.Equal(
            ["0.weight_hh", "0.weight_ih"],
            GruCell(4, 9, bias: false)(Tensor.Zeros([2, 4]), Tensor.Zeros([2, 9])).Initialize(Seed).Parameters.Paths.Order()
        );
    }

    [Fact]
    public void A_layer_is_the_function_with_its_parameters()
    {
        var x = Seed.Normal([3, 5, 4]);
        var net = Gru(4, 6, layers: 2, batchFirst: true);
        var p = net.Initialize(Seed, x).Parameters;
        RecurrentWeights At(int layer) =>
            new(p[$"0.weight_ih_l{layer}"], p[$"0.weight_hh_l{layer}"], p[$"0.bias_ih_l{layer}"], p[$"0.bias_hh_l{layer}"]);
        Assert.Equal(
            Recurrent.Gru(x, [At(0), At(1)], batchFirst: true).Outputs.ToArray<float>(),
            net.Apply(p, x).ToArray<float>()
        );
        Assert.Equal([3, 5, 2], (net >> Linear(6, 2)).Initialize(Seed, x).Value.Shape);
    }

    [Fact]
    public void Dropout_is_between_layers_and_only_in_training()
    {
        var x = Seed.Normal([3, 2, 4]);
        var net = Rnn(4, 5, layers: 2, dropout: 0.5);
        var p = net.Initialize(Seed, x).Parameters;
        float[] Run(Layer layer, Mode mode) => layer(x).Apply(p, key: Key.From(1), mode: mode).Value.ToArray<float>();
        Assert.Equal(Run(Rnn(4, 5, layers: 2), Mode.Inference), Run(net, Mode.Inference));
        Assert.NotEqual(Run(net, Mode.Inference), Run(net, Mode.Training));
        // All is dropped that the second layer would see; its own outputs are not.
        Assert.Contains(Run(Rnn(4, 5, layers: 2, dropout: 1), Mode.Training), number => number != 0);
        Assert.Equal(Run(Rnn(4, 5), Mode.Inference), Run(Rnn(4, 5, dropout: 0.5), Mode.Training));
    }

    [Fact]
    public void A_state_is_taken_and_given()
    {
        var x = Seed.Normal([3, 2, 4]);
        var net = LstmWithState(4, 5);
        var p = net(x).Initialize(Seed).Parameters;
        var (_, state) = net(x).Apply(p).Value;
        var (outputs, _) = net(x, state, Tensor.Of([3, 1])).Apply(p).Value;
        Assert.Equal([1, 2, 5], state.Cell.Shape);
        Assert.Equal(0, outputs[1, 1, 0].Item());
        Assert.NotEqual(0, outputs[1, 0, 0].Item());
    }

    [Fact]
    public void A_network_learns_what_came_first()
    {
        var x = Seed.Normal([64, 8, 1]);
        var y = (x.Select(1, 0).Squeeze(1) > 0).To(DType.Int64);
        var net = Gru(1, 16, batchFirst: true) >> ((Tensor outputs) => outputs.Select(1, -1)) >> Linear(16, 2);
        var step = Training.Step(net, Losses.CrossEntropy, Optimizers.Adam(0.02));
        var end = Training.Run(
            step,
            Training.Begin(net, Key.From(1)),
            Enumerable.Repeat(new Batch(x, y), 120),
            TestContext.Current.CancellationToken
        );
        Assert.InRange(end.Loss.Item(), 0, 0.1);
    }

    private static double Sigma(double x) => 1 / (1 + Math.Exp(-x));

    private static RecurrentWeights[] Weights(int inputs, int hidden, int layers, bool bidirectional, int gates)
    {
        var directions = bidirectional ? 2 : 1;
        return
        [
            .. Enumerable
                .Range(0, layers * directions)
                .Select(i =>
                {
                    var (a, b, c, d) = (Seed.Fold(4 * i), Seed.Fold((4 * i) + 1), Seed.Fold((4 * i) + 2), Seed.Fold((4 * i) + 3));
                    return new RecurrentWeights(
                        a.Normal([gates * hidden, i < directions ? inputs : directions * hidden], DType.Float64),
                        b.Normal([gates * hidden, hidden], DType.Float64),
                        c.Normal([gates * hidden], DType.Float64),
                        d.Normal([gates * hidden], DType.Float64)
                    );
                }),
        ];
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.InRange(Abs(expected - actual).Max().Item(), 0, 1e-13);
    }

    [Fact]
    public void A_series_longer_than_there_are_steps_is_refused()
    {
        var weights = Weights(4, 3, 1, false, gates: 3);
        var x = Seed.Normal([5, 2, 4], DType.Float64);
        Assert.Equal(
            "[gru] a series of length 6 does not fit into the 5 steps of float64[5,2,4].",
            Assert.Throws<ValueException>(() => Recurrent.Gru(x, weights, lengths: Tensor.Of([3, 6]))).Message
        );
    }

    [Fact]
    public void A_projected_LSTM_has_the_numbers_of_PyTorch()
    {
        // torch.nn.LSTM(2, 3, 2, bidirectional=True, proj_size=2), parameter k filled with 0.7 sin(0 + k), 0.7 sin(1 + k), …
        string[] kinds = ["weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr"];
        string[] names =
        [
            .. from place in new[] { "_l0", "_l0_reverse", "_l1", "_l1_reverse" } from kind in kinds select $"0.{kind}{place}",
        ];
        var x = Cos(Tensor.Range(6).To(DType.Float64)).Reshape(3, 1, 2);
        var net = LstmWithState(2, 3, 2, bidirectional: true, projection: 2);
        var drawn = net(x).Initialize(Seed).Parameters;
        Assert.Equal(names.Order(), drawn.Paths.Order());
        var parameters = drawn.Map(
            (path, own) =>
                (Sin(Tensor.Range((int)own.Size).To(DType.Float64) + Array.IndexOf(names, path)) * 0.7).Reshape(own.Shape)
        );
        var (y, state) = net(x).Apply(parameters).Value;
        Assert.Equal([3, 1, 4], y.Shape);
        Assert.Equal([4, 1, 2], state.Hidden.Shape);
        Assert.Equal([4, 1, 3], state.Cell.Shape);
        double[] first = [-0.05808118878922897, 0.03125355055825638, -0.14943982554110918, 0.09589322973683218];
        double[] cell = [-0.4416904354919657, -0.4815147715465819, 0.409470945803863];
        Near(Tensor.Of(first), y[0, 0]);
        Near(Tensor.Of(cell), state.Cell[3, 0]);
        Near(Tensor.Of([-0.02330822414170354, -0.01686945698555517]), state.Hidden[0, 0]);
    }

    [Fact]
    public void Only_an_LSTM_is_projected()
    {
        var weights = Weights(4, 3, 1, false, gates: 3)[0] with { Projection = Tensor.Zeros([2, 3]) };
        Assert.Equal(
            "[gru] has no projection: only an LSTM has, got float32[2,3].",
            Assert.Throws<ShapeException>(() => Recurrent.Gru(Seed.Normal([5, 2, 4]), [weights])).Message
        );
        Assert.Throws<ModelException>(() => Lstm(4, 3, projection: 4));
    }
}
