using static Functional.Operations;

namespace Functional;

/// <summary>What <see cref="Tensor.GridSample"/> finds outside of an image.</summary>
public enum GridPadding
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The nearest element of its edge.</summary>
    Border,

    /// <summary>Its mirror image.</summary>
    Reflection,
}

public sealed partial class Tensor
{
    /// <summary>Images read at given places: <c>[N, C, H, W] × [N, h, w, 2] → [N, C, h, w]</c>; volumes with three coordinates, series with one.</summary>
    /// <remarks>
    /// The grid's last axis holds coordinates x, y (and z), the last spatial axis first, −1 and 1 being its ends: place <c>((g + 1) · size − 1) / 2</c>. Gradients
    /// go to the image and, but for <see cref="InterpolationMode.Nearest"/>, to the grid. A place that is NaN is outside, or the first edge.
    /// </remarks>
    /// <param name="grid">Where to read.</param>
    /// <param name="mode">How elements between elements are found.</param>
    /// <param name="padding">What is outside.</param>
    /// <param name="alignCorners">True if −1 and 1 are the outer elements' centres, <c>(g + 1) / 2 · (size − 1)</c>; else their edges.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or a spatial axis is empty.</exception>
    /// <exception cref="DTypeException">An operand is not floating.</exception>
    public Tensor GridSample(
        Tensor grid,
        InterpolationMode mode = InterpolationMode.Linear,
        GridPadding padding = GridPadding.Zeros,
        bool alignCorners = false
    ) => GridSampling.Sample(this, grid, mode, padding, alignCorners);

    /// <summary>The places that an affine map takes a grid to, for <see cref="GridSample"/>: <c>[N, 2, 3] → [N, h, w, 2]</c>, or <c>[N, 3, 4] → [N, d, h, w, 3]</c>.</summary>
    /// <param name="size">The spatial axes of the grid: height and width, or depth, height and width.</param>
    /// <param name="alignCorners">True if −1 and 1 are the outer elements' centres; else their edges.</param>
    /// <exception cref="ShapeException">The maps are not of that many coordinates.</exception>
    /// <exception cref="DTypeException">The maps are not floating.</exception>
    public Tensor AffineGrid(Shape size, bool alignCorners = false)
    {
        var axes = size.Rank;
        if (Rank != 3 || axes is not (2 or 3) || Shape[1] != axes || Shape[2] != axes + 1)
            throw new ShapeException(
                $"[affine_grid] needs maps [N, 2, 3] for two axes or [N, 3, 4] for three, got {Describe()} for size {size}, which is the spatial axes alone."
            );
        GridSampling.NeedFloating("affine_grid", this);
        var columns = new Tensor[axes + 1];
        for (var i = 0; i < axes; i++)
        {
            // x runs along the last axis.
            var (axis, sizes) = (axes - 1 - i, new int[axes]);
            Array.Fill(sizes, 1);
            sizes[axis] = size[axis];
            var end = alignCorners ? 1 : 1 - (1.0 / Math.Max(1, size[axis]));
            var places = size[axis] == 1 ? Zeros([1], DType) : LinSpace(-end, end, size[axis], DType);
            columns[i] = places.Reshape(Shape.Of(sizes)).BroadcastTo(size);
        }
        columns[axes] = Ones(size, DType);
        var points = Stack(-1, columns).Reshape(Shape.Of(checked((int)size.Size), axes + 1));
        return points.MatMul(Transpose()).Reshape(Shape.Of([Shape[0], .. size, axes]));
    }
}

/// <summary>Reading between elements, at places that are tensors: along each axis a few neighbours with weights, together one gather.</summary>
internal static class GridSampling
{
    // Keys 1981, as interpolation has it.
    private const double A = -0.75;

    /// <summary>Neighbours along an axis: their numbers, int64, and weights, <c>[N, neighbours, points]</c>.</summary>
    private readonly record struct Neighbours(Tensor Index, Tensor Weight);

    public static Tensor Sample(Tensor x, Tensor grid, InterpolationMode mode, GridPadding padding, bool alignCorners)
    {
        var axes = x.Rank - 2;
        if (axes is < 1 or > 3 || grid.Rank != x.Rank || grid.Shape[-1] != axes || grid.Shape[0] != x.Shape[0])
            throw new ShapeException(
                $"[grid_sample] cannot read {x.Describe()} at {grid.Describe()}: [N, C, H, W] needs places [N, h, w, 2]."
            );
        if (x.Shape.Axes[2..].Contains(0))
            throw new ShapeException($"[grid_sample] cannot read {x.Describe()}: a spatial axis is empty.");
        NeedFloating("grid_sample", x);
        NeedFloating("grid_sample", grid);
        var type = DTypes.Promote(x.DType, grid.DType);
        var points = Shape.Of(grid.Shape.Axes[1..^1]);
        var places = grid.To(type.Lane).Reshape(Shape.Of(x.Shape[0], checked((int)points.Size), axes));
        var neighbours = new Neighbours[axes];
        for (var axis = 0; axis < axes; axis++)
            neighbours[axis] = Along(places, axis, x.Shape[axis + 2], mode, padding, alignCorners);
        var index = neighbours[0].Index;
        for (var axis = 1; axis < axes; axis++)
            // Every neighbour along this axis for each along those before.
            index = ((index.ExpandDims(2) * x.Shape[axis + 2]) + neighbours[axis].Index.ExpandDims(1)).Flatten(1, 2);
        var (count, channels, read) = (x.Shape[0], x.Shape[1], index.Shape[1] * index.Shape[2]);
        var picked = x.To(type.Lane)
            .Flatten(2)
            .Gather(index.Reshape(Shape.Of(count, 1, read)).BroadcastTo([count, channels, read]), 2);
        var sizes = Array.ConvertAll(neighbours, along => along.Weight.Shape[1]);
        var terms = picked.Reshape(Shape.Of([count, channels, .. sizes, index.Shape[2]]));
        for (var axis = 0; axis < axes; axis++)
        {
            // [N, 1, …, neighbours, …, P]: merging axes of weights would cost more than multiplying by each.
            int[] others = [.. Enumerable.Range(1, axes + 1).Where(other => other != axis + 2)];
            terms *= neighbours[axis].Weight.ExpandDims(others);
        }
        int[] summed = [.. Enumerable.Range(2, axes)];
        return terms.Sum(summed).Reshape(Shape.Of([count, channels, .. points])).To(type);
    }

    public static void NeedFloating(string name, Tensor x)
    {
        if (!x.DType.IsFloating)
            throw new DTypeException($"[{name}] needs floating operands, got {x.Describe()}. Convert with .To(DType.Float32).");
    }

    private static Neighbours Along(
        Tensor places,
        int axis,
        int size,
        InterpolationMode mode,
        GridPadding padding,
        bool alignCorners
    )
    {
        // [N, 1, P]; coordinates come the last axis first.
        var g = places.Select(2, places.Shape[2] - 1 - axis).ExpandDims(1);
        var place = alignCorners ? (g + 1) * (0.5 * (size - 1)) : ((g + 1) * (0.5 * size)) - 0.5;
        // Cubic's neighbours are brought inside one by one; else the place is.
        if (mode != InterpolationMode.Cubic)
            place = Inside(place, size, padding, alignCorners);
        if (mode == InterpolationMode.Nearest)
            return Kept(Round(place).StopGradient(), Tensor.OnesLike(place), size);
        var floor = Floor(place).StopGradient();
        var part = place - floor;
        if (mode == InterpolationMode.Linear)
            return Kept(floor + Steps(2, 0, place.DType), Tensor.Concatenate(1, 1 - part, part), size);
        var number = Inside(floor + Steps(4, -1, place.DType), size, padding, alignCorners);
        return Kept(Round(number), Tensor.Concatenate(1, Far(part + 1), Near(part), Near(1 - part), Far(2 - part)), size);
    }

    private static Tensor Steps(int count, int first, DType type) => (Tensor.Iota([count, 1]) + first).To(type);

    // What is outside, NaN too, weighs nothing, and its number is 0.
    private static Neighbours Kept(Tensor number, Tensor weight, int size)
    {
        var isInside = GreaterOrEqual(number, 0) & LessOrEqual(number, size - 1);
        return new(Where(isInside, number, 0).To(DType.Int64), Where(isInside, weight, 0));
    }

    private static Tensor Inside(Tensor place, int size, GridPadding padding, bool alignCorners) =>
        padding switch
        {
            GridPadding.Border => Clipped(place, size),
            GridPadding.Reflection => Clipped(Reflected(place, size, alignCorners), size),
            _ => place,
        };

    // At the edges the derivative is 0, as it is outside; NaN is the first edge.
    private static Tensor Clipped(Tensor place, int size) =>
        Where(Greater(place, 0), Where(Less(place, size - 1), place, size - 1), 0);

    // A zigzag between the outer elements' centres, or their edges.
    private static Tensor Reflected(Tensor place, int size, bool alignCorners)
    {
        var (low, span) = alignCorners ? (0.0, size - 1.0) : (-0.5, size);
        if (span == 0)
            return Tensor.ZerosLike(place);
        var distance = Abs(place - low);
        var turns = Floor(distance / span).StopGradient();
        var rest = distance - (turns * span);
        var isOdd = NotEqual(turns - (2 * Floor(turns * 0.5)), 0);
        return Where(isOdd, span - rest, rest) + low;
    }

    private static Tensor Near(Tensor t) => (((((A + 2) * t) - (A + 3)) * t) * t) + 1;

    private static Tensor Far(Tensor t) => (((((A * t) - (5 * A)) * t) + (8 * A)) * t) - (4 * A);
}
