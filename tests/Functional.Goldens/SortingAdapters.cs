namespace Functional.Goldens;

/// <summary>Sorting, searching and counting.</summary>
internal static class SortingAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["sort"] = (x, a) => x[0].Sort(a.Int("dim", -1), a.Flag("descending")),
            ["argsort"] = (x, a) => x[0].ArgSort(a.Int("dim", -1), a.Flag("descending")),
            ["topk"] = (x, a) => x[0].TopK(a.Int("k"), a.Int("dim", -1), a.Flag("largest", true)),
            ["kthvalue"] = (x, a) => x[0].KthValue(a.Int("k"), a.Int("dim", -1), a.KeepAxes()),
            ["unique"] = (x, a) => Outputs(a.IntOrNull("dim") is { } axis ? x[0].Unique(axis) : x[0].Unique()),
            ["unique_consecutive"] = (x, a) =>
                Outputs(a.IntOrNull("dim") is { } axis ? x[0].UniqueConsecutive(axis) : x[0].UniqueConsecutive()),
            ["searchsorted"] = (x, a) => x[0].SearchSorted(x[1], a.Flag("right")),
            ["bucketize"] = (x, a) => x[0].Bucketize(x[1], a.Flag("right")),
            ["bincount"] = (x, a) => x[0].BinCount(minLength: a.Int("minlength", 0)),
            ["histc"] = (x, a) => x[0].Histogram(a.Int("bins"), Bounds(a)),
            ["isin"] = (x, _) => x[0].IsIn(x[1]),
        };

    // PyTorch's way to ask for the range of the data.
    private static (double, double)? Bounds(Arguments a) =>
        (a.Number("min", 0), a.Number("max", 0)) is var (low, high) && low == 0 && high == 0 ? null : (low, high);

    private static Tensor[] Outputs((Tensor Values, Tensor Inverse, Tensor Counts) distinct) =>
        [distinct.Values, distinct.Inverse, distinct.Counts];
}
