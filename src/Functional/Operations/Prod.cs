namespace Functional;

/// <summary>Product along axes; blocks are multiplied pairwise, in an order that only the shape decides.</summary>
internal sealed class ProdOp(int[] axes) : ReductionOp(axes)
{
    public override string Name => "prod";

    // A narrow type is multiplied in its lane type, and rounds once.
    public static Tensor Make(Tensor x, int[] axes) =>
        x.DType.IsNarrow
            ? Make(x.To(x.DType.Lane), axes).To(x.DType)
            : new(new ProdOp(axes), x.Shape.Reduce(axes, keepAxes: false), x.DType, x);

    public override Value Combine(Value x, Value y) => x * y;

    public override double Identity(DType type) => 1;

    // ∂y/∂xₖ is the product of all others: of those before and those after, so that nothing is divided and zeros need no care.
    internal override void Pull(Pullback p)
    {
        var x = p.Operand(0);
        if (x.Size == 0)
            return;
        var axes = Axes.ToArray();
        int[] order = [.. Enumerable.Range(0, x.Rank).Where(axis => !axes.Contains(axis)), .. axes];
        var back = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            back[order[i]] = i;
        var sorted = x.Permute(order);
        var rows = sorted.Reshape(checked((int)p.Result.Size), -1);
        var others = CumulativeProductOp.Before(rows, 1) * CumulativeProductOp.After(rows, 1);
        p.Give(0, (p.Cotangent.Reshape(-1, 1) * others).Reshape(sorted.Shape).Permute(back));
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        Make(operands[0], [.. Axes.ToArray().Select(axis => axis + 1)]);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], Axes.ToArray());
}

public sealed partial class Tensor
{
    /// <summary>Product of all elements: a scalar. Bools and int32 multiply in int64, which wraps around; an empty product is 1.</summary>
    [Pipeline]
    public Tensor Prod() => Prod([], keepAxes: false);

    /// <summary>Product along one axis.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    [Pipeline]
    public Tensor Prod(int axis, bool keepAxes = false) => Prod([axis], keepAxes);

    /// <summary>Product along several axes; none means all. The derivative is right where elements are 0, to any order.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice.</exception>
    public Tensor Prod(ReadOnlySpan<int> axes, bool keepAxes = false) =>
        Reduce("prod", axes, keepAxes, DType.IsFloating ? this : To(DType.Int64), ProdOp.Make);
}
