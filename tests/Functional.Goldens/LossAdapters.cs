namespace Functional.Goldens;

/// <summary>Losses: from output and target to a scalar.</summary>
internal static class LossAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["mse_loss"] = (x, a) => Lacking("mse_loss", a) ?? Losses.MeanSquaredError(x[0], x[1]),
            ["cross_entropy"] = (x, a) =>
                x.Count > 2 ? Outputs.Missing("cross_entropy with weights")
                : a.Has("ignore_index") || IsIgnoring(x[1]) ? Outputs.Missing("cross_entropy with ignore_index")
                : a.Has("label_smoothing") ? Outputs.Missing("cross_entropy with label_smoothing")
                : Lacking("cross_entropy", a) ?? Losses.CrossEntropy(x[0], x[1]),
        };

    // -100 marks what PyTorch ignores unless it is told otherwise.
    private static bool IsIgnoring(Tensor target) => target.DType.IsInteger && Listing.Of(target).Integers.Contains(-100);

    private static Outputs? Lacking(string name, Arguments a) =>
        a.Word("reduction", "mean") is not "mean" and var reduction
            ? Outputs.Missing($"{name} with reduction {reduction}")
            : null;
}
