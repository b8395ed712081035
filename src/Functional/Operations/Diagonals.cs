using static Functional.Operations;

namespace Functional;

public sealed partial class Tensor
{
    /// <summary>The diagonal of two axes, as the last axis of the result: <c>out[…, i] = x[i, i + offset]</c>.</summary>
    /// <exception cref="AxisException">An axis is out of range, or both are the same.</exception>
    [Pipeline]
    public Tensor Diagonal(int offset = 0, int axis0 = 0, int axis1 = 1)
    {
        var front = WithLast("diagonal", axis0, axis1);
        var (rows, columns) = (front.Shape[-2], front.Shape[-1]);
        var (start, count) = DiagonalPlaces(rows, columns, offset);
        // In row-major order the diagonal is every (columns + 1)-th element.
        var flat = front.Reshape(Shape.Of([.. front.Shape.Axes[..^2], checked(rows * columns)]));
        var (starts, steps) = LastAxis(flat.Rank, start, count > 1 ? columns + 1 : 1);
        return flat.Slice(starts, steps, Shape.Of([.. front.Shape.Axes[..^2], count]));
    }

    /// <summary>A matrix with the vector on its diagonal, or the diagonal of a matrix.</summary>
    /// <exception cref="ShapeException">The tensor is neither a vector nor a matrix.</exception>
    [Pipeline]
    public Tensor Diag(int offset = 0) =>
        Rank switch
        {
            1 => DiagEmbed(offset),
            2 => Diagonal(offset),
            _ => throw new ShapeException($"[diag] needs a vector or a matrix, got {Describe()}. Use Diagonal or DiagEmbed."),
        };

    /// <summary>Matrices, in two axes of the result, whose diagonals are the vectors along the last axis; zero elsewhere.</summary>
    /// <exception cref="AxisException">An axis is out of range, or both are the same.</exception>
    [Pipeline]
    public Tensor DiagEmbed(int offset = 0, int axis0 = -2, int axis1 = -1)
    {
        if (Rank == 0)
            throw new ShapeException("[diag_embed] needs at least one axis, got a scalar.");
        var side = checked(Shape[-1] + Math.Abs(offset));
        var shape = Shape.Of([.. Shape.Axes[..^1], side, side]);
        var (first, second) = (shape.Axis("diag_embed", axis0), shape.Axis("diag_embed", axis1));
        if (first == second)
            throw new AxisException($"[diag_embed] needs two axes of {shape}, got axis {first} twice.");
        var (start, _) = DiagonalPlaces(side, side, offset);
        var (starts, steps) = LastAxis(Rank, start, Shape[-1] > 1 ? side + 1 : 1);
        return AssembleOp
            .Make(Shape.Of([.. Shape.Axes[..^1], checked(side * side)]), [new Region(starts, steps)], [this])
            .Reshape(shape)
            .MoveAxis([-2, -1], [first, second]);
    }

    /// <summary>The lower triangle of the last two axes, zero elsewhere: where <c>column − row ≤ diagonal</c>.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    [Pipeline]
    public Tensor Tril(int diagonal = 0) => Where(Columns("tril") <= diagonal, this, Constant(DType, 0.0));

    /// <summary>The upper triangle of the last two axes, zero elsewhere: where <c>column − row ≥ diagonal</c>.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    [Pipeline]
    public Tensor Triu(int diagonal = 0) => Where(Columns("triu") >= diagonal, this, Constant(DType, 0.0));

    /// <summary>Sum of the main diagonal of a matrix.</summary>
    /// <exception cref="ShapeException">The tensor is not a matrix.</exception>
    public Tensor Trace() =>
        Rank == 2
            ? Diagonal().Sum()
            : throw new ShapeException($"[trace] needs a matrix, got {Describe()}. Use Diagonal and Sum.");

    // Two axes as the last ones.
    private Tensor WithLast(string name, int axis0, int axis1)
    {
        var (first, second) = (Shape.Axis(name, axis0), Shape.Axis(name, axis1));
        return first == second
            ? throw new AxisException($"[{name}] needs two axes of {Shape}, got axis {first} twice.")
            : MoveAxis([first, second], [-2, -1]);
    }

    // Column minus row, for every place of the last two axes.
    private Tensor Columns(string name) =>
        Rank < 2
            ? throw new ShapeException($"[{name}] needs at least two axes, got {Describe()}.")
            : Range(Shape[-1], DType.Int32) - Range(Shape[-2], DType.Int32).ExpandDims(1);

    private static (int Start, int Count) DiagonalPlaces(int rows, int columns, int offset)
    {
        long count = offset >= 0 ? Math.Min(rows, (long)columns - offset) : Math.Min((long)rows + offset, columns);
        return count <= 0 ? (0, 0) : (offset >= 0 ? offset : -offset * columns, (int)count);
    }

    private static (int[] Starts, int[] Steps) LastAxis(int rank, int start, int step)
    {
        var (starts, steps) = (new int[rank], new int[rank]);
        Array.Fill(steps, 1);
        (starts[^1], steps[^1]) = (start, step);
        return (starts, steps);
    }
}
