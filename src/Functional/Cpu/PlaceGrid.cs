namespace Functional;

/// <summary>
/// Where the places of a grid lie, counted in elements: <c>offset + Σ iₐ·strideₐ</c>, numbered in row-major order.
/// </summary>
internal readonly unsafe struct PlaceGrid(int[] sizes, long[] strides, long offset)
{
    /// <summary>Number of places.</summary>
    public long Count { get; } = sizes.Aggregate(1L, (count, size) => count * size);

    /// <summary>Writes where <paramref name="count"/> places from place <paramref name="begin"/> on lie.</summary>
    public void Fill(long begin, int count, nint* target)
    {
        int last = sizes.Length - 1;
        int* index = stackalloc int[sizes.Length];
        long at = offset;
        for (int axis = last; axis >= 0; axis--)
        {
            (begin, long here) = Math.DivRem(begin, sizes[axis]);
            index[axis] = (int)here;
            at += here * strides[axis];
        }
        nint step = (nint)strides[last];
        while (count > 0)
        {
            int run = Math.Min(count, sizes[last] - index[last]);
            nint place = (nint)at;
            for (int e = 0; e < run; e++, place += step)
                target[e] = place;
            target += run;
            count -= run;
            at -= index[last] * strides[last];
            index[last] = 0;
            for (int axis = last - 1; axis >= 0; axis--)
            {
                at += strides[axis];
                if (++index[axis] < sizes[axis])
                    break;
                at -= sizes[axis] * strides[axis];
                index[axis] = 0;
            }
        }
    }
}
