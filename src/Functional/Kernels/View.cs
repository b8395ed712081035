namespace Functional;

/// <summary>Where the elements of an iteration space lie in a buffer: one affine map, or a chain of them.</summary>
/// <remarks>
/// Index i of <see cref="Shape"/> lies at <c>Offset + Σ iₐ · Strides[a]</c>, in the buffer or (with <see cref="Inner"/>) as a row-major number
/// of the inner view's shape. Indices outside <see cref="Mask"/> hold zero and touch no memory.
/// </remarks>
internal sealed class View : IEquatable<View>
{
    private View(Shape shape, long[] strides, long offset, (int Low, int High)[]? mask, View? inner)
    {
        Shape = shape;
        Strides = strides;
        Offset = offset;
        Mask = mask;
        Inner = inner;
    }

    public Shape Shape { get; }

    public long[] Strides { get; }

    public long Offset { get; }

    /// <summary>Per axis the half-open range that holds elements; null if all do.</summary>
    public (int Low, int High)[]? Mask { get; }

    public View? Inner { get; }

    /// <summary>True if one affine map without a mask says it all.</summary>
    public bool IsAffine => Mask is null && Inner is null;

    public bool IsMasked => Mask is not null || (Inner?.IsMasked ?? false);

    /// <summary>True if element i of the row-major order lies at i.</summary>
    public bool IsIdentity => Inner is null && IsInOrder;

    /// <summary>The same elements in the same row-major order, without outer maps that only name them by another shape.</summary>
    public View InOrder
    {
        get
        {
            var view = this;
            while (view.Inner is { } inner && view.IsInOrder)
                view = inner;
            return view;
        }
    }

    // True if the outermost map takes row-major number i to i.
    private bool IsInOrder
    {
        get
        {
            if (Mask is not null || Offset != 0)
                return false;
            long expected = 1;
            for (var axis = Shape.Rank - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != expected)
                    return false;
                expected *= Shape[axis];
            }
            return true;
        }
    }

    public static View Of(Shape shape) => new(shape, shape.Strides(), 0, null, null);

    /// <summary>One map with given strides.</summary>
    public static View Affine(Shape shape, long[] strides, long offset, (int Low, int High)[]? mask = null) =>
        new(shape, strides, offset, mask, null);

    public View Permute(ReadOnlySpan<int> axes)
    {
        var sizes = new int[axes.Length];
        var strides = new long[axes.Length];
        var mask = Mask is null ? null : new (int, int)[axes.Length];
        for (var i = 0; i < axes.Length; i++)
        {
            sizes[i] = Shape[axes[i]];
            strides[i] = Strides[axes[i]];
            if (mask is not null)
                mask[i] = Mask![axes[i]];
        }
        return new(Shape.Of(sizes), strides, Offset, mask, Inner);
    }

    /// <summary>Stretches axes of size 1 and adds leading ones.</summary>
    public View BroadcastTo(Shape shape)
    {
        if (shape.Equals(Shape))
            return this;
        var added = shape.Rank - Shape.Rank;
        var strides = new long[shape.Rank];
        var mask = Mask is null ? null : new (int, int)[shape.Rank];
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            var own = axis - added;
            var isStretched = own < 0 || (Shape[own] == 1 && shape[axis] != 1);
            strides[axis] = isStretched ? 0 : Strides[own];
            if (mask is not null)
                mask[axis] =
                    own < 0 ? (0, shape[axis])
                    : !isStretched ? Mask![own]
                    : Mask![own].High > Mask[own].Low ? (0, shape[axis])
                    : (0, 0);
        }
        return new(shape, strides, Offset, mask, Inner);
    }

    /// <summary>Element i of an axis is the old element <c>start + i · step</c>.</summary>
    public View Slice(ReadOnlySpan<int> starts, ReadOnlySpan<int> steps, Shape shape)
    {
        var offset = Offset;
        var strides = new long[shape.Rank];
        var mask = Mask is null ? null : new (int, int)[shape.Rank];
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            offset += starts[axis] * Strides[axis];
            strides[axis] = Strides[axis] * steps[axis];
            if (mask is not null)
                mask[axis] = SliceRange(Mask![axis], starts[axis], steps[axis], shape[axis]);
        }
        return new(shape, strides, offset, mask, Inner);
    }

    /// <summary>Element (i, …, k) with k along a new last axis is the old element <c>i · stride + k · dilation</c> of an axis.</summary>
    public View Window(int axis, int stride, int dilation, Shape shape)
    {
        // A mask has one range an axis, which the two axes of a window share: only a second map can say it.
        if (Mask is not null)
            return new View(Shape, Shape.Strides(), 0, null, this).Window(axis, stride, dilation, shape);
        long[] strides = [.. Strides, Strides[axis] * dilation];
        strides[axis] *= stride;
        return new(shape, strides, Offset, null, Inner);
    }

    /// <summary>Zeros around: the old element 0 of an axis comes to <c>before</c>.</summary>
    public View Pad(ReadOnlySpan<int> before, Shape shape)
    {
        var offset = Offset;
        var mask = new (int, int)[shape.Rank];
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            offset -= before[axis] * Strides[axis];
            var (low, high) = Mask?[axis] ?? (0, Shape[axis]);
            mask[axis] = (low + before[axis], high + before[axis]);
        }
        return new(shape, Strides, offset, mask, Inner);
    }

    public View Reshape(Shape shape)
    {
        if (shape.Equals(Shape))
            return this;
        if (Mask is null && TryReshape(shape) is { } strides)
            return new(shape, strides, Offset, null, Inner);
        return new(shape, shape.Strides(), 0, null, this);
    }

    /// <summary>The place of a row-major number, or −1 where the mask holds zero.</summary>
    public long Address(long number)
    {
        for (var view = this; ; view = view.Inner)
        {
            var address = view.Offset;
            for (var axis = view.Shape.Rank - 1; axis >= 0; axis--)
            {
                var size = view.Shape[axis];
                var index = number % size;
                number /= size;
                if (view.Mask is { } mask && (index < mask[axis].Low || index >= mask[axis].High))
                    return -1;
                address += index * view.Strides[axis];
            }
            if (view.Inner is null)
                return address;
            number = address;
        }
    }

    public bool Equals(View? other)
    {
        for (View? x = this, y = other; ; x = x.Inner, y = y.Inner)
        {
            if (ReferenceEquals(x, y))
                return true;
            if (
                x is null
                || y is null
                || x.Offset != y.Offset
                || !x.Shape.Equals(y.Shape)
                || !x.Strides.AsSpan().SequenceEqual(y.Strides)
            )
                return false;
            if ((x.Mask is null) != (y.Mask is null) || (x.Mask is not null && !x.Mask.AsSpan().SequenceEqual(y.Mask)))
                return false;
        }
    }

    public override bool Equals(object? obj) => Equals(obj as View);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Offset);
        hash.Add(Shape);
        foreach (var stride in Strides)
            hash.Add(stride);
        return hash.ToHashCode();
    }

    // Indices i of the slice with low <= start + i·step < high.
    private static (int, int) SliceRange((int Low, int High) range, int start, int step, int size)
    {
        int Clamp(long index) => (int)Math.Clamp(index, 0, size);
        static long CeilingDivide(long a, long b) => (a + b - 1) / b;
        static long FloorDivide(long a, long b) => a >= 0 ? a / b : -((-a + b - 1) / b);
        if (step > 0)
        {
            var first = range.Low <= start ? 0 : CeilingDivide((long)range.Low - start, step);
            var last = range.High <= start ? 0 : CeilingDivide((long)range.High - start, step);
            return (Clamp(first), Clamp(last));
        }
        var from = start < range.High ? 0 : FloorDivide((long)start - range.High, -step) + 1;
        var to = start < range.Low ? 0 : FloorDivide((long)start - range.Low, -step) + 1;
        return (Clamp(from), Clamp(to));
    }

    // Splits and merges axes where the strides allow it; null where only a second map can say it.
    private long[]? TryReshape(Shape shape)
    {
        var strides = new long[shape.Rank];
        if (Shape.Size == 0)
            return strides;
        var (old, next) = (0, 0);
        while (old < Shape.Rank || next < shape.Rank)
        {
            if (next < shape.Rank && shape[next] == 1)
            {
                next++;
                continue;
            }
            if (old < Shape.Rank && Shape[old] == 1)
            {
                old++;
                continue;
            }
            var (oldFrom, nextFrom) = (old, next);
            long have = Shape[old++],
                want = shape[next++];
            while (have != want)
                if (have < want)
                    have *= Shape[old++];
                else
                    want *= shape[next++];
            if (!IsRun(oldFrom, old))
                return null;
            var stride = Strides[LastWide(Shape, oldFrom, old)];
            for (var axis = next - 1; axis >= nextFrom; axis--)
            {
                strides[axis] = stride;
                stride *= shape[axis];
            }
        }
        return strides;
    }

    private static int LastWide(Shape shape, int from, int to)
    {
        for (var axis = to - 1; axis > from; axis--)
            if (shape[axis] != 1)
                return axis;
        return from;
    }

    // True if axes [from, to) run through memory like one axis.
    private bool IsRun(int from, int to)
    {
        long? expected = null;
        for (var axis = to - 1; axis >= from; axis--)
        {
            if (Shape[axis] == 1)
                continue;
            if (expected is { } stride && Strides[axis] != stride)
                return false;
            expected = Strides[axis] * Shape[axis];
        }
        return true;
    }
}
