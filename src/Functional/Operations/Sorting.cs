namespace Functional;

/// <summary>The stable order of elements along an axis.</summary>
internal sealed class ArgSortOp(int axis, bool isDescending) : SortOp(axis, isDescending)
{
    public override string Name => "argsort";
    public override string Description => $"argsort[axis={Axis}{(IsDescending ? "; descending" : "")}]";

    // What a narrow type holds its lane type holds, in the same order.
    public static Tensor Make(Tensor x, int axis, bool isDescending) =>
        new(new ArgSortOp(axis, isDescending), x.Shape, DType.Int64, x.To(x.DType.Lane));

    public override bool Equals(Op? other) => other is ArgSortOp sort && sort.Axis == Axis && sort.IsDescending == IsDescending;

    internal override int ComputeHash() => HashCode.Combine(601, Axis, IsDescending);

    internal override void Pull(Pullback p) { }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        Make(operands[0], Axis + 1, IsDescending);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], Axis, IsDescending);
}

public sealed partial class Tensor
{
    /// <summary>The places of the elements along an axis in order, int64: <c>x.Gather(x.ArgSort(axis), axis)</c> is sorted.</summary>
    /// <remarks>Equal elements keep their order, also descending; NaN is the largest.</remarks>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor ArgSort(int axis = -1, bool descending = false) =>
        IsPoint(axis) ? AsVector(x => x.ArgSort(0)) : ArgSortOp.Make(this, Shape.Axis("argsort", axis), descending);

    /// <summary>The elements along an axis in order, and where they stood, int64.</summary>
    /// <remarks>Equal elements keep their order, also descending; NaN is the largest.</remarks>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    public (Tensor Values, Tensor Indices) Sort(int axis = -1, bool descending = false)
    {
        if (IsPoint(axis))
            return AsVector(x => x.Sort(0));
        var at = Shape.Axis("sort", axis);
        var order = ArgSortOp.Make(this, at, descending);
        return (GatherElementsOp.Make(this, order, at, new("sort")), order);
    }

    /// <summary>The k largest (or smallest) elements along an axis, in order, and where they stood, int64.</summary>
    /// <remarks>Of equal elements the first come first; NaN is the largest.</remarks>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ValueException">There are fewer than k elements, or k is negative.</exception>
    public (Tensor Values, Tensor Indices) TopK(int k, int axis = -1, bool largest = true)
    {
        if (IsPoint(axis) && k == 1)
            return AsVector(x => x.TopK(1, 0));
        var at = Shape.Axis("topk", axis);
        if (k < 0 || k > Shape[at])
            throw new ValueException($"[topk] k is {k}; for axis {axis} of {Shape} it must be between 0 and {Shape[at]}.");
        var places = ArgSortOp.Make(this, at, isDescending: largest).Slice(at, 0, k);
        return (GatherElementsOp.Make(this, places, at, new("topk")), places);
    }

    /// <summary>The k-th smallest element along an axis, counted from 1, and where it stood, int64. NaN is the largest.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ValueException">There are fewer than k elements, or k is less than 1.</exception>
    public (Tensor Values, Tensor Indices) KthValue(int k, int axis = -1, bool keepAxes = false)
    {
        if (IsPoint(axis))
            return AsVector(x => x.KthValue(k, 0));
        var at = Shape.Axis("kthvalue", axis);
        if (k < 1 || k > Shape[at])
            throw new ValueException($"[kthvalue] k is {k}; for axis {axis} of {Shape} it must be between 1 and {Shape[at]}.");
        return At(ArgSortOp.Make(this, at, isDescending: false).Slice(at, k - 1, k), at, keepAxes);
    }
}
