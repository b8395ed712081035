namespace Functional.Vulkan;

/// <summary>What is computed of every sum of a product before anything is stored.</summary>
/// <param name="Program">An elementwise program; one of its sources is the sum.</param>
/// <param name="Sum">That source.</param>
/// <param name="IsKept">Whether the sums are stored, too.</param>
/// <param name="Buffers">For every binding of the program the stage's; the sums' own is 2 where they are kept, and else nothing.</param>
internal sealed record ProductEpilogue(LoopProgram Program, int Sum, bool IsKept, int[] Buffers)
{
    /// <summary>Of a contraction, if it has one; and the plan's buffers by the stage's bindings: the operands, the sums where they are kept, what the program binds.</summary>
    public static (ProductEpilogue? Epilogue, int[] Buffers) Of(ContractionStage stage)
    {
        int[] buffers = stage.IsKept ? [.. stage.Operands, stage.Target] : [.. stage.Operands];
        if (stage.Epilogue is not { Program: var program } loop)
            return (null, buffers);
        var own = new int[program.BindingCount];
        for (var binding = 0; binding < own.Length; binding++)
            if (loop.Bindings[binding] == stage.Target)
                own[binding] = 2;
            else
            {
                own[binding] = buffers.Length;
                buffers = [.. buffers, loop.Bindings[binding]];
            }
        var sum = program
            .Sources.ToList()
            .FindIndex(source => source.Binding >= 0 && loop.Bindings[source.Binding] == stage.Target);
        return (new ProductEpilogue(program, sum, stage.IsKept, own), buffers);
    }

    /// <summary>The same with every view on the axes of a product: those of the batch, the rows, the columns.</summary>
    public ProductEpilogue On(Func<View, View> placed) =>
        this with
        {
            Program = Program with
            {
                Space = placed(View.Of(Program.Space)).Shape,
                Sources =
                [
                    .. Program.Sources.Select(source =>
                        source.Kind == SourceKind.Literal ? source : source with { View = placed(source.View) }
                    ),
                ],
                Stores = [.. Program.Stores.Select(store => store with { View = placed(store.View) })],
            },
        };

    /// <summary>What it counts in <see cref="KernelCall.Work"/> for each sum, the sum's own store among it.</summary>
    public double Work => (IsKept ? KernelCall.Access : 0) + LoopWork.OfElement(Program) - KernelCall.Access;

    /// <summary>Where the program reads and writes.</summary>
    public IEnumerable<View> Views =>
        Program.Sources.Select(source => source.View).Concat(Program.Stores.Select(store => store.View));

    /// <summary>The kernel's bindings behind those of the operands.</summary>
    public IEnumerable<KernelBinding> Bindings(DType type)
    {
        if (IsKept)
            yield return new KernelBinding(type, true);
        for (var binding = 0; binding < Buffers.Length; binding++)
            if (binding != Program.Sources[Sum].Binding)
                yield return BindingOf(binding);
    }

    private KernelBinding BindingOf(int binding)
    {
        foreach (var store in Program.Stores)
            if (store.Binding == binding)
                return new KernelBinding(store.Type, true);
        return new KernelBinding(Program.Sources.First(source => source.Binding == binding).Type, false);
    }
}
