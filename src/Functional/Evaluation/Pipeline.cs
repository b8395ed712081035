namespace Functional;

/// <summary>What happens to a tree before it is scheduled: a list of named passes, each of which keeps the value.</summary>
internal static class Pipeline
{
    /// <summary>The passes in order.</summary>
    public static IReadOnlyList<(string Name, Func<Graph, Graph> Apply)> Passes { get; } =
    [("rounded operands", RoundedOperands.Run), ("common subexpressions", CommonSubexpressions.Run)];

    public static Graph Run(Graph graph)
    {
        foreach (var (_, apply) in Passes)
            graph = apply(graph);
        return graph;
    }
}
