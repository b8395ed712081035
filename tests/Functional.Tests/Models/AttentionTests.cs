using static Functional.Operations;

namespace Functional.Tests.Models;

/// <summary>Attention as a layer; its values are compared with another library's in the goldens.</summary>
public sealed class AttentionTests
{
    private static readonly Tensor Input = Key.From(1).Normal([2, 5, 8], DType.Float64);

    [Fact]
    public void Parameters_are_named_as_PyTorch_does()
    {
        var parameters = MultiHeadAttention(8, 2).Initialize(Key.From(1), Input).Parameters;
        Assert.Equal(["0.in_proj_bias", "0.in_proj_weight", "0.out_proj.bias", "0.out_proj.weight"], parameters.Paths);
        Assert.Equal([24, 8], parameters["0.in_proj_weight"].Shape);
    }

    [Fact]
    public void Self_attention_is_attention_to_itself()
    {
        var self = MultiHeadAttention(8, 2);
        var cross = CrossAttention(8, 2);
        var parameters = self.Initialize(Key.From(1), Input).Parameters;
        // Another tensor with the same numbers takes the way of three products.
        var other = Input + 0;
        var expected = cross(Input, other, other).Apply(parameters).Value.ToArray<double>();
        Assert.Equal(expected, self.Apply(parameters, Input).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void What_comes_later_changes_nothing_before_it_if_attention_is_causal()
    {
        var layer = MultiHeadAttention(8, 2, isCausal: true);
        var parameters = layer.Initialize(Key.From(1), Input).Parameters;
        var changed = Tensor.Concatenate(1, Input.Slice(1, 0, 3), Input.Slice(1, 3) * 2);
        var (x, y) = (layer.Apply(parameters, Input), layer.Apply(parameters, changed));
        Assert.Equal(x.Slice(1, 0, 3).ToArray<double>(), y.Slice(1, 0, 3).ToArray<double>());
        Assert.NotEqual(x.Slice(1, 3).ToArray<double>(), y.Slice(1, 3).ToArray<double>());
    }

    [Fact]
    public void Keys_that_are_padding_have_no_weight()
    {
        var there = Tensor.Of([true, true, true, false, false]).BroadcastTo([2, 5]);
        var cross = CrossAttention(8, 2);
        var parameters = MultiHeadAttention(8, 2).Initialize(Key.From(1), Input).Parameters;
        var cut = Input.Slice(1, 0, 3);
        Assert.Equal(
            cross(Input, cut, cut).Apply(parameters).Value.ToArray<double>(),
            cross(Input, Input, Input, keyMask: there).Apply(parameters).Value.ToArray<double>(),
            (a, b) => Math.Abs(a - b) < 1e-12
        );
    }

    [Fact]
    public void Weights_add_up_to_one()
    {
        var (_, weights) = Attention.ScaledDotProduct(Input, Input, Input, isCausal: true);
        Assert.All(weights.Sum(-1).ToArray<double>(), sum => Assert.Equal(1, sum, 1e-12));
    }
}
