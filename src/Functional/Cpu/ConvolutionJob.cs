using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>Where the operands of a convolution lie.</summary>
/// <param name="x">The input, or its padded copy.</param>
/// <param name="w">The weights.</param>
/// <param name="target">The result.</param>
/// <param name="packed">Packed weights of all groups; null where each piece packs its own.</param>
/// <param name="sums">Sums of the slices of the depth; null where there is one slice.</param>
internal readonly unsafe struct ConvolutionMemory<T>(T* x, T* w, T* target, T* packed, T* sums)
    where T : unmanaged
{
    public readonly T* X = x;
    public readonly T* W = w;
    public readonly T* Target = target;
    public readonly T* Packed = packed;
    public readonly T* Sums = sums;
}

/// <summary>Multiplies one part of a convolution, all groups of it; each task is a piece of one group.</summary>
internal readonly unsafe struct ConvolutionJob<T, TTile>(ConvolutionWork work, int part, ConvolutionMemory<T> memory)
    : IParallelJob
    where T : unmanaged
    where TTile : struct, IConvolutionTile<T>
{
    /// <inheritdoc/>
    public void Run(int index)
    {
        ConvolutionDivision division = work.Divisions[part];
        (int group, int number) = Math.DivRem(index, division.Pieces);
        ConvolutionPiece piece = division[number];
        if (piece.EndRow == piece.FirstRow || piece.EndPanel == piece.FirstPanel)
            return;
        if (memory.Sums != null)
        {
            long width = division.Panels[^1];
            long before = (((long)group * division.Slices) + piece.Slice) * work.SumRows * width;
            T* sums = memory.Sums + before + (piece.FirstRow * width);
            Multiply(group, piece, sums + division.Panels[piece.FirstPanel], (int)width);
            return;
        }
        int columns = division.Panels[piece.EndPanel] - division.Panels[piece.FirstPanel];
        int rows = (piece.EndRow - piece.FirstRow + TTile.Rows - 1) / TTile.Rows * TTile.Rows;
        T* tile = MatrixWorkspace.Take<T>(MatrixWorkspace.Use.PartialSums, (nint)rows * columns);
        Multiply(group, piece, tile, columns);
        int first = division.Panels[piece.FirstPanel];
        ConvolutionStore.Write(
            work,
            part,
            tile,
            columns,
            piece.FirstRow,
            piece.EndRow - piece.FirstRow,
            first,
            memory.Target + work.Targets(group)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int group, ConvolutionPiece piece, T* c, int cRow)
    {
        (ConvolutionPart own, ConvolutionDivision division) = (work.Parts[part], work.Divisions[part]);
        int rows = piece.EndRow - piece.FirstRow;
        nint* places = stackalloc nint[rows + TTile.Rows];
        nint* depths = stackalloc nint[division.Chunk];
        nint* taps = stackalloc nint[division.Chunk];
        own.Rows.Fill(piece.FirstRow, rows, places);
        for (int i = rows; i % TTile.Rows != 0; i++)
            places[i] = places[0];
        if (piece.EndDepth == piece.FirstDepth)
            for (int i = 0; i < rows; i++)
                new Span<T>(c + ((nint)i * cRow), division.Panels[piece.EndPanel] - division.Panels[piece.FirstPanel]).Clear();

        T* x = memory.X + work.Inputs(group);
        for (long p = piece.FirstDepth; p < piece.EndDepth; p += division.Chunk)
        {
            int depth = (int)Math.Min(division.Chunk, piece.EndDepth - p);
            own.Depth.Fill(p, depth, depths);
            if (!division.IsPacked)
                own.Kernel.Fill(p, depth, taps);
            for (int panel = piece.FirstPanel; panel < piece.EndPanel; panel++)
            {
                int begin = division.Panels[panel],
                    width = division.Panels[panel + 1] - begin;
                T* b = division.IsPacked
                    ? memory.Packed + work.Packed(group, part) + (begin * division.Depth) + (p * width)
                    : Pack(group, taps, depth, begin, width);
                T* tile = c + (begin - division.Panels[piece.FirstPanel]);
                for (int i = 0; i < rows; i += TTile.Rows)
                    TTile.Multiply(
                        width / TTile.Lanes,
                        depth,
                        x,
                        places + i,
                        depths,
                        b,
                        tile + ((nint)i * cRow),
                        cRow,
                        p > piece.FirstDepth
                    );
            }
        }
    }

    // Into memory of this thread, where the panel stays in the nearest cache.
    private T* Pack(int group, nint* taps, int depth, int begin, int width)
    {
        T* panel = MatrixWorkspace.Take<T>(MatrixWorkspace.Use.PanelOfB, 3 * TTile.Lanes * work.Divisions[part].Chunk);
        nint column = work.WeightColumn;
        int valid = Math.Min(width, work.Sizes.Outputs - begin);
        WeightPacking.Pack(memory.W + work.Weights(group) + (begin * column), taps, depth, column, valid, width, panel);
        return panel;
    }
}

/// <summary>Packs the weights of one part, all groups of it, for all pieces; each task is a chunk of a panel.</summary>
internal readonly unsafe struct WeightPackingJob<T>(ConvolutionWork work, int part, ConvolutionMemory<T> memory) : IParallelJob
    where T : unmanaged
{
    private ConvolutionDivision Division => work.Divisions[part];

    private int Chunks => (int)((Division.Depth + Division.Chunk - 1) / Division.Chunk);

    /// <summary>Number of tasks.</summary>
    public int Tasks => work.Groups * Chunks * (Division.Panels.Length - 1);

    /// <inheritdoc/>
    public void Run(int index)
    {
        (int rest, int chunk) = Math.DivRem(index, Chunks);
        (int group, int panel) = Math.DivRem(rest, Division.Panels.Length - 1);
        int begin = Division.Panels[panel],
            width = Division.Panels[panel + 1] - begin;
        long p = (long)chunk * Division.Chunk;
        int depth = (int)Math.Min(Division.Chunk, Division.Depth - p);
        nint* taps = stackalloc nint[depth];
        work.Parts[part].Kernel.Fill(p, depth, taps);
        T* from = memory.W + work.Weights(group) + (begin * work.WeightColumn);
        T* to = memory.Packed + work.Packed(group, part) + (begin * Division.Depth) + (p * width);
        int valid = Math.Min(width, work.Sizes.Outputs - begin);
        WeightPacking.Pack(from, taps, depth, work.WeightColumn, valid, width, to);
    }
}
