using static Functional.Operations;

namespace Functional.Properties;

// Transforms, recurrences and losses of series, and reading at places.
internal static partial class Structured
{
    private static IEnumerable<Subject> Transforms() =>
        [
            Linear(
                "fft",
                s =>
                    [
                        [s.M, s.N, 2],
                    ],
                x => x[0].Fft()
            ),
            Linear(
                "fft in stages along the first axis, padded",
                s =>
                    [
                        [30 + s.M, s.N, 2],
                    ],
                x => x[0].Fft(60, axis: 0, norm: FourierNorm.Ortho)
            ),
            Linear(
                "ifft by chirps",
                s =>
                    [
                        [s.M, 60 + s.N, 2],
                    ],
                x => x[0].Ifft(67)
            ),
            Linear(
                "rfft of an even length",
                s =>
                    [
                        [s.M, 2 * s.N],
                    ],
                x => x[0].Rfft()
            ),
            Linear(
                "rfft2 of an odd length",
                s =>
                    [
                        [s.M, s.K, s.N],
                    ],
                x => x[0].Rfft2D([3, 5], norm: FourierNorm.Forward)
            ),
            Linear(
                "irfft of an even length",
                s =>
                    [
                        [s.M, s.N + 1, 2],
                    ],
                x => x[0].Irfft()
            ),
            Linear(
                "irfft of an odd length",
                s =>
                    [
                        [s.M, s.N, 2],
                    ],
                x => x[0].Irfft((2 * x[0].Shape[1]) - 1)
            ),
            Curved(
                "quotient of complex numbers",
                s =>
                    [
                        [s.M, s.N, 2],
                        [s.N, 2],
                    ],
                x => ComplexNumbers.Divide(x[0], x[1])
            ) with
            {
                Domain = index => index == 1 ? new(0.5, 4) : Interval.Real,
            },
            Curved(
                "length and angle of complex numbers",
                s =>
                    [
                        [s.M, s.N, 2],
                    ],
                x => ComplexNumbers.Abs(x[0]) * ComplexNumbers.Angle(x[0])
            ) with
            {
                Domain = _ => new(0.5, 4),
            },
        ];

    private static IEnumerable<Subject> Series() =>
        [
            Curved(
                "rnn of different lengths, both ways",
                s =>
                    [
                        [s.M + 1, 2, 3],
                        [2, 7],
                        [2, 7],
                    ],
                x =>
                    Recurrent
                        .Rnn(
                            x[0],
                            [Weights(x[1], 3), Weights(x[2], 3)],
                            lengths: Tensor.Of([1, x[0].Shape[0]]),
                            bidirectional: true
                        )
                        .Outputs
            ) with
            {
                Domain = _ => Small,
            },
            Curved(
                "lstm",
                s =>
                    [
                        [s.M, s.K, 3],
                        [2, s.K, 2],
                        [8, 7],
                    ],
                x =>
                {
                    var initial = new LstmState(x[1].Slice(0, 0, 1), x[1].Slice(0, 1, 2));
                    var (outputs, state) = Recurrent.Lstm(x[0], [Weights(x[2], 3)], initial);
                    return outputs + state.Cell;
                }
            ) with
            {
                Domain = _ => Small,
            },
            Curved(
                "gru of two layers",
                s =>
                    [
                        [s.M, s.K, 3],
                        [6, 7],
                        [6, 6],
                    ],
                x => Recurrent.Gru(x[0], [Weights(x[1], 3), Weights(x[2], 2)]).Outputs
            ) with
            {
                Domain = _ => Small,
            },
            Curved(
                "ctc",
                s =>
                    [
                        [s.M + 4, 2, 3],
                    ],
                x => Losses.Ctc(x[0], Tensor.Of([1L, 1, 2, 0]).Reshape(2, 2), Tensor.Of([4, 3]), Tensor.Of([2, 1]))
            ),
            Curved(
                "grid_sample",
                s =>
                    [
                        [2, s.M, 3, 3],
                        [2, s.N, 1, 2],
                    ],
                // Between the centres of neighbours, where there is no kink.
                x => x[0].GridSample(0.5 + (0.4 * Tanh(x[1])), alignCorners: true)
            ),
            Curved(
                "grid_sample, cubic, reflected",
                s =>
                    [
                        [1, s.M, 4],
                        [1, s.N, 1],
                    ],
                x => x[0].GridSample(0.3 * Tanh(x[1]), InterpolationMode.Cubic, GridPadding.Reflection)
            ),
            Linear(
                "affine_grid",
                s =>
                    [
                        [s.M, 2, 3],
                    ],
                x => x[0].AffineGrid([2, 3])
            ),
        ];

    private static Interval Small => new(-1, 1);

    // Of two hidden features, all in one matrix.
    private static RecurrentWeights Weights(Tensor x, int inputs) =>
        new(x.Slice(1, 0, inputs), x.Slice(1, inputs, inputs + 2), x.Select(1, inputs + 2), x.Select(1, inputs + 3));
}
