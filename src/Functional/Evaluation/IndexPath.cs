namespace Functional;

/// <summary>The movements between a group's iteration space and a node that it reads, outermost first.</summary>
internal sealed class IndexPath
{
    private readonly IndexPath? _outer;
    private readonly MovementOp? _movement;
    private View? _view;

    private IndexPath(IndexPath? outer, MovementOp? movement) => (_outer, _movement) = (outer, movement);

    /// <summary>The space itself.</summary>
    public static IndexPath Identity { get; } = new(null, null);

    public bool IsIdentity => _outer is null;

    /// <summary>The path to the operand of a movement whose result is at this path.</summary>
    public IndexPath Through(MovementOp movement) =>
        movement is VariableOp or StopGradientOp or DeviceOp or ImplicitOp ? this : new(this, movement);

    /// <summary>The path to an operand of an elementwise node, which may be broadcast.</summary>
    public IndexPath Broadcast(Shape from, Shape to) =>
        ReferenceEquals(from, to) || from.Equals(to) ? this : new(this, new BroadcastOp(to));

    /// <summary>Where the elements of the space lie in a row-major node of the given shape.</summary>
    public View ViewOf(Shape shape)
    {
        if (IsIdentity)
            return View.Of(shape);
        return _view ??= ViewFrom(View.Of(shape));
    }

    /// <summary>Where the elements of the space lie, given where the node's do.</summary>
    public View ViewFrom(View view)
    {
        for (var path = this; path._movement is not null; path = path._outer!)
            view = path._movement.Apply(view);
        return view;
    }

    /// <summary>True if both lead to the same elements of a node of the given shape.</summary>
    public bool IsSame(IndexPath other, Shape shape) =>
        ReferenceEquals(this, other) || (IsIdentity && other.IsIdentity) || ViewOf(shape).Equals(other.ViewOf(shape));
}

/// <summary>A piece at its place among zeros, as a movement: what an assembly of one piece is for those who read through it.</summary>
internal sealed class PlaceOp(int[] before, Shape shape) : MovementOp
{
    public override string Name => "pad";

    internal override View Apply(View operand) => operand.Pad(before, shape);

    internal override void Pull(Pullback pullback) => throw new InvalidOperationException("Only paths use it.");

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        throw new InvalidOperationException("Only paths use it.");

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => throw new InvalidOperationException("Only paths use it.");
}
