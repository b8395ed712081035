using static Functional.Operations;

namespace Functional.Tests.Models;

/// <summary>Transformer layers, positions, orthogonal weights and slow parameters.</summary>
public sealed class TransformerTests
{
    private static readonly Key Seed = Key.From(8);
    private static readonly Tensor X = Seed.Normal([2, 5, 8], DType.Float64);

    [Fact]
    public void An_encoder_layer_has_PyTorchs_parameters()
    {
        var parameters = TransformerEncoderLayer(8, 2, feedForward: 16)(X).Initialize(Seed).Parameters;
        Assert.Equal(12, parameters.Count);
        Assert.Equal([24, 8], parameters["0.self_attn.in_proj_weight"].Shape);
        Assert.Equal([8], parameters["0.self_attn.out_proj.bias"].Shape);
        Assert.Equal([16, 8], parameters["0.linear1.weight"].Shape);
        Assert.Equal([8, 16], parameters["0.linear2.weight"].Shape);
        Assert.Equal([8], parameters["0.norm2.bias"].Shape);
        Assert.Equal(18, TransformerDecoderLayer(8, 2, feedForward: 16)(X, X).Initialize(Seed).Parameters.Count);
        Assert.Equal(6, TransformerEncoderLayer(8, 2, feedForward: 16, bias: false)(X).Initialize(Seed).Parameters.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_encoder_layer_is_what_it_is_made_of(bool normFirst)
    {
        var layer = TransformerEncoderLayer(8, 2, feedForward: 16, activation: Gelu, normFirst: normFirst);
        var p = layer(X).Initialize(Seed).Parameters.Map((path, x) => x + (0.1 * Seed.Fold(path).Normal(x.Shape, x.DType)));
        var projections = new AttentionProjections(
            p["0.self_attn.in_proj_weight"],
            p["0.self_attn.in_proj_bias"],
            p["0.self_attn.out_proj.weight"],
            p["0.self_attn.out_proj.bias"]
        );
        Tensor Norm(Tensor x, int number) => x.LayerNorm(p[$"0.norm{number}.weight"], p[$"0.norm{number}.bias"]);
        Tensor Map(Tensor x) =>
            Gelu(x.Linear(p["0.linear1.weight"], p["0.linear1.bias"])).Linear(p["0.linear2.weight"], p["0.linear2.bias"]);
        Tensor Attend(Tensor x) => Attention.MultiHead(x, x, x, projections, 2).Value;
        var first = normFirst ? X + Attend(Norm(X, 1)) : Norm(X + Attend(X), 1);
        var expected = normFirst ? first + Map(Norm(first, 2)) : Norm(first + Map(first), 2);
        Near(expected, layer(X).Apply(p).Value, 1e-12);
    }

    [Fact]
    public void A_causal_layer_does_not_see_what_comes()
    {
        var other = X.At(.., 4).Set(0);
        Tensor Changed(Tensor y, Tensor z) => Abs(y - z).Max([0, 2]);
        var decoder = TransformerDecoderLayer(8, 2, feedForward: 16);
        var p = decoder(X, X).Initialize(Seed).Parameters;
        var difference = Changed(decoder(X, X).Apply(p).Value, decoder(other, X).Apply(p).Value).ToArray<double>();
        Assert.All(difference[..4], number => Assert.Equal(0, number));
        Assert.NotEqual(0, difference[4]);
        // Padding in the other series is not seen, whatever it holds.
        var there = Tensor.Of([true, true, true, true, false]).BroadcastTo([2, 5]);
        Tensor Masked(Tensor memory) => decoder(X, memory, memoryKeyMask: there).Apply(p).Value;
        Near(Masked(X), Masked(other), 0);
    }

    [Fact]
    public void Dropout_needs_a_key_and_changes_only_training()
    {
        var layer = TransformerEncoderLayer(8, 2, feedForward: 16, dropout: 0.5);
        var p = layer(X).Initialize(Seed).Parameters;
        var (trained, again) = (Run(Key.From(1)), Run(Key.From(1)));
        Near(trained, again, 0);
        Assert.NotEqual(trained.ToArray<double>(), Run(Key.From(2)).ToArray<double>());
        Assert.NotEqual(trained.ToArray<double>(), layer(X).Apply(p).Value.ToArray<double>());
        Tensor Run(Key key) => layer(X).Apply(p, key: key, mode: Mode.Training).Value;
    }

    [Fact]
    public void Positions_are_sines_and_cosines()
    {
        var positions = Positions.Sinusoidal(50, 6, type: DType.Float64);
        Assert.Equal(Math.Sin(7), positions[7, 0].Item(), 1e-14);
        Assert.Equal(Math.Cos(7 / Math.Pow(10_000, 2.0 / 6)), positions[7, 3].Item(), 1e-14);
        Assert.Equal([0, 1, 0, 1, 0, 1], positions.Select(0, 0).ToArray<double>());
        Near(X + Positions.Sinusoidal(5, 8, type: DType.Float64), Positions.Added(X), 0);
        Assert.Equal([4, 3], Positions.Sinusoidal(4, 3).Shape);
    }

    [Theory]
    [InlineData(7, 3)]
    [InlineData(3, 7)]
    [InlineData(5, 5)]
    public void Orthogonal_rows_or_columns(int rows, int columns)
    {
        var w = Initializers.Orthogonal(2)(Seed, [rows, columns], DType.Float64);
        var (small, product) = (Math.Min(rows, columns), rows <= columns ? w.MatMul(w.T) : w.T.MatMul(w));
        Near(4 * Tensor.Eye(small, type: DType.Float64), product, 1e-14);
        Assert.Equal([4, 3, 2], Initializers.Orthogonal()(Seed, [4, 3, 2], DType.Float32).Shape);
    }

    [Fact]
    public void Slow_parameters_follow_every_other_step()
    {
        // Steps of −1: 9, then 8 and half way back to 10.
        var lookahead = Optimizers.Lookahead(Optimizers.Sgd(1), alpha: 0.5, every: 2);
        var (x, g) = (Parameters.Of(("x", Tensor.Of([10.0]))), Parameters.Of(("x", Tensor.Of([1.0]))));
        var (state, path) = (lookahead.Init(x), new List<double>());
        for (var step = 0; step < 4; step++)
        {
            (x, state) = lookahead.Step(g, state, x);
            path.Add(x["x"].Item());
        }
        Assert.Equal([9, 9, 8, 8], path);
        Assert.Equal(8, state.Find(Optimizers.LookaheadName)["x"].Item());
    }

    private static void Near(Tensor expected, Tensor actual, double tolerance) =>
        Assert.InRange(Abs(expected - actual).Max().Item(), 0, tolerance);
}
