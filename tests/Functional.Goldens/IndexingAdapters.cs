namespace Functional.Goldens;

/// <summary>What picks and places elements by index or by condition.</summary>
internal static class IndexingAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["index_select"] = (x, a) => SelectSlices(x[0], x[1], a.Int("dim")),
            ["gather"] = (x, a) => x[0].Gather(x[1], a.Int("dim")),
            ["scatter"] = (x, a) => x[0].Scatter(x[1], x[2], a.Int("dim")),
            ["scatter_value"] = (x, a) => x[0].Scatter(x[1], a.Number("value"), a.Int("dim")),
            ["scatter_add"] = (x, a) => x[0].ScatterAdd(x[1], x[2], a.Int("dim")),
            ["index_add"] = (x, a) => x[0].IndexAdd(x[1], x[2], a.Int("dim"), a.Number("alpha", 1)),
            ["masked_select"] = (x, _) => x[0].MaskedSelect(x[1]),
            ["masked_fill"] = (x, a) => x[0].MaskedFill(x[1], a.Number("value")),
            ["nonzero"] = (x, _) => x[0].NonZero(),
            ["take"] = (x, _) => x[0].Flatten().Take(x[1]),
            ["index"] = (x, a) => x[0].Index(Entries(x, a.Ints("positions"), 1)),
            ["index_put"] = (x, a) => Put(x[0].At([.. x.All[2..].Select(i => (TensorIndex)i)]), x[1], a.Flag("accumulate")),
            ["one_hot"] = (x, a) => x[0].OneHot(a.Int("num_classes")),
            ["embedding"] = (x, a) => x[0].Embed(x[1], a.IntOrNull("padding_idx")),
            ["embedding_bag"] = (x, a) =>
                x[0].EmbedBags(x[1], x[2], a.Word("mode", "mean") == "sum" ? BagMode.Sum : BagMode.Mean),
        };

    // One number picks one slice, whose axis stays; a scalar is a vector of one.
    private static Tensor SelectSlices(Tensor x, Tensor index, int axis) =>
        x.Rank == 0
            ? x.Reshape(1).Take(index, 0).Reshape(Shape.Scalar)
            : x.Take(index.Rank == 0 ? index.Reshape(1) : index, axis);

    private static TensorIndex[] Entries(Operands x, int[] positions, int first)
    {
        var entries = Enumerable.Repeat(Axis.All, x[0].Rank).ToArray();
        for (var k = 0; k < positions.Length; k++)
            entries[positions[k] < 0 ? positions[k] + x[0].Rank : positions[k]] = x[first + k];
        return entries;
    }

    private static Tensor Put(Places places, Tensor values, bool isAdded) => isAdded ? places.Add(values) : places.Set(values);
}
