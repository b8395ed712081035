namespace Functional;

public sealed partial class Tensor
{
    /// <summary>Product of two vectors: <c>Σ xᵢ yᵢ</c>.</summary>
    /// <exception cref="ShapeException">An operand is not a vector, or the lengths differ.</exception>
    [Pipeline]
    public Tensor Dot(Tensor other) =>
        Rank == 1 && other.Rank == 1
            ? MatMul(other)
            : throw new ShapeException($"[dot] needs two vectors, got {Describe()} and {other.Describe()}. Use MatMul or Inner.");

    /// <summary>Sums of products over the last axis of both: <c>[i…, k] × [j…, k] → [i…, j…]</c>; a scalar multiplies.</summary>
    /// <exception cref="ShapeException">The last axes differ.</exception>
    [Pipeline]
    public Tensor Inner(Tensor other) => Rank == 0 || other.Rank == 0 ? this * other : TensorDot(other, [-1], [-1]);

    /// <summary>All products of the elements of two vectors: <c>[m] × [n] → [m, n]</c>.</summary>
    /// <exception cref="ShapeException">An operand is not a vector.</exception>
    [Pipeline]
    public Tensor Outer(Tensor other) =>
        Rank == 1 && other.Rank == 1
            ? ExpandDims(1) * other
            : throw new ShapeException($"[outer] needs two vectors, got {Describe()} and {other.Describe()}.");

    /// <summary>Sums of products over the last <paramref name="axes"/> axes of this tensor and the first of the other; of none, all products.</summary>
    /// <exception cref="ShapeException">The summed axes differ, or there are too few.</exception>
    [Pipeline]
    public Tensor TensorDot(Tensor other, int axes = 2)
    {
        if (axes < 0 || axes > Rank || axes > other.Rank)
            throw new ShapeException($"[tensor_dot] cannot sum over {axes} axes of {Describe()} and {other.Describe()}.");
        return TensorDot(other, [.. Enumerable.Range(Rank - axes, axes)], [.. Enumerable.Range(0, axes)]);
    }

    /// <summary>Sums of products over pairs of axes; the result has the remaining ones of this tensor, then those of the other.</summary>
    /// <exception cref="AxisException">An axis is out of range or named twice, or the numbers of axes differ.</exception>
    /// <exception cref="ShapeException">The axes of a pair differ.</exception>
    /// <exception cref="DTypeException">An operand is of bools.</exception>
    [Pipeline]
    public Tensor TensorDot(Tensor other, ReadOnlySpan<int> axes, ReadOnlySpan<int> otherAxes)
    {
        if (axes.Length != otherAxes.Length)
            throw new AxisException($"[tensor_dot] got {axes.Length} axes of the left and {otherAxes.Length} of the right.");
        var (own, others) = (new int[axes.Length], new int[axes.Length]);
        for (var i = 0; i < own.Length; i++)
        {
            (own[i], others[i]) = (Shape.Axis("tensor_dot", axes[i]), other.Shape.Axis("tensor_dot", otherAxes[i]));
            if (own.AsSpan(0, i).Contains(own[i]) || others.AsSpan(0, i).Contains(others[i]))
                throw new AxisException($"[tensor_dot] names an axis twice: pair {i} is axis {own[i]} and axis {others[i]}.");
            if (Shape[own[i]] != other.Shape[others[i]])
                throw new ShapeException(
                    $"[tensor_dot] cannot sum over axis {axes[i]} of {Describe()} and axis {otherAxes[i]} of {other.Describe()}: {Shape[own[i]]} against {other.Shape[others[i]]}."
                );
        }
        int[] rows = [.. Enumerable.Range(0, Rank).Except(own)];
        int[] columns = [.. Enumerable.Range(0, other.Rank).Except(others)];
        var depth = checked((int)Shape.Of([.. own.Select(axis => Shape[axis])]).Size);
        var (left, right) = (Rest(this, rows), Rest(other, columns));
        return Permute([.. rows, .. own])
            .Reshape((int)left.Size, depth)
            .MatMul(other.Permute([.. others, .. columns]).Reshape(depth, (int)right.Size))
            .Reshape(Shape.Of([.. left, .. right]));
        static Shape Rest(Tensor x, int[] kept) => Shape.Of([.. kept.Select(axis => x.Shape[axis])]);
    }

    /// <summary>This tensor plus a matrix product: <c>beta · c + alpha · x y</c>; this tensor broadcasts, and counts for nothing if beta is 0.</summary>
    /// <exception cref="ShapeException">The product does not exist, or this tensor does not stretch to it.</exception>
    public Tensor AddMatMul(Tensor x, Tensor y, double beta = 1, double alpha = 1)
    {
        var product = x.MatMul(y).ScaledBy(alpha);
        if (
            !Shape.CanBroadcast(Shape, product.Shape)
            || !Shape.Broadcast("add_matmul", Shape, product.Shape).Equals(product.Shape)
        )
            throw new ShapeException($"[add_matmul] cannot add {Describe()} to a product {product.Describe()}.");
        return beta == 0 ? product : ScaledBy(beta) + product;
    }

    /// <summary>Kronecker product: every element of this tensor times the whole other, as blocks.</summary>
    [Pipeline]
    public Tensor Kron(Tensor other)
    {
        var rank = Math.Max(Rank, other.Rank);
        int SizeOf(Tensor x, int axis) => axis - rank + x.Rank is >= 0 and var own ? x.Shape[own] : 1;
        var (coarse, fine, whole) = (new int[2 * rank], new int[2 * rank], new int[rank]);
        for (var axis = 0; axis < rank; axis++)
        {
            (coarse[2 * axis], coarse[(2 * axis) + 1]) = (SizeOf(this, axis), 1);
            (fine[2 * axis], fine[(2 * axis) + 1]) = (1, SizeOf(other, axis));
            whole[axis] = checked(SizeOf(this, axis) * SizeOf(other, axis));
        }
        return (Reshape(Shape.Of(coarse)) * other.Reshape(Shape.Of(fine))).Reshape(Shape.Of(whole));
    }

    /// <summary>Vector product along an axis of size 3; the other axes broadcast.</summary>
    /// <exception cref="ShapeException">The axis is not of size 3, or the shapes do not broadcast.</exception>
    [Pipeline]
    public Tensor Cross(Tensor other, int axis = -1)
    {
        var shape = Shape.Broadcast("cross", Shape, other.Shape);
        var at = shape.Axis("cross", axis);
        if (shape[at] != 3 || Rank == 0 || other.Rank == 0)
            throw new ShapeException($"[cross] needs axis {axis} to be of size 3, got {Describe()} and {other.Describe()}.");
        var (x, y) = (BroadcastTo(shape), other.BroadcastTo(shape));
        // Components 1 2 0 and 2 0 1 of each.
        return (x.Roll(-1, at) * y.Roll(-2, at)) - (x.Roll(-2, at) * y.Roll(-1, at));
    }

    /// <summary>The product of a chain of matrices, in the order that takes the fewest operations; the first and last may be vectors.</summary>
    /// <exception cref="ShapeException">Neighbours do not fit, or one between them is not a matrix.</exception>
    public static Tensor MultiDot(params ReadOnlySpan<Tensor> chain)
    {
        if (chain.Length == 0)
            throw new ShapeException("[multi_dot] needs at least one matrix.");
        if (chain.Length == 1)
            return chain[0];
        var sizes = new long[chain.Length + 1];
        for (var i = 0; i < chain.Length; i++)
        {
            var isEnd = i == 0 || i == chain.Length - 1;
            if (chain[i].Rank != 2 && !(isEnd && chain[i].Rank == 1))
                throw new ShapeException($"[multi_dot] needs matrices, got {chain[i].Describe()} at place {i}.");
            sizes[i] = i == 0 && chain[i].Rank == 1 ? 1 : chain[i].Shape[0];
        }
        sizes[^1] = chain[^1].Rank == 1 ? 1 : chain[^1].Shape[1];
        var factors = chain.ToArray();
        var cuts = Cuts(sizes);
        return Product(0, factors.Length - 1);
        Tensor Product(int from, int to) =>
            from == to ? factors[from] : Product(from, cuts[from, to]).MatMul(Product(cuts[from, to] + 1, to));
    }

    // Where to cut each part of the chain (Cormen et al., Introduction to Algorithms, 15.2).
    private static int[,] Cuts(long[] sizes)
    {
        var count = sizes.Length - 1;
        var (costs, cuts) = (new double[count, count], new int[count, count]);
        for (var length = 1; length < count; length++)
        for (var from = 0; from + length < count; from++)
        {
            var to = from + length;
            costs[from, to] = double.PositiveInfinity;
            for (var cut = from; cut < to; cut++)
            {
                var cost = costs[from, cut] + costs[cut + 1, to] + ((double)sizes[from] * sizes[cut + 1] * sizes[to + 1]);
                if (cost < costs[from, to])
                    (costs[from, to], cuts[from, to]) = (cost, cut);
            }
        }
        return cuts;
    }
}
