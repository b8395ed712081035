using static Functional.Operations;

namespace Functional.Goldens;

/// <summary>What picks and places elements by index or by condition.</summary>
internal static class IndexingAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["index_select"] = (x, a) => x[0].Take(x[1], a.Int("dim")),
            ["gather"] = (x, a) => x[0].Gather(x[1], a.Int("dim")),
            ["scatter_add"] = (x, a) => x[0].ScatterAdd(x[1], x[2], a.Int("dim")),
            ["masked_fill"] = (x, a) => Where(x[1], a.Number("value"), x[0]),
            ["take"] = (x, _) => x[0].Flatten().Take(x[1]),
            ["index"] = (x, a) =>
                a.Ints("positions") is [var axis] ? x[0].Take(x[1], axis) : Outputs.Missing("index along several axes"),
            ["embedding"] = (x, a) => x[0].Embed(x[1], a.IntOrNull("padding_idx")),
        };
}
