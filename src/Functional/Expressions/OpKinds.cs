namespace Functional;

/// <summary>The same body for every element of operands that are broadcast to one shape.</summary>
public abstract class ElementwiseOp : Op
{
    private protected ElementwiseOp() { }

    /// <summary>Number of operands.</summary>
    public abstract int Arity { get; }

    /// <summary>The body's cost for the operand types asked for last, which are nearly always those asked for next; the types in the high half.</summary>
    internal long LastCost { get; set; }

    /// <summary>True if the body gives what its own type holds, whatever the operands' types are: a cast.</summary>
    internal virtual bool RoundsItself => false;

    /// <summary>The body for operands of the given types, those that kernels compute in: int32 for int8, float32 for float16.</summary>
    public abstract Value Body(ReadOnlySpan<DType> operands);

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Elementwise(this, argument);

    // Broadcasting aligns from the right, so a batched operand of lower rank gets ones behind its batch axis.
    internal sealed override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size)
    {
        var rank = 0;
        for (var i = 0; i < operands.Length; i++)
            rank = Math.Max(rank, operands[i].Rank - (batched[i] ? 1 : 0));
        var aligned = new Tensor[operands.Length];
        for (var i = 0; i < operands.Length; i++)
        {
            var missing = batched[i] ? rank + 1 - operands[i].Rank : 0;
            aligned[i] =
                missing == 0
                    ? operands[i]
                    : operands[i].Reshape(Shape.Of([size, .. Enumerable.Repeat(1, missing), .. operands[i].Shape.Axes[1..]]));
        }
        return Rebuild(aligned);
    }
}

/// <summary>The same elements at other places: reshaped, permuted, stretched, sliced.</summary>
public abstract class MovementOp : Op
{
    private protected MovementOp() { }

    /// <summary>Where the elements of the result lie, given where the operand's do.</summary>
    internal abstract View Apply(View operand);

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Movement(this, argument);
}

/// <summary>Several elements to one, along some axes, which the result does not have.</summary>
public abstract class ReductionOp : Op
{
    private readonly int[] _axes;

    private protected ReductionOp(int[] axes) => _axes = axes;

    /// <summary>The axes that go, in ascending order.</summary>
    public ReadOnlySpan<int> Axes => _axes;

    /// <inheritdoc/>
    public override string Description => $"{Name}[axes={string.Join(',', _axes)}]";

    /// <summary>Two partial results to one: associative and commutative but for rounding.</summary>
    public abstract Value Combine(Value x, Value y);

    /// <summary>The result over no elements.</summary>
    public abstract double Identity(DType type);

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Reduction(this, argument);

    /// <inheritdoc/>
    public override bool Equals(Op? other) =>
        other is ReductionOp reduction && reduction.GetType() == GetType() && reduction.Axes.SequenceEqual(_axes);

    internal override int ComputeHash()
    {
        var hash = GetType().Name.Length;
        foreach (var axis in _axes)
            hash = (hash * 31) + axis + 1;
        return hash;
    }
}

/// <summary>Pieces put into a tensor of zeros; where they overlap they add up.</summary>
public abstract class AssemblyOp : Op
{
    private protected AssemblyOp() { }

    /// <summary>Per operand where it goes.</summary>
    internal abstract ReadOnlySpan<Region> Regions { get; }

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Assembly(this, argument);
}

/// <summary>Every <c>Steps[a]</c>-th place of axis a, from <c>Starts[a]</c>.</summary>
internal readonly record struct Region(int[] Starts, int[] Steps)
{
    public bool IsSame(Region other) => Starts.AsSpan().SequenceEqual(other.Starts) && Steps.AsSpan().SequenceEqual(other.Steps);
}

/// <summary>Sums of products: <c>[…, m, k] × […, k, n] → [m, n]</c> with equal leading axes.</summary>
public abstract class ContractionOp : Op
{
    private protected ContractionOp(Precision precision) => Precision = precision;

    /// <summary>What is rounded before it is multiplied.</summary>
    public Precision Precision { get; }

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Contraction(this, argument);
}

/// <summary>Sums of products over windows: <c>[…, n, c, s…] × […, o, c, k…] → […, n, o, t…]</c> with equal leading axes.</summary>
/// <remarks>
/// <c>out[n, o, t] = Σ_{c,k} x[n, c, (t · Stride + k · Dilation − Low) / Spread] · w[o, c, k]</c> for each spatial axis, where terms whose
/// place in x is not whole or outside are 0. Its derivatives are operations of the same kind.
/// </remarks>
public abstract class ConvolutionOp : Op
{
    private protected ConvolutionOp(Precision precision) => Precision = precision;

    /// <summary>What is rounded before it is multiplied.</summary>
    public Precision Precision { get; }

    /// <summary>Per spatial axis where windows lie.</summary>
    internal abstract ReadOnlySpan<WindowAxis> Windows { get; }

    /// <summary>True if the result is <c>[…, o, n, t…]</c>, as a kernel's cotangent is.</summary>
    internal abstract bool IsOutputMajor { get; }

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Convolution(this, argument);
}

/// <summary>How windows lie along one axis.</summary>
/// <param name="Size">Number of windows.</param>
/// <param name="Stride">From one window to the next.</param>
/// <param name="Dilation">From one element of a window to the next.</param>
/// <param name="Spread">From one element of the input to the next; between them are zeros.</param>
/// <param name="Low">How far the first window reaches before the input; negative if it begins inside.</param>
internal readonly record struct WindowAxis(int Size, int Stride, int Dilation, int Spread, int Low)
{
    /// <summary>The element of an input of <paramref name="size"/> that element <paramref name="k"/> of window <paramref name="t"/> holds, or −1.</summary>
    public int At(int t, int k, int size)
    {
        var place = ((long)t * Stride) + ((long)k * Dilation) - Low;
        return place < 0 || place % Spread != 0 || place / Spread >= size ? -1 : (int)(place / Spread);
    }
}

/// <summary>Along an axis every element combined with all before it; operands have one shape.</summary>
public abstract class CumulativeOp : Op
{
    private protected CumulativeOp(int axis) => Axis = axis;

    /// <summary>The axis along which is combined.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override string Description => $"{Name}[axis={Axis}]";

    /// <summary>What is there so far, and the next element of each operand, to one. The first result is the first operand's first element.</summary>
    public abstract Value Combine(Value x, ReadOnlySpan<Value> next);

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Cumulative(this, argument);

    /// <inheritdoc/>
    public override bool Equals(Op? other) =>
        other is CumulativeOp cumulative && cumulative.GetType() == GetType() && cumulative.Axis == Axis;

    internal override int ComputeHash() => HashCode.Combine(Name.GetHashCode(StringComparison.Ordinal), Axis);
}

/// <summary>Along an axis the places of the elements in order, int64; equal elements keep theirs, and NaN is the largest.</summary>
public abstract class SortOp : Op
{
    private protected SortOp(int axis, bool isDescending) => (Axis, IsDescending) = (axis, isDescending);

    /// <summary>The axis along which is sorted.</summary>
    public int Axis { get; }

    /// <summary>True if the largest comes first.</summary>
    public bool IsDescending { get; }

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Sort(this, argument);
}

/// <summary>Elements of the first operand picked along an axis by the second, which has the result's shape.</summary>
public abstract class GatherOp : Op
{
    private protected GatherOp(int axis, IndexLabel label) => (Axis, Label) = (axis, label);

    /// <summary>The axis along which is picked.</summary>
    public int Axis { get; }

    /// <summary>In whose words an index out of range is reported.</summary>
    internal IndexLabel Label { get; }

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Gather(this, argument);
}

/// <summary>How elements that a scatter puts at one place become one.</summary>
public enum ScatterRule
{
    /// <summary>They add up; a place without any is 0.</summary>
    Add,

    /// <summary>The largest, NaN if there is one; a place without any is the type's smallest value.</summary>
    Max,
}

/// <summary>The elements of the second operand put along an axis at the indices in the first; those of one place are combined.</summary>
public abstract class ScatterOp : Op
{
    private protected ScatterOp(int axis, ScatterRule rule, IndexLabel label) => (Axis, Rule, Label) = (axis, rule, label);

    /// <summary>The axis along which is put.</summary>
    public int Axis { get; }

    /// <summary>How elements of one place are combined.</summary>
    public ScatterRule Rule { get; }

    /// <summary>Two elements of one place to one.</summary>
    public Value Combine(Value x, Value y) => Rule == ScatterRule.Max ? Value.Max(x, y) : x + y;

    /// <summary>In whose words an index out of range is reported.</summary>
    internal IndexLabel Label { get; }

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Scatter(this, argument);
}

/// <summary>Factors of the matrices in the last two axes, side by side in one matrix; the leading axes, equal for all operands, are a batch.</summary>
public abstract class DecompositionOp : Op
{
    private protected DecompositionOp() { }

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Decomposition(this, argument);

    /// <summary>The error for a matrix that has no such factors.</summary>
    /// <param name="matrix">The matrix, as <see cref="Named"/> has it.</param>
    /// <param name="place">Where or why it failed, in numbers of the operation's own.</param>
    internal virtual ValueException Failure(string matrix, int place) =>
        throw new InvalidOperationException($"{Name} has factors of every matrix.");

    /// <summary>What errors call a matrix of a batch.</summary>
    internal static string Named(DType type, Shape shape, long matrix)
    {
        var index = new long[shape.Rank - 2];
        for (var axis = index.Length - 1; axis >= 0; axis--)
            (matrix, index[axis]) = Math.DivRem(matrix, shape[axis]);
        var all = $"{type.Name}{shape}";
        return index.Length == 0 ? all : $"matrix [{string.Join(',', index)}] of {all}";
    }

    internal sealed override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size)
    {
        var all = new Tensor[operands.Length];
        for (var i = 0; i < all.Length; i++)
            all[i] = batched[i] ? operands[i] : operands[i].BroadcastTo(operands[i].Shape.Prepend(size));
        return Rebuild(all);
    }
}

/// <summary>A body run for every step of a sequence; it has several results.</summary>
public abstract class LoopOp : Op
{
    private protected LoopOp() { }

    /// <summary>The shapes and types of the results.</summary>
    internal abstract ReadOnlySpan<(Shape Shape, DType Type)> Results { get; }

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Loop(this, argument);

    /// <summary>A result of this loop after batching, with the batch axis first.</summary>
    internal abstract Tensor BatchedResult(Tensor loop, int index);
}

/// <summary>What somebody outside this library has declared, with a kernel of its own.</summary>
public abstract class CustomOp : Op
{
    private protected CustomOp() { }

    /// <summary>Computes the result from operands in row-major order; all by address.</summary>
    internal abstract unsafe void Compute(
        ReadOnlySpan<(Shape Shape, DType Type)> operands,
        byte** addresses,
        (Shape Shape, DType Type) result,
        byte* target
    );

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Custom(this, argument);
}

/// <summary>One result of a loop.</summary>
public sealed class ProjectionOp : Op
{
    private ProjectionOp(int index) => Index = index;

    /// <summary>Which result.</summary>
    public int Index { get; }

    /// <inheritdoc/>
    public override string Name => "result";

    /// <inheritdoc/>
    public override string Description => $"result[{Index}]";

    /// <inheritdoc/>
    public override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Projection(this, argument);

    /// <inheritdoc/>
    public override bool Equals(Op? other) => other is ProjectionOp projection && projection.Index == Index;

    internal override int ComputeHash() => 7919 + Index;

    internal static Tensor Of(Tensor loop, int index)
    {
        var (shape, type) = ((LoopOp)loop.Op).Results[index];
        return new Tensor(new ProjectionOp(index), shape, type, loop);
    }

    internal override void Pull(Pullback pullback) => pullback.Give(0, pullback.Cotangent);

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        ((LoopOp)operands[0].Op).BatchedResult(operands[0], Index);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Of(operands[0], Index);
}
