namespace Functional;

/// <summary>Divides a graph into stages: fused groups, and kernels of their own for products, gathers and loops.</summary>
/// <remarks>
/// One walk from the roots down. A node is told by its users where they read it (a group and a path of movements). An elementwise node joins the
/// groups of its users if that is one group, or if it is cheap; else it gets a buffer and a group of its own. Movements only extend paths.
/// </remarks>
internal sealed partial class Scheduler : IOpCases<int, bool>
{
    /// <summary>Instructions that are cheaper to do again than a trip through memory: several groups that read such a node compute it each.</summary>
    public const int CheapCost = 8;

    private const int CheapInputs = 2;

    // A node that is read in more ways than this gets a buffer without a closer look.
    private const int ManyUses = 64;

    private readonly Graph _graph;
    private readonly bool[] _isRoot;
    private readonly bool[] _needsBuffer;
    private readonly int[] _firstBufferUse;
    private readonly int[] _buffers;
    private readonly int[] _demandHead;
    private readonly List<(int Group, int Path, int Next)> _demands = [];
    private readonly List<IndexPath> _paths = [IndexPath.Identity];
    private readonly short[] _bodies;
    private readonly short[] _costs;
    private readonly byte[] _inputs;
    private readonly List<(int Group, IndexPath Path)> _uses = [];
    private readonly List<Group> _groups = [];
    private readonly List<object> _planned = [];
    private readonly List<object> _first = [];
    private readonly Dictionary<int, Placement> _placements = [];
    private readonly Dictionary<(int Loop, int Result), int> _projections = [];
    private readonly List<PlanBuffer> _bufferList;

    private Scheduler(Graph graph, List<PlanBuffer> buffers)
    {
        _graph = graph;
        _bufferList = buffers;
        _isRoot = new bool[graph.Count];
        _needsBuffer = new bool[graph.Count];
        _firstBufferUse = new int[graph.Count];
        Array.Fill(_firstBufferUse, int.MaxValue);
        _buffers = new int[graph.Count];
        _demandHead = new int[graph.Count];
        _bodies = new short[graph.Count];
        _costs = new short[graph.Count];
        _inputs = new byte[graph.Count];
        Array.Fill(_buffers, -1);
        Array.Fill(_demandHead, -1);
        foreach (var root in graph.Roots)
            _isRoot[root] = true;
    }

    /// <summary>The stages in order of execution. <paramref name="arguments"/> gives leaves their buffers; root buffers are added to <paramref name="buffers"/>.</summary>
    public static (Stage[] Stages, int[] RootBuffers) Run(Graph graph, Func<Tensor, int> arguments, List<PlanBuffer> buffers)
    {
        var scheduler = new Scheduler(graph, buffers);
        scheduler.EstimateCosts(arguments);
        for (var i = graph.Count - 1; i >= 0; i--)
            if (scheduler._isRoot[i] || scheduler._needsBuffer[i] || scheduler._demandHead[i] >= 0)
                graph.Ops[i].Match(scheduler, i);
        return (scheduler.Lower(), Array.ConvertAll(graph.Roots, root => scheduler._buffers[root]));
    }

    public bool Leaf(LeafOp op, int node)
    {
        if (_buffers[node] < 0 && (_isRoot[node] || _needsBuffer[node]))
            Materialize(node);
        return true;
    }

    public bool Elementwise(ElementwiseOp op, int node)
    {
        JoinOrMaterialize(node, _bodies[node]);
        return true;
    }

    public bool Movement(MovementOp op, int node)
    {
        var operand = _graph.Operands(node)[0];
        if (_isRoot[node] || _needsBuffer[node])
            Demand(operand, Materialize(node), IndexPath.Identity.Through(op));
        else
            for (var d = _demandHead[node]; d >= 0; d = _demands[d].Next)
                Demand(operand, _groups[_demands[d].Group], _paths[_demands[d].Path].Through(op));
        return true;
    }

    public bool Reduction(ReductionOp op, int node)
    {
        var operand = _graph.Operands(node)[0];
        var shape = _graph.Nodes[operand].Shape;
        var (order, from, to) = ReductionOrder(shape, op.Axes);
        var isSorted = order.AsSpan().SequenceEqual(Enumerable.Range(0, order.Length).ToArray());
        var path = isSorted ? IndexPath.Identity : IndexPath.Identity.Through(new PermuteOp(order));
        var space = isSorted ? shape : Shape.Of([.. order.Select(axis => shape[axis])]);
        _buffers[node] = NewBuffer(node);
        var group = NewGroup(
            new Group(_groups.Count, node, space)
            {
                Source = (operand, path),
                Reduction = op,
                Reduced = (from, to),
            }
        );
        group.Outputs.Add(node);
        Demand(operand, group, path);
        return true;
    }

    public bool Assembly(AssemblyOp op, int node)
    {
        if (op.Regions.Length == 1 && op.Regions[0].Steps.All(step => step == 1))
        {
            JoinOrMaterialize(node, 1);
            return true;
        }
        var target = _buffers[node] = NewBuffer(node);
        var (isDisjoint, isCover) = Coverage.Of(
            _graph.Nodes[node].Shape,
            op.Regions,
            i => _graph.Nodes[_graph.Operands(node)[i]].Shape
        );
        // Planned in reverse: the pieces first, what clears the ground before them last.
        var isAnyPlaced = false;
        for (var i = op.Regions.Length - 1; i >= 0; i--)
            if (isDisjoint && TryPlace(node, i, op.Regions[i], target))
                isAnyPlaced = true;
            else
                Piece(node, i, op.Regions[i], target, isAdded: !isDisjoint);
        if (!isDisjoint || !isCover)
            (isAnyPlaced ? _first : _planned).Add(new FillStage(target) { Label = op.Name });
        return true;
    }

    public bool Contraction(ContractionOp op, int node) =>
        Kernel(node, (x, target) => new ProductStage(x[0], x[1], target) { Label = op.Name });

    public bool Convolution(ConvolutionOp op, int node) =>
        Kernel(node, (x, target) => new ConvolutionStage(x[0], x[1], op, _graph.Nodes[node].Shape, target) { Label = op.Name });

    public bool Cumulative(CumulativeOp op, int node) =>
        Kernel(node, (x, target) => new CumulativeStage(x, op, target) { Label = op.Name });

    public bool Sort(SortOp op, int node) => Kernel(node, (x, target) => new SortStage(x[0], op, target) { Label = op.Name });

    public bool Gather(GatherOp op, int node) =>
        Kernel(node, (x, target) => new GatherStage(x[0], x[1], op.Axis, target, op.Label) { Label = op.Name });

    public bool Scatter(ScatterOp op, int node) =>
        Kernel(
            node,
            (x, target) =>
                new ScatterStage(x[0], x[1], op.Axis, _graph.Nodes[node].Shape, target, op.Rule, op.Label) { Label = op.Name }
        );

    public bool Decomposition(DecompositionOp op, int node) =>
        Kernel(node, (x, target) => new DecompositionStage(x, op, _graph.Nodes[node].Shape, target) { Label = op.Name });

    public bool Loop(LoopOp op, int node)
    {
        var scan = (ScanOp)op;
        var inputs = new int[_graph.Operands(node).Length];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = Whole(node, i);
        var targets = new int[scan.Results.Length];
        for (var i = 0; i < targets.Length; i++)
            targets[i] = _projections.GetValueOrDefault((node, i), -1);
        _planned.Add(new PendingScan(scan, inputs, targets));
        return true;
    }

    public bool Custom(CustomOp op, int node)
    {
        var inputs = new int[_graph.Operands(node).Length];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = Whole(node, i);
        _planned.Add(new PendingCustom(op, node, inputs, _buffers[node] = NewBuffer(node)));
        return true;
    }

    public bool Projection(ProjectionOp op, int node)
    {
        var loop = _graph.Operands(node)[0];
        if (!_projections.TryGetValue((loop, op.Index), out var buffer))
            _projections[(loop, op.Index)] = buffer = NewBuffer(node);
        _buffers[node] = buffer;
        _needsBuffer[loop] = true;
        return true;
    }

    // An operation with a kernel of its own: operands in memory, seen through affine views.
    private bool Kernel(int node, Func<Operand[], int, Stage> make)
    {
        var operands = new (int, IndexPath)[_graph.Operands(node).Length];
        for (var i = 0; i < operands.Length; i++)
            operands[i] = Reach(node, i);
        _planned.Add(new PendingKernel(operands, make, _buffers[node] = NewBuffer(node)));
        return true;
    }

    // Elementwise nodes, and single pieces among zeros, which are read like them.
    private void JoinOrMaterialize(int node, int cost)
    {
        var uses = Uses(node);
        var isKept = _isRoot[node] || _needsBuffer[node];
        var groups = CountGroups(uses);
        if (uses.Count >= ManyUses)
        {
            Join(node, Materialize(node), IndexPath.Identity, cost);
            return;
        }
        if (!isKept && (groups == 1 || IsCheap(node)) && HasRoom(uses, cost))
        {
            foreach (var (group, path) in uses)
                Join(node, _groups[group], path, cost);
            return;
        }
        if (FirstReader(uses) is { } first && CanKeepIn(node, first, uses, cost))
        {
            _buffers[node] = BufferOf(node);
            first.Outputs.Add(node);
            Join(node, first, IndexPath.Identity, cost);
            return;
        }
        Join(node, Materialize(node), IndexPath.Identity, cost);
    }

    private void Join(int node, Group group, IndexPath path, int cost)
    {
        group.Members.Add((node, PathNumber(path)));
        group.Cost += cost;
        foreach (var operand in _graph.Operands(node))
            Demand(operand, group, OperandPath(node, operand, path));
    }

    private IndexPath OperandPath(int node, int operand, IndexPath path)
    {
        var (user, used) = (_graph.Nodes[node], _graph.Nodes[operand]);
        return _graph.Ops[node] is AssemblyOp assembly
            ? path.Through(new PlaceOp(assembly.Regions[0].Starts, user.Shape))
            : path.Broadcast(used.Shape, user.Shape);
    }

    private Group? FirstReader(List<(int Group, IndexPath Path)> uses)
    {
        Group? first = null;
        foreach (var (group, _) in uses)
            if (first is null || _groups[group].Main < first.Main)
                first = _groups[group];
        return first;
    }

    // The first group that reads a node may compute and keep it, if it reads it where it computes and nobody needs it earlier:
    // stages run in the order of their main nodes.
    private bool CanKeepIn(int node, Group first, List<(int Group, IndexPath Path)> uses, int cost)
    {
        var shape = _graph.Nodes[node].Shape;
        if (
            !first.TakesOutputs
            || first.Outputs.Count >= Group.OutputLimit
            || first.Cost + cost > Group.Limit
            || _firstBufferUse[node] < first.Main
        )
            return false;
        foreach (var (group, path) in uses)
            if (group == first.Number && !path.IsSame(IndexPath.Identity, shape))
                return false;
        return first.Space.Equals(shape);
    }

    private bool IsCheap(int node) => _costs[node] <= CheapCost && _inputs[node] <= CheapInputs;

    private bool HasRoom(List<(int Group, IndexPath Path)> uses, int cost)
    {
        foreach (var (group, _) in uses)
        {
            var own = 0;
            foreach (var (other, _) in uses)
                own += other == group ? cost : 0;
            if (_groups[group].Cost + own > Group.Limit)
                return false;
        }
        return true;
    }

    // The distinct (group, path) pairs at which a node is read.
    private List<(int Group, IndexPath Path)> Uses(int node)
    {
        var uses = _uses;
        uses.Clear();
        for (var d = _demandHead[node]; d >= 0 && uses.Count < ManyUses; d = _demands[d].Next)
        {
            var (group, number, _) = _demands[d];
            var path = _paths[number];
            var isKnown = false;
            foreach (var (knownGroup, knownPath) in uses)
                isKnown |= knownGroup == group && path.IsSame(knownPath, _graph.Nodes[node].Shape);
            if (!isKnown)
                uses.Add((group, path));
        }
        return uses;
    }

    private static int CountGroups(List<(int Group, IndexPath Path)> uses)
    {
        var count = 0;
        for (var i = 0; i < uses.Count; i++)
        {
            var isFirst = true;
            for (var k = 0; k < i; k++)
                isFirst &= uses[k].Group != uses[i].Group;
            count += isFirst ? 1 : 0;
        }
        return count;
    }

    private Group Materialize(int node)
    {
        _buffers[node] = BufferOf(node);
        var group = NewGroup(new Group(_groups.Count, node, _graph.Nodes[node].Shape));
        group.Outputs.Add(node);
        return group;
    }

    private Group NewGroup(Group group)
    {
        _groups.Add(group);
        _planned.Add(group);
        return group;
    }

    private void Demand(int node, Group group, IndexPath path)
    {
        _demands.Add((group.Number, PathNumber(path), _demandHead[node]));
        _demandHead[node] = _demands.Count - 1;
    }

    // Most paths are the identity; numbers instead of references keep the collector out of the lists.
    private int PathNumber(IndexPath path)
    {
        if (path.IsIdentity)
            return 0;
        if (!ReferenceEquals(_paths[^1], path))
            _paths.Add(path);
        return _paths.Count - 1;
    }

    // For every node the instructions and inputs it takes to compute it from what is surely in memory.
    private void EstimateCosts(Func<Tensor, int> arguments)
    {
        for (var i = 0; i < _graph.Count; i++)
        {
            var node = _graph.Nodes[i];
            var op = _graph.Ops[i];
            if (op is LeafOp)
                _buffers[i] = op is StoredOp or SymbolOp or ConstantOp { IsSpecial: false } ? arguments(node) : -1;
            var isFused = op is ElementwiseOp or MovementOp or AssemblyOp;
            var cost = op is ElementwiseOp elementwise ? _bodies[i] = (short)Bodies.Cost(elementwise, _graph, i) : 0;
            var inputs = op is StoredOp or SymbolOp || !(isFused || op is LeafOp) ? 1 : 0;
            if (isFused)
                foreach (var operand in _graph.Operands(i))
                {
                    cost += _costs[operand];
                    inputs += _isRoot[operand] ? 1 : _inputs[operand];
                }
            _costs[i] = (short)Math.Min(cost, 1000);
            _inputs[i] = (byte)Math.Min(inputs, 100);
        }
    }

    // The reduced axes last if the operand's last axis is reduced, else before its trailing kept axes.
    private static (int[] Order, int From, int To) ReductionOrder(Shape shape, ReadOnlySpan<int> axes)
    {
        var lastWide = shape.Rank - 1;
        while (lastWide > 0 && shape[lastWide] == 1)
            lastWide--;
        var isReduced = new bool[shape.Rank];
        foreach (var axis in axes)
            isReduced[axis] = true;
        var trailing = isReduced[lastWide] ? shape.Rank : axes[^1] + 1;
        var front = Enumerable.Range(0, trailing).Where(axis => !isReduced[axis]).ToArray();
        return (
            [.. front, .. axes, .. Enumerable.Range(trailing, shape.Rank - trailing)],
            front.Length,
            front.Length + axes.Length
        );
    }
}
