using static Functional.Operations;

namespace Functional;

public sealed partial class Tensor
{
    /// <summary>This tensor with one value where the mask is true; both broadcast.</summary>
    /// <exception cref="ShapeException">They do not broadcast.</exception>
    /// <exception cref="DTypeException">The mask is not of bools.</exception>
    [Pipeline]
    public Tensor MaskedFill(Tensor mask, Tensor value) => Where(mask, value.To(DType), this);

    /// <summary>The elements where the mask is true, as a vector in row-major order; tensor and mask broadcast.</summary>
    /// <remarks>How many there are depends on the mask's values: it is computed at once.</remarks>
    /// <exception cref="ShapeException">They do not broadcast.</exception>
    /// <exception cref="DTypeException">The mask is not of bools.</exception>
    /// <exception cref="TracingException">The mask has no value yet, under Compile or Vectorize. Use <c>Where</c>.</exception>
    [Pipeline]
    public Tensor MaskedSelect(Tensor mask)
    {
        if (mask.DType != DType.Bool)
            throw new DTypeException($"[masked_select] needs a mask of bools, got {mask.Describe()}.");
        var shape = Shape.Broadcast("masked_select", Shape, mask.Shape);
        var places = mask.BroadcastTo(shape).TruePlaces("masked_select");
        return BroadcastTo(shape).Reshape(-1).TakeAt(places, 0, new IndexLabel("masked_select"));
    }

    /// <summary>Where the elements are not 0: an int64 matrix <c>[count, rank]</c> with a row of indices for each, in row-major order.</summary>
    /// <remarks>How many there are depends on the values: they are computed at once. NaN counts as not 0.</remarks>
    /// <exception cref="TracingException">There is no value yet, under Compile or Vectorize. Use <c>Where</c>.</exception>
    public Tensor NonZero()
    {
        var places = To(DType.Bool).TrueNumbers("nonzero");
        var indices = new long[places.Count * Rank];
        for (var i = 0; i < places.Count; i++)
        {
            var number = places[i];
            for (var axis = Rank - 1; axis >= 0; axis--)
            {
                indices[(i * Rank) + axis] = number % Shape[axis];
                number /= Shape[axis];
            }
        }
        return Beside(Of<long>(indices, [places.Count, Rank]));
    }

    /// <summary>The row-major numbers of the places where a mask is true.</summary>
    internal Tensor TruePlaces(string name) => Beside(Of(TrueNumbers(name).ToArray()));

    // What the host found out, where this tensor is.
    private Tensor Beside(Tensor found) => Placement is { } device ? found.To(device) : found;

    private List<long> TrueNumbers(string name)
    {
        if (IsSymbolic)
            throw new TracingException(
                $"[{name}] cannot tell how many elements a mask bool{Shape} picks before it has a value, under Compile or Vectorize. Use Where(mask, x, 0), which keeps the shape."
            );
        var mask = ToArray<bool>();
        var places = new List<long>();
        for (var i = 0; i < mask.Length; i++)
            if (mask[i])
                places.Add(i);
        return places;
    }
}
