using Functional;
using static Functional.Operations;

namespace Pictures;

/// <summary>The network that tells pictures apart, and how pictures are varied for it.</summary>
internal static class Network
{
    // A seventh of a turn to either side of a digit is still that digit; so is one that is shifted by two pixels, or a tenth larger.
    private const double Turn = 0.2;
    private const double Shift = 2.0 / 14; // in half widths
    private const double Growth = 0.1;

    /// <summary>From <c>[n, 1, 28, 28]</c> to a score for each class: a small residual network (He et al. 2016).</summary>
    public static Layer Of(int classes) =>
        Convolved(1, 16)
        >> Relu
        >> MaxPool2D(2)
        >> Block(16)
        >> Convolved(16, 32, stride: 2)
        >> Relu
        >> Block(32)
        >> (x => x.Mean([2, 3]))
        >> Linear(32, classes);

    private static Layer Convolved(int inputs, int outputs, int stride = 1) =>
        Conv2D(inputs, outputs, 3, stride: stride, padding: 1, bias: false) >> BatchNorm(outputs);

    private static Layer Block(int channels) =>
        Residual(Convolved(channels, channels) >> Relu >> Convolved(channels, channels)) >> Relu;

    /// <summary>A batch of pictures, each turned, shifted and stretched with a key of its own.</summary>
    public static Batch Varied(Key key, Batch batch) =>
        batch with
        {
            Inputs = Vectorize.Map<Tensor, Tensor, Tensor>(Varied)(key.Bits([batch.Count, 2]), batch.Inputs),
        };

    // Of one picture [1, 28, 28]: where each of its pixels comes from, and what is there. Vectorize makes it a function of a batch.
    private static Tensor Varied(Tensor key, Tensor picture)
    {
        var random = Key.From(key).Uniform([4], -1, 1);
        var (turn, growth) = (Turn * random[0], 1 + (Growth * random[1]));
        var (cos, sin) = (Cos(turn) * growth, Sin(turn) * growth);
        var from = Tensor.Stack(0, cos, -sin, Shift * random[2], sin, cos, Shift * random[3]).Reshape(1, 2, 3);
        return picture.ExpandDims(0).GridSample(from.AffineGrid([28, 28])).Squeeze(0);
    }
}
