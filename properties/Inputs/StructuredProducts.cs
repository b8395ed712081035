using static Functional.Operations;

namespace Functional.Properties;

internal static partial class Structured
{
    private static IEnumerable<Subject> Products() =>
        [
            Curved(
                "matmul",
                s =>
                    [
                        [s.M, s.K],
                        [s.K, s.N],
                    ],
                x => x[0].MatMul(x[1])
            ),
            Curved(
                "matmul of vectors",
                s =>
                    [
                        [s.K],
                        [s.K],
                    ],
                x => x[0].MatMul(x[1])
            ),
            Curved(
                "matmul of vector and matrix",
                s =>
                    [
                        [s.K],
                        [s.K, s.N],
                    ],
                x => x[0].MatMul(x[1])
            ),
            Curved(
                "matmul of matrix and vector",
                s =>
                    [
                        [s.M, s.K],
                        [s.K],
                    ],
                x => x[0].MatMul(x[1])
            ),
            Curved(
                "matmul of batch and matrix",
                s =>
                    [
                        [2, s.M, s.K],
                        [s.K, s.N],
                    ],
                x => x[0].MatMul(x[1])
            ),
            Curved(
                "matmul of broadcast batches",
                s =>
                    [
                        [2, 1, s.M, s.K],
                        [3, s.K, s.N],
                    ],
                x => x[0].MatMul(x[1])
            ),
            Curved(
                "matmul of transposed",
                s =>
                    [
                        [s.K, s.M],
                        [s.N, s.K],
                    ],
                x => x[0].Transpose().MatMul(x[1].Transpose())
            ),
        ];

    private static IEnumerable<Subject> Indexed() =>
        [
            Linear(
                "gather",
                s =>
                    [
                        [s.M + 1, s.N],
                    ],
                x => x[0].Gather(Indices([4, x[0].Shape[1]], x[0].Shape[0]), 0)
            ),
            Linear(
                "gather of fewer columns",
                s =>
                    [
                        [s.M, s.N + 1],
                    ],
                x => x[0].Gather(Indices([x[0].Shape[0], 1], x[0].Shape[1]), 1)
            ),
            Linear(
                "take",
                s =>
                    [
                        [s.M + 1, s.N],
                    ],
                x => x[0].Take(Indices([2, 2], x[0].Shape[0]))
            ),
            Linear(
                "scatter_add",
                s =>
                    [
                        [s.M, s.N],
                        [3, s.N],
                    ],
                x => x[0].ScatterAdd(Indices(x[1].Shape, x[0].Shape[0]), x[1], 0)
            ),
            .. Enum.GetValues<ScatterReduction>()
                .SelectMany(reduction => new[] { (reduction, true), (reduction, false) })
                .Select(way =>
                    (way.reduction == ScatterReduction.Prod ? (Kind)Curved : Linear)(
                        $"scatter, reduced to {way.reduction}{(way.Item2 ? "" : " without what was there")}",
                        s =>
                            [
                                [3, s.N],
                                [s.M, s.N],
                            ],
                        // Three elements for two places: some place gets several.
                        x =>
                            x[1].ScatterReduce(Indices(x[0].Shape, Math.Min(2, x[1].Shape[0])), x[0], 0, way.reduction, way.Item2)
                    )
                ),
            Linear(
                "other diagonal",
                s =>
                    [
                        [s.M + 1, s.N + 1],
                        [1],
                    ],
                x => x[0].DiagonalScatter(x[1], offset: 1)
            ),
        ];

    private static IEnumerable<Subject> Loops() =>
        [
            Curved(
                "last carry of a scan",
                s =>
                    [
                        [s.N],
                        [s.M, s.N],
                        [s.N],
                    ],
                x => Recurrence(x).Carry
            ),
            Curved(
                "outputs of a scan",
                s =>
                    [
                        [s.N],
                        [s.M, s.N],
                        [s.N],
                    ],
                x => Recurrence(x).Outputs
            ),
            Curved(
                "repeat",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => Loop.Repeat(v => Sin(v) + (0.5 * v), x[0], 3)
            ),
            Curved(
                "a loop unfolded",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => Loop.Unfold((Tensor v) => (Sin(v) + (0.5 * v), v), x[0], 3).Outputs
            ),
            Curved(
                "scan in a scan",
                s =>
                    [
                        [s.N],
                        [s.M, s.N],
                    ],
                x => Loop.Scan((Tensor c, Tensor row) => (Loop.Repeat(v => Tanh(v * row), c, 2), c + row), x[0], x[1]).Carry
            ),
        ];

    private static IEnumerable<Subject> Compositions() =>
        [
            Curved(
                "pow 2",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => Pow(x[0], 2)
            ),
            Curved(
                "pow 3 of any sign",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => Pow(x[0], 3)
            ),
            Curved(
                "pow ½",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => Pow(x[0], 0.5)
            ) with
            {
                Domain = _ => Interval.Positive,
            },
            Curved(
                "pow −1",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => Pow(x[0], -1)
            ) with
            {
                Domain = _ => Interval.Positive,
            },
            Curved(
                "where of a comparison",
                s =>
                    [
                        [s.M, s.N],
                        [s.N],
                    ],
                x => Where(x[0] < x[1], x[0] * x[1], x[0] / (2 + Abs(x[1])))
            ),
            Linear(
                "cast to float64",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => x[0].To(DType.Float64) * 2
            ),
            Curved(
                "cast to float32 and back",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => Sin(x[0].To(DType.Float32)) * 0.5
            ),
            Curved(
                "softmax",
                s =>
                    [
                        [s.M, s.N + 1],
                    ],
                x => x[0].Softmax(-1)
            ),
            Curved(
                "log softmax",
                s =>
                    [
                        [s.M + 1, s.N],
                    ],
                x => x[0].LogSoftmax(0)
            ),
            Curved(
                "logsumexp",
                s =>
                    [
                        [s.M, s.N + 1],
                    ],
                x => x[0].LogSumExp(1)
            ),
            Linear(
                "relu",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => Relu(x[0])
            ),
            Curved(
                "silu",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => Silu(x[0])
            ),
        ];
}
