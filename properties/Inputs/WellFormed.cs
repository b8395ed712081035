namespace Functional.Properties;

/// <summary>What every graph must fulfil, before and after each pass.</summary>
internal static class WellFormed
{
    public static void Check(Graph graph)
    {
        for (var i = 0; i < graph.Count; i++)
            foreach (var operand in graph.Operands(i))
                Require(operand >= 0 && operand < i, $"node {i} reads node {operand}, which is not before it");
        foreach (var root in graph.Roots)
            Require(root >= 0 && root < graph.Count, $"root {root} is not a node");
        for (var i = 0; i < graph.Count; i++)
            CheckNode(graph, i);
    }

    // An operation applied to a node's operands must give the node's shape and type.
    private static void CheckNode(Graph graph, int place)
    {
        var node = graph.Nodes[place];
        if (graph.Operands(place).Length == 0)
        {
            Require(graph.Ops[place] is LeafOp, $"{node.Op.Description} has no operands");
            return;
        }
        var again = graph.Ops[place].Rebuild([.. graph.Operands(place).ToArray().Select(operand => graph.Nodes[operand])]);
        Require(
            again.Shape.Equals(node.Shape) && again.DType == node.DType,
            $"{node.Op.Description} should be {again.DType.Name}{again.Shape}, is {node.DType.Name}{node.Shape}"
        );
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new LawException($"[graph] {otherwise}.");
    }
}
