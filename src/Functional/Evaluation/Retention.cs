namespace Functional;

/// <summary>Which intermediate results keep their value: what an earlier look computed in passing, and something was built on since.</summary>
/// <remarks>
/// Only somebody who holds a node can build on it. So a loop that looks at its loss but never at its parameters computes each step once, and its
/// tree does not grow. What is cheap to compute from values that are there is computed again instead.
/// </remarks>
internal static class Retention
{
    /// <summary>The nodes of a graph to keep, besides its roots; call under <see cref="Graph.Lock"/>.</summary>
    public static Tensor[] Of(Graph graph)
    {
        var isHeld = Held(graph);
        if (isHeld is null)
            return [];
        foreach (var root in graph.Roots)
            isHeld[root] = false;
        var kept = new List<Tensor>();
        var costs = new int[graph.Count];
        for (var i = 0; i < graph.Count; i++)
        {
            costs[i] = Cost(graph, i, costs);
            if (!isHeld[i] || costs[i] <= Scheduler.CheapCost)
                continue;
            kept.Add(graph.Nodes[i]);
            costs[i] = 0;
        }
        return [.. kept];
    }

    /// <summary>Notes that a look has gone through these nodes; call under <see cref="Graph.Lock"/>.</summary>
    public static void Visit(Graph graph)
    {
        foreach (var node in graph.Nodes)
            node.WasVisited = true;
    }

    // Visited nodes below new ones; movements are looked through.
    private static bool[]? Held(Graph graph)
    {
        bool[]? isHeld = null;
        for (var i = 0; i < graph.Count; i++)
        {
            if (graph.Nodes[i].WasVisited)
                continue;
            foreach (var operand in graph.Operands(i))
            {
                if (!graph.Nodes[operand].WasVisited)
                    continue;
                var place = operand;
                while (graph.Ops[place] is MovementOp)
                    place = graph.Operands(place)[0];
                if (graph.Ops[place] is not (LeafOp or LoopOp))
                    (isHeld ??= new bool[graph.Count])[place] = true;
            }
        }
        return isHeld;
    }

    // Instructions from what is in memory; everything but elementwise operations and movements has a kernel of its own, and costs too much.
    private static int Cost(Graph graph, int place, int[] costs)
    {
        var operands = graph.Operands(place);
        if (graph.Ops[place] is LeafOp)
            return 0;
        if (graph.Ops[place] is not (ElementwiseOp or MovementOp))
            return Scheduler.CheapCost + 1;
        var cost = graph.Ops[place] is ElementwiseOp op ? Bodies.Cost(op, graph, place) : 0;
        foreach (var operand in operands)
            cost += costs[operand];
        return Math.Min(cost, Scheduler.CheapCost + 1);
    }
}
