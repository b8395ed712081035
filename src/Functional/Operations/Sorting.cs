namespace Functional;

/// <summary>The stable order of elements along an axis.</summary>
internal sealed class ArgSortOp(int axis, bool isDescending) : SortOp(axis, isDescending)
{
    public override string Name => "argsort";
    public override string Description => $"argsort[axis={Axis}{(IsDescending ? "; descending" : "")}]";

    public static Tensor Make(Tensor x, int axis, bool isDescending) =>
        new(new ArgSortOp(axis, isDescending), x.Shape, DType.Int64, x);

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
        ArgSortOp.Make(this, Shape.Axis("argsort", axis), descending);
}
