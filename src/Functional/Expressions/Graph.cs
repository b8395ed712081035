namespace Functional;

/// <summary>A numbered snapshot of the nodes below some roots, operands before users. Every walk of the library is a loop over one.</summary>
internal sealed class Graph
{
    private static int Walk;

    /// <summary>A graph as a pass has made it.</summary>
    public Graph(Tensor[] nodes, Op[] ops, int[] starts, int[] operands, int[] roots)
    {
        Nodes = nodes;
        Ops = ops;
        Starts = starts;
        OperandPlaces = operands;
        Roots = roots;
    }

    /// <summary>Guards the marks in nodes and the moment in which a computed node lets go of its operands.</summary>
    public static Lock Lock { get; } = new();

    public Tensor[] Nodes { get; }

    /// <summary>What each node was when the snapshot was taken: <see cref="StoredOp"/> for a leaf that has its value.</summary>
    public Op[] Ops { get; }

    /// <summary>Node i's operands are <c>OperandPlaces[Starts[i]..Starts[i + 1]]</c>.</summary>
    public int[] Starts { get; }

    public int[] OperandPlaces { get; }

    public int[] Roots { get; }

    public int Count => Nodes.Length;

    public ReadOnlySpan<int> Operands(int node) => OperandPlaces.AsSpan(Starts[node], Starts[node + 1] - Starts[node]);

    /// <summary>Snapshot for evaluation (computed nodes are leaves) or, with <paramref name="throughValues"/>, for differentiation.</summary>
    public static Graph Of(ReadOnlySpan<Tensor> roots, bool throughValues = false)
    {
        lock (Lock)
        {
            var walk = ++Walk;
            var (found, uses) = Discover(roots, walk, throughValues);
            return Order(found, uses, roots, throughValues);
        }
    }

    /// <summary>The graph in which node i is the same as node <c>first[i]</c> ≤ i; <paramref name="count"/> nodes are left.</summary>
    public Graph Merge(int[] first, int count)
    {
        var (nodes, ops, starts, places) = (new Tensor[count], new Op[count], new int[count + 1], new int[Count]);
        var operands = new int[OperandPlaces.Length];
        var (next, edge) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            places[i] = first[i] == i ? next : places[first[i]];
            if (first[i] != i)
                continue;
            (nodes[next], ops[next], starts[next]) = (Nodes[i], Ops[i], edge);
            foreach (var operand in Operands(i))
                operands[edge++] = places[operand];
            next++;
        }
        starts[count] = edge;
        Array.Resize(ref operands, edge);
        return new Graph(nodes, ops, starts, operands, Array.ConvertAll(Roots, root => places[root]));
    }

    // Depth-first discovery with a stack of pending nodes; counts how often each node is used.
    private static (List<Tensor> Found, int[] Uses) Discover(ReadOnlySpan<Tensor> roots, int walk, bool throughValues)
    {
        var found = new List<Tensor>();
        var uses = new int[16];
        var pending = new Stack<Tensor>();
        void See(Tensor node)
        {
            if (node.Mark != walk)
            {
                node.Mark = walk;
                node.Place = found.Count;
                found.Add(node);
                if (found.Count > uses.Length)
                    Array.Resize(ref uses, uses.Length * 2);
                pending.Push(node);
            }
            uses[node.Place]++;
        }
        foreach (var root in roots)
            See(root);
        while (pending.TryPop(out var node))
            for (int i = 0, count = Arity(node, throughValues); i < count; i++)
                See(node.Operand(i));
        return (found, uses);
    }

    // A node is placed when all its users are: last placed, first computed.
    private static Graph Order(List<Tensor> found, int[] uses, ReadOnlySpan<Tensor> roots, bool throughValues)
    {
        var count = found.Count;
        var nodes = new Tensor[count];
        var ready = new Stack<Tensor>();
        void Release(Tensor node)
        {
            if (--uses[node.Place] == 0)
                ready.Push(node);
        }
        foreach (var root in roots)
            Release(root);
        var place = count;
        var edges = 0;
        while (ready.TryPop(out var node))
        {
            nodes[--place] = node;
            var arity = Arity(node, throughValues);
            edges += arity;
            for (var i = 0; i < arity; i++)
                Release(node.Operand(i));
        }
        for (var i = 0; i < count; i++)
            nodes[i].Place = i;
        return Connect(nodes, edges, roots, throughValues);
    }

    private static Graph Connect(Tensor[] nodes, int edges, ReadOnlySpan<Tensor> roots, bool throughValues)
    {
        var starts = new int[nodes.Length + 1];
        var operands = new int[edges];
        var ops = new Op[nodes.Length];
        var next = 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            starts[i] = next;
            ops[i] = !throughValues && nodes[i] is { IsComputed: true, Op: not ConstantOp } ? StoredOp.Instance : nodes[i].Op;
            for (int k = 0, arity = Arity(nodes[i], throughValues); k < arity; k++)
                operands[next++] = nodes[i].Operand(k).Place;
        }
        starts[nodes.Length] = next;
        var rootPlaces = new int[roots.Length];
        for (var i = 0; i < roots.Length; i++)
            rootPlaces[i] = roots[i].Place;
        return new Graph(nodes, ops, starts, operands, rootPlaces);
    }

    private static int Arity(Tensor node, bool throughValues) => !throughValues && node.IsComputed ? 0 : node.OperandCount;
}
