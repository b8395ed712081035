using static Functional.Operations;

namespace Functional.Properties;

// Windows over one and three axes, transforms over several, and small movements, a few in each.
internal static partial class Structured
{
    private static IEnumerable<Subject> Dimensions() =>
        [
            Curved(
                "conv1d and conv_transpose1d",
                s =>
                    [
                        [2, s.M, s.N + 2],
                        [s.M, s.M, 2],
                        [s.M],
                    ],
                x => Flat([x[0].Conv1D(x[1], x[2], dilation: 2), x[0].ConvTranspose1D(x[1], x[2], stride: 2)])
            ),
            Curved(
                "conv3d and conv_transpose3d",
                s =>
                    [
                        [1, s.M, 2, s.K, s.N + 1],
                        [s.M, s.M, 2, 1, 2],
                    ],
                x => Flat([x[0].Conv3D(x[1], padding: 1), x[0].ConvTranspose3D(x[1], padding: [1, 0, 1], stride: 2)])
            ),
            Linear(
                "pooling along one axis",
                s =>
                    [
                        [s.M, s.K, s.N + 4],
                    ],
                x =>
                    Flat([
                        x[0].MaxPool1D(3, stride: 2, padding: 1, dilation: 2),
                        x[0].AvgPool1D(3, stride: 1, padding: 1),
                        x[0].AdaptiveMaxPool1D(3),
                        x[0].AdaptiveAvgPool1D(3),
                    ])
            ),
            Linear(
                "pooling along three axes",
                s =>
                    [
                        [1, s.M + 1, s.K + 1, s.N + 2],
                    ],
                x =>
                    Flat([
                        x[0].MaxPool3D(2),
                        x[0].AvgPool3D([2, 1, 2], stride: 1),
                        x[0].AdaptiveMaxPool3D([1, 2, 2]),
                        x[0].AdaptiveAvgPool3D([2, 2, 1]),
                    ])
            ),
            Linear(
                "transforms of several axes",
                s =>
                    [
                        [s.M, s.K + 1, s.N + 1, 2],
                    ],
                x =>
                    Flat([
                        x[0].Fft2D(norm: FourierNorm.Ortho),
                        x[0].Ifft2D([3, 2]),
                        x[0].FftN(),
                        x[0].IfftN(axes: [0, 2]),
                        x[0].Irfft2D(),
                        x[0].IrfftN([2, 4], [0, 1]),
                    ])
            ),
            Linear(
                "transforms of real and of symmetric series",
                s =>
                    [
                        [s.M, s.N + 1, 2],
                    ],
                x =>
                    Flat([
                        x[0].Hfft(5),
                        x[0].Select(-1, 0).Ihfft(),
                        x[0].Select(-1, 1).RfftN(),
                        x[0].FftShift(0),
                        x[0].IfftShift(0, 1),
                    ])
            ),
            Curved(
                "complex numbers",
                s =>
                    [
                        [s.M, s.N, 2],
                        [s.N, 2],
                    ],
                x =>
                    Flat([
                        ComplexNumbers.Exp(ComplexNumbers.Multiply(x[0], ComplexNumbers.Conjugate(x[1]) * 0.1)),
                        ComplexNumbers.Polar(ComplexNumbers.Real(x[0]), ComplexNumbers.Imaginary(x[1])),
                        ComplexNumbers.Of(x[0].Select(-1, 1)),
                    ])
            ),
            Linear(
                "shuffles of channels and pixels",
                s =>
                    [
                        [s.M, 4, 2 * s.K, 2],
                    ],
                x => Flat([x[0].ChannelShuffle(2), x[0].PixelShuffle(2), x[0].PixelUnshuffle(2)])
            ),
            Linear(
                "shapes",
                s =>
                    [
                        [s.M, 1, 2 * s.N],
                    ],
                x =>
                    Flat([
                        x[0].Squeeze(1).Unflatten(1, 2, -1).Flatten(1).ExpandDims(0),
                        Tensor.VStack(x[0].Squeeze([1]).Unbind(1)),
                        Tensor.HStack(x[0].Unbind()),
                        [x[0].Index(0, Axis.All, 0), [x[0].Sum()]],
                    ])
            ),
            Linear("diagonals", Square, x => Flat([x[0][0].Diag(), x[0].Select(-1, 0).Select(0, 0).Diag(1), x[0][0].Trace()])),
        ];

    private static IEnumerable<Subject> Choices() =>
        [
            Linear(
                "index_add, index_copy, index_fill",
                s =>
                    [
                        [s.M + 2, s.N],
                        [2, s.N],
                        [],
                    ],
                x =>
                {
                    var index = Tensor.Of([1L, 0]);
                    return Flat([
                        x[0].IndexAdd(Tensor.Of([1L, 1]), x[1], 0, alpha: 2),
                        x[0].IndexCopy(index, x[1], 0),
                        x[0].IndexFill(index, x[2], 0),
                    ]);
                }
            ),
            Linear(
                "parts of a tensor replaced",
                s =>
                    [
                        [s.M + 2, s.N],
                        [s.N],
                        [2, s.N],
                    ],
                x => Flat([x[0].SelectScatter(x[1], 0, -1), x[0].SliceScatter(x[2], 0, 0, 2)])
            ),
            Linear(
                "elements taken along an axis, and the greatest by index",
                s =>
                    [
                        [s.M + 2, s.N],
                        [3, s.N],
                    ],
                x =>
                    Flat([
                        x[0].TakeAlongAxis(Places(3, x[0].Shape[0]).Reshape(3, 1), 0),
                        x[0].IndexReduce(Tensor.Of([1L, 0, 1]), x[1], 0, ScatterReduction.Max, includeSelf: false),
                    ])
            ),
            Linear(
                "pieces",
                s =>
                    [
                        [2 * s.M, 2 * s.N, 2],
                    ],
                x =>
                    Flat([
                        x[0].TensorSplit(3, 1)[0],
                        x[0].HSplit(2)[1] * 2,
                        x[0].VSplit(2)[0] * 3,
                        x[0].DSplit(2)[1] * 5,
                        x[0].ModeWithIndex(1).Values,
                    ])
            ),
            Curved("rows of at most some length", Wide, x => x[0].Renorm(2, 0, 1.5)),
            Linear(
                "upsampling",
                s =>
                    [
                        [1, s.M, s.K, s.N + 1],
                    ],
                x => Flat([x[0].Upsample(), x[0].Upsample(1.5, InterpolationMode.Linear)])
            ),
            Linear(
                "masks",
                s =>
                    [
                        [s.M + 1, s.N],
                        [],
                    ],
                x =>
                {
                    var mask = Equal(Tensor.Iota(x[0].Shape) % 3, 1);
                    return Flat([x[0].MaskedFill(mask, x[1]), x[0].MaskedSelect(!mask)]);
                }
            ),
            Linear(
                "what NaN hides",
                Wide,
                x =>
                {
                    var holed = Where(Equal(Places(x[0]), 1), double.NaN, x[0]);
                    return Flat([holed.NanSum(1), holed.NanToNum(2), FMin(holed, x[0] * 0.5), FMin(x[0], 1)]);
                }
            ),
            Linear(
                "pieces of lines",
                Matrix,
                x =>
                    Flat([
                        HardSigmoid(x[0]),
                        x[0].HardTanh(-0.5, 2),
                        x[0].LeakyRelu(0.2),
                        x[0].Threshold(0.5, -1),
                        Frac(x[0]),
                        DegreesToRadians(x[0]),
                        RadiansToDegrees(x[0]),
                        Maximum(Floor(x[0]) + Ceiling(x[0]), Round(x[0]) - Truncate(x[0])) + x[0],
                    ])
            ),
            One("elu", x => x.Elu(1.5)),
            One("reciprocal", Reciprocal) with
            {
                Domain = _ => Interval.Positive,
            },
            Curved(
                "sums with products and quotients",
                s =>
                    [
                        [s.M, s.N],
                        [s.N],
                        [s.M, 1],
                    ],
                x => Flat([AddCMul(x[0], x[1], x[2], 0.5), AddCDiv(x[0], x[1], 2 + Operations.Square(x[2]))])
            ),
            Curved(
                "dot, inner, outer, addmm",
                s =>
                    [
                        [s.N, s.K],
                        [s.N, s.K],
                        [s.K, s.K],
                    ],
                x =>
                    Flat([
                        x[0][0].Dot(x[1][0]),
                        x[0].Inner(x[1]),
                        x[0][0].Outer(x[1][^1]),
                        x[0].AddMatMul(x[1], x[2], beta: 0.5, alpha: 2),
                    ])
            ),
            Curved(
                "moments",
                s =>
                    [
                        [s.M + 1, s.N + 2],
                    ],
                x =>
                    x[0].VarianceAndMean([1]) is var (variance, mean)
                        ? Flat([variance, mean, x[0].CorrCoef(), x[0].MedianWithIndex(1).Values])
                        : x[0]
            ),
        ];
}
