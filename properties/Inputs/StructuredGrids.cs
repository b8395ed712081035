namespace Functional.Properties;

internal static partial class Structured
{
    private static IEnumerable<Subject> Grids() =>
        [
            Curved(
                "convolution",
                s =>
                    [
                        [2, s.M, s.N + 2],
                        [s.K, s.M, 3],
                    ],
                x => ConvolveOp.Make(x[0], x[1], [new(x[0].Shape[2] - 2, 1, 1, 1, 0)])
            ),
            Curved(
                "convolution, padded, strided",
                s =>
                    [
                        [2, s.M, s.N + 1],
                        [s.K, s.M, 3],
                    ],
                x => ConvolveOp.Make(x[0], x[1], [new((x[0].Shape[2] / 2) + 1, 2, 1, 1, 1)])
            ),
            Curved(
                "convolution, dilated",
                s =>
                    [
                        [1, s.M, s.N + 4],
                        [s.K, s.M, 2],
                    ],
                x => ConvolveOp.Make(x[0], x[1], [new(x[0].Shape[2] - 1, 1, 3, 1, 1)])
            ),
            Curved(
                "convolution of spread input",
                s =>
                    [
                        [2, s.M, s.N],
                        [s.K, s.M, 2],
                    ],
                x => ConvolveOp.Make(x[0], x[1], [new(2 * x[0].Shape[2], 1, 1, 2, 1)])
            ),
            Curved(
                "convolution in groups over two axes",
                s =>
                    [
                        [2, s.M, s.K, s.N + 1, 4],
                        [2, 3, s.K, 2, 3],
                    ],
                x => ConvolveOp.Make(x[0], x[1], [new(x[0].Shape[3] - 1, 1, 1, 1, 0), new(4, 1, 1, 1, 1)])
            ),
            Curved(
                "convolution with outputs first",
                s =>
                    [
                        [2, s.M, s.N + 2],
                        [s.K, s.M, 3],
                    ],
                x => ConvolveOp.Make(x[0], x[1], [new(x[0].Shape[2] + 1, 1, 1, 2, 1)], isOutputMajor: true)
            ),
            Curved(
                "conv2d in groups with bias",
                s =>
                    [
                        [2, 2 * s.M, s.K + 1, s.N + 1],
                        [4, s.M, 2, 2],
                        [4],
                    ],
                x => x[0].Conv2D(x[1], x[2], stride: [1, 2], padding: [1, 0], groups: 2)
            ),
            Curved(
                "conv_transpose2d",
                s =>
                    [
                        [2, s.M, s.K, s.N],
                        [s.M, 2, 2, 3],
                    ],
                x => x[0].ConvTranspose2D(x[1], stride: 2, padding: [0, 1], outputPadding: [1, 0])
            ),
            Linear(
                "max_pool2d",
                s =>
                    [
                        [2, s.M + 1, s.N + 2],
                    ],
                x => x[0].MaxPool2D([2, 3], stride: [1, 2], padding: [0, 1], ceilMode: true)
            ),
            Linear(
                "avg_pool2d",
                s =>
                    [
                        [2, s.M + 1, s.N + 2],
                    ],
                x => x[0].AvgPool2D([2, 3], stride: [1, 2], padding: [0, 1], ceilMode: true, countIncludePad: false)
            ),
            Linear(
                "adaptive pooling",
                s =>
                    [
                        [2, s.M + 1, s.N + 2],
                    ],
                x => x[0].AdaptiveMaxPool2D(2) + x[0].AdaptiveAvgPool2D(2)
            ),
            Linear(
                "interpolate",
                s =>
                    [
                        [1, 2, s.M + 1, s.N],
                    ],
                x => x[0].Interpolate([1.5], InterpolationMode.Cubic) + x[0].Interpolate([1.5], InterpolationMode.Linear, true)
            ),
            Linear(
                "running sum",
                s =>
                    [
                        [s.M, s.K, s.N],
                    ],
                x => x[0].CumSum(1)
            ),
            Linear(
                "running sum of the last axis",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => x[0].CumSum(-1)
            ),
        ];
}
