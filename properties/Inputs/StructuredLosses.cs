using static Functional.Operations;

namespace Functional.Properties;

// Losses, by what they compare with. Targets that are numbers of classes or signs are fixed; those that are numbers have derivatives too.
internal static partial class Structured
{
    private static Shape[] Pair(Sizes s) =>
        [
            [s.M, s.N],
            [s.M, s.N],
        ];

    private static Shape[] Scores(Sizes s) =>
        [
            [s.M, 3, s.N],
        ];

    private static IEnumerable<Subject> ClassLosses() =>
        [
            Curved(
                "cross entropy of classes",
                Scores,
                x => Losses.CrossEntropy(Tensor.Of([1.0, 2, 0.5]), labelSmoothing: 0.1)(x[0], Classes(x[0]))
            ),
            Curved(
                "cross entropy of probabilities",
                s =>
                    [
                        [s.M, 3],
                        [s.M, 3],
                    ],
                x => Losses.CrossEntropy(labelSmoothing: 0.2, reduction: Reduction.Sum)(x[0], x[1].Softmax(1))
            ),
            Linear(
                "negative log likelihood",
                Scores,
                x => Losses.NegativeLogLikelihood(ignoreIndex: 1, reduction: Reduction.None)(x[0], Classes(x[0]))
            ),
            Curved(
                "multi margin",
                s =>
                    [
                        [s.M, 4],
                    ],
                // Differences lie beside whole cells, of 1/128: half a cell more is no kink.
                x => Losses.MultiMargin(power: 2, margin: 6 + (1.0 / 256))(x[0], Places(x[0].Shape[0], 4))
            ),
            Linear(
                "multilabel margin",
                s =>
                    [
                        [s.M, 4],
                    ],
                x => Losses.MultilabelMargin(Reduction.None)(x[0] * 0.1, Tensor.Of([2L, 0, -1, 3]).BroadcastTo(x[0].Shape))
            ),
        ];

    private static IEnumerable<Subject> BinaryLosses() =>
        [
            Curved(
                "binary cross entropy",
                Pair,
                x => Losses.BinaryCrossEntropy(reduction: Reduction.None)(Sigmoid(x[0]), Sigmoid(x[1]))
            ),
            Curved(
                "binary cross entropy with logits",
                Pair,
                x => Losses.BinaryCrossEntropyWithLogits(positiveWeight: Tensor.Of(3.0))(x[0], Sigmoid(x[1]))
            ),
            Curved("focal", Matrix, x => Losses.Focal(alpha: 0.3, gamma: 2.5)(x[0], (1 + Signs(x[0])) / 2)),
            Curved("soft margin", Matrix, x => Losses.SoftMargin(Reduction.None)(x[0], Signs(x[0]))),
            Curved("multilabel soft margin", Matrix, x => Losses.MultilabelSoftMargin(x[0], (1 + Signs(x[0])) / 2)),
        ];

    private static IEnumerable<Subject> DistanceLosses() =>
        [
            Curved("mean squared error", Pair, x => Losses.MeanSquaredError(x[0], x[1])),
            Linear("mean absolute error", Pair, x => Losses.MeanAbsoluteError(Reduction.None)(x[0], x[1])),
            Curved("smooth l1", Pair, x => Losses.SmoothL1(beta: 8, reduction: Reduction.None)(x[0], x[1])),
            Curved("huber", Pair, x => Losses.Huber(delta: 9, reduction: Reduction.Sum)(x[0], x[1])),
            Curved(
                "kullback leibler",
                Pair,
                x => Losses.KullbackLeibler(x[0], Sigmoid(x[1])) + Losses.KullbackLeibler(logTarget: true)(x[0], x[1])
            ),
            Curved(
                "poisson",
                Pair,
                x =>
                    Losses.PoissonNegativeLogLikelihood(full: true)(x[0], 3 + Sigmoid(x[1]))
                    + Losses.PoissonNegativeLogLikelihood(logInput: false)(Exp(x[0]), x[1])
            ),
            Curved(
                "gaussian",
                s =>
                    [
                        [s.M, s.N],
                        [s.M, s.N],
                        [s.M, 1],
                    ],
                x => Losses.GaussianNegativeLogLikelihood(full: true)(x[0], x[1], Exp(x[2]))
            ),
        ];

    private static IEnumerable<Subject> MarginLosses() =>
        [
            Linear("hinge", Matrix, x => Losses.Hinge(margin: 2, reduction: Reduction.None)(x[0], Signs(x[0]))),
            Curved("squared hinge", Matrix, x => Losses.SquaredHinge(margin: 6)(x[0], Signs(x[0]))),
            Linear(
                "hinge embedding",
                Matrix,
                x => Losses.HingeEmbedding(margin: 6, reduction: Reduction.None)(x[0], Signs(x[0]))
            ),
            Linear(
                "margin ranking",
                Pair,
                x => Losses.MarginRanking(margin: 9, reduction: Reduction.None)(x[0], x[1], Signs(x[0]))
            ),
            Curved(
                "triplet margin",
                s =>
                    [
                        [s.M, s.N + 1],
                        [s.M, s.N + 1],
                        [s.M, s.N + 1],
                    ],
                x => Losses.TripletMargin(margin: 30, norm: 3)(x[0], x[1], x[2])
            ),
            Curved(
                "cosine embedding",
                s =>
                    [
                        [s.M, s.N + 1],
                        [s.M, s.N + 1],
                    ],
                x => Losses.CosineEmbedding(margin: -2, reduction: Reduction.None)(x[0], x[1], Signs(x[0].Select(-1, 0)))
            ),
        ];

    // [M, N] of [M, classes, N].
    private static Tensor Classes(Tensor x)
    {
        var (m, n) = (x.Shape[0], x.Shape[2]);
        return Places(m * n, x.Shape[1]).Reshape(m, n);
    }

    // 1, −1, 1, −1, …
    private static Tensor Signs(Tensor x) => 1 - (2 * (Tensor.Iota(x.Shape) & 1).To(x.DType));
}
