namespace Functional;

public sealed partial class Tensor
{
    /// <summary>Row-major number of the largest of all elements, int64; of several the first.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    [Pipeline]
    public Tensor ArgMax() => Flatten().ArgMax(0);

    /// <summary>Index of the largest element along an axis, int64; of several the first. NaN is the largest.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    [Pipeline]
    public Tensor ArgMax(int axis, bool keepAxes = false) => PlaceOfLargest("argmax", axis, keepAxes);

    /// <summary>Row-major number of the smallest of all elements, int64; of several the first.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    [Pipeline]
    public Tensor ArgMin() => Flatten().ArgMin(0);

    /// <summary>Index of the smallest element along an axis, int64; of several the first. NaN is the smallest, too.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    [Pipeline]
    public Tensor ArgMin(int axis, bool keepAxes = false) => PlaceOfSmallest("argmin", axis, keepAxes);

    /// <summary>Largest element along an axis, and its index: of several, and of several NaN, the first, which alone gets the cotangent.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    public (Tensor Values, Tensor Indices) MaxWithIndex(int axis, bool keepAxes = false) =>
        IsPoint(axis) ? AsVector(x => x.MaxWithIndex(0, true)) : At(PlaceOfLargest("max", axis, keepAxes: true), axis, keepAxes);

    /// <summary>Smallest element along an axis, and its index: of several, and of several NaN, the first, which alone gets the cotangent.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    public (Tensor Values, Tensor Indices) MinWithIndex(int axis, bool keepAxes = false) =>
        IsPoint(axis) ? AsVector(x => x.MinWithIndex(0, true)) : At(PlaceOfSmallest("min", axis, keepAxes: true), axis, keepAxes);

    // One place along an axis, which the places have as 1, and what stands there.
    private (Tensor Values, Tensor Indices) At(Tensor places, int axis, bool keepAxes)
    {
        var values = Gather(places, axis);
        return keepAxes ? (values, places) : (values.Squeeze(axis), places.Squeeze(axis));
    }

    private Tensor PlaceOfSmallest(string name, int axis, bool keepAxes) => Reversed().PlaceOfLargest(name, axis, keepAxes);

    private Tensor PlaceOfLargest(string name, int axis, bool keepAxes)
    {
        if (IsPoint(axis))
            return AsVector(x => x.PlaceOfLargest(name, 0, true));
        var at = Shape.Axis(name, axis);
        var largest = Largest(name, [at], keepAxes: true);
        // A NaN wins, as in Max; counting down makes the first of several the largest.
        var isLargest = Operations.Equal(this, largest) | Operations.NotEqual(this, this);
        var countdown = Constant(DType.Int64, (long)(Shape[at] - 1)) - PlacesAlong(at);
        return (Shape[at] - 1)
            - MaxOp.Make(Operations.Where(isLargest, countdown, -1), [at]).Reshape(Shape.Reduce([at], keepAxes));
    }

    // 0, 1, 2, … along an axis; the others are 1.
    internal Tensor PlacesAlong(int axis)
    {
        var sizes = new int[Rank];
        Array.Fill(sizes, 1);
        sizes[axis] = Shape[axis];
        return Iota(Shape.Of(sizes));
    }
}
