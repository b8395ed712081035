using static Functional.Operations;

namespace Functional.Properties;

internal static partial class Structured
{
    private static Shape[] Matrix(Sizes s) =>
        [
            [s.M, s.N],
        ];

    private static Shape[] Wide(Sizes s) =>
        [
            [s.M, s.N + 2],
        ];

    private static Shape[] Cube(Sizes s) =>
        [
            [s.M, s.K, s.N],
        ];

    private static Shape[] Square(Sizes s) =>
        [
            [s.K, s.N, s.N],
        ];

    private static IEnumerable<Subject> Arrangements() =>
        [
            Linear("roll", Matrix, x => x[0].Roll(2, 1)),
            Linear("roll of all", Matrix, x => x[0].Roll(-1)),
            Linear("rotate90", Cube, x => x[0].Rotate90(3, 0, 2)),
            Linear("move axes", Cube, x => x[0].MoveAxis([0, 2], [-1, 0])),
            Linear("flip of two axes", Cube, x => x[0].Flip([0, -1])),
            Linear("tile", Matrix, x => x[0].Tile(2, 1, 3)),
            Linear("repeat in place", Matrix, x => x[0].Repeat(3, 0)),
            Linear("repeat unevenly", Matrix, x => x[0].Repeat([.. Enumerable.Range(0, x[0].Shape[1])], 1)),
            Linear("pieces in another order", Wide, x => Tensor.Concatenate(1, [.. x[0].Split(2, 1).Reverse()])),
            Linear("stacks", Matrix, x => Tensor.DStack(x[0], Tensor.HStack([.. x[0].Chunk(2, 1).Reverse()]))),
            Linear("block diagonal", Matrix, x => Tensor.BlockDiag(x[0], x[0].Select(0, 0))),
            Linear(
                "mesh grid",
                s =>
                    [
                        [s.M],
                        [s.N],
                    ],
                x => Tensor.MeshGrid(GridOrder.Cartesian, x[0], x[1]) is [var a, var b] ? a - (2 * b) : x[0]
            ),
            Linear("pad with a value", Matrix, x => x[0].Pad([(1, 0), (-1, 2)], 0.5)),
            Linear("reflect", Wide, x => x[0].Pad([(0, 0), (2, 1)], PadMode.Reflect)),
            Linear("pad with the edge", Matrix, x => x[0].Pad([(2, 1), (0, 1)], PadMode.Edge)),
            Linear("wrap", Wide, x => x[0].Pad([(1, 0), (2, 3)], PadMode.Wrap)),
            Linear("diagonal", Cube, x => x[0].Diagonal(1, 2, 0)),
            Linear("matrices of diagonals", Matrix, x => x[0].DiagEmbed(-1, 0, 2)),
            Linear("lower triangle", Cube, x => x[0].Tril(-1)),
            Linear("upper triangle", Cube, x => x[0].Triu()),
            Linear("windows", Wide, x => x[0].Window(1, 3)),
            Linear(
                "windows with gaps",
                s =>
                    [
                        [(2 * s.M) + 3, s.N],
                    ],
                x => x[0].Window(0, 2, stride: 2, dilation: 3)
            ),
            Linear(
                "few large windows",
                s =>
                    [
                        [s.M + 5, s.N],
                    ],
                x => x[0].Window(0, x[0].Shape[0] - 1)
            ),
            Curved(
                "windows of windows of padding",
                Matrix,
                x => Squares(x[0].Pad((1, 1), (2, 1)).Window(0, 2).Window(1, 2)).Sum(-1)
            ),
            Linear(
                "unfold",
                s =>
                    [
                        [2, s.K, s.M + 1, s.N + 2],
                    ],
                x => x[0].Unfold((2, 3), padding: (1, 0), stride: (2, 1))
            ),
            Linear(
                "fold",
                s =>
                    [
                        [s.M, 4 * s.K, 6],
                    ],
                x => x[0].Fold((3, 5), (2, 2), stride: (1, 1), padding: (0, 0), dilation: (1, 2))
            ),
        ];

    private static IEnumerable<Subject> Selections() =>
        [
            Linear("index by numbers and ranges", Cube, x => x[0][^1, .., (.., -2)]),
            Linear("index by a new axis and the rest", Cube, x => x[0][Axis.New, Axis.Rest, 0]),
            Linear("index by two tensors", Cube, x => x[0][Indices([3, 1], x[0].Shape[0]), Indices([2], x[0].Shape[1])]),
            Linear(
                "index by tensors apart",
                Cube,
                x => x[0][Indices([2, 2], x[0].Shape[0]), (.., -1), Indices([2], x[0].Shape[2])]
            ),
            Linear("index by a mask", Cube, x => x[0][Tensor.Iota(Shape.Of(x[0].Shape.Axes[..2])).To(DType.Bool)]),
            Linear(
                "set a slice",
                s =>
                    [
                        [s.M, s.N + 1],
                        [s.M],
                    ],
                x => x[0].At(.., 1).Set(x[1])
            ),
            Linear(
                "set with a step",
                s =>
                    [
                        [s.M, s.N + 2],
                        [s.M, 1],
                    ],
                x => x[0].At(.., (1.., -2)).Set(x[1])
            ),
            Linear(
                "set rows, some twice",
                s =>
                    [
                        [s.M + 4, s.N],
                        [4, s.N],
                    ],
                x => x[0].At(Indices([4], x[0].Shape[0])).Set(x[1])
            ),
            Linear(
                "set columns of a slice",
                s =>
                    [
                        [s.M + 2, s.K + 1, s.N + 1],
                        [3],
                    ],
                x => x[0].At(1.., 0, Indices([3], x[0].Shape[2])).Set(x[1])
            ),
            Linear(
                "add to a slice",
                s =>
                    [
                        [s.M, s.N + 1],
                        [s.N],
                    ],
                x => x[0].At(.., 1..).Add(x[1])
            ),
            Linear(
                "add at two tensors",
                s =>
                    [
                        [s.M, s.K, s.N],
                        [3],
                    ],
                x => x[0].At(Indices([3], x[0].Shape[0]), .., Indices([3], x[0].Shape[2])).Add(x[1][.., Axis.New])
            ),
            Linear(
                "max at rows",
                s =>
                    [
                        [s.M, s.N],
                        [4, s.N],
                    ],
                x => x[0].At(Indices([4], x[0].Shape[0])).Max(x[1])
            ),
            Linear(
                "min of a slice",
                s =>
                    [
                        [s.M, s.N],
                        [s.N],
                    ],
                x => x[0].At((.., 2)).Min(x[1])
            ),
            Linear(
                "scatter, some twice",
                s =>
                    [
                        [s.M, s.N],
                        [3, s.N],
                    ],
                x => x[0].Scatter(Indices(x[1].Shape, x[0].Shape[0]), x[1], 0)
            ),
            Linear(
                "embed",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => x[0].Embed(Places(5, x[0].Shape[0]))
            ),
            Linear(
                "bags",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => x[0].EmbedBags(Places(6, x[0].Shape[0]), Tensor.Of([0, 2, 2, 5]))
            ),
        ];

    private static IEnumerable<Subject> Summations() =>
        [
            Curved(
                "einsum of a product",
                s =>
                    [
                        [s.M, s.K],
                        [s.K, s.N],
                    ],
                x => Einsum("ij,jk->ki", x[0], x[1])
            ),
            Curved(
                "einsum of batches",
                s =>
                    [
                        [2, s.M, s.K],
                        [s.N, s.K, 2],
                    ],
                x => Einsum("bik,jkb->bji", x[0], x[1])
            ),
            Curved(
                "einsum of three",
                s =>
                    [
                        [s.M, s.K],
                        [s.K],
                        [s.K, s.N],
                    ],
                x => Einsum("ij,j,jk", x[0], x[1], x[2])
            ),
            Curved("einsum of a diagonal", Square, x => Einsum("bii,...i->b", x[0], x[0].Select(0, 0))),
            Curved(
                "tensordot",
                s =>
                    [
                        [s.M, s.K, 2],
                        [2, s.N, s.K],
                    ],
                x => x[0].TensorDot(x[1], [2, 1], [0, 2])
            ),
            Curved(
                "kron",
                s =>
                    [
                        [s.M, s.K],
                        [s.N, 2],
                    ],
                x => x[0].Kron(x[1])
            ),
            Curved(
                "cross",
                s =>
                    [
                        [s.M, 3],
                        [3],
                    ],
                x => x[0].Cross(x[1])
            ),
            Curved(
                "cov",
                s =>
                    [
                        [s.M, s.N + 2],
                    ],
                x => x[0].Cov()
            ),
            Curved("matrix power", Square, x => x[0].MatrixPower(5)),
            Curved(
                "multi_dot",
                s =>
                    [
                        [s.M, s.K],
                        [s.K, 2],
                        [2, s.N],
                    ],
                x => Tensor.MultiDot(x)
            ),
            Curved("vander", Matrix, x => x[0].Vander(4)),
            Curved(
                "cdist",
                s =>
                    [
                        [s.M, s.K],
                        [s.N, s.K],
                    ],
                x => x[0].CDist(x[1])
            ),
            Curved("matrix norm", Cube, x => x[0].MatrixNorm(MatrixNormKind.Frobenius, 0, 2)),
            // No two columns are near each other.
            Linear(
                "largest column",
                Cube,
                x => (x[0] + (20 * Tensor.Range(x[0].Shape[2]))).MatrixNorm(MatrixNormKind.LargestColumn, keepAxes: true)
            ),
        ];

    private static Tensor Squares(Tensor x) => x * x;

    private static Tensor Places(int count, int limit) =>
        Tensor.Of<long>([.. Enumerable.Range(0, count).Select(i => ((i * 5L) + 1) % limit)]);
}
