using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>What a buffer of a plan is for.</summary>
internal enum BufferRole
{
    /// <summary>A leaf: comes from outside.</summary>
    Argument,

    /// <summary>A root: leaves the plan.</summary>
    Result,

    /// <summary>Lives within a run, in the arena.</summary>
    Temporary,
}

/// <summary>A buffer of a plan.</summary>
internal readonly record struct PlanBuffer(Shape Shape, DType Type, BufferRole Role)
{
    public long Bytes { get; } = Shape.Size * Type.ByteSize;
}

/// <summary>How a tree is computed: stages in order, buffers, and where temporary ones lie.</summary>
public sealed class Plan
{
    private readonly Lazy<CpuProgram> _tasks;
    private readonly HostProgram _host;
    private readonly ConditionalWeakTable<Device, IProgram> _programs = [];
    private HostStorage?[] _constants = [];

    private readonly bool[] _donated;

    private Plan(PlanBuffer[] buffers, Stage[] stages, int[] rootBuffers, int[] argumentNodes, bool[] donated)
    {
        _donated = donated;
        (Buffers, Stages, RootBuffers, ArgumentNodes) = (buffers, stages, rootBuffers, argumentNodes);
        Memory = MemoryPlan.Of(this);
        _tasks = new(() => new CpuProgram(this));
        _host = new HostProgram(this);
    }

    internal PlanBuffer[] Buffers { get; }

    internal Stage[] Stages { get; }

    /// <summary>Per root the buffer that holds it; an argument's buffer where the root is a leaf.</summary>
    internal int[] RootBuffers { get; }

    /// <summary>The places, in the graph that the plan was made of, of the leaves in buffers 0, 1, 2, …</summary>
    internal int[] ArgumentNodes { get; }

    internal MemoryPlan Memory { get; }

    /// <summary>What the plan of a tensor does, kernel by kernel, on the device where it will be computed; nothing is computed.</summary>
    /// <exception cref="TracingException">The tensor has no value yet.</exception>
    /// <exception cref="DeviceException">The device cannot run the plan.</exception>
    public static PlanReport Report(params ReadOnlySpan<Tensor> tensors)
    {
        Plan plan;
        lock (Graph.Lock)
            plan = PlanCache.Shared.Find(Graph.Of(tensors));
        var device = Crossings.DeviceOf(tensors);
        return new PlanReport(plan, device, plan.On(device).Dispatches);
    }

    /// <summary>True if a result may take over an argument's memory, since nobody will look at the argument again.</summary>
    internal bool IsDonated(int argument) => argument < _donated.Length && _donated[argument];

    /// <summary>The plan with the same stages that may overwrite some arguments: root k may take over argument <paramref name="donors"/>[k].</summary>
    internal Plan Donating(ReadOnlySpan<int> donors)
    {
        var donated = new bool[ArgumentNodes.Length];
        for (var root = 0; root < donors.Length; root++)
            if (
                donors[root] >= 0
                && Buffers[RootBuffers[root]].Role == BufferRole.Result
                && RootBuffers.Count(buffer => buffer == RootBuffers[root]) == 1
            )
                donated[donors[root]] = true;
        return new Plan(Buffers, Stages, RootBuffers, ArgumentNodes, donated);
    }

    /// <summary>The plan with other stages that do the same on the same buffers.</summary>
    internal Plan Staged(Stage[] stages) =>
        new(Buffers, stages, RootBuffers, ArgumentNodes, _donated) { ArgumentSymbols = ArgumentSymbols, _constants = _constants };

    /// <summary>The plan, ready for a device.</summary>
    /// <exception cref="DeviceException">The device cannot run a stage.</exception>
    internal IProgram On(Device device) =>
        device is not IBackend backend ? _host
        : _programs.TryGetValue(device, out var program) ? program
        : Prepare(device, backend);

    /// <summary>Lets go of what is ready for a device; the next run there makes it again.</summary>
    internal void Forget(Device device) => _programs.Remove(device);

    private IProgram Prepare(Device device, IBackend backend) => _programs.GetValue(device, _ => backend.Prepare(this));

    /// <summary>Simplifies, schedules, plans memory.</summary>
    internal static Plan Of(Graph graph)
    {
        var arguments = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        var buffers = new List<PlanBuffer>();
        var places = new List<int>();
        foreach (var leaf in GraphKey.Leaves(graph))
            if (graph.Ops[leaf] is StoredOp or SymbolOp or ConstantOp { IsSpecial: false })
            {
                var node = graph.Nodes[leaf];
                arguments[node] = buffers.Count;
                places.Add(leaf);
                buffers.Add(new PlanBuffer(node.Shape, node.DType, BufferRole.Argument));
            }
        var simple = Pipeline.Run(graph);
        var (stages, roots) = Scheduler.Run(simple, node => arguments[node], buffers);
        return new Plan([.. buffers], stages, roots, [.. places], []);
    }

    /// <summary>The plan of one step of a scan; its arguments know which symbols they are.</summary>
    internal static Plan OfBody(ScanBody body)
    {
        var graph = Graph.Of([.. body.Roots, .. body.Symbols]);
        var plan = Of(graph);
        var symbols = body.Symbols;
        plan.ArgumentSymbols = Array.ConvertAll(
            plan.ArgumentNodes,
            place =>
                Array.FindIndex(symbols, symbol => ReferenceEquals(symbol, graph.Nodes[place])) is >= 0 and var index
                    ? index
                    : symbols.Length
        );
        plan._constants = Array.ConvertAll(
            plan.ArgumentNodes,
            place => Evaluator.StorageOf(graph.Nodes[place], isOptional: true)?.OnHost()
        );
        return plan;
    }

    /// <summary>Per argument of a scan's body the number of its symbol; one more than there are for a scalar of the body's own.</summary>
    internal int[] ArgumentSymbols { get; private set; } = [];

    /// <summary>Where a scalar of the body's own lies.</summary>
    internal unsafe byte* ConstantAt(int argument) => _constants[argument]!.Pointer;

    /// <summary>Runs the stages; buffers of arguments and results are given by address.</summary>
    internal unsafe void Run(byte** buffers)
    {
        var arena = Memory.ArenaBytes > 0 ? BufferPool.Shared.Rent(Memory.ArenaBytes) : null;
        var start = arena is null ? null : BufferPool.Align(arena);
        try
        {
            for (var i = 0; i < Buffers.Length; i++)
                if (Memory.Offsets[i] >= 0)
                    buffers[i] = start + Memory.Offsets[i];
            _tasks.Value.Run(buffers);
        }
        finally
        {
            if (arena is not null)
                BufferPool.Shared.Return(arena);
        }
    }
}
