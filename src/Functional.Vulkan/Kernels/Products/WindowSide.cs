namespace Functional.Vulkan;

/// <summary>How windows lie along one axis: place t and tap k meet at <c>(Start + t · PlaceStep + k · TapStep) / Spread</c>, where that is whole.</summary>
/// <param name="Size">Elements of the axis.</param>
/// <param name="Stride">From one to the next in memory.</param>
/// <param name="Places">Windows.</param>
/// <param name="Taps">Elements of a window.</param>
/// <param name="Start">Where the first window begins; below 0 there are zeros.</param>
/// <param name="PlaceStep">From one window to the next.</param>
/// <param name="TapStep">From one element of a window to the next.</param>
/// <param name="Spread">From one element of the axis to the next; between them are zeros.</param>
internal readonly record struct WindowAlong(
    int Size,
    long Stride,
    int Places,
    int Taps,
    long Start,
    long PlaceStep,
    long TapStep,
    int Spread
)
{
    /// <summary>The last place that a window reaches.</summary>
    public long Last => Start + ((Places - 1) * PlaceStep) + ((Taps - 1) * TapStep);

    /// <summary>Whole elements by which the first window begins before the axis.</summary>
    public long Before => (Math.Max(0, -Start) + Spread - 1) / Spread;
}

/// <summary>Windows over an input <c>[…, n, c, s…]</c>, read where they lie: a line is an image and a place, the depth a channel and a tap.</summary>
internal sealed class WindowSide : ProductSide
{
    private readonly View _images;
    private readonly long _channelStride;
    private readonly WindowAlong[] _axes;
    private readonly int _batchAxes;

    /// <param name="binding">The kernel's binding.</param>
    /// <param name="input">The input, an affine view.</param>
    /// <param name="batchAxes">Its leading axes.</param>
    /// <param name="axes">How windows lie along the last ones.</param>
    public WindowSide(int binding, View input, int batchAxes, WindowAlong[] axes)
        : base(binding)
    {
        (_batchAxes, _axes) = (batchAxes, axes);
        _images = View.Affine(Shape.Of(input.Shape.Axes[..(batchAxes + 1)]), input.Strides[..(batchAxes + 1)], input.Offset);
        _channelStride = input.Strides[batchAxes + 1];
        Reach = IndexArithmetic.Reach(input);
        foreach (var axis in axes)
            Reach += (Math.Abs(axis.Start) + Math.Max(0, axis.Last) + axis.Spread) * Math.Max(1, Math.Abs(axis.Stride));
    }

    // Whichever has the longer runs in memory.
    public override bool IsDepthFast => _axes.Length > 0 && _axes[^1].Taps > _axes[^1].Places;

    public override long Reach { get; }

    // The address of the window's corner, then the corner's place along every axis.
    public override Value[] Line(IndexArithmetic index, Value batch, Value line)
    {
        var places = Unravel(index, ref line, axis => axis.Places);
        var address = index.Of(_images, (batch, 0, _batchAxes), (line, _batchAxes, _batchAxes + 1)).Address!;
        for (var a = 0; a < _axes.Length; a++)
        {
            var axis = _axes[a];
            places[a] = index.Add(index.Multiply(places[a], axis.PlaceStep), index.Literal(axis.Start));
            if (axis.Spread == 1)
                address = index.Add(address, index.Multiply(places[a], axis.Stride));
        }
        return [address, .. places];
    }

    // How far the tap is from the corner.
    public override Value[] Depth(IndexArithmetic index, Value depth)
    {
        var taps = Unravel(index, ref depth, axis => axis.Taps);
        var address = index.Multiply(depth, _channelStride);
        for (var a = 0; a < _axes.Length; a++)
        {
            taps[a] = index.Multiply(taps[a], _axes[a].TapStep);
            if (_axes[a].Spread == 1)
                address = index.Add(address, index.Multiply(taps[a], _axes[a].Stride));
        }
        return [address, .. taps];
    }

    public override Place At(IndexArithmetic index, Value[] line, Value[] depth)
    {
        var address = index.Add(line[0], depth[0]);
        Value? condition = null;
        for (var a = 0; a < _axes.Length; a++)
        {
            var (axis, place) = (_axes[a], index.Add(line[a + 1], depth[a + 1]));
            if (axis.Spread > 1)
            {
                // Division is of numbers that are not negative.
                var shifted = index.Add(place, index.Literal(axis.Before * axis.Spread));
                condition = index.And(condition, index.Less(index.Remainder(shifted, axis.Spread), 1));
                place = index.Add(index.Divide(shifted, axis.Spread), index.Literal(-axis.Before));
                address = index.Add(address, index.Multiply(place, axis.Stride));
            }
            if (axis.Start < 0)
                condition = index.And(condition, index.AtLeast(place, 0));
            if (axis.Last / axis.Spread >= axis.Size)
                condition = index.And(condition, index.Less(place, axis.Size));
        }
        return new(address, condition);
    }

    // The number along every axis; what is left is that of the axes before them.
    private Value[] Unravel(IndexArithmetic index, ref Value number, Func<WindowAlong, int> size)
    {
        var numbers = new Value[_axes.Length];
        for (var a = _axes.Length - 1; a >= 0; a--)
        {
            numbers[a] = index.Remainder(number, size(_axes[a]));
            number = index.Divide(number, size(_axes[a]));
        }
        return numbers;
    }
}
