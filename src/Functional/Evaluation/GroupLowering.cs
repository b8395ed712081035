namespace Functional;

/// <summary>Makes the loop programs of groups; groups of one structure share one.</summary>
internal sealed class GroupLowering(
    Graph graph,
    int[] buffers,
    int bufferCount,
    List<IndexPath> paths,
    Dictionary<int, Placement> placements
)
{
    private readonly ProgramTable _programs = new();
    private readonly int[] _slots = new int[graph.Count];
    private readonly int[] _stamps = new int[graph.Count];
    private readonly (int Stamp, int Binding)[] _bound = new (int, int)[bufferCount];
    private readonly (int Stamp, int Slot)[] _read = new (int, int)[graph.Count];
    private readonly List<Source> _sources = [];
    private readonly List<Call> _calls = [];
    private readonly List<Store> _stores = [];
    private readonly List<int> _bindings = [];
    private readonly Dictionary<int, List<(IndexPath Path, int Slot)>> _moved = [];
    private int _lastBinding;
    private View _lastIdentity = View.Of(Shape.Scalar);
    private Group _group = null!;

    public LoopStage Lower(Group group)
    {
        _group = group;
        _sources.Clear();
        _calls.Clear();
        _stores.Clear();
        _bindings.Clear();
        _lastBinding = -1;
        _moved.Clear();
        for (var i = group.Members.Count - 1; i >= 0; i--)
        {
            var (node, path) = (group.Members[i].Node, paths[group.Members[i].Path]);
            Keep(node, path, Compute(node, path));
        }
        AddStores();
        for (var i = 0; i < _calls.Count; i++)
            _calls[i] = Renumber(_calls[i]);
        for (var i = 0; i < _stores.Count; i++)
            _stores[i] = _stores[i] with { Slot = Renumber(_stores[i].Slot) };
        return new LoopStage(_programs.Find(group, _sources, _calls, _stores, _bindings.Count), [.. _bindings])
        {
            Label = graph.Ops[group.Main].Name,
        };
    }

    // While sources are still being found, calls count down from −1.
    private int Renumber(int slot) => slot >= 0 ? slot : _sources.Count - 1 - slot;

    private Call Renumber(Call call) => call with { A = Renumber(call.A), B = Renumber(call.B), C = Renumber(call.C) };

    // Bindings of stores come last.
    private void AddStores()
    {
        if (_group.Target is { } target)
        {
            var (node, path) = _group.Source!.Value;
            _stores.Add(new Store(SlotOf(node, path), graph.Nodes[node].DType, target.Buffer, target.View, target.IsAdded));
        }
        foreach (var output in _group.Target is null ? _group.Outputs : [])
        {
            var (node, path) = _group.Source ?? (output, IndexPath.Identity);
            _stores.Add(
                new Store(
                    SlotOf(node, path, isOwn: _group.Source is null),
                    graph.Nodes[output].DType,
                    buffers[output],
                    StoreView(output),
                    false
                )
            );
        }
        for (var i = 0; i < _stores.Count; i++)
        {
            _bindings.Add(_stores[i].Binding);
            _stores[i] = _stores[i] with { Binding = _bindings.Count - 1 };
        }
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
                return Load(node, path);
            if (graph.Ops[node] is ConstantOp constant)
                return Find(new Source(SourceKind.Literal, tensor.DType, View.Of(Shape.Scalar), -1, constant.Bits));
            if (graph.Ops[node] is IotaOp)
                return Find(new Source(SourceKind.Iota, tensor.DType, ViewOf(path, tensor.Shape), -1, 0));
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

    private View StoreView(int node) =>
        placements.TryGetValue(node, out var placement) ? placement.View : Identity(graph.Nodes[node].Shape);

    private View LoadView(int node, IndexPath path) =>
        placements.TryGetValue(node, out var placement) ? path.ViewFrom(placement.View) : ViewOf(path, graph.Nodes[node].Shape);

    private View ViewOf(IndexPath path, Shape shape) => path.IsIdentity ? Identity(shape) : path.ViewOf(shape);

    private View Identity(Shape shape) => _lastIdentity.Shape.Equals(shape) ? _lastIdentity : _lastIdentity = View.Of(shape);

    private int Load(int node, IndexPath path)
    {
        if (path.IsIdentity && _read[node].Stamp == _group.Number + 1)
            return _read[node].Slot;
        var slot = Find(
            new Source(SourceKind.Buffer, graph.Nodes[node].DType, LoadView(node, path), BindingOf(buffers[node]), 0)
        );
        if (path.IsIdentity)
            _read[node] = (_group.Number + 1, slot);
        return slot;
    }

    private int BindingOf(int buffer)
    {
        if (_bound[buffer].Stamp != _group.Number + 1)
        {
            _bindings.Add(buffer);
            _bound[buffer] = (_group.Number + 1, _bindings.Count - 1);
        }
        return _bound[buffer].Binding;
    }

    private int Find(Source source)
    {
        // A buffer that is bound for the first time has not been read yet.
        for (
            var i = source.Kind == SourceKind.Buffer && source.Binding == _lastBinding + 1 ? _sources.Count : 0;
            i < _sources.Count;
            i++
        )
        {
            var known = _sources[i];
            if (
                known.Kind == source.Kind
                && known.Binding == source.Binding
                && known.Bits == source.Bits
                && known.Type == source.Type
                && known.View.Equals(source.View)
            )
                return i;
        }
        _lastBinding = Math.Max(_lastBinding, source.Binding);
        _sources.Add(source);
        return _sources.Count - 1;
    }
}

/// <summary>The loop programs of a plan by structure.</summary>
internal sealed class ProgramTable
{
    private readonly Dictionary<int, List<LoopProgram>> _known = [];

    public LoopProgram Find(Group group, List<Source> sources, List<Call> calls, List<Store> stores, int bindings)
    {
        var hash = group.Space.GetHashCode();
        foreach (var source in sources)
            hash = (hash * 31) + ((int)source.Kind * 7) + source.Binding + ((int)source.Type * 3);
        foreach (var call in calls)
            hash = (hash * 31) + call.Op.GetHashCode() + call.A + (call.B * 5) + (call.C * 11);
        if (!_known.TryGetValue(hash, out var programs))
            _known[hash] = programs = [];
        foreach (var program in programs)
            if (IsSame(program, group, sources, calls, stores, bindings))
                return program;
        var made = new LoopProgram(
            group.Space,
            [.. sources],
            [.. calls],
            [.. stores],
            bindings,
            group.Reduction,
            group.Reduced.From,
            group.Reduced.To
        );
        programs.Add(made);
        return made;
    }

    private static bool IsSame(
        LoopProgram program,
        Group group,
        List<Source> sources,
        List<Call> calls,
        List<Store> stores,
        int bindings
    )
    {
        if (
            program.Sources.Count != sources.Count
            || program.Calls.Count != calls.Count
            || program.Stores.Count != stores.Count
            || program.BindingCount != bindings
        )
            return false;
        if (
            !program.Space.Equals(group.Space)
            || program.ReducedFrom != group.Reduced.From
            || program.ReducedTo != group.Reduced.To
            || !Equals(program.Reduction, group.Reduction)
        )
            return false;
        for (var i = 0; i < sources.Count; i++)
            if (!program.Sources[i].Equals(sources[i]))
                return false;
        for (var i = 0; i < stores.Count; i++)
            if (!program.Stores[i].Equals(stores[i]))
                return false;
        for (var i = 0; i < calls.Count; i++)
        {
            var (x, y) = (program.Calls[i], calls[i]);
            if (x.A != y.A || x.B != y.B || x.C != y.C || x.Type != y.Type || !x.Op.Equals(y.Op))
                return false;
        }
        return true;
    }
}
