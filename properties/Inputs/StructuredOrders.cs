namespace Functional.Properties;

internal static partial class Structured
{
    private static IEnumerable<Subject> Runs() =>
        [
            Rows(Curved, "product", x => x.Prod()),
            Cube(Curved, "product of two axes", x => x.Prod([0, 2])),
            Cube(Curved, "product of an axis with a zero", x => (x * Operations.NotEqual(Places(x), 1).To(x.DType)).Prod(1)),
            Cube(Curved, "running product", x => x.CumProd(1)),
            Rows(Curved, "running product of the last axis", x => x.CumProd(-1)),
            Rows(Curved, "running product with zeros", x => (x * Operations.NotEqual(Places(x), 2).To(x.DType)).CumProd(1)),
            Cube(Linear, "running maximum", x => x.CumMax(1).Values),
            Rows(Linear, "running minimum", x => x.CumMin(-1).Values),
            Cube(Curved, "running logarithm of a sum", x => x.LogCumSumExp(1)),
            Curved(
                "linear recurrence",
                s =>
                    [
                        [s.M, s.K + 1, s.N],
                        [s.K + 1, 1],
                    ],
                x => Tensor.LinearRecurrence(x[0], x[1], 1)
            ),
        ];

    private static IEnumerable<Subject> Statistics() =>
        [
            Cube(Curved, "variance of two axes", x => x.Variance([0, 2], correction: 0)),
            Curved(
                "standard deviation",
                s =>
                    [
                        [s.M, s.N + 2],
                    ],
                x => x[0].StandardDeviation(1)
            ),
            Cube(Curved, "norm", x => x.Norm(2, [1, 2])),
            Rows(Curved, "norm with p = 3", x => x.Norm(3, axis: 0)),
            Rows(Curved, "norm with p = ½", x => x.Norm(0.5)) with
            {
                Domain = _ => Interval.Positive,
            },
            Rows(Curved, "norm with p = −1", x => x.Norm(-1, axis: 1)) with
            {
                Domain = _ => Interval.Positive,
            },
            Rows(Linear, "norm with p = ∞", x => x.Norm(double.PositiveInfinity)),
            Cube(Curved, "logsumexp of two axes", x => x.LogSumExp([0, 2])),
            Rows(Linear, "nanmean", x => Operations.Where(Operations.Equal(Places(x), 1), double.NaN, x).NanMean(1)),
        ];

    private static IEnumerable<Subject> Orders() =>
        [
            Cube(Linear, "sort", x => x.Sort(1).Values),
            Rows(Linear, "most frequent", x => x.Mode(1)),
            Rows(Linear, "median beside NaN", x => Operations.Where(Operations.Equal(Places(x), 1), double.NaN, x).NanMedian(1)),
            Rows(
                Linear,
                "quantile beside NaN",
                x => Operations.Where(Operations.Equal(Places(x), 1), double.NaN, x).NanQuantile(0.3, 1)
            ),
            Cube(Linear, "differences", x => x.Diff(1, 1)),
            Cube(Linear, "area under lines", x => x.Trapezoid(0.5, 2)),
            Cube(Linear, "running area under lines", x => x.CumulativeTrapezoid(0.5, 1)),
            Rows(Linear, "sort, descending", x => x.Sort(-1, descending: true).Values),
            Rows(Linear, "largest of a row", x => x.TopK((x.Shape[1] + 1) / 2).Values),
            Rows(Linear, "second smallest of a column", x => x.KthValue(Math.Min(2, x.Shape[0]), axis: 0).Values),
            Rows(Linear, "largest and its place", x => x.MaxWithIndex(1).Values),
            Rows(Linear, "smallest and its place", x => x.MinWithIndex(0, keepAxes: true).Values),
            Rows(Linear, "median", x => x.Median(1)),
            Rows(Linear, "quantile", x => x.Quantile(0.3)),
            Cube(Linear, "quantiles of an axis", x => x.Quantile([0.1, 0.75], axis: 1, keepAxes: true)),
        ];

    // 0, 1, 2, … in every row.
    private static Tensor Places(Tensor x) => Tensor.Range(x.Shape[-1]).BroadcastTo(x.Shape);

    private delegate Subject Kind(string name, Func<Sizes, Shape[]> shapes, Func<Tensor[], Tensor> apply);

    private static Subject Rows(Kind kind, string name, Func<Tensor, Tensor> apply) =>
        kind(
            name,
            s =>
                [
                    [s.M, s.N],
                ],
            x => apply(x[0])
        );

    private static Subject Cube(Kind kind, string name, Func<Tensor, Tensor> apply) =>
        kind(
            name,
            s =>
                [
                    [s.M, s.K, s.N],
                ],
            x => apply(x[0])
        );
}
