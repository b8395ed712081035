namespace Functional;

/// <summary>The structure of a graph: two graphs with equal keys are run by one plan, each with its own leaves.</summary>
internal sealed class GraphKey
{
    private readonly Op[] _ops;
    private readonly int[] _starts;
    private readonly int[] _operands;
    private readonly int[] _roots;
    private readonly int[] _leaves;
    private readonly Shape[] _shapes;
    private readonly DType[] _types;

    public GraphKey(Graph graph)
    {
        (_ops, _starts, _operands, _roots) = (graph.Ops, graph.Starts, graph.OperandPlaces, graph.Roots);
        _leaves = Leaves(graph);
        _shapes = Array.ConvertAll(_leaves, leaf => graph.Nodes[leaf].Shape);
        _types = Array.ConvertAll(_leaves, leaf => graph.Nodes[leaf].DType);
        Hash = HashOf(graph);
    }

    public int Hash { get; }

    /// <summary>What the cache counts for keeping this key and its plan, in bytes.</summary>
    public long Weight => 600L * _ops.Length + 4096;

    public static int HashOf(Graph graph)
    {
        var hash = new HashCode();
        foreach (var root in graph.Roots)
            hash.Add(graph.Nodes[root].Hash);
        return hash.ToHashCode();
    }

    /// <summary>True if the graph has this structure: one walk over both.</summary>
    public bool Matches(Graph graph)
    {
        if (
            !_starts.AsSpan().SequenceEqual(graph.Starts)
            || !_operands.AsSpan().SequenceEqual(graph.OperandPlaces)
            || !_roots.AsSpan().SequenceEqual(graph.Roots)
        )
            return false;
        for (var i = 0; i < _ops.Length; i++)
            if (!ReferenceEquals(_ops[i], graph.Ops[i]) && !_ops[i].SameStructure(graph.Ops[i]))
                return false;
        for (var i = 0; i < _leaves.Length; i++)
            if (graph.Nodes[_leaves[i]].DType != _types[i] || !graph.Nodes[_leaves[i]].Shape.Equals(_shapes[i]))
                return false;
        return true;
    }

    /// <summary>The places of nodes without operands.</summary>
    public static int[] Leaves(Graph graph)
    {
        var leaves = new List<int>();
        for (var i = 0; i < graph.Count; i++)
            if (graph.Starts[i] == graph.Starts[i + 1])
                leaves.Add(i);
        return [.. leaves];
    }
}
