namespace Functional;

/// <summary>The same elements in row-major order under another shape.</summary>
internal sealed class ReshapeOp(Shape shape) : MovementOp
{
    public override string Name => "reshape";
    public override string Description => $"reshape{shape}";

    public override bool Equals(Op? other) =>
        other is ReshapeOp reshape && reshape.GetHashCode() == GetHashCode() && reshape.Target.Equals(shape);

    internal override int ComputeHash() => HashCode.Combine(1, shape);

    private Shape Target => shape;

    internal override View Apply(View operand) => operand.Reshape(shape);

    internal override void Pull(Pullback p) => p.Give(0, p.Cotangent.Reshape(p.Operand(0).Shape));

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        operands[0].Reshape(shape.Prepend(size));

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => operands[0].Reshape(shape);
}

/// <summary>Axis i of the result is axis <c>axes[i]</c> of the operand.</summary>
internal sealed class PermuteOp(int[] axes) : MovementOp
{
    public override string Name => "permute";
    public override string Description => $"permute[{string.Join(',', axes)}]";

    public ReadOnlySpan<int> Axes => axes;

    public override bool Equals(Op? other) => other is PermuteOp permute && permute.Axes.SequenceEqual(axes);

    internal override int ComputeHash() => axes.Aggregate(2, (hash, axis) => (hash * 31) + axis);

    internal override View Apply(View operand) => operand.Permute(axes);

    internal override void Pull(Pullback p)
    {
        var inverse = new int[axes.Length];
        for (var i = 0; i < axes.Length; i++)
            inverse[axes[i]] = i;
        // The cotangent of a transposed weight is usually a product, which can be written in the weight's own order at once.
        p.Give(0, MatMulOp.Transposed(p.Cotangent, inverse) ?? p.Cotangent.Permute(inverse));
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        operands[0].Permute([0, .. axes.Select(axis => axis + 1)]);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => operands[0].Permute(axes);
}

/// <summary>Axes of size 1 and missing leading axes repeated.</summary>
internal sealed class BroadcastOp(Shape shape) : MovementOp
{
    public override string Name => "broadcast_to";
    public override string Description => $"broadcast_to{shape}";

    private Shape Target => shape;

    public override bool Equals(Op? other) => other is BroadcastOp broadcast && broadcast.Target.Equals(shape);

    internal override int ComputeHash() => HashCode.Combine(3, shape);

    internal override View Apply(View operand) => operand.BroadcastTo(shape);

    internal override void Pull(Pullback p) => p.Give(0, p.Cotangent);

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size)
    {
        var x = operands[0];
        var missing = Enumerable.Repeat(1, shape.Rank + 1 - x.Rank);
        return x.Reshape(Shape.Of([size, .. missing, .. x.Shape.Axes[1..]])).BroadcastTo(shape.Prepend(size));
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => operands[0].BroadcastTo(shape);
}

/// <summary>Element i of an axis is the operand's <c>start + i · step</c>.</summary>
internal sealed class SliceOp(int[] starts, int[] steps, Shape shape) : MovementOp
{
    public override string Name => "slice";
    public override string Description => $"slice[start={string.Join(',', starts)}; step={string.Join(',', steps)}]{shape}";

    private Region Region { get; } = new(starts, steps);

    internal ReadOnlySpan<int> Starts => starts;

    internal ReadOnlySpan<int> Steps => steps;

    private Shape Target => shape;

    public override bool Equals(Op? other) => other is SliceOp slice && slice.Target.Equals(shape) && slice.Region.IsSame(Region);

    internal override int ComputeHash() => starts.Aggregate(HashCode.Combine(4, shape), (hash, start) => (hash * 31) + start);

    internal override View Apply(View operand) => operand.Slice(starts, steps, shape);

    // What only turns axes round is its own inverse.
    internal override void Pull(Pullback p) =>
        p.Give(
            0,
            shape.Equals(p.Operand(0).Shape)
                ? p.Cotangent.Slice(starts, steps, shape)
                : AssembleOp.Make(p.Operand(0).Shape, [Region], [p.Cotangent])
        );

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        operands[0].Slice([0, .. starts], [1, .. steps], shape.Prepend(size));

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => operands[0].Slice(starts, steps, shape);
}

/// <summary>The same value, through which no derivative passes.</summary>
internal sealed class StopGradientOp : MovementOp
{
    public static readonly StopGradientOp Instance = new();

    public override string Name => "stop_gradient";

    internal override View Apply(View operand) => operand;

    internal override void Pull(Pullback p) { }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        operands[0].StopGradient();

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => operands[0].StopGradient();
}

/// <summary>The variable of one call of a derivative: its value is its operand's.</summary>
internal sealed class VariableOp : MovementOp
{
    public static readonly VariableOp Instance = new();

    public override string Name => "variable";

    internal static Tensor Make(Tensor value, DerivativeScope scope) => new(Instance, value.Shape, value.DType, value, scope);

    internal override View Apply(View operand) => operand;

    internal override void Pull(Pullback p) => p.Give(0, p.Cotangent);

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) => operands[0];

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => operands[0];
}

/// <summary>Pieces put into zeros of a given shape; overlapping pieces add up. The transpose of slicing, padding and concatenating.</summary>
internal sealed class AssembleOp(Shape shape, Region[] regions) : AssemblyOp
{
    public override string Name => "assemble";
    public override string Description => $"assemble{shape} of {regions.Length}";

    internal override ReadOnlySpan<Region> Regions => regions;

    private Shape Target => shape;

    public static Tensor Make(Shape shape, Region[] regions, Tensor[] pieces) =>
        new(new AssembleOp(shape, regions), shape, pieces[0].DType, pieces);

    public override bool Equals(Op? other)
    {
        if (other is not AssembleOp assemble || assemble.Regions.Length != regions.Length || !assemble.Target.Equals(shape))
            return false;
        for (var i = 0; i < regions.Length; i++)
            if (!regions[i].IsSame(assemble.Regions[i]))
                return false;
        return true;
    }

    internal override int ComputeHash() =>
        HashCode.Combine(5, shape, regions.Length, regions[0].Starts.Aggregate(0, (hash, start) => (hash * 31) + start));

    internal override void Pull(Pullback p)
    {
        for (var i = 0; i < regions.Length; i++)
            if (p.Wants(i))
                p.Give(i, p.Cotangent.Slice(regions[i].Starts, regions[i].Steps, p.Operand(i).Shape));
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size)
    {
        var pieces = new Tensor[operands.Length];
        for (var i = 0; i < pieces.Length; i++)
            pieces[i] = batched[i] ? operands[i] : operands[i].BroadcastTo(operands[i].Shape.Prepend(size));
        return Make(shape.Prepend(size), [.. regions.Select(r => new Region([0, .. r.Starts], [1, .. r.Steps]))], pieces);
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(shape, regions, operands.ToArray());
}
