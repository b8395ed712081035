using static Functional.Operations;

namespace Functional;

/// <summary>Elements picked along an axis: <c>out[i, j] = x[index[i, j], j]</c> for axis 0. Negative indices count from the end.</summary>
internal sealed class GatherElementsOp(int axis, IndexLabel label) : GatherOp(axis, label)
{
    public override string Name => "gather";
    public override string Description => $"gather[axis={Axis}]";

    public static Tensor Make(Tensor x, Tensor index, int axis, IndexLabel label) =>
        new(new GatherElementsOp(axis, label), index.Shape, x.DType, x, index);

    public override bool Equals(Op? other) =>
        other is GatherElementsOp gather && gather.Axis == Axis && gather.Label.Equals(Label);

    internal override int ComputeHash() => 1009 + Axis;

    internal override void Pull(Pullback p)
    {
        if (p.Wants(0))
            p.Give(0, ScatterElementsOp.Make(p.Operand(0).Shape, p.Operand(1), p.Cotangent, Axis, ScatterRule.Add, Label));
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        Make(
            batched[0] ? operands[0] : operands[0].BroadcastTo(operands[0].Shape.Prepend(size)),
            batched[1] ? operands[1] : operands[1].BroadcastTo(operands[1].Shape.Prepend(size)),
            Axis + 1,
            Label
        );

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], operands[1], Axis, Label);
}

/// <summary>Elements put along an axis at indices: <c>out[index[i, j], j] += updates[i, j]</c> for axis 0, or the largest instead of the sum.</summary>
/// <remarks>Elements of one place are combined in row-major order. The largest ones that tie share the cotangent equally.</remarks>
internal sealed class ScatterElementsOp(Shape shape, int axis, ScatterRule rule, IndexLabel label) : ScatterOp(axis, rule, label)
{
    public override string Name => Rule == ScatterRule.Max ? "scatter_max" : "scatter_add";
    public override string Description => $"{Name}[axis={Axis}]{shape}";

    private Shape Target => shape;

    // A narrow type adds up in its lane type, and rounds once.
    public static Tensor Make(Shape shape, Tensor index, Tensor updates, int axis, ScatterRule rule, IndexLabel label) =>
        updates.DType.IsNarrow
            ? Make(shape, index, updates.To(updates.DType.Lane), axis, rule, label).To(updates.DType)
            : new(new ScatterElementsOp(shape, axis, rule, label), shape, updates.DType, index, updates);

    public override bool Equals(Op? other) =>
        other is ScatterElementsOp scatter
        && scatter.Axis == Axis
        && scatter.Rule == Rule
        && scatter.Target.Equals(shape)
        && scatter.Label.Equals(Label);

    internal override int ComputeHash() => HashCode.Combine(2003, Axis, shape, Rule);

    internal override void Pull(Pullback p)
    {
        if (!p.Wants(1))
            return;
        var (index, updates) = (p.Operand(0), p.Operand(1));
        Tensor Pick(Tensor x) => GatherElementsOp.Make(x, index, Axis, Label);
        if (Rule == ScatterRule.Add)
        {
            p.Give(1, Pick(p.Cotangent));
            return;
        }
        var isLargest = Equal(updates, Pick(p.Result));
        var ties = Make(shape, index, isLargest.To(updates.DType), Axis, ScatterRule.Add, Label);
        p.Give(1, Where(isLargest, Pick(Scale(p.Cotangent, 1 / ties)), 0));
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        Make(
            shape.Prepend(size),
            batched[0] ? operands[0] : operands[0].BroadcastTo(operands[0].Shape.Prepend(size)),
            batched[1] ? operands[1] : operands[1].BroadcastTo(operands[1].Shape.Prepend(size)),
            Axis + 1,
            Rule,
            Label
        );

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(shape, operands[0], operands[1], Axis, Rule, Label);
}
