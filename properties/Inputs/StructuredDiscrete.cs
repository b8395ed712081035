using static Functional.Operations;

namespace Functional.Properties;

// What has no derivative, or one of its own: for vectorization.
internal static partial class Structured
{
    /// <summary>Operations whose results are whole numbers or bools, random ones, and what stops a derivative.</summary>
    public static IReadOnlyList<Subject> Discrete { get; } =
    [
        Linear(
            "places of elements",
            Cube,
            x => Numbers([x[0].ArgSort(1), x[0].ArgSort(-1, descending: true), x[0].ArgMax(1), x[0].ArgMin(0), x[0].ArgMax()])
        ),
        Linear(
            "places in order",
            Rows2,
            x => Numbers([x[0].Sort(1).Values.SearchSorted(x[1]), x[1].Bucketize(x[0][0].Sort().Values)])
        ),
        Linear("elements of another", Pair, x => Numbers([x[0].IsIn(Floor(x[1])), IsClose(x[0], x[1], 0.5)])),
        Linear(
            "counts",
            Rows2,
            x =>
                Numbers([
                    x[0].CountNonzero(1),
                    (x[0] > x[1][.., ..1]).CountNonzero(),
                    x[0].Histogram(4, (-4, 4)),
                    x[0].HistogramEdges(3),
                ])
        ),
        Linear("counts over all", Matrix, x => Numbers([(x[0] > 1).Any(0), (x[0] > -3).All(1)])),
        Linear("one hot", Matrix, x => x[0].OneHot(7)) with
        {
            Domain = _ => new(0, 6),
            Type = _ => DType.Int64,
        },
        Linear(
            "sums and products of whole numbers",
            Matrix,
            x => Numbers([x[0].Sum(1), x[0].Prod(0), x[0].CumSum(1), x[0].Max()])
        ) with
        {
            Type = _ => DType.Int64,
        },
        Linear(
            "casts",
            Matrix,
            x => Numbers([.. DTypes.All.Where(type => type != DType.Bool).Select(type => (x[0] * 9).To(type).To(DType.Float64))])
        ),
        Keys("random bits", key => Numbers([key.Bits([3]), key.Split().Second.Bits([]), key.Fold("word").Bits([2])])),
        Keys("random whole numbers", key => Numbers([key.Integers([3], -5, 1L << 40), key.Permutation(4)])),
        Keys("random numbers", key => Numbers([key.Uniform([2, 2], DType.Float64), key.Normal([3], DType.Float64)])),
        Linear("stopped gradient", Matrix, x => x[0].StopGradient() * 2),
        Linear("a gradient of one's own", Matrix, x => Custom.Gradient(v => Sin(v) * 2, (g, v, y) => g * v)(x[0])),
        // It brings no compute shader.
        .. Device.Default == Device.Cpu
            ? [Linear("an operation of one's own", Pair, x => new Backwards().Apply(x[0] * x[1]))]
            : Array.Empty<Subject>(),
    ];

    private static Tensor Numbers(Tensor[] results) => Flat([.. results.Select(result => result.To(DType.Float64))]);

    private static Shape[] Rows2(Sizes s) =>
        [
            [s.M, s.K],
            [s.M, s.N],
        ];

    private static Subject Keys(string name, Func<Key, Tensor> draw) =>
        new(
            name,
            (_, _) =>
                [
                    [2],
                ],
            x => draw(Key.From(x[0]))
        )
        {
            Domain = _ => new(int.MinValue, int.MaxValue),
            Type = _ => DType.Int32,
        };

    /// <summary>The elements in reverse order, by a kernel of its own; a batch is a loop.</summary>
    private sealed class Backwards : CustomOperation
    {
        public override string Name => "backwards";

        public override (Shape Shape, DType Type) Result(IReadOnlyList<Tensor> operands) =>
            (operands[0].Shape, operands[0].DType);

        public override void Compute(CustomCall call)
        {
            call.Operand<double>(0).CopyTo(call.Result<double>());
            call.Result<double>().Reverse();
        }

        public override IReadOnlyList<Tensor?> Pullback(Tensor cotangent, IReadOnlyList<Tensor> operands, Tensor result) =>
            [new Backwards().Apply(cotangent)];

        public override bool Equals(object? obj) => obj is Backwards;

        public override int GetHashCode() => 41;
    }
}
