using System.Numerics;

namespace Functional;

/// <summary>The same operation on the same operands computed once: a pass over the numbers of a graph, which makes no node.</summary>
internal sealed class CommonSubexpressions
{
    private readonly Graph _graph;
    private readonly int[] _first;
    private readonly int[] _table;

    private CommonSubexpressions(Graph graph)
    {
        _graph = graph;
        _first = new int[graph.Count];
        _table = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, graph.Count + (graph.Count / 2)))];
    }

    public static Graph Run(Graph graph) => new CommonSubexpressions(graph).Run();

    private Graph Run()
    {
        var count = 0;
        for (var i = 0; i < _graph.Count; i++)
            if ((_first[i] = Find(i)) == i)
                count++;
        return count == _graph.Count ? _graph : _graph.Merge(_first, count);
    }

    // The first node that does the same, or the node itself. Leaves with numbers of their own are never the same.
    private int Find(int node)
    {
        if (_graph.Starts[node] == _graph.Starts[node + 1] && _graph.Ops[node] is not (ConstantOp { IsSpecial: true } or IotaOp))
            return node;
        for (var slot = HashOf(node) & (_table.Length - 1); ; slot = (slot + 1) & (_table.Length - 1))
        {
            if (_table[slot] == 0)
            {
                _table[slot] = node + 1;
                return node;
            }
            if (IsSame(node, _table[slot] - 1))
                return _table[slot] - 1;
        }
    }

    private int HashOf(int node)
    {
        var hash = (uint)_graph.Ops[node].GetHashCode();
        foreach (var operand in _graph.Operands(node))
            hash = (BitOperations.RotateLeft(hash, 7) ^ (uint)_first[operand]) * 0x9E3779B1u;
        return (int)(hash ^ (hash >> 15));
    }

    private bool IsSame(int node, int other)
    {
        var operands = _graph.Operands(node);
        var others = _graph.Operands(other);
        if (operands.Length != others.Length)
            return false;
        for (var k = 0; k < operands.Length; k++)
            if (_first[operands[k]] != _first[others[k]])
                return false;
        var (x, y) = (_graph.Nodes[node], _graph.Nodes[other]);
        return x.DType == y.DType && _graph.Ops[node].Equals(_graph.Ops[other]) && x.Shape.Equals(y.Shape);
    }
}
