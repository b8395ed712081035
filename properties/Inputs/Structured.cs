using static Functional.Operations;

namespace Functional.Properties;

/// <summary>Operations that do more than one body an element, each in a few forms.</summary>
internal static class Structured
{
    public static IReadOnlyList<Subject> All { get; } =
    [.. Reductions(), .. Movements(), .. Assemblies(), .. Products(), .. Indexed(), .. Loops(), .. Compositions()];

    private static IEnumerable<Subject> Reductions() =>
        [
            Linear(
                "sum",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => x[0].Sum()
            ),
            Linear(
                "sum of an axis",
                s =>
                    [
                        [s.M, s.K, s.N],
                    ],
                x => x[0].Sum(1)
            ),
            Linear(
                "sum of two axes, kept",
                s =>
                    [
                        [s.M, s.K, s.N],
                    ],
                x => x[0].Sum([0, -1], keepAxes: true)
            ),
            Linear(
                "mean of an axis",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => x[0].Mean(0)
            ),
            Linear(
                "max",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => x[0].Max()
            ),
            Linear(
                "max of an axis",
                s =>
                    [
                        [s.M, s.K, s.N],
                    ],
                x => x[0].Max(1, keepAxes: true)
            ),
            Linear(
                "min of an axis",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => x[0].Min(-1)
            ),
            Curved(
                "sum of squares of an axis",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => (x[0] * x[0]).Sum(-1)
            ),
        ];

    private static IEnumerable<Subject> Movements() =>
        [
            Linear(
                "reshape",
                s =>
                    [
                        [s.M, s.K * s.N],
                    ],
                x => x[0].Reshape(-1)
            ),
            Linear(
                "permute",
                s =>
                    [
                        [s.M, s.K, s.N],
                    ],
                x => x[0].Permute(2, 0, 1)
            ),
            Linear(
                "transpose",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => x[0].Transpose()
            ),
            Linear(
                "broadcast_to",
                s =>
                    [
                        [s.M, 1],
                    ],
                x => x[0].BroadcastTo([2, x[0].Shape[0], 3])
            ),
            Linear(
                "slice with a step",
                s =>
                    [
                        [s.M + 2, s.N],
                    ],
                x => x[0].Slice(0, 1, step: 2)
            ),
            Linear(
                "slice backwards",
                s =>
                    [
                        [s.M, s.N + 3],
                    ],
                x => x[0].Slice(1, -1, 0, step: -2)
            ),
            Linear(
                "flip",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => x[0].Flip(0)
            ),
            Linear(
                "select",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => x[0].Select(0, -1)
            ),
            Linear(
                "permute, reshape, slice",
                s =>
                    [
                        [s.M, s.K, s.N],
                    ],
                x => x[0].Permute(2, 1, 0).Reshape(-1).Slice(0, step: 2)
            ),
        ];

    private static IEnumerable<Subject> Assemblies() =>
        [
            Linear(
                "pad",
                s =>
                    [
                        [s.M, s.N],
                    ],
                x => x[0].Pad((1, 2), (0, 1))
            ),
            Linear(
                "pad and crop",
                s =>
                    [
                        [s.M + 1, s.N],
                    ],
                x => x[0].Pad((-1, 2), (1, 0))
            ),
            Linear(
                "concatenate",
                s =>
                    [
                        [s.M, s.N],
                        [s.K, s.N],
                    ],
                x => Tensor.Concatenate(0, x[0], x[1], x[0])
            ),
            Linear(
                "stack",
                s =>
                    [
                        [s.M, s.N],
                        [s.M, s.N],
                    ],
                x => Tensor.Stack(1, x[0], x[1])
            ),
        ];

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

    private static (Tensor Carry, Tensor Outputs) Recurrence(Tensor[] x) =>
        Loop.Scan((Tensor carry, Tensor slice) => (Tanh((carry * x[2]) + slice), carry * slice), x[0], x[1]);

    private static Subject Linear(string name, Func<Sizes, Shape[]> shapes, Func<Tensor[], Tensor> apply) =>
        Curved(name, shapes, apply) with
        {
            IsCurved = false,
        };

    private static Subject Curved(string name, Func<Sizes, Shape[]> shapes, Func<Tensor[], Tensor> apply) =>
        new(name, (sizes, _) => shapes(sizes), apply);

    // Some repeat, and some count from the end.
    private static Tensor Indices(Shape shape, int limit) =>
        Tensor.Of<long>(
            [.. Enumerable.Range(0, (int)shape.Size).Select(i => (((i * 7L) + 3) % limit) - (i % 3 == 0 ? limit : 0))],
            shape
        );
}
