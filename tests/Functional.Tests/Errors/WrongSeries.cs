using static Functional.Operations;

namespace Functional.Tests.Errors;

/// <summary>Wrong uses of Fourier transforms, recurrences and reading at places, each with a name.</summary>
internal static class WrongSeries
{
    private static readonly Tensor Real = Tensor.Zeros([4, 5]);
    private static readonly Tensor Pairs = Tensor.Zeros([4, 5, 2]);
    private static readonly Tensor Series = Tensor.Zeros([6, 2, 3]);
    private static readonly RecurrentWeights Weights = new(Tensor.Zeros([16, 3]), Tensor.Zeros([16, 4]));
    private static readonly Tensor Images = Tensor.Zeros([2, 3, 8, 8]);

    public static IEnumerable<(string Name, Action Use)> Uses =>
        [
            ("the transform of a real signal", () => Real.Fft()),
            ("a transform of no numbers", () => Tensor.Zeros([3, 0]).Rfft()),
            ("the inverse of one coefficient", () => Tensor.Zeros([1, 2]).Irfft()),
            ("an axis of the pairs", () => Pairs.Fft(axis: 2)),
            ("one length for two axes", () => Pairs.Fft2D([8])),
            ("an axis transformed twice", () => Pairs.FftN(axes: [0, -2])),
            ("three axes for a plane", () => Pairs.Fft2D(axes: [0, 1, 2])),
            ("frequencies of nothing", () => Tensor.FftFreq(0)),
            ("the absolute value of real numbers as pairs", () => ComplexNumbers.Abs(Real)),
            ("a recurrence over a vector", () => Recurrent.Lstm(Tensor.Zeros([3]), [Weights])),
            (
                "weights of three gates for an LSTM",
                () => Recurrent.Lstm(Series, [Weights with { HiddenWeight = Tensor.Zeros([12, 4]) }])
            ),
            ("weights of one direction for two", () => Recurrent.Lstm(Series, [Weights], bidirectional: true)),
            (
                "a state of one layer too many",
                () => Recurrent.Lstm(Series, [Weights], new(Tensor.Zeros([2, 2, 4]), Tensor.Zeros([2, 2, 4])))
            ),
            ("lengths that are not whole", () => Recurrent.Lstm(Series, [Weights], lengths: Tensor.Zeros([2]))),
            ("a series longer than there are steps", () => Recurrent.Lstm(Series, [Weights], lengths: Tensor.Of([6, 7]))),
            ("a projection of another width", () => Recurrent.Lstm(Series, [Weights with { Projection = Tensor.Zeros([2, 3]) }])),
            ("a projection to more features", () => Lstm(3, 4, projection: 5)),
            ("targets one behind the other without lengths", () => Losses.Ctc(Series, Tensor.Zeros([3], DType.Int64))),
            (
                "targets one behind the other that are too few",
                () => Losses.Ctc(Series, Tensor.Zeros([3], DType.Int64), null, Tensor.Of([2L, 2]))
            ),
            ("a recurrent layer without features", () => Gru(3, 0)),
            ("a recurrent layer for other inputs", () => Gru(4, 4).Initialize(Key.From(1), Series)),
            (
                "a step with another state",
                () => Recurrent.LstmCell(Tensor.Zeros([2, 3]), new(Tensor.Zeros([2, 5]), Tensor.Zeros([2, 4])), Weights)
            ),
            ("targets of another batch", () => Losses.Ctc(Series, Tensor.Zeros([3, 2], DType.Int64))),
            ("a blank that is no class", () => Losses.Ctc(Series, Tensor.Zeros([2, 2], DType.Int64), blank: 3)),
            ("places of two coordinates in a volume", () => Images.ExpandDims(2).GridSample(Tensor.Zeros([2, 4, 4, 2]))),
            ("images without pixels", () => Tensor.Zeros([2, 3, 0, 8]).GridSample(Tensor.Zeros([2, 4, 4, 2]))),
            ("affine maps of another size", () => Tensor.Zeros([2, 3, 4]).AffineGrid([8, 8])),
            ("no moves to remember", () => Optimizers.Lbfgs(historySize: 0)),
            ("heads that do not divide a transformer", () => TransformerEncoderLayer(8, 3)),
        ];
}
