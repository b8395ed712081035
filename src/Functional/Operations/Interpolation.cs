namespace Functional;

/// <summary>How <see cref="Tensor.Interpolate(Shape, InterpolationMode, bool)"/> finds elements between elements.</summary>
public enum InterpolationMode
{
    /// <summary>The element at or before the place.</summary>
    Nearest,

    /// <summary>Straight lines between two neighbours along each axis: linear, bilinear, trilinear.</summary>
    Linear,

    /// <summary>Cubic convolution of four neighbours along each axis, with a = −0.75 (Keys 1981).</summary>
    Cubic,
}

public sealed partial class Tensor
{
    /// <summary>Images at another resolution: <c>[n, c, s…] → [n, c, size…]</c>.</summary>
    /// <param name="size">The spatial axes of the result.</param>
    /// <param name="mode">How elements between elements are found.</param>
    /// <param name="alignCorners">True if the corners' centres stay; else the corners' edges do: place <c>(i + ½) · s / t − ½</c>.</param>
    /// <exception cref="ShapeException">The number of axes differs, or an axis is empty.</exception>
    /// <exception cref="DTypeException">The mode computes means, and the tensor is not floating.</exception>
    public Tensor Interpolate(Shape size, InterpolationMode mode = InterpolationMode.Nearest, bool alignCorners = false)
    {
        if (Rank != size.Rank + 2)
            throw new ShapeException(
                $"[interpolate] needs images, channels and {size.Rank} spatial axes for size {size}, got {Describe()}."
            );
        return Resampling.Resample(this, size, [.. size.Select((t, axis) => (double)Shape[axis + 2] / t)], mode, alignCorners);
    }

    /// <summary>Images at a resolution that is a multiple, by default twice as high; as a layer <c>Upsample(2)</c>: <c>[n, c, s…] → [n, c, ⌊s · scale⌋…]</c>.</summary>
    /// <param name="scale">The factor of every spatial axis; <c>Interpolate</c> takes several.</param>
    /// <param name="mode">How elements between elements are found.</param>
    /// <param name="alignCorners">True if the corners' centres stay; else the corners' edges do.</param>
    /// <exception cref="ShapeException">The factor is not positive, or an axis is or becomes empty.</exception>
    /// <exception cref="DTypeException">The mode computes means, and the tensor is not floating.</exception>
    [Pipeline]
    public Tensor Upsample(double scale = 2, InterpolationMode mode = InterpolationMode.Nearest, bool alignCorners = false) =>
        Interpolate([scale], mode, alignCorners);

    /// <summary>Images at a resolution that is a multiple: <c>[n, c, s…] → [n, c, ⌊s · scale⌋…]</c>.</summary>
    /// <param name="scales">One factor for each spatial axis, or one for all.</param>
    /// <param name="mode">How elements between elements are found.</param>
    /// <param name="alignCorners">True if the corners' centres stay; else the corners' edges do.</param>
    /// <exception cref="ShapeException">The number of factors differs, one is not positive, or an axis is or becomes empty.</exception>
    /// <exception cref="DTypeException">The mode computes means, and the tensor is not floating.</exception>
    public Tensor Interpolate(
        ReadOnlySpan<double> scales,
        InterpolationMode mode = InterpolationMode.Nearest,
        bool alignCorners = false
    )
    {
        var spatial = Rank - 2;
        if (spatial < 1 || (scales.Length != 1 && scales.Length != spatial))
            throw new ShapeException(
                $"[interpolate] needs one scale for each spatial axis of {Describe()}, got {scales.Length}."
            );
        var (sizes, ratios) = (new int[spatial], new double[spatial]);
        for (var axis = 0; axis < spatial; axis++)
        {
            var scale = scales[scales.Length == 1 ? 0 : axis];
            if (!(scale > 0) || !double.IsFinite(scale))
                throw new ShapeException($"[interpolate] needs positive scales, got {scale}.");
            (sizes[axis], ratios[axis]) = (checked((int)Math.Floor(Shape[axis + 2] * scale)), 1 / scale);
        }
        return Resampling.Resample(this, Shape.Of(sizes), ratios, mode, alignCorners);
    }

    /// <summary>Channels (axis 1) of several groups taken in turn: the first of each group, then the second of each (Zhang et al. 2018).</summary>
    /// <exception cref="ShapeException">The channels are not a multiple of the groups.</exception>
    [Pipeline]
    public Tensor ChannelShuffle(int groups)
    {
        if (Rank < 2 || groups < 1 || Shape[1] % groups != 0)
            throw new ShapeException($"[channel_shuffle] needs channels that are a multiple of {groups}, got {Describe()}.");
        return Unflatten(1, groups, Shape[1] / groups).Transpose(1, 2).Flatten(1, 2);
    }

    /// <summary>Channels to resolution: <c>[…, c · r², h, w] → […, c, h · r, w · r]</c> with <c>out[c, h · r + i, w · r + j] = x[c · r² + i · r + j, h, w]</c>.</summary>
    /// <exception cref="ShapeException">The channels are not a multiple of r².</exception>
    [Pipeline]
    public Tensor PixelShuffle(int factor)
    {
        if (Rank < 3 || factor < 1 || Shape[-3] % ((long)factor * factor) != 0)
            throw new ShapeException($"[pixel_shuffle] needs channels that are a multiple of {factor}², got {Describe()}.");
        var lead = Shape.Axes[..^3];
        var (c, h, w) = (Shape[-3] / (factor * factor), Shape[-2], Shape[-1]);
        int[] front = [.. Enumerable.Range(0, lead.Length)];
        var n = lead.Length;
        return Reshape(Shape.Of([.. lead, c, factor, factor, h, w]))
            .Permute([.. front, n, n + 3, n + 1, n + 4, n + 2])
            .Reshape(Shape.Of([.. lead, c, h * factor, w * factor]));
    }

    /// <summary>Resolution to channels, the inverse of <see cref="PixelShuffle"/>: <c>[…, c, h · r, w · r] → […, c · r², h, w]</c>.</summary>
    /// <exception cref="ShapeException">Height or width is not a multiple of r.</exception>
    [Pipeline]
    public Tensor PixelUnshuffle(int factor)
    {
        if (Rank < 3 || factor < 1 || Shape[-2] % factor != 0 || Shape[-1] % factor != 0)
            throw new ShapeException(
                $"[pixel_unshuffle] needs a height and a width that are multiples of {factor}, got {Describe()}."
            );
        var lead = Shape.Axes[..^3];
        var (c, h, w) = (Shape[-3], Shape[-2] / factor, Shape[-1] / factor);
        int[] front = [.. Enumerable.Range(0, lead.Length)];
        var n = lead.Length;
        return Reshape(Shape.Of([.. lead, c, h, factor, w, factor]))
            .Permute([.. front, n, n + 2, n + 4, n + 1, n + 3])
            .Reshape(Shape.Of([.. lead, c * factor * factor, h, w]));
    }
}

/// <summary>Interpolation as sums of picked neighbours, axis after axis.</summary>
internal static class Resampling
{
    private const double A = -0.75;

    public static Tensor Resample(Tensor x, Shape size, double[] ratios, InterpolationMode mode, bool alignCorners)
    {
        for (var axis = 2; axis < x.Rank; axis++)
            if (x.Shape[axis] == 0 || size[axis - 2] == 0)
                throw new ShapeException($"[interpolate] cannot turn {x.Shape} to size {size}: a spatial axis is empty.");
        if (mode != InterpolationMode.Nearest && !x.DType.IsFloating)
            throw new DTypeException(
                $"[interpolate] needs a floating operand, got {x.DType.Name}{x.Shape}. Convert with .To(DType.Float32)."
            );
        for (var axis = x.Rank - 1; axis >= 2; axis--)
            x = Along(x, axis, size[axis - 2], ratios[axis - 2], mode, alignCorners);
        return x;
    }

    private static Tensor Along(Tensor x, int axis, int size, double ratio, InterpolationMode mode, bool alignCorners)
    {
        var last = x.Shape[axis] - 1;
        if (mode == InterpolationMode.Nearest)
        {
            // As PyTorch does, but for one spatial axis: a size that stays or doubles is taken as such, whatever the scale that gave it.
            if (x.Rank > 3 && (size == last + 1 || size == 2L * (last + 1)))
                ratio = (last + 1.0) / size;
            // Places are found in single precision, as PyTorch does.
            return x.Take(
                Tensor.Of<long>([.. Enumerable.Range(0, size).Select(i => Math.Min((long)MathF.Floor(i * (float)ratio), last))]),
                axis
            );
        }
        if (alignCorners)
            ratio = size > 1 ? (double)last / (size - 1) : 0;
        var (floors, parts) = (new long[size], new double[size]);
        for (var i = 0; i < size; i++)
        {
            var place = alignCorners ? i * ratio : ((i + 0.5) * ratio) - 0.5;
            if (mode == InterpolationMode.Linear)
                place = Math.Clamp(place, 0, last);
            (floors[i], parts[i]) = ((long)Math.Floor(place), place - Math.Floor(place));
        }
        var column = Shape.Of([size, .. Enumerable.Repeat(1, x.Rank - 1 - axis)]);
        Tensor? sum = null;
        foreach (var (step, weight) in Weights(mode))
        {
            var neighbour = x.Take(Tensor.Of<long>([.. floors.Select(floor => Math.Clamp(floor + step, 0, last))]), axis);
            var term = neighbour * Tensor.Of<double>([.. parts.Select(weight)]).To(x.DType).Reshape(column);
            sum = sum is null ? term : sum + term;
        }
        return sum!;
    }

    private static (int Step, Func<double, double> Weight)[] Weights(InterpolationMode mode) =>
        mode == InterpolationMode.Linear
            ? [(0, t => 1 - t), (1, t => t)]
            : [(-1, t => Far(t + 1)), (0, Near), (1, t => Near(1 - t)), (2, t => Far(2 - t))];

    private static double Near(double t) => (((((A + 2) * t) - (A + 3)) * t) * t) + 1;

    private static double Far(double t) => (((((A * t) - (5 * A)) * t) + (8 * A)) * t) - (4 * A);
}
