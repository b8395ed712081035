namespace Functional.Vulkan;

/// <summary>How an elementwise program reads and writes several neighbouring elements at once: what an invocation does in a turn is a pack.</summary>
/// <param name="Sources">For every source the view whose elements are packs, or the one with an element for each pack; null where every element has its own place.</param>
/// <param name="IsConstant">For every source whether a pack's elements are one.</param>
/// <param name="Stores">The same for every store; their elements are packs.</param>
internal sealed record LoopPacks(View?[] Sources, bool[] IsConstant, View[] Stores)
{
    /// <summary>Elements of a pack: 16 bytes of float32s, the most that one load moves.</summary>
    public const int Width = 4;

    // An invocation's code is as many times as long; long bodies are bound by arithmetic in any case.
    private const int MostCost = 64;

    /// <summary>Packs for a program, or null where they would not help: results must lie side by side, and at least half of what is read.</summary>
    public static LoopPacks? Of(LoopProgram program)
    {
        var cost = 0;
        for (var i = 0; i < program.Calls.Count && cost <= MostCost; i++)
            cost += Cost(program, program.Calls[i]);
        if (program.Reduction is not null || program.Space.Size == 0 || cost > MostCost)
            return null;
        var stores = new View[program.Stores.Count];
        for (var i = 0; i < stores.Length; i++)
        {
            if (Packed(program.Stores[i].View, out var isOne) is not { } view || isOne)
                return null;
            stores[i] = view;
        }
        var (sources, constant) = (new View?[program.Sources.Count], new bool[program.Sources.Count]);
        for (var i = 0; i < sources.Length; i++)
            if (program.Sources[i].Kind != SourceKind.Literal)
                sources[i] = Packed(program.Sources[i].View, out constant[i]);
        // A buffer is declared once, as packs or as elements.
        for (var i = 0; i < sources.Length; i++)
            if (sources[i] is not null && !constant[i] && !IsPacked(program, sources, constant, i))
                sources[i] = null;
        int[] loads = [.. Enumerable.Range(0, sources.Length).Where(i => program.Sources[i].Kind == SourceKind.Buffer)];
        var single = loads.Count(i => sources[i] is null);
        return 2 * single <= loads.Length ? new LoopPacks(sources, constant, stores) : null;
    }

    /// <summary>Whether a source is loaded pack by pack.</summary>
    public bool IsPack(int source) => Sources[source] is not null && !IsConstant[source];

    private static bool IsPacked(LoopProgram program, View?[] sources, bool[] constant, int source)
    {
        if (program.Sources[source].Kind != SourceKind.Buffer)
            return false;
        for (var i = 0; i < sources.Length; i++)
            if (program.Sources[i].Binding == program.Sources[source].Binding && (sources[i] is null || constant[i]))
                return false;
        return true;
    }

    /// <summary>About how many instructions an operation of a program is.</summary>
    public static int Cost(LoopProgram program, Call call)
    {
        DType TypeOf(int slot) =>
            slot < program.Sources.Count ? program.Sources[slot].Type : program.Calls[slot - program.Sources.Count].Type;
        int[] operands = [call.A, call.B, call.C];
        return Bodies.Cost(call.Op, [.. operands.Take(call.Op.Arity).Select(TypeOf)]);
    }

    // The view whose element p is the pack from element p · Width on; null if not all packs lie side by side.
    private static View? Packed(View view, out bool isOne)
    {
        isOne = false;
        if (view.Inner is not null)
            return null;
        var (size, stride, axis) = (1L, (long?)null, view.Shape.Rank - 1);
        for (; axis >= 0; axis--)
        {
            var (own, step) = (view.Shape[axis], view.Strides[axis]);
            if (view.Mask is { } mask && (mask[axis].Low > 0 || mask[axis].High < own))
                break;
            if (own != 1 && stride is { } known && step != known * size)
                break;
            if (own != 1)
                stride ??= step;
            size *= own;
        }
        isOne = stride == 0;
        if (size % Width != 0 || stride is not (0 or 1))
            return null;
        var outer = axis + 1;
        int[] sizes = [.. view.Shape.Axes[..outer], (int)(size / Width)];
        long[] strides = [.. view.Strides[..outer], stride.Value];
        (int, int)[]? masks = view.Mask is null ? null : [.. view.Mask[..outer], (0, sizes[outer])];
        if (isOne)
            return View.Affine(Shape.Of(sizes), strides, view.Offset, masks);
        for (var a = 0; a < outer; a++)
        {
            if (view.Shape[a] != 1 && strides[a] % Width != 0)
                return null;
            strides[a] /= Width;
        }
        return view.Offset % Width == 0 ? View.Affine(Shape.Of(sizes), strides, view.Offset / Width, masks) : null;
    }
}
