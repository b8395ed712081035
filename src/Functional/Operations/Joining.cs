namespace Functional;

/// <summary>How the axes of a grid are ordered.</summary>
public enum GridOrder
{
    /// <summary>Operand i varies along axis i: <c>ij</c>.</summary>
    Matrix,

    /// <summary>The first two operands vary along axes 1 and 0, like x and y of an image: <c>xy</c>.</summary>
    Cartesian,
}

public sealed partial class Tensor
{
    /// <summary>Tensors one after another along an existing axis, in the type to which all of them promote.</summary>
    /// <exception cref="ShapeException">Another axis differs.</exception>
    public static Tensor Concatenate(int axis, params ReadOnlySpan<Tensor> parts)
    {
        if (parts.Length == 0)
            throw new ShapeException("[concatenate] needs at least one tensor.");
        parts = Elementwise.Promoted(parts);
        var first = parts[0];
        var at = first.Shape.Axis("concatenate", axis);
        var (sizes, regions) = (first.Shape.Axes.ToArray(), new Region[parts.Length]);
        sizes[at] = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Rank != first.Rank || !parts[i].Shape.Reduce([at], false).Equals(first.Shape.Reduce([at], false)))
                throw new ShapeException(
                    $"[concatenate] cannot join {first.Shape} with {parts[i].Shape} along axis {axis}: {(parts[i].Rank != first.Rank ? "their ranks differ" : "another axis differs")}."
                );
            if (sizes[at] > int.MaxValue - parts[i].Shape[at])
                throw new ShapeException($"[concatenate] would make axis {axis} longer than {int.MaxValue}.");
            var (starts, steps) = (new int[first.Rank], new int[first.Rank]);
            Array.Fill(steps, 1);
            starts[at] = sizes[at];
            regions[i] = new Region(starts, steps);
            sizes[at] += parts[i].Shape[at];
        }
        return parts.Length == 1 ? first : AssembleOp.Make(Shape.Of(sizes), regions, parts.ToArray());
    }

    /// <inheritdoc cref="Concatenate(int, ReadOnlySpan{Tensor})"/>
    public static Tensor Concatenate(IReadOnlyList<Tensor> parts, int axis = 0) => Concatenate(axis, [.. parts]);

    /// <summary>Tensors of one shape along a new axis, in the type to which all of them promote.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor Stack(int axis, params ReadOnlySpan<Tensor> parts)
    {
        if (parts.Length == 0)
            throw new ShapeException("[stack] needs at least one tensor.");
        parts = Elementwise.Promoted(parts);
        var expanded = new Tensor[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            expanded[i] = parts[i].Shape.Equals(parts[0].Shape)
                ? parts[i].ExpandDims(axis)
                : throw new ShapeException($"[stack] needs tensors of one shape, got {parts[0].Shape} and {parts[i].Shape}.");
        return Concatenate(axis, expanded);
    }

    /// <inheritdoc cref="Stack(int, ReadOnlySpan{Tensor})"/>
    public static Tensor Stack(IReadOnlyList<Tensor> parts, int axis = 0) => Stack(axis, [.. parts]);

    /// <summary>Tensors beside each other: along axis 1, or along axis 0 if they are vectors; scalars become vectors.</summary>
    /// <exception cref="ShapeException">Another axis differs.</exception>
    public static Tensor HStack(params ReadOnlySpan<Tensor> parts)
    {
        var raised = Array.ConvertAll(parts.ToArray(), part => part.Rank == 0 ? part.Reshape(1) : part);
        return Concatenate(raised is [{ Rank: > 1 }, ..] ? 1 : 0, raised);
    }

    /// <summary>Tensors below each other, along axis 0; a vector is a row.</summary>
    /// <exception cref="ShapeException">Another axis differs.</exception>
    public static Tensor VStack(params ReadOnlySpan<Tensor> parts) =>
        Concatenate(0, Array.ConvertAll(parts.ToArray(), part => part.Rank < 2 ? part.Reshape(1, (int)part.Size) : part));

    /// <summary>Tensors behind each other, along axis 2: <c>[n]</c> counts as <c>[1, n, 1]</c> and <c>[m, n]</c> as <c>[m, n, 1]</c>.</summary>
    /// <exception cref="ShapeException">Another axis differs.</exception>
    public static Tensor DStack(params ReadOnlySpan<Tensor> parts) =>
        Concatenate(
            2,
            Array.ConvertAll(
                parts.ToArray(),
                part =>
                    part.Rank < 2 ? part.Reshape(1, (int)part.Size, 1)
                    : part.Rank == 2 ? part.ExpandDims(2)
                    : part
            )
        );

    /// <summary>Matrices as the blocks of a diagonal, with zeros elsewhere; a vector is a row, a scalar a matrix of one. Types promote.</summary>
    /// <exception cref="ShapeException">A block has more than two axes, or there is none.</exception>
    public static Tensor BlockDiag(params ReadOnlySpan<Tensor> blocks)
    {
        if (blocks.Length == 0)
            throw new ShapeException("[block_diag] needs at least one tensor.");
        blocks = Elementwise.Promoted(blocks);
        var (regions, pieces, rows, columns) = (new Region[blocks.Length], new Tensor[blocks.Length], 0, 0);
        for (var i = 0; i < pieces.Length; i++)
        {
            var block = blocks[i];
            if (block.Rank > 2)
                throw new ShapeException($"[block_diag] needs matrices, got {block.Describe()}.");
            pieces[i] = block.Rank < 2 ? block.Reshape(1, (int)block.Size) : block;
            regions[i] = new Region([rows, columns], [1, 1]);
            rows = checked(rows + pieces[i].Shape[0]);
            columns = checked(columns + pieces[i].Shape[1]);
        }
        return AssembleOp.Make(Shape.Of(rows, columns), regions, pieces);
    }

    /// <summary>The coordinates of a grid: result i holds vector i, stretched along all other axes.</summary>
    /// <exception cref="ShapeException">An operand has more than one axis.</exception>
    public static Tensor[] MeshGrid(params ReadOnlySpan<Tensor> axes) => MeshGrid(GridOrder.Matrix, axes);

    /// <summary>The coordinates of a grid: result i holds vector i, stretched along all other axes; a scalar is a vector of one.</summary>
    /// <exception cref="ShapeException">An operand has more than one axis.</exception>
    public static Tensor[] MeshGrid(GridOrder order, params ReadOnlySpan<Tensor> axes)
    {
        foreach (var axis in axes)
            if (axis.Rank > 1)
                throw new ShapeException($"[mesh_grid] needs vectors, got {axis.Describe()}.");
        int Along(int i) => order == GridOrder.Cartesian && i < 2 ? 1 - i : i;
        var (sizes, grids) = (new int[axes.Length], new Tensor[axes.Length]);
        if (axes.Length == 1)
            return [axes[0].Reshape((int)axes[0].Size)];
        for (var i = 0; i < sizes.Length; i++)
            sizes[Along(i)] = (int)axes[i].Size;
        for (var i = 0; i < grids.Length; i++)
        {
            var column = new int[sizes.Length];
            Array.Fill(column, 1);
            column[Along(i)] = (int)axes[i].Size;
            grids[i] = axes[i].Reshape(Shape.Of(column)).BroadcastTo(Shape.Of(sizes));
        }
        return grids;
    }
}
