namespace Functional;

public sealed partial class Tensor
{
    // The type in which factors come: a floating tensor's own; float32 for whole numbers and bools.
    private DType FactorType => DType.IsFloating ? DType : DType.Float32;

    // The matrices in the type that decompositions compute in, which is not narrow.
    private Tensor Matrices(string operation, bool isSquare = false)
    {
        if (Rank < 2)
            throw new ShapeException($"[{operation}] needs matrices, […, m, n], got {Describe()}.");
        if (isSquare && Shape[-1] != Shape[-2])
            throw new ShapeException(
                $"[{operation}] needs square matrices, got {Describe()}: axis -2 is {Shape[-2]}, axis -1 is {Shape[-1]}."
            );
        // Factors of one matrix are one array.
        var (least, both) = (Math.Min(Shape[-1], Shape[-2]), (long)Shape[-1] + Shape[-2]);
        if (2.0 * (both + 2) * (least + 2) > int.MaxValue)
            throw new ShapeException(
                $"[{operation}] cannot hold the factors of {Describe()}: a matrix has too many elements. Up to 23,000 rows and columns work."
            );
        return To(FactorType.Lane);
    }

    // Square matrices as they are if they are symmetric, else their symmetric part; so the derivative is symmetric, too.
    private Tensor Symmetric(string operation)
    {
        var x = Matrices(operation, isSquare: true);
        return (x * 0.5) + (x.Transpose() * 0.5);
    }

    // A slice of the rows or columns of matrices.
    internal Tensor RowsOf(int from, int to) => Slice(-2, from, to);

    internal Tensor ColumnsOf(int from, int to) => Slice(-1, from, to);

    internal static Tensor IdentityLike(Tensor matrices) =>
        Eye(matrices.Shape[-1], type: matrices.DType).BroadcastTo(matrices.Shape);

    // Rounding of the type, in parts of 1.
    internal static double EpsilonOf(DType type) => type == DType.Float64 ? Math.Pow(2, -52) : Math.Pow(2, -23);

    // A left and a right side of equal leading axes and type, for a product with an inverse on its left. One matrix for a batch of right
    // sides takes them as columns of one, so that it is read once.
    private static Tensor Solved(string operation, Tensor matrix, Tensor right, Func<Tensor, Tensor, Tensor> solve)
    {
        var type = DTypes.Promote(matrix.FactorType, right.FactorType);
        var isVector = right.Rank == 1;
        var (a, b) = (matrix.Matrices(operation).To(type.Lane), (isVector ? right.ExpandDims(1) : right).To(type.Lane));
        if (b.Rank < 2 || a.Shape[-2] != b.Shape[-2])
            throw new ShapeException(
                $"[{operation}] cannot solve {matrix.Describe()} for {right.Describe()}: the left has {a.Shape[-2]} rows, the right {(b.Rank < 2 ? "none" : b.Shape[-2])}."
            );
        Tensor x;
        if (a.Rank == 2 && b.Rank > 2)
        {
            var (front, columns) = (b.MoveAxis(-2, 0), Shape.Of([.. b.Shape.Axes[..^2], b.Shape[-1]]));
            x = solve(a, front.Reshape(a.Shape[0], checked((int)columns.Size)));
            x = x.Reshape(Shape.Of([x.Shape[0], .. columns])).MoveAxis(0, -2);
        }
        else
        {
            var (left, rest) = (Shape.Of(a.Shape.Axes[..^2]), Shape.Of(b.Shape.Axes[..^2]));
            if (!Shape.CanBroadcast(left, rest))
                throw new ShapeException(
                    $"[{operation}] cannot solve {matrix.Describe()} for {right.Describe()}: the leading axes {left} and {rest} do not broadcast."
                );
            x = solve(a, b.BroadcastTo(Shape.Of([.. Shape.Broadcast(operation, left, rest), .. b.Shape.Axes[^2..]])));
        }
        return (isVector ? x.Squeeze(-1) : x).To(type);
    }

    // Matrices stretched over the leading axes of others.
    private static Tensor Over(Tensor matrices, Tensor others) =>
        matrices.BroadcastTo(Shape.Of([.. others.Shape.Axes[..^2], .. matrices.Shape.Axes[^2..]]));
}

/// <summary>Why a decomposition failed whose failing has no place.</summary>
internal static class DecompositionFailures
{
    public const int NotFinite = 0;
    public const int NotConverged = 1;

    public static ValueException Of(string operation, string matrix, int reason) =>
        new(
            reason == NotFinite
                ? $"[{operation}] needs finite numbers, and {matrix} has NaN or infinities."
                : $"[{operation}] of {matrix} did not converge."
        );
}

/// <summary>The value of the first operand, with a derivative of its own by the others: that of what the value solves, not of how it was found.</summary>
/// <remarks>The rules use the node itself and operations with such rules, so they hold to any order.</remarks>
internal abstract class ImplicitOp : MovementOp
{
    internal sealed override View Apply(View operand) => operand;

    internal sealed override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size)
    {
        var all = new Tensor[operands.Length];
        for (var i = 0; i < all.Length; i++)
            all[i] = batched[i] ? operands[i] : operands[i].BroadcastTo(operands[i].Shape.Prepend(size));
        return Rebuild(all);
    }

    internal sealed override Tensor Rebuild(ReadOnlySpan<Tensor> operands) =>
        new(this, operands[0].Shape, operands[0].DType, operands.ToArray());

    public override bool Equals(Op? other) => other?.GetType() == GetType();
}
