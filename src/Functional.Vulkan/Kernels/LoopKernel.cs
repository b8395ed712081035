namespace Functional.Vulkan;

/// <summary>A loop program, and how its work is divided among invocations.</summary>
internal sealed class LoopKernel : Kernel
{
    /// <summary>The size of a workgroup for elementwise work; every device takes half of it.</summary>
    public const int LargeGroup = 256;

    private const int SmallGroup = 64;

    private LoopKernel(LoopProgram program, ReductionLayout? layout, LoopPacks? packs, int[] buffers, int mostInvocations)
        : base(BindingsOf(program, packs), buffers, GroupOf(layout, mostInvocations))
    {
        (Program, Layout, Packs) = (program, layout, packs);
        Index = IndexArithmetic.For(program).Type;
        Work = LoopWork.Of(program);
    }

    public LoopProgram Program { get; }

    /// <summary>For a reduction, how it is divided.</summary>
    public ReductionLayout? Layout { get; }

    /// <summary>How several neighbours are read and written at once, if they are.</summary>
    public LoopPacks? Packs { get; }

    public override string Label => Program.Reduction is null ? "elementwise" : "reduction";

    public override string? Division =>
        Layout is { } layout
            ? string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{layout.Segments} segments of {layout.Length} by {layout.Lanes} lanes"
            )
            : null;

    public override DType Index { get; }

    public override double Work { get; }

    /// <summary>Elements or packs of an elementwise program, or results of a reduction.</summary>
    public long Items => Layout?.Results ?? Program.Space.Size / (Packs is null ? 1 : LoopPacks.Width);

    /// <summary>Items that a workgroup finishes in one turn.</summary>
    public int ItemsPerGroup => Layout is { Lanes: var lanes } ? GroupSize / lanes : GroupSize;

    // Workgroups that give each item an invocation, or each result its lanes, at once.
    public override long Groups => (Items + ItemsPerGroup - 1) / ItemsPerGroup;

    public override void Write(KernelCode code) => LoopKernelWriter.Write(this, code);

    /// <summary>The dispatches of a loop program, in order, and the bytes of buffers of their own: for values that parts of the program pass on, and for a long reduction's partial results.</summary>
    /// <param name="program">The program.</param>
    /// <param name="mostInvocations">The largest workgroup of the device, 128 or more.</param>
    /// <param name="mostBuffers">Buffers that a kernel of the device binds, 4 or more.</param>
    /// <param name="isPacked">Whether neighbours may be read and written together.</param>
    public static (List<LoopKernel> Kernels, List<long> ScratchBytes) Of(
        LoopProgram program,
        int mostInvocations = LargeGroup,
        int mostBuffers = int.MaxValue,
        bool isPacked = true
    )
    {
        var kernels = new List<LoopKernel>();
        var (parts, scratch) = LoopSplit.Of(program, mostBuffers);
        foreach (var part in parts)
            Add(part.Program, part.Buffers, mostInvocations, isPacked, kernels, scratch);
        return (kernels, scratch);
    }

    private static void Add(
        LoopProgram program,
        int[] buffers,
        int mostInvocations,
        bool isPacked,
        List<LoopKernel> kernels,
        List<long> scratch
    )
    {
        if (program.Reduction is null)
        {
            kernels.Add(new LoopKernel(program, null, isPacked ? LoopPacks.Of(program) : null, buffers, mostInvocations));
            return;
        }
        var result = program.Stores[0];
        var target = buffers[result.Binding];
        for (var layout = ReductionLayout.Of(program); layout.Segments > 1; layout = ReductionLayout.Of(program))
        {
            Shape space = [checked((int)layout.Outer), checked((int)layout.Segments), checked((int)layout.Kept)];
            var store = program.Stores[0] with { View = View.Of(space), IsAdded = false };
            int[] own = [.. buffers];
            own[store.Binding] = ~scratch.Count;
            kernels.Add(new LoopKernel(program with { Stores = [store] }, layout, null, own, mostInvocations));
            var source = new Source(SourceKind.Buffer, store.Type, store.View, 0, 0);
            program = new LoopProgram(space, [source], [], [result with { Slot = 0, Binding = 1 }], 2, program.Reduction, 1, 2);
            buffers = [~scratch.Count, target];
            scratch.Add(space.Size * store.Type.ByteSize);
        }
        kernels.Add(new LoopKernel(program, ReductionLayout.Of(program), null, buffers, mostInvocations));
    }

    /// <summary>The one dispatch of a reduction that is not long, on buffers of a stage.</summary>
    public static LoopKernel Of(LoopProgram program, int[] buffers) =>
        new(program, ReductionLayout.Of(program), null, buffers, SmallGroup);

    private static int GroupOf(ReductionLayout? layout, int mostInvocations) =>
        layout is null ? Math.Min(LargeGroup, mostInvocations)
        : layout.Lanes > SmallGroup ? layout.Lanes
        : SmallGroup;

    private static KernelBinding[] BindingsOf(LoopProgram program, LoopPacks? packs)
    {
        var bindings = new KernelBinding[program.BindingCount];
        for (var i = 0; i < program.Sources.Count; i++)
            if (program.Sources[i] is { Binding: >= 0 } source)
                bindings[source.Binding] = new KernelBinding(source.Type, false, packs?.IsPack(i) == true ? LoopPacks.Width : 1);
        foreach (var store in program.Stores)
            bindings[store.Binding] = new KernelBinding(store.Type, true, packs is null ? 1 : LoopPacks.Width);
        return bindings;
    }
}
