namespace Functional;

/// <summary>Where an input of a loop program comes from.</summary>
internal enum SourceKind
{
    /// <summary>Elements of a buffer.</summary>
    Buffer,

    /// <summary>One number that is part of the kernel.</summary>
    Literal,

    /// <summary>The row-major number of the element that the view points at.</summary>
    Iota,

    /// <summary>True where the view has an element, false where its mask holds zero.</summary>
    Mask,
}

/// <summary>An input of a loop program.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Type">Its element type.</param>
/// <param name="View">From the iteration space to the buffer.</param>
/// <param name="Binding">Which of the program's buffers; −1 for what needs none.</param>
/// <param name="Bits">The literal.</param>
internal readonly record struct Source(SourceKind Kind, DType Type, View View, int Binding, long Bits)
{
    /// <summary>True if every iteration reads the same element.</summary>
    public bool IsUniform => Kind is SourceKind.Literal || (View.IsAffine && View.Shape.Size > 0 && IsStill(View));

    private static bool IsStill(View view)
    {
        for (var axis = 0; axis < view.Shape.Rank; axis++)
            if (view.Shape[axis] != 1 && view.Strides[axis] != 0)
                return false;
        return true;
    }
}

/// <summary>One operation of a loop program on the values in slots: inputs come first, then the results of earlier calls.</summary>
internal readonly record struct Call(ElementwiseOp Op, DType Type, int A, int B, int C);

/// <summary>A result of a loop program.</summary>
/// <param name="Slot">The value.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Binding">Which of the program's buffers.</param>
/// <param name="View">From the iteration space (for a reduction: from what is left of it) to the buffer.</param>
/// <param name="IsAdded">True if the value is added to what the buffer holds.</param>
internal readonly record struct Store(int Slot, DType Type, int Binding, View View, bool IsAdded);

/// <summary>A fused group as a small loop program: an iteration space, index maps, bodies, and at most one reduction.</summary>
/// <remarks>
/// It names buffers by number, the same for all groups of one structure, which share the program and what backends make of it.
/// A reduction combines axes <c>[ReducedFrom, ReducedTo)</c> of the space. If the last axis of its operand is reduced these are the last axes,
/// else the axes behind them are the operand's trailing ones: which it is depends on the operand's shape alone, and so does the order of additions.
/// </remarks>
internal sealed record LoopProgram(
    Shape Space,
    IReadOnlyList<Source> Sources,
    IReadOnlyList<Call> Calls,
    IReadOnlyList<Store> Stores,
    int BindingCount,
    ReductionOp? Reduction,
    int ReducedFrom,
    int ReducedTo
);
