using static Functional.Operations;

namespace Functional;

/// <summary>What becomes of several elements for one place.</summary>
public enum ScatterReduction
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their product.</summary>
    Prod,

    /// <summary>Their mean, of whole numbers rounded down.</summary>
    Mean,

    /// <summary>The largest of them; those that tie share the cotangent equally.</summary>
    Max,

    /// <summary>The smallest of them; those that tie share the cotangent equally.</summary>
    Min,
}

public sealed partial class Tensor
{
    /// <summary>This tensor with elements combined along an axis: for axis 0 <c>out[k, j]</c> is made of <c>x[k, j]</c> and all <c>source[i, j]</c> whose <c>index[i, j]</c> is k.</summary>
    /// <param name="index">Places along the axis; they may repeat, and negative ones count from the end.</param>
    /// <param name="source">What comes there, in the index's shape.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="reduction">What becomes of several.</param>
    /// <param name="includeSelf">False if what was there does not count where anything comes.</param>
    /// <exception cref="ShapeException">Index and source differ in shape, or are larger than this tensor in another axis.</exception>
    /// <exception cref="DTypeException">The index is not an integer, or this tensor is of bools.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor ScatterReduce(Tensor index, Tensor source, int axis, ScatterReduction reduction, bool includeSelf = true)
    {
        const string Name = "scatter_reduce";
        if (DType == DType.Bool)
            throw new DTypeException($"[{Name}] needs numbers, got bool{Shape}. Convert with .To(DType.Int32).");
        if (IsPoint(axis) && index.Rank == 0)
            return AsVector(x => x.ScatterReduce(index.Reshape(1), source.Reshape(1), 0, reduction, includeSelf));
        var (at, sizes, values) = CheckUpdates(Name, index, source, axis);
        if (index.Size == 0)
            return this;
        var region = Shape.Of(sizes);
        var own = Slice(new int[Rank], [.. Enumerable.Repeat(1, Rank)], region);
        var places = Where(index < 0, index + Shape[at], index).To(DType.Int64);
        if (includeSelf)
        {
            var standing = own.PlacesAlong(at).BroadcastTo(region);
            (places, values) = (Concatenate(at, standing, places), Concatenate(at, own, values));
        }
        var label = new IndexLabel(Name, Shape, at, CountsFromEnd: false);
        var counts = ScatterElementsOp.Make(region, places, Ones(places.Shape, DType.Int64), at, ScatterRule.Add, label);
        var lane = values.To(DType.Lane);
        Tensor Combined(Tensor x, ScatterRule rule) => ScatterElementsOp.Make(region, places, x, at, rule, label);
        var combined = reduction switch
        {
            ScatterReduction.Sum => Combined(lane, ScatterRule.Add),
            ScatterReduction.Mean => MeanOf(Combined(lane, ScatterRule.Add), Operations.Maximum(counts, 1)),
            ScatterReduction.Max => Combined(lane, ScatterRule.Max),
            ScatterReduction.Min => Combined(lane.Reversed(), ScatterRule.Max).Reversed(),
            _ => Combined(ProductAtLast(lane, ref places, at), ScatterRule.Add),
        };
        var result = includeSelf ? combined.To(DType) : Where(counts > 0, combined.To(DType), own);
        if (region.Equals(Shape))
            return result;
        TensorIndex[] corner = [.. sizes.Select(size => (TensorIndex)(..size))];
        return At(corner).Set(result);
    }

    /// <summary>This tensor with slices of an axis combined: <c>out[k, …]</c> is made of <c>x[k, …]</c> and all <c>source[i, …]</c> whose <c>index[i]</c> is k.</summary>
    /// <inheritdoc cref="ScatterReduce"/>
    public Tensor IndexReduce(Tensor index, Tensor source, int axis, ScatterReduction reduction, bool includeSelf = true)
    {
        var at = Shape.Axis("index_reduce", axis);
        if (index.Rank != 1 || source.Rank != Rank || source.Shape[at] != index.Shape[0])
            throw new ShapeException(
                $"[index_reduce] needs a slice of {Shape} along axis {axis} for each place, got places {index.Shape} and source {source.Shape}."
            );
        var sizes = new int[Rank];
        Array.Fill(sizes, 1);
        sizes[at] = index.Shape[0];
        return ScatterReduce(index.Reshape(Shape.Of(sizes)).BroadcastTo(source.Shape), source, axis, reduction, includeSelf);
    }

    private static Tensor MeanOf(Tensor sum, Tensor count) =>
        sum.DType.IsFloating ? sum / count.To(sum.DType) : Operations.FloorDivide(sum, count.To(sum.DType));

    // Elements in the order of their places, of which the last one for each place has the product of all of them and the others 0.
    // The product runs: hᵢ = xᵢ hᵢ₋₁, or xᵢ where another place begins. Nothing is divided, so that zeros need no care.
    private static Tensor ProductAtLast(Tensor values, ref Tensor places, int axis)
    {
        var order = places.ArgSort(axis);
        (values, places) = (values.Gather(order, axis), places.Gather(order, axis));
        var begins = StartsRun(places, axis);
        var running = LinearRecurrence(Where(begins, values, 0), Where(begins, 0, values), axis);
        var end = Constant(DType.Bool, 1).BroadcastTo(begins.Slice(axis, 0, 1).Shape);
        return Where(Concatenate(axis, begins.Slice(axis, 1), end), running, 0);
    }
}
