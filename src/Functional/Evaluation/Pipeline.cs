namespace Functional;

/// <summary>What happens to a tree before it is scheduled: a list of named passes, each of which keeps the value.</summary>
internal static class Pipeline
{
    /// <summary>The passes in order.</summary>
    public static Pass[] Passes { get; } =
    [new("rounded operands", RoundedOperands.Run), new("common subexpressions", CommonSubexpressions.Run)];

    public static Graph Run(Graph graph)
    {
        foreach (var pass in Passes)
            graph = pass.Apply(graph);
        return graph;
    }
}

/// <summary>A pass over a tree.</summary>
internal sealed record Pass(string Name, Func<Graph, Graph> Apply);
