namespace Functional;

/// <summary>Common subexpressions computed once; what was built on one of them is built anew, and simplifies itself.</summary>
internal sealed class Simplification
{
    private readonly Graph _graph;
    private readonly Tensor[] _made;
    private readonly Tensor[][] _buffers = [[], new Tensor[1], new Tensor[2], new Tensor[3]];
    private readonly int[] _table;
    private int _place;
    private bool _isChanged;

    private Simplification(Graph graph)
    {
        _graph = graph;
        _made = new Tensor[graph.Count];
        _table = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, graph.Count * 2))];
    }

    /// <summary>The simplified graph; call under <see cref="Graph.Lock"/>.</summary>
    public static Graph Run(Graph graph) => new Simplification(graph).Run();

    private Graph Run()
    {
        lock (Graph.Lock)
        {
            for (_place = 0; _place < _graph.Count; _place++)
                _made[_place] = Make(_place);
            return _isChanged ? Graph.Of(Array.ConvertAll(_graph.Roots, root => _made[root])) : _graph;
        }
    }

    private Tensor Make(int place)
    {
        var (node, op) = (_graph.Nodes[place], _graph.Ops[place]);
        var places = _graph.Operands(place);
        if (places.Length == 0)
            return op is ConstantOp { IsSpecial: true } or IotaOp ? Unique(node, op) : Number(node);
        var operands = places.Length < _buffers.Length ? _buffers[places.Length] : new Tensor[places.Length];
        var isChanged = false;
        for (var k = 0; k < places.Length; k++)
        {
            operands[k] = _made[places[k]];
            isChanged |= !ReferenceEquals(operands[k], _graph.Nodes[places[k]]);
        }
        var simple = isChanged ? op.Rebuild(operands) : node;
        _isChanged |= isChanged;
        return Array.IndexOf(operands, simple) >= 0 ? simple : Unique(simple, ReferenceEquals(simple, node) ? op : simple.Op);
    }

    // A node that is here for the first time is known by the place at which it was made.
    private Tensor Number(Tensor node)
    {
        node.Place = _place;
        return node;
    }

    // The node made earlier of the same operation on the same operands, if there is one.
    private Tensor Unique(Tensor node, Op op)
    {
        if (node.IsComputed)
            return Number(node);
        for (var slot = HashOf(node, op) & (_table.Length - 1); ; slot = (slot + 1) & (_table.Length - 1))
        {
            if (_table[slot] == 0)
            {
                _table[slot] = _place + 1;
                return Number(node);
            }
            var other = _made[_table[slot] - 1];
            if (IsSame(node, op, other))
            {
                _isChanged |= !ReferenceEquals(node, other);
                return other;
            }
        }
    }

    // Operands have been numbered before their users.
    private static int HashOf(Tensor node, Op op)
    {
        var hash = (uint)op.GetHashCode();
        for (var k = 0; k < node.OperandCount; k++)
            hash = (System.Numerics.BitOperations.RotateLeft(hash, 7) ^ (uint)node.Operand(k).Place) * 0x9E3779B1u;
        return (int)(hash ^ (hash >> 15));
    }

    private static bool IsSame(Tensor node, Op op, Tensor other)
    {
        if (ReferenceEquals(node, other))
            return true;
        if (node.DType != other.DType || node.OperandCount != other.OperandCount || other.IsComputed || !op.Equals(other.Op))
            return false;
        for (var k = 0; k < node.OperandCount; k++)
            if (!ReferenceEquals(node.Operand(k), other.Operand(k)))
                return false;
        return node.Shape.Equals(other.Shape);
    }
}
