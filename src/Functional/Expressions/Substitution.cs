namespace Functional;

/// <summary>Replaces leaves of trees by other trees.</summary>
internal static class Substitution
{
    /// <summary><paramref name="roots"/> with every <paramref name="symbols"/>[i] replaced by <paramref name="values"/>[i].</summary>
    public static Tensor[] Replace(ReadOnlySpan<Tensor> roots, ReadOnlySpan<Tensor> symbols, ReadOnlySpan<Tensor> values)
    {
        var map = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < symbols.Length; i++)
            map[symbols[i]] = values[i];
        return Rewrite(
            Graph.Of(roots),
            (node, operands, isChanged) =>
                map.TryGetValue(node, out var value) ? value
                : isChanged ? node.Op.Rebuild(operands)
                : node
        );
    }

    /// <summary>Rebuilds a graph from the leaves up; the rewrite sees a node, its new operands, and whether any of them is new.</summary>
    public static Tensor[] Rewrite(Graph graph, Func<Tensor, Tensor[], bool, Tensor> rewrite)
    {
        var made = new Tensor[graph.Count];
        for (var i = 0; i < graph.Count; i++)
        {
            var places = graph.Operands(i);
            var operands = new Tensor[places.Length];
            var isChanged = false;
            for (var k = 0; k < places.Length; k++)
            {
                operands[k] = made[places[k]];
                isChanged |= !ReferenceEquals(operands[k], graph.Nodes[places[k]]);
            }
            made[i] = rewrite(graph.Nodes[i], operands, isChanged);
        }
        return Array.ConvertAll(graph.Roots, root => made[root]);
    }
}
