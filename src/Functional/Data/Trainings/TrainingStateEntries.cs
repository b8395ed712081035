namespace Functional;

/// <summary>A training state as tensors by path, and back.</summary>
internal static class TrainingStateEntries
{
    private const string Format = "format";
    private const string FormatName = "functional training state 1";
    private const string Structure = "optimizer";

    private const string Learned = "parameters";
    private const string Memory = "optimizer";
    private const string Running = "model";
    private const string Sums = "totals";

    /// <summary>All tensors of a state.</summary>
    public static Parameters Of(TrainingState state) =>
        Parameters.Of([
            .. state.Parameters.Below(Learned),
            .. (state.OptimizerState?.ToParameters() ?? Parameters.Empty).Below(Memory),
            .. state.ModelState.Below(Running),
            .. state.Totals.Below(Sums),
            KeyValuePair.Create("key", state.Key.Data),
            KeyValuePair.Create("step", state.Step),
            KeyValuePair.Create("loss", state.Loss),
        ]);

    /// <summary>What the paths do not say: how the optimizer's memory is built.</summary>
    public static Dictionary<string, string> Texts(TrainingState state)
    {
        var texts = new Dictionary<string, string> { [Format] = FormatName };
        if (state.OptimizerState is { } memory)
            texts[Structure] = OptimizerStructure.Write(memory);
        return texts;
    }

    /// <summary>The state of which <see cref="Of"/> and <see cref="Texts"/> are.</summary>
    /// <exception cref="FormatException">They are of none.</exception>
    public static TrainingState ToState(Parameters entries, IReadOnlyDictionary<string, string> texts)
    {
        if (!texts.TryGetValue(Format, out var format) || format != FormatName)
            throw new FormatException($"its texts do not have '{FormatName}' as '{Format}'. Is it a file of Checkpoint.Save?");
        var state = new TrainingState(
            entries.Within(Learned),
            texts.TryGetValue(Structure, out var structure) ? OptimizerStructure.Read(structure, entries.Within(Memory)) : null,
            entries.Within(Running),
            Key.From(Single(entries, "key", DType.Int32, [2])),
            Single(entries, "step", DType.Int64, []),
            Single(entries, "loss", null, [])
        )
        {
            Totals = Totals(entries),
        };
        var known = Of(state);
        return entries.Paths.FirstOrDefault(path => !known.Contains(path)) is { } unknown
            ? throw new FormatException($"'{unknown}' is no part of it.")
            : state;
    }

    /// <summary>The first difference between what a file holds and what is expected of it, as a sentence; null if there is none.</summary>
    /// <exception cref="ModelException">What is expected has no parameters yet.</exception>
    public static string? Difference(TrainingState found, TrainingState? like, Optimizer? optimizer)
    {
        if (like is { Parameters.Count: 0 })
            throw new ModelException(
                "[load] the state to compare with has no parameters yet. Begin it with a sample of the inputs."
            );
        var differences = like is null
            ? []
            : Differences(Learned, found.Parameters, like.Parameters)
                .Concat(Differences(Running, found.ModelState, like.ModelState));
        var memory = optimizer?.Init(like?.Parameters ?? found.Parameters) ?? like?.OptimizerState;
        // A state from before the first step fits every optimizer.
        if (memory is not null && found.OptimizerState is { } own)
            differences = differences.Concat(MemoryDifferences(own, memory));
        var all = differences.ToList();
        return all.Count switch
        {
            0 => null,
            1 => $"{all[0]}.",
            _ => $"{all[0]}, and {all.Count - 1} more {(all.Count == 2 ? "differs" : "differ")}.",
        };
    }

    // Links without memory have no tensors that could differ.
    private static IEnumerable<string> MemoryDifferences(OptimizerState found, OptimizerState expected) =>
        Differences(Memory, found.ToParameters(), expected.ToParameters())
            .DefaultIfEmpty(
                found.StructureKey == expected.StructureKey
                    ? null
                    : $"the optimizer's memory is built as {OptimizerStructure.Write(found)}, expected {OptimizerStructure.Write(expected)}"
            )
            .OfType<string>();

    private static IEnumerable<string> Differences(string scope, Parameters found, Parameters expected) =>
        from path in expected.Paths.Union(found.Paths)
        let there = Describe(found, path)
        let here = Describe(expected, path)
        where there != here
        select $"'{scope}.{path}' is {there ?? "missing"} in the file, expected {here ?? "nothing"}";

    private static string? Describe(Parameters parameters, string path) =>
        parameters.TryGet(path, out var tensor) ? $"{tensor.DType.Name}{tensor.Shape}" : null;

    // The sums of the metrics; a file from before there were any has none.
    private static Parameters Totals(Parameters entries)
    {
        var totals = entries.Within(Sums);
        if (totals.Count > 0)
            _ = Single(entries, $"{Sums}.{TrainingState.Examples}", DType.Int64, []);
        foreach (var name in totals.Paths.Where(name => name != TrainingState.Examples))
            _ = Single(entries, $"{Sums}.{name}", null, []);
        return totals;
    }

    private static Tensor Single(Parameters entries, string path, DType? type, Shape shape) =>
        !entries.TryGet(path, out var tensor) ? throw new FormatException($"'{path}' is missing.")
        : tensor.Shape.Equals(shape) && (type is { } known ? tensor.DType == known : tensor.DType.IsFloating) ? tensor
        : throw new FormatException(
            $"'{path}' is {tensor.DType.Name}{tensor.Shape}, where {type?.Name ?? "float"}{shape} should be."
        );
}
