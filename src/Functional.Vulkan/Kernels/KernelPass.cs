namespace Functional.Vulkan;

/// <summary>A buffer of a kernel.</summary>
/// <param name="Buffer">The plan's number of it.</param>
/// <param name="Type">Its element type.</param>
/// <param name="IsWritten">Whether the kernel writes it.</param>
internal readonly record struct KernelBinding(int Buffer, DType Type, bool IsWritten);

/// <summary>One dispatch: a loop program, how its work is divided among invocations, and its buffers in order of their bindings.</summary>
internal sealed class KernelPass
{
    /// <summary>The size of a workgroup for elementwise work; every device takes half of it.</summary>
    public const int LargeGroup = 256;

    private const int SmallGroup = 64;

    private KernelPass(LoopProgram program, ReductionLayout? layout, int mostInvocations)
    {
        (Program, Layout) = (program, layout);
        GroupSize =
            layout is null ? Math.Min(LargeGroup, mostInvocations)
            : layout.Lanes > SmallGroup ? layout.Lanes
            : SmallGroup;
        Bindings = Bind(program);
    }

    public LoopProgram Program { get; }

    /// <summary>For a reduction, how it is divided.</summary>
    public ReductionLayout? Layout { get; }

    /// <summary>Invocations of a workgroup.</summary>
    public int GroupSize { get; }

    public KernelBinding[] Bindings { get; }

    /// <summary>Elements of an elementwise program, or results of a reduction.</summary>
    public long Items => Layout?.Results ?? Program.Space.Size;

    /// <summary>Items that a workgroup finishes in one turn.</summary>
    public int ItemsPerGroup => Layout is { Lanes: var lanes } ? GroupSize / lanes : GroupSize;

    /// <summary>Workgroups that give each item an invocation, or each result its lanes, at once.</summary>
    public long Groups => (Items + ItemsPerGroup - 1) / ItemsPerGroup;

    /// <summary>The dispatches of a loop program, in order: a long reduction goes through partial results.</summary>
    /// <param name="program">The program.</param>
    /// <param name="scratch">Gives the number of a new buffer for so many elements of a type.</param>
    /// <param name="mostInvocations">The largest workgroup of the device, 128 or more.</param>
    public static List<KernelPass> Of(LoopProgram program, Func<DType, long, int> scratch, int mostInvocations = LargeGroup)
    {
        var passes = new List<KernelPass>();
        while (program.Reduction is not null)
        {
            var layout = ReductionLayout.Of(program);
            var store = program.Stores[0];
            if (layout.Segments == 1)
            {
                passes.Add(new KernelPass(program, layout, mostInvocations));
                return passes;
            }
            Shape space = [checked((int)layout.Outer), checked((int)layout.Segments), checked((int)layout.Kept)];
            var partials = scratch(store.Type, space.Size);
            var view = View.Of(space);
            passes.Add(new KernelPass(program with { Stores = [new Store(store.Slot, store.Type, partials, view, false)] }, layout, mostInvocations));
            var source = new Source(SourceKind.Buffer, store.Type, view, partials, 0);
            program = new LoopProgram(space, [source], [], [store with { Slot = 0 }], program.Reduction, 1, layout.Kept == 1 ? 3 : 2);
        }
        passes.Add(new KernelPass(program, null, mostInvocations));
        return passes;
    }

    /// <summary>The binding of a plan's buffer.</summary>
    public int BindingOf(int buffer) => Array.FindIndex(Bindings, binding => binding.Buffer == buffer);

    private static KernelBinding[] Bind(LoopProgram program)
    {
        var bindings = new List<KernelBinding>();
        foreach (var source in program.Sources)
            if (source.Kind is SourceKind.Buffer or SourceKind.Scalar && !bindings.Exists(binding => binding.Buffer == source.Buffer))
                bindings.Add(new KernelBinding(source.Buffer, source.Type, false));
        foreach (var store in program.Stores)
        {
            bindings.RemoveAll(binding => binding.Buffer == store.Buffer);
            bindings.Add(new KernelBinding(store.Buffer, store.Type, true));
        }
        return [.. bindings];
    }
}

/// <summary>How a reduction is divided, which its shape alone decides: so does the order of combinations, on every device.</summary>
/// <param name="Outer">Elements of the axes before the reduced ones.</param>
/// <param name="Reduced">Elements of the reduced axes.</param>
/// <param name="Kept">Elements of the axes behind them.</param>
/// <param name="Segments">Parts of the reduced elements, each of which gives a partial result.</param>
/// <param name="Length">Elements of a part.</param>
/// <param name="Lanes">Invocations that share a part: lane i takes every Lanes-th element from the i-th, then halves add up. A power of two.</param>
internal sealed record ReductionLayout(long Outer, long Reduced, long Kept, long Segments, long Length, int Lanes)
{
    private const int RowSegment = 8192;
    private const int ColumnSegment = 256;
    private const int ShortRow = 32;
    private const int MostLanes = 128; // what every device's workgroup has
    private const int ElementsPerLane = 8;

    /// <summary>Results, partial ones if there are several segments.</summary>
    public long Results => Outer * Segments * Kept;

    public static ReductionLayout Of(LoopProgram program)
    {
        var outer = Size(program.Space, 0, program.ReducedFrom);
        var reduced = Size(program.Space, program.ReducedFrom, program.ReducedTo);
        var kept = Size(program.Space, program.ReducedTo, program.Space.Rank);
        var segment = kept == 1 ? RowSegment : ColumnSegment;
        var segments = reduced <= 2 * segment ? 1 : (reduced + segment - 1) / segment;
        var length = segments == 1 ? reduced : segment;
        return new(outer, reduced, kept, segments, length, kept == 1 ? LanesOf(length) : 1);
    }

    private static int LanesOf(long length) =>
        length <= ShortRow
            ? 1
            : (int)Math.Min(MostLanes, System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)(length + ElementsPerLane - 1) / ElementsPerLane));

    private static long Size(Shape shape, int from, int to)
    {
        long size = 1;
        for (var axis = from; axis < to; axis++)
            size *= shape[axis];
        return size;
    }
}
