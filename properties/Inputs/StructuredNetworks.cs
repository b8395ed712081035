using static Functional.Operations;

namespace Functional.Properties;

// What layers are made of: normalizations, attention, distances, cells of recurrences.
internal static partial class Structured
{
    private static IEnumerable<Subject> Normalizations() =>
        [
            Curved(
                "layer norm",
                s =>
                    [
                        [s.M, s.K, s.N + 1],
                        [s.K, s.N + 1],
                        [s.K, s.N + 1],
                    ],
                x => x[0].LayerNorm(x[1], x[2], axes: 2)
            ),
            Curved(
                "rms norm",
                s =>
                    [
                        [s.M, s.K, s.N + 1],
                        [s.N + 1],
                    ],
                x => x[0].RmsNorm(x[1])
            ),
            Curved(
                "group norm",
                s =>
                    [
                        [s.M, 4, s.N],
                        [4],
                        [4],
                    ],
                x => x[0].GroupNorm(2, x[1], x[2])
            ),
            Curved(
                "instance norm",
                s =>
                    [
                        [s.M, s.K, s.N + 1],
                        [s.K],
                    ],
                x => x[0].InstanceNorm(x[1])
            ),
            Curved(
                "batch norm",
                s =>
                    [
                        [s.M + 1, s.K, s.N],
                        [s.K],
                        [s.K],
                    ],
                x => x[0].BatchStatistics() is var (mean, variance) ? x[0].BatchNorm(mean, variance, x[1], x[2]) : x[0]
            ),
            Curved("local response norm", Cube, x => x[0].LocalResponseNorm(3, alpha: 0.5)),
            Curved("normalize", Cube, x => x[0].Normalize(axis: 1, p: 3)),
        ];

    private static IEnumerable<Subject> Attentions() =>
        [
            Curved("attention, causal", Heads, x => Attention.ScaledDotProduct(x[0], x[1], x[2], isCausal: true).Value),
            Curved(
                "attention with a mask",
                Heads,
                x =>
                {
                    // Every query meets the first key.
                    var places = Tensor.Iota([x[0].Shape[1], x[1].Shape[1]]);
                    var isThere = NotEqual(places % 3, 1) | Equal(Tensor.Iota([x[1].Shape[1]]), 0);
                    var (value, weights) = Attention.ScaledDotProduct(x[0], x[1], x[2], isThere, scale: 0.3);
                    return Flat([value, weights]);
                }
            ),
            Curved(
                "attention with several heads",
                s =>
                    [
                        [2, s.M, 4],
                        [2, s.N, 4],
                        [9, 8],
                    ],
                x =>
                    Attention
                        .MultiHead(
                            x[0],
                            x[1],
                            x[1],
                            new(
                                Tensor.Concatenate(0, x[2][..8, ..4], x[2][4..8, 4..]),
                                Tensor.Concatenate(0, x[2][8], x[2][0, 4..]),
                                x[2][..4, 4..],
                                x[2][8, ..4]
                            ),
                            heads: 2
                        )
                        .Value
            ) with
            {
                Domain = _ => Small,
            },
        ];

    private static IEnumerable<Subject> Distances() =>
        [
            Curved(
                "cosine similarity",
                s =>
                    [
                        [s.M, s.N + 1],
                        [s.N + 1],
                    ],
                x => x[0].CosineSimilarity(x[1], axis: -1)
            ),
            Curved("pairwise distance", Pair, x => x[0].PairwiseDistance(x[1], p: 3, keepAxes: true)),
            Curved("dist", Pair, x => x[0].Dist(x[1])),
            Curved(
                "bilinear",
                s =>
                    [
                        [s.M, s.K],
                        [s.M, 2],
                        [s.N, s.K, 2],
                    ],
                x => x[0].Bilinear(x[1], x[2], x[2].Select(1, 0).Select(1, 0))
            ),
        ];

    private static IEnumerable<Subject> Cells() =>
        [
            Curved(
                "cells of recurrences",
                s =>
                    [
                        [s.M, 3],
                        [s.M, 2],
                        [16, 7],
                    ],
                x =>
                {
                    var lstm = Recurrent.LstmCell(x[0], new(x[1], x[1] * 2), Weights(x[2][..8], 3));
                    return Flat([
                        Recurrent.RnnCell(x[0], x[1], Weights(x[2][8..10], 3)),
                        Recurrent.GruCell(x[0], x[1], Weights(x[2][10..], 3)),
                        lstm.Hidden,
                        lstm.Cell,
                    ]);
                }
            ) with
            {
                Domain = _ => Small,
            },
            Linear(
                "linear with positions",
                s =>
                    [
                        [s.M, s.K, 2],
                        [4, 2],
                        [4],
                    ],
                x => Positions.Added(x[0].Linear(x[1], x[2]))
            ) with
            {
                IsCurved = true,
            },
        ];

    private static Shape[] Heads(Sizes s) =>
        [
            [2, s.M, s.K],
            [2, s.N, s.K],
            [2, s.N, 3],
        ];
}
