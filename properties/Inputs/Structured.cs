using static Functional.Operations;

namespace Functional.Properties;

/// <summary>Operations that do more than one body an element, each in a few forms.</summary>
internal static partial class Structured
{
    public static IReadOnlyList<Subject> All { get; } =
    [
        .. Reductions(),
        .. Movements(),
        .. Assemblies(),
        .. Products(),
        .. Grids(),
        .. Runs(),
        .. Statistics(),
        .. Orders(),
        .. Indexed(),
        .. Arrangements(),
        .. Selections(),
        .. Summations(),
        .. Loops(),
        .. Compositions(),
        .. Activations(),
        .. Factors(),
        .. Transforms(),
        .. Series(),
        .. ClassLosses(),
        .. BinaryLosses(),
        .. DistanceLosses(),
        .. MarginLosses(),
        .. Normalizations(),
        .. Attentions(),
        .. Distances(),
        .. Cells(),
        .. Dimensions(),
        .. Choices(),
        .. Device.Default == Device.Cpu ? Spectra() : [],
    ];

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
