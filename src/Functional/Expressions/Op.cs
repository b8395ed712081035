namespace Functional;

/// <summary>An operation: what a node of the tree does with its operands.</summary>
/// <remarks>
/// The kinds are closed (each has a case in <see cref="IOpCases{TIn,TOut}"/>) and the operations of a kind are open. Passes match on kinds;
/// shapes, derivatives and batching are the operation's own, written in the library's operations.
/// Two operations are equal when they do the same to the same operands.
/// </remarks>
public abstract class Op : IEquatable<Op>
{
    private int _hash;

    private protected Op() { }

    /// <summary>The name as errors and printed trees show it.</summary>
    public abstract string Name { get; }

    /// <summary>The name with the attributes: <c>sum[axes=0]</c>.</summary>
    public virtual string Description => Name;

    /// <summary>Calls the case of this operation's kind.</summary>
    public abstract TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument);

    /// <inheritdoc/>
    public virtual bool Equals(Op? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Op);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => _hash != 0 ? _hash : _hash = ComputeHash();

    /// <summary>A hash that equal operations share; asked for once.</summary>
    internal virtual int ComputeHash() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>Equality for plans: scalars that no rewrite looks at are arguments, not structure.</summary>
    internal virtual bool SameStructure(Op other) => Equals(other);

    /// <summary>The derivative: gives each operand that is asked for its cotangent.</summary>
    internal abstract void Pull(Pullback pullback);

    /// <summary>The same operation over a new first axis of <paramref name="size"/>, which the operands marked in <paramref name="batched"/> have.</summary>
    internal abstract Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size);

    /// <summary>The same operation on other operands.</summary>
    internal abstract Tensor Rebuild(ReadOnlySpan<Tensor> operands);

    /// <summary>The operation with a precision where it multiplies float32 and has none yet; itself if it does not.</summary>
    internal virtual Op With(Precision precision) => this;
}

/// <summary>One case for each kind of operation: a new kind breaks every reader at compile time.</summary>
public interface IOpCases<in TIn, out TOut>
{
    /// <summary>A value from outside: stored numbers, a scalar, a symbol, a row of indices.</summary>
    TOut Leaf(LeafOp op, TIn argument);

    /// <summary>The same body for every element.</summary>
    TOut Elementwise(ElementwiseOp op, TIn argument);

    /// <summary>Several elements to one.</summary>
    TOut Reduction(ReductionOp op, TIn argument);

    /// <summary>The same elements at other places.</summary>
    TOut Movement(MovementOp op, TIn argument);

    /// <summary>Pieces put into a tensor of zeros.</summary>
    TOut Assembly(AssemblyOp op, TIn argument);

    /// <summary>Sums of products.</summary>
    TOut Contraction(ContractionOp op, TIn argument);

    /// <summary>Sums of products over windows of a grid.</summary>
    TOut Convolution(ConvolutionOp op, TIn argument);

    /// <summary>Along an axis every element combined with all before it.</summary>
    TOut Cumulative(CumulativeOp op, TIn argument);

    /// <summary>The order of elements along an axis.</summary>
    TOut Sort(SortOp op, TIn argument);

    /// <summary>Elements picked by index.</summary>
    TOut Gather(GatherOp op, TIn argument);

    /// <summary>Elements put at indices, those of one place combined.</summary>
    TOut Scatter(ScatterOp op, TIn argument);

    /// <summary>Factors of matrices.</summary>
    TOut Decomposition(DecompositionOp op, TIn argument);

    /// <summary>A body run for every step of a sequence.</summary>
    TOut Loop(LoopOp op, TIn argument);

    /// <summary>What somebody outside this library has declared, with a kernel of its own.</summary>
    TOut Custom(CustomOp op, TIn argument);

    /// <summary>One result of an operation that has several.</summary>
    TOut Projection(ProjectionOp op, TIn argument);
}
