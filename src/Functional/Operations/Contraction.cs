namespace Functional;

/// <summary>Matrix product over equal leading axes: <c>[…, m, k] × […, k, n] → […, m, n]</c>.</summary>
internal sealed class MatMulOp : ContractionOp
{
    private static readonly MatMulOp[] All = [.. Enum.GetValues<Precision>().Select(precision => new MatMulOp(precision))];

    private MatMulOp(Precision precision)
        : base(precision) { }

    public override string Name => "matmul";
    public override string Description => Precision == Precision.Exact ? Name : $"{Name}[precision={Precision.Name}]";

    public static MatMulOp Of(Precision precision) => All[(int)precision];

    // A narrow type is multiplied and added up in its lane type, and rounded (or wrapped around) once.
    public static Tensor Make(Tensor x, Tensor y, Precision precision = Precision.Exact)
    {
        var (type, own) = (x.DType, Precisions.Of("matmul", x.DType, precision));
        var product = new Tensor(
            Of(own),
            Shape.Of([.. x.Shape.Axes[..^1], y.Shape[-1]]),
            type.Lane,
            x.To(type.Lane),
            y.To(type.Lane)
        );
        return product.To(type);
    }

    /// <summary>A product that is not computed yet with its last two axes exchanged, as the product of the operands so exchanged; else null.</summary>
    public static Tensor? Transposed(Tensor product, ReadOnlySpan<int> axes)
    {
        if (product is not { IsComputed: false, Op: MatMulOp op } || axes[^1] != axes.Length - 2 || axes[^2] != axes.Length - 1)
            return null;
        for (var axis = 0; axis < axes.Length - 2; axis++)
            if (axes[axis] != axis)
                return null;
        return Make(product.Operand(1).Transpose(), product.Operand(0).Transpose(), op.Precision);
    }

    internal override void Pull(Pullback p)
    {
        if (p.Wants(0))
            p.Give(0, Make(p.Cotangent, p.Operand(1).Transpose(), Precision));
        if (p.Wants(1))
            p.Give(1, Make(p.Operand(0).Transpose(), p.Cotangent, Precision));
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size)
    {
        var (x, y) = (operands[0], operands[1]);
        // A batch of rows beside one matrix is one product of a taller matrix.
        if (!batched[1] && y.Rank == 2)
            return Make(x.Reshape(size * x.Shape[1], x.Shape[2]), y, Precision).Reshape(Shape.Of(size, x.Shape[1], y.Shape[1]));
        return Make(
            batched[0] ? x : x.BroadcastTo(x.Shape.Prepend(size)),
            batched[1] ? y : y.BroadcastTo(y.Shape.Prepend(size)),
            Precision
        );
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], operands[1], Precision);

    internal override Op With(Precision precision) => Precision == Precision.Exact ? Of(precision) : this;

    internal override int ComputeHash() => HashCode.Combine(Name.Length, (int)Precision, 5003);
}

public sealed partial class Tensor
{
    /// <summary>Matrix product: <c>[…, m, k] × […, k, n] → […, m, n]</c>; leading axes broadcast.</summary>
    /// <remarks>
    /// A vector on the left is a row and on the right a column, whose axis the result does not have. float16 and bfloat16 are computed in
    /// float32 and rounded once.
    /// </remarks>
    /// <exception cref="ShapeException">The inner axes differ, or an operand is a scalar.</exception>
    /// <exception cref="DTypeException">An operand is bool.</exception>
    [Pipeline]
    public Tensor MatMul(Tensor right) => MatMul(right, Precision.Exact);

    /// <summary>Matrix product of operands that are rounded first: <c>[…, m, k] × […, k, n] → […, m, n]</c>; leading axes broadcast.</summary>
    /// <remarks>The same product is in the derivatives. Products of other types than float32 take no notice.</remarks>
    /// <param name="right">The right operand.</param>
    /// <param name="precision">What is done to operands of float32 before they are multiplied.</param>
    /// <exception cref="ShapeException">The inner axes differ, or an operand is a scalar.</exception>
    /// <exception cref="DTypeException">An operand is bool.</exception>
    [Pipeline]
    public Tensor MatMul(Tensor right, Precision precision)
    {
        var (x, y) = (this, right);
        if (x.Rank == 0 || y.Rank == 0)
            throw new ShapeException(
                $"[matmul] needs at least one axis on each side, got left {x.Describe()} and right {y.Describe()}. Use * for scalars."
            );
        if (x.DType == DType.Bool || y.DType == DType.Bool)
            throw new DTypeException($"[matmul] needs numbers, got left {x.Describe()} and right {y.Describe()}.");
        if (x.Shape[-1] != y.Shape[y.Rank == 1 ? 0 : -2])
            throw new ShapeException(
                $"[matmul] cannot multiply left {x.Describe()} by right {y.Describe()}: axis -1 of the left is {x.Shape[-1]}, axis {(y.Rank == 1 ? -1 : -2)} of the right is {y.Shape[y.Rank == 1 ? 0 : -2]}."
            );
        var type = DTypes.Promote(x.DType, y.DType);
        var product = Product(x.To(type).AsRow(), y.To(type).AsColumn(), precision);
        if (x.Rank == 1)
            product = product.Squeeze(-2);
        return y.Rank == 1 ? product.Squeeze(-1) : product;
    }

    private static Tensor Product(Tensor x, Tensor y, Precision precision)
    {
        if (y.Rank == 2 && x.Rank > 2)
            return MatMulOp.Make(x.Flatten(0, -2), y, precision).Reshape(Shape.Of([.. x.Shape.Axes[..^1], y.Shape[1]]));
        var (left, right) = (Shape.Of(x.Shape.Axes[..^2]), Shape.Of(y.Shape.Axes[..^2]));
        if (!Shape.CanBroadcast(left, right))
            throw new ShapeException(
                $"[matmul] cannot multiply left {x.Describe()} by right {y.Describe()}: the leading axes {left} and {right} do not broadcast."
            );
        var batch = Shape.Broadcast("matmul", left, right);
        return MatMulOp.Make(
            x.BroadcastTo(Shape.Of([.. batch, .. x.Shape.Axes[^2..]])),
            y.BroadcastTo(Shape.Of([.. batch, .. y.Shape.Axes[^2..]])),
            precision
        );
    }

    private Tensor AsRow() => Rank == 1 ? ExpandDims(0) : this;

    private Tensor AsColumn() => Rank == 1 ? ExpandDims(1) : this;
}
