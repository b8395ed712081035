namespace Functional.Vulkan;

/// <summary>About how many elementary operations a loop program is, as <see cref="KernelCall.Work"/> counts them.</summary>
internal static class LoopWork
{
    private const double IndexWork = 4; // of a number that follows from where the element is

    /// <summary>Of the whole program: its elements, and the results of a reduction, for which what does not vary along the reduced axes is computed once.</summary>
    public static double Of(LoopProgram program)
    {
        var (from, to) = program.Reduction is null ? (0, program.Space.Rank) : (program.ReducedFrom, program.ReducedTo);
        var (element, result) = Split(program, from, to);
        if (program.Reduction is not { } reduction)
            return program.Space.Size * element;
        var type = program.Stores[0].Type.Lane;
        element += Bodies.Count(reduction.Combine(Value.Input(0, type), Value.Input(1, type)));
        return (program.Space.Size * element) + (ReductionLayout.Of(program).Results * result);
    }

    /// <summary>Of one element of an elementwise program.</summary>
    public static double OfElement(LoopProgram program) => Split(program, 0, program.Space.Rank).Element;

    // What each element takes, and what is the same for all elements along the axes; stores belong to whichever has results.
    private static (double Element, double Result) Split(LoopProgram program, int from, int to)
    {
        var varies = new bool[program.Sources.Count + program.Calls.Count];
        var (element, result) = (0.0, 0.0);
        void Add(bool isOfElement, double work)
        {
            if (isOfElement)
                element += work;
            else
                result += work;
        }
        for (var i = 0; i < program.Sources.Count; i++)
        {
            var source = program.Sources[i];
            varies[i] = Varies(source, from, to);
            Add(
                varies[i],
                source.Kind switch
                {
                    SourceKind.Buffer => KernelCall.Access,
                    SourceKind.Literal => 0,
                    _ => IndexWork,
                }
            );
        }
        for (var i = 0; i < program.Calls.Count; i++)
        {
            var call = program.Calls[i];
            var isOfElement = varies[call.A] || (call.Op.Arity > 1 && varies[call.B]) || (call.Op.Arity > 2 && varies[call.C]);
            varies[program.Sources.Count + i] = isOfElement;
            Add(isOfElement, LoopPacks.Cost(program, call));
        }
        foreach (var store in program.Stores)
            Add(program.Reduction is null, store.IsAdded ? 2 * KernelCall.Access : KernelCall.Access);
        return (element, result);
    }

    private static bool Varies(Source source, int from, int to)
    {
        if (source.Kind == SourceKind.Literal)
            return false;
        if (!source.View.IsAffine)
            return true;
        for (var axis = from; axis < to; axis++)
            if (source.View.Shape[axis] != 1 && source.View.Strides[axis] != 0)
                return true;
        return false;
    }
}
