using System.Numerics;

namespace Functional;

/// <summary>Writes rows of computed places, whose channels lie together, into a result whose places lie together.</summary>
internal static unsafe class ConvolutionStore
{
    /// <summary>
    /// Writes <paramref name="count"/> rows from row <paramref name="firstRow"/> on, with the columns from
    /// <paramref name="firstColumn"/> on that exist.
    /// </summary>
    public static void Write<T>(
        ConvolutionWork work,
        int part,
        T* tile,
        int tileRow,
        int firstRow,
        int count,
        int firstColumn,
        T* target
    )
        where T : unmanaged
    {
        int columns = Math.Min(tileRow, work.Sizes.Outputs - firstColumn);
        ConvolutionSizes sizes = work.Sizes;
        target += firstColumn * sizes.OutputStride;
        if (!work.Parts[part].IsDense)
        {
            Scatter(work.Parts[part].Target, tile, tileRow, firstRow, count, columns, sizes.OutputStride, target);
            return;
        }
        // All images are one run where they follow each other.
        long places = sizes.IsOutputMajor ? sizes.Images * sizes.Places : sizes.Places;
        for (int end = firstRow + count; firstRow < end; )
        {
            (long image, long place) = Math.DivRem(firstRow, places);
            int run = (int)Math.Min(end - firstRow, places - place);
            T* to = target + (image * sizes.ImageStride) + place;
            MatrixPacking.Pack(tile, tileRow, 1, run, run, checked((int)sizes.OutputStride), columns, to);
            tile += (nint)run * tileRow;
            firstRow += run;
        }
    }

    private static void Scatter<T>(
        PlaceGrid grid,
        T* tile,
        int tileRow,
        int firstRow,
        int count,
        int columns,
        long stride,
        T* target
    )
        where T : unmanaged
    {
        nint* offsets = stackalloc nint[count];
        grid.Fill(firstRow, count, offsets);
        for (int j = 0; j < columns; j++, target += stride)
        for (int i = 0; i < count; i++)
            target[offsets[i]] = tile[((nint)i * tileRow) + j];
    }
}

/// <summary>Adds the sums of the slices of the depth, in order, and writes the result.</summary>
internal readonly unsafe struct SliceSumJob<T>(ConvolutionWork work, ConvolutionMemory<T> memory) : IParallelJob
    where T : unmanaged
{
    private const int RowsPerTask = 64;

    private ConvolutionDivision Division => work.Divisions[0];

    private int RowTasks => (Division.Rows + RowsPerTask - 1) / RowsPerTask;

    /// <summary>Number of tasks.</summary>
    public int Tasks => work.Groups * RowTasks;

    /// <inheritdoc/>
    public void Run(int index)
    {
        (int group, int task) = Math.DivRem(index, RowTasks);
        int width = Division.Panels[^1],
            first = task * RowsPerTask,
            count = Math.Min(RowsPerTask, Division.Rows - first);
        long perSlice = work.SumRows * width;
        T* sum = memory.Sums + (group * Division.Slices * perSlice) + ((long)first * width);
        for (int slice = 1; slice < Division.Slices; slice++)
            Add(new(sum + (slice * perSlice), count * width), new(sum, count * width));
        ConvolutionStore.Write(work, 0, sum, width, first, count, 0, memory.Target + work.Targets(group));
    }

    // The width is a whole number of vectors.
    private static void Add(ReadOnlySpan<T> from, Span<T> to)
    {
        int j = 0;
        for (; j <= to.Length - Vector<T>.Count; j += Vector<T>.Count)
            (new Vector<T>(from[j..]) + new Vector<T>(to[j..])).CopyTo(to[j..]);
    }
}
