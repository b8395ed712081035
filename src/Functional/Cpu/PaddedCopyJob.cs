namespace Functional;

/// <summary>Copies images between zeros, so that windows which reach beyond an image read memory all the same.</summary>
internal readonly unsafe struct PaddedCopyJob<T>(PaddedInput input, T* source, T* target) : IParallelJob
    where T : unmanaged
{
    /// <inheritdoc/>
    public void Run(int index)
    {
        int end = Math.Min((index + 1) * input.PlanesPerTask, input.Planes);
        for (int plane = index * input.PlanesPerTask; plane < end; plane++)
            Copy(source + input.Source.Address(plane), target + (plane * input.PlaneSize));
    }

    // Row by row; the rows of all outer axes are numbered together.
    private void Copy(T* from, T* to)
    {
        int last = input.Sizes.Length - 1,
            width = input.Sizes[last] + input.Low[last] + input.High[last];
        long done = 0;
        for (long row = 0; row < input.Rows; row++)
        {
            long place = input.Places[row];
            if (place == PaddedInput.Nowhere)
                continue;
            long start = (row * width) + input.Low[last];
            new Span<T>(to + done, (int)(start - done)).Clear();
            CopyRow(from + place, to + start, input.Sizes[last], (nint)input.Strides[last]);
            done = start + input.Sizes[last];
        }
        for (long rest = input.PlaneSize - done; rest > 0; rest -= int.MaxValue)
            new Span<T>(to + input.PlaneSize - rest, (int)Math.Min(int.MaxValue, rest)).Clear();
    }

    private static void CopyRow(T* from, T* to, int count, nint stride)
    {
        if (stride == 1 && count > 16)
            new ReadOnlySpan<T>(from, count).CopyTo(new Span<T>(to, count));
        else
            for (nint i = 0; i < count; i++)
                to[i] = from[i * stride];
    }
}

/// <summary>What a padded copy is made of.</summary>
internal sealed class PaddedInput
{
    /// <summary>The place of a row of zeros; places may be negative where an axis runs backwards.</summary>
    public const long Nowhere = long.MinValue;

    private const int ElementsPerTask = 1 << 15;

    /// <param name="view">The input: leading axes, images, channels, spatial axes.</param>
    /// <param name="low">Zeros before each spatial axis.</param>
    /// <param name="high">Zeros behind it.</param>
    public PaddedInput(View view, int[] low, int[] high)
    {
        int spatial = low.Length,
            leading = view.Shape.Rank - spatial;
        (Low, High) = (low, high);
        Sizes = view.Shape.Axes[leading..].ToArray();
        Strides = view.Strides[leading..];
        Source = View.Affine(Shape.Of(view.Shape.Axes[..leading]), view.Strides[..leading], view.Offset);
        Planes = checked((int)Source.Shape.Size);
        Rows = 1;
        for (int axis = 0; axis < spatial - 1; axis++)
            Rows *= Sizes[axis] + low[axis] + high[axis];
        Places = new long[Rows];
        for (long row = 0; row < Rows; row++)
            Places[row] = Place(row);
        PlaneSize = Rows * (Sizes[^1] + low[^1] + high[^1]);
        PlanesPerTask = (int)Math.Clamp(ElementsPerTask / Math.Max(1, PlaneSize), 1, Math.Max(1, Planes));
    }

    /// <summary>Where the planes begin.</summary>
    public View Source { get; }

    public int[] Sizes { get; }

    public long[] Strides { get; }

    public int[] Low { get; }

    public int[] High { get; }

    /// <summary>Planes: images and channels of all groups.</summary>
    public int Planes { get; }

    /// <summary>Rows of a plane with its padding.</summary>
    public long Rows { get; }

    /// <summary>For each row of a plane where it lies in the input, or <see cref="Nowhere"/> for padding.</summary>
    public long[] Places { get; }

    /// <summary>Elements of a plane with its padding.</summary>
    public long PlaneSize { get; }

    public int PlanesPerTask { get; }

    /// <summary>Number of tasks.</summary>
    public int Tasks => (Planes + PlanesPerTask - 1) / PlanesPerTask;

    private long Place(long row)
    {
        long place = 0;
        for (int axis = Sizes.Length - 2; axis >= 0; axis--)
        {
            int size = Sizes[axis] + Low[axis] + High[axis];
            long index = (row % size) - Low[axis];
            row /= size;
            if (index < 0 || index >= Sizes[axis])
                return Nowhere;
            place += index * Strides[axis];
        }
        return place;
    }
}
