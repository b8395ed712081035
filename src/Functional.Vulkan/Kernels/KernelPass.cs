namespace Functional.Vulkan;

/// <summary>What a binding of a kernel is: its element type, and whether the kernel writes it.</summary>
internal readonly record struct KernelBinding(DType Type, bool IsWritten);

/// <summary>One dispatch: a loop program, and how its work is divided among invocations.</summary>
internal sealed class KernelPass
{
    /// <summary>The size of a workgroup for elementwise work; every device takes half of it.</summary>
    public const int LargeGroup = 256;

    private const int SmallGroup = 64;

    private KernelPass(LoopProgram program, ReductionLayout? layout, int[] buffers, int mostInvocations)
    {
        (Program, Layout, Buffers) = (program, layout, buffers);
        GroupSize =
            layout is null ? Math.Min(LargeGroup, mostInvocations)
            : layout.Lanes > SmallGroup ? layout.Lanes
            : SmallGroup;
        Bindings = new KernelBinding[program.BindingCount];
        foreach (var source in program.Sources)
            if (source.Binding >= 0)
                Bindings[source.Binding] = new KernelBinding(source.Type, false);
        foreach (var store in program.Stores)
            Bindings[store.Binding] = new KernelBinding(store.Type, true);
    }

    public LoopProgram Program { get; }

    /// <summary>For a reduction, how it is divided.</summary>
    public ReductionLayout? Layout { get; }

    /// <summary>Invocations of a workgroup.</summary>
    public int GroupSize { get; }

    public KernelBinding[] Bindings { get; }

    /// <summary>For every binding the stage's binding that it is, or the complement of the number of a buffer for partial results.</summary>
    public int[] Buffers { get; }

    /// <summary>Elements of an elementwise program, or results of a reduction.</summary>
    public long Items => Layout?.Results ?? Program.Space.Size;

    /// <summary>Items that a workgroup finishes in one turn.</summary>
    public int ItemsPerGroup => Layout is { Lanes: var lanes } ? GroupSize / lanes : GroupSize;

    /// <summary>Workgroups that give each item an invocation, or each result its lanes, at once.</summary>
    public long Groups => (Items + ItemsPerGroup - 1) / ItemsPerGroup;

    /// <summary>The dispatches of a loop program, in order, and the bytes of the buffers through which a long reduction's partial results go.</summary>
    /// <param name="program">The program.</param>
    /// <param name="mostInvocations">The largest workgroup of the device, 128 or more.</param>
    public static (List<KernelPass> Passes, List<long> PartialBytes) Of(LoopProgram program, int mostInvocations = LargeGroup)
    {
        var passes = new List<KernelPass>();
        var partials = new List<long>();
        int[] buffers = [.. Enumerable.Range(0, program.BindingCount)];
        if (program.Reduction is null)
            return ([new KernelPass(program, null, buffers, mostInvocations)], partials);
        var result = program.Stores[0];
        for (var layout = ReductionLayout.Of(program); layout.Segments > 1; layout = ReductionLayout.Of(program))
        {
            Shape space = [checked((int)layout.Outer), checked((int)layout.Segments), checked((int)layout.Kept)];
            var store = program.Stores[0] with { View = View.Of(space), IsAdded = false };
            buffers[store.Binding] = ~partials.Count;
            passes.Add(new KernelPass(program with { Stores = [store] }, layout, buffers, mostInvocations));
            var source = new Source(SourceKind.Buffer, store.Type, store.View, 0, 0);
            program = new LoopProgram(space, [source], [], [result with { Slot = 0, Binding = 1 }], 2, program.Reduction, 1, 2);
            buffers = [~partials.Count, result.Binding];
            partials.Add(space.Size * store.Type.ByteSize);
        }
        passes.Add(new KernelPass(program, ReductionLayout.Of(program), buffers, mostInvocations));
        return (passes, partials);
    }
}
