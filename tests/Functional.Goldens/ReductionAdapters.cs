namespace Functional.Goldens;

/// <summary>Reductions along axes, where no axis means all, and cumulative operations.</summary>
internal static class ReductionAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["sum"] = (x, a) => x[0].Sum(a.Axes(), a.KeepAxes()),
            ["mean"] = (x, a) => x[0].Mean(a.Axes(), a.KeepAxes()),
            ["prod"] = (x, a) => x[0].Prod(a.Axes(), a.KeepAxes()),
            ["amax"] = (x, a) => x[0].Max(a.Axes(), a.KeepAxes()),
            ["amin"] = (x, a) => x[0].Min(a.Axes(), a.KeepAxes()),
            ["max_dim"] = (x, a) => x[0].MaxWithIndex(a.Int("dim"), a.KeepAxes()),
            ["min_dim"] = (x, a) => x[0].MinWithIndex(a.Int("dim"), a.KeepAxes()),
            ["argmax"] = (x, a) => Place(x[0], a, (v, axis, keep) => v.ArgMax(axis, keep)),
            ["argmin"] = (x, a) => Place(x[0], a, (v, axis, keep) => v.ArgMin(axis, keep)),
            ["var"] = (x, a) => x[0].Variance(a.Axes(), a.Number("correction", 1), a.KeepAxes()),
            ["std"] = (x, a) => x[0].StandardDeviation(a.Axes(), a.Number("correction", 1), a.KeepAxes()),
            ["var_mean"] = (x, a) => x[0].VarianceAndMean(a.Axes(), a.Number("correction", 1), a.KeepAxes()),
            ["median"] = (x, _) => x[0].Median(),
            ["median_dim"] = (x, a) => x[0].MedianWithIndex(a.Int("dim"), a.KeepAxes()),
            ["quantile"] = (x, a) => Quantile(x[0], a),
            ["norm"] = (x, a) => x[0].Norm(a.Number("p", 2), a.Axes(), a.KeepAxes()),
            ["dist"] = (x, a) => x[0].Dist(x[1], a.Number("p", 2)),
            ["logsumexp"] = (x, a) => x[0].LogSumExp(a.Axes(), a.KeepAxes()),
            ["cumsum"] = (x, a) => x[0].CumSum(a.Int("dim")),
            ["cumprod"] = (x, a) => x[0].CumProd(a.Int("dim")),
            ["cummax"] = (x, a) => x[0].CumMax(a.Int("dim")),
            ["cummin"] = (x, a) => x[0].CumMin(a.Int("dim")),
            ["logcumsumexp"] = (x, a) => x[0].LogCumSumExp(a.Int("dim")),
            ["any"] = (x, a) => x[0].Any(a.Axes(), a.KeepAxes()),
            ["all"] = (x, a) => x[0].All(a.Axes(), a.KeepAxes()),
            ["count_nonzero"] = (x, a) => x[0].CountNonzero(a.Axes(), a.KeepAxes()),
            ["nansum"] = (x, a) => x[0].NanSum(a.Axes(), a.KeepAxes()),
            ["nanmean"] = (x, a) => x[0].NanMean(a.Axes(), a.KeepAxes()),
        };

    private static Tensor Place(Tensor x, Arguments a, Func<Tensor, int, bool, Tensor> find)
    {
        if (a.Has("dim"))
            return find(x, a.Int("dim"), a.KeepAxes());
        var place = find(x.Flatten(), 0, false);
        return a.KeepAxes() ? place.Reshape(Shape.Of([.. Enumerable.Repeat(1, x.Rank)])) : place;
    }

    private static Tensor Quantile(Tensor x, Arguments a)
    {
        var rule = Enum.Parse<QuantileRule>(a.Word("interpolation", "linear"), ignoreCase: true);
        return a.IsList("q")
            ? x.Quantile(a.NumbersOrNull("q")!, a.IntOrNull("dim"), rule, a.KeepAxes())
            : x.Quantile(a.Number("q"), a.IntOrNull("dim"), rule, a.KeepAxes());
    }
}
