namespace Functional;

internal sealed partial class Scheduler
{
    private sealed record PendingProduct(int Node, (int Node, IndexPath Path) Left, (int Node, IndexPath Path) Right, int Target);

    private sealed record PendingGather(
        int Node,
        int Axis,
        (int Node, IndexPath Path) Table,
        (int Node, IndexPath Path) Index,
        int Target
    );

    private sealed record PendingScatter(
        int Node,
        int Axis,
        (int Node, IndexPath Path) Index,
        (int Node, IndexPath Path) Updates,
        int Target
    );

    private sealed record PendingScan(ScanOp Op, int[] Inputs, int[] Targets);

    // What was planned from the roots down is executed from the leaves up.
    private Stage[] Lower()
    {
        var stages = new Stage[_planned.Count];
        var lowering = new GroupLowering(_graph, _buffers);
        for (var i = 0; i < stages.Length; i++)
            stages[i] = _planned[^(i + 1)] switch
            {
                Stage stage => stage,
                Group group => new LoopStage(lowering.Lower(group)) { Label = _graph.Ops[group.Main].Name },
                PendingProduct p => new ProductStage(OperandAt(p.Left), OperandAt(p.Right), p.Target) { Label = "matmul" },
                PendingGather g => new GatherStage(OperandAt(g.Table), OperandAt(g.Index), g.Axis, g.Target) { Label = "gather" },
                PendingScatter s => new ScatterStage(
                    OperandAt(s.Index),
                    OperandAt(s.Updates),
                    s.Axis,
                    _graph.Nodes[s.Node].Shape,
                    s.Target
                )
                {
                    Label = "scatter_add",
                },
                PendingScan s => new ScanStage(
                    s.Op,
                    Functional.Plan.OfBody(s.Op.Body),
                    Array.ConvertAll(s.Inputs, node => _buffers[node]),
                    s.Targets
                )
                {
                    Label = "scan",
                },
                var other => throw new InvalidOperationException($"{other} cannot be planned."),
            };
        return stages;
    }

    private Operand OperandAt((int Node, IndexPath Path) place)
    {
        var node = _graph.Nodes[place.Node];
        return new Operand(_buffers[place.Node], node.DType, place.Path.ViewOf(node.Shape));
    }
}

/// <summary>Makes the loop program of a group.</summary>
internal sealed class GroupLowering(Graph graph, int[] buffers)
{
    private readonly int[] _slots = new int[graph.Count];
    private readonly int[] _stamps = new int[graph.Count];
    private readonly List<Source> _sources = [];
    private readonly List<Call> _calls = [];
    private readonly Dictionary<int, List<(IndexPath Path, int Slot)>> _moved = [];
    private readonly Dictionary<(SourceKind, int, long), List<int>> _sourceIndex = [];
    private Group _group = null!;

    public LoopProgram Lower(Group group)
    {
        _group = group;
        _sources.Clear();
        _calls.Clear();
        _moved.Clear();
        _sourceIndex.Clear();
        for (var i = group.Members.Count - 1; i >= 0; i--)
            Keep(group.Members[i].Node, group.Members[i].Path, Compute(group.Members[i].Node, group.Members[i].Path));
        var stores = Stores();
        return new LoopProgram(
            group.Space,
            [.. _sources],
            [.. _calls.Select(Renumber)],
            [.. stores.Select(store => store with { Slot = Renumber(store.Slot) })],
            group.Reduction,
            group.Reduced.From,
            group.Reduced.To
        );
    }

    // While sources are still being found, calls count down from −1.
    private int Renumber(int slot) => slot >= 0 ? slot : _sources.Count - 1 - slot;

    private Call Renumber(Call call) => call with { A = Renumber(call.A), B = Renumber(call.B), C = Renumber(call.C) };

    private List<Store> Stores()
    {
        var stores = new List<Store>();
        if (_group.Target is { } target)
        {
            var (node, path) = _group.Source!.Value;
            stores.Add(new Store(SlotOf(node, path), graph.Nodes[node].DType, target.Buffer, target.View, target.IsAdded));
            return stores;
        }
        foreach (var output in _group.Outputs)
        {
            var (node, path) = _group.Source ?? (output, IndexPath.Identity);
            stores.Add(
                new Store(
                    SlotOf(node, path, isOwn: _group.Source is null),
                    graph.Nodes[output].DType,
                    buffers[output],
                    View.Of(graph.Nodes[output].Shape),
                    false
                )
            );
        }
        return stores;
    }

    private int Compute(int node, IndexPath path)
    {
        var tensor = graph.Nodes[node];
        var operands = graph.Operands(node);
        if (graph.Ops[node] is AssemblyOp assembly)
            return Place(tensor, operands[0], path.Through(new PlaceOp(assembly.Regions[0].Starts, tensor.Shape)));
        Span<int> slots = [0, 0, 0];
        for (var i = 0; i < operands.Length; i++)
            slots[i] = SlotOf(operands[i], path.Broadcast(graph.Nodes[operands[i]].Shape, tensor.Shape));
        return Add(new Call((ElementwiseOp)graph.Ops[node], tensor.DType, slots[0], slots[1], slots[2]));
    }

    // Loads read zero outside the piece; what is computed there is replaced by zero.
    private int Place(Tensor node, int operand, IndexPath path)
    {
        var slot = SlotOf(operand, path);
        if (slot >= 0 && _sources[slot].Kind == SourceKind.Buffer)
            return slot;
        var mask = Find(new Source(SourceKind.Mask, DType.Bool, path.ViewOf(graph.Nodes[operand].Shape), -1, 0));
        var zero = Find(new Source(SourceKind.Literal, node.DType, View.Of(Shape.Scalar), -1, 0));
        return Add(new Call(ChoiceOp<Primitives.Where>.Instance, node.DType, mask, slot, zero));
    }

    private int Add(Call call)
    {
        _calls.Add(call);
        return -_calls.Count;
    }

    private void Keep(int node, IndexPath path, int slot)
    {
        if (path.IsIdentity)
        {
            _slots[node] = slot;
            _stamps[node] = _group.Number + 1;
        }
        else if (_moved.TryGetValue(node, out var places))
            places.Add((path, slot));
        else
            _moved[node] = [(path, slot)];
    }

    // A group's own output is computed, not read from the buffer that it fills.
    private int SlotOf(int node, IndexPath path, bool isOwn = false)
    {
        for (; ; isOwn = false)
        {
            var tensor = graph.Nodes[node];
            if (TryKnown(node, path, out var slot))
                return slot;
            if (buffers[node] >= 0 && !isOwn)
                return Find(new Source(SourceKind.Buffer, tensor.DType, path.ViewOf(tensor.Shape), buffers[node], 0));
            if (graph.Ops[node] is ConstantOp constant)
                return Find(new Source(SourceKind.Literal, tensor.DType, View.Of(Shape.Scalar), -1, constant.Bits));
            if (graph.Ops[node] is IotaOp)
                return Find(new Source(SourceKind.Iota, tensor.DType, path.ViewOf(tensor.Shape), -1, 0));
            path = path.Through((MovementOp)graph.Ops[node]);
            node = graph.Operands(node)[0];
        }
    }

    private bool TryKnown(int node, IndexPath path, out int slot)
    {
        slot = _slots[node];
        if (_stamps[node] == _group.Number + 1 && path.IsSame(IndexPath.Identity, graph.Nodes[node].Shape))
            return true;
        if (_moved.TryGetValue(node, out var places))
            foreach (var (known, place) in places)
                if (known.IsSame(path, graph.Nodes[node].Shape))
                {
                    slot = place;
                    return true;
                }
        return false;
    }

    private int Find(Source source)
    {
        var key = (source.Kind, source.Buffer, source.Bits);
        if (!_sourceIndex.TryGetValue(key, out var places))
            _sourceIndex[key] = places = [];
        foreach (var place in places)
            if (
                _sources[place].Type == source.Type
                && (source.Kind is SourceKind.Literal or SourceKind.Scalar || _sources[place].View.Equals(source.View))
            )
                return place;
        _sources.Add(source);
        places.Add(_sources.Count - 1);
        return _sources.Count - 1;
    }
}
