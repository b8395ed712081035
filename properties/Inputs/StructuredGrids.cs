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
