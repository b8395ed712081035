namespace Functional;

/// <summary>Where a tree goes from one device to another: no plan spans two.</summary>
internal static class Crossings
{
    /// <summary>Roots by device, the free ones with the first.</summary>
    public static IReadOnlyList<Tensor[]> ByDevice(Tensor[] roots)
    {
        var placed = Array.Find(roots, root => root.Placement is not null)?.Placement;
        return Array.TrueForAll(roots, root => root.Placement is null || root.Placement == placed)
            ? [roots]
            : [.. roots.GroupBy(root => root.Placement ?? placed).Select(group => group.ToArray())];
    }

    /// <summary>The device on which roots of one device are computed.</summary>
    public static Device DeviceOf(ReadOnlySpan<Tensor> roots)
    {
        foreach (var root in roots)
            if (root.Placement is { } device)
                return device;
        return Device.Default;
    }

    /// <summary>Nodes with a value that another device asks for: each is moved, and the one that asks has its value.</summary>
    public static Tensor[] Moves(Graph graph)
    {
        List<Tensor>? moves = null;
        for (var i = 0; i < graph.Count; i++)
            if (graph.Ops[i] is DeviceOp && graph.Nodes[graph.Operands(i)[0]].IsComputed)
                (moves ??= []).Add(graph.Nodes[i]);
        return moves is null ? [] : [.. moves];
    }

    /// <summary>Nodes that must be computed on their own device first, since another device asks for them; none of them stands on another.</summary>
    public static Tensor[] First(Graph graph)
    {
        bool[]? stands = null;
        List<Tensor>? first = null;
        for (var i = 0; i < graph.Count; i++)
        {
            if (stands is not null)
                foreach (var operand in graph.Operands(i))
                    stands[i] |= stands[operand];
            if (graph.Ops[i] is not DeviceOp move)
                continue;
            var place = graph.Operands(i)[0];
            var operandNode = graph.Nodes[place];
            if (graph.Ops[place] is LeafOp || operandNode.Placement is null || operandNode.Placement == move.Device)
                continue;
            stands ??= new bool[graph.Count];
            if (!stands[place])
                (first ??= []).Add(operandNode);
            stands[i] = true;
        }
        return first is null ? [] : [.. first.Distinct()];
    }
}
