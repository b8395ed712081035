namespace Functional;

/// <summary>
/// A convolution as a product of matrices whose elements lie at sums of offsets: row i is a place of the result, column j one of
/// its channels, and the depth p runs over the channels of x and the taps of w.
/// </summary>
/// <param name="Rows">Places of the result, as offsets into x.</param>
/// <param name="Depth">Channels and taps, as offsets into x.</param>
/// <param name="Kernel">Channels and taps, as offsets into w.</param>
/// <param name="Target">Places of the result, as offsets into the result.</param>
/// <param name="IsDense">True if the places of an image follow each other in the result.</param>
internal sealed record ConvolutionPart(PlaceGrid Rows, PlaceGrid Depth, PlaceGrid Kernel, PlaceGrid Target, bool IsDense)
{
    /// <summary>The parts of a convolution, one for each class of places; <paramref name="padding"/> is what x has in front of it.</summary>
    public static ConvolutionPart[] Of(
        ConvolutionAxis[][] classes,
        ConvolutionSizes sizes,
        ReadOnlySpan<long> x,
        ReadOnlySpan<long> w,
        ReadOnlySpan<int> padding
    )
    {
        int spatial = classes.Length;
        ConvolutionPart[] parts = new ConvolutionPart[classes.Aggregate(1, (count, axis) => count * axis.Length)];
        ConvolutionAxis[] axes = new ConvolutionAxis[spatial];
        for (int number = 0; number < parts.Length; number++)
        {
            for (int axis = spatial - 1, rest = number; axis >= 0; rest /= classes[axis].Length, axis--)
                axes[axis] = classes[axis][rest % classes[axis].Length];
            parts[number] = Of(axes, sizes, x, w, padding, parts.Length == 1);
        }
        return parts;
    }

    private static ConvolutionPart Of(
        ConvolutionAxis[] axes,
        ConvolutionSizes sizes,
        ReadOnlySpan<long> x,
        ReadOnlySpan<long> w,
        ReadOnlySpan<int> padding,
        bool isDense
    )
    {
        int[] places = [sizes.Images, .. axes.Select(axis => axis.Places)];
        int[] taps = [sizes.Channels, .. axes.Select(axis => axis.Taps)];
        (long[] rows, long[] depth, long[] kernel, long[] target) = (
            new long[places.Length],
            new long[places.Length],
            new long[places.Length],
            new long[places.Length]
        );
        (rows[0], depth[0], kernel[0], target[0]) = (x[0], x[1], w[1], sizes.ImageStride);
        (long from, long by, long to, long stride) = (0, 0, 0, 1);
        for (int axis = axes.Length - 1; axis >= 0; axis--)
        {
            ConvolutionAxis own = axes[axis];
            rows[axis + 1] = own.PlaceStep * x[axis + 2];
            depth[axis + 1] = own.TapStep * x[axis + 2];
            kernel[axis + 1] = own.TapStride * w[axis + 2];
            target[axis + 1] = own.PlaceStride * stride;
            from += (own.Start + padding[axis]) * x[axis + 2];
            by += own.FirstTap * w[axis + 2];
            to += own.FirstPlace * stride;
            stride *= sizes.Spatial[axis];
        }
        return new(new(places, rows, from), new(taps, depth, 0), new(taps, kernel, by), new(places, target, to), isDense);
    }
}

/// <summary>Sizes of a convolution of one group.</summary>
/// <param name="Images">The batch of x and of the result.</param>
/// <param name="Channels">Channels of x and w.</param>
/// <param name="Outputs">Channels of the result.</param>
/// <param name="Spatial">Sizes of the result's spatial axes.</param>
/// <param name="IsOutputMajor">True if the channels of the result come before the images.</param>
internal sealed record ConvolutionSizes(int Images, int Channels, int Outputs, int[] Spatial, bool IsOutputMajor)
{
    /// <summary>From one image of the result to the next.</summary>
    public long ImageStride => IsOutputMajor ? Places : Outputs * Places;

    /// <summary>From one channel of the result to the next.</summary>
    public long OutputStride => IsOutputMajor ? Images * Places : Places;

    /// <summary>Places of one image of the result.</summary>
    public long Places { get; } = Spatial.Aggregate(1L, (count, size) => count * size);
}
