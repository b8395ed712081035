namespace Functional.Goldens;

/// <summary>Reductions along axes; no axis means all.</summary>
internal static class ReductionAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["sum"] = (x, a) => x[0].Sum(a.Axes(), a.KeepAxes()),
            ["mean"] = (x, a) => x[0].Mean(a.Axes(), a.KeepAxes()),
            ["amax"] = (x, a) => x[0].Max(a.Axes(), a.KeepAxes()),
            ["amin"] = (x, a) => Smallest(x[0], a.Axes(), a.KeepAxes()),
            ["logsumexp"] = (x, a) =>
                a.Axes() is [var axis] ? x[0].LogSumExp(axis, a.KeepAxes()) : Outputs.Missing("logsumexp along several axes"),
            ["max_dim"] = (x, a) => (x[0].Max(a.Int("dim"), a.KeepAxes()), x[0].ArgMax(a.Int("dim"), a.KeepAxes())),
            ["argmax"] = (x, a) => a.Has("dim") ? x[0].ArgMax(a.Int("dim"), a.KeepAxes()) : x[0].Flatten().ArgMax(0),
        };

    private static Outputs Smallest(Tensor x, int[] axes, bool keepAxes) =>
        axes.Length == 1 ? x.Min(axes[0], keepAxes)
        : axes.Length == 0 && !keepAxes ? x.Min()
        : Outputs.Missing("amin along several axes");
}
