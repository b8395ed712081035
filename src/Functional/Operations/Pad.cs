using static Functional.Operations;

namespace Functional;

/// <summary>What stands around a padded tensor.</summary>
public enum PadMode
{
    /// <summary>Its mirror image, without the edge: <c>abc → cb abc ba</c>.</summary>
    Reflect,

    /// <summary>Its edge, again and again: <c>abc → aa abc cc</c>.</summary>
    Edge,

    /// <summary>The tensor itself, from the other end: <c>abc → bc abc ab</c>.</summary>
    Wrap,
}

public sealed partial class Tensor
{
    /// <summary>Zeros around: per axis how many before and after; negative numbers crop.</summary>
    /// <exception cref="AxisException">The number of axes differs.</exception>
    /// <exception cref="ShapeException">More is cropped than there is.</exception>
    public Tensor Pad(params ReadOnlySpan<(int Before, int After)> widths)
    {
        if (widths.Length != Rank)
            throw new AxisException($"[pad] needs {Rank} pairs for {Shape}, got {widths.Length}.");
        var cropped = this;
        var (starts, steps, sizes) = (new int[Rank], new int[Rank], new int[Rank]);
        for (var axis = 0; axis < Rank; axis++)
        {
            var (before, after) = widths[axis];
            if (before + after < -Shape[axis])
                throw new ShapeException(
                    $"[pad] cannot crop {-before - after} of the {Shape[axis]} elements of axis {axis} of {Shape}."
                );
            if (before < 0 || after < 0)
                cropped = cropped.Slice(axis, Math.Max(0, -before), Shape[axis] + Math.Min(0, after));
            (starts[axis], steps[axis]) = (Math.Max(0, before), 1);
            sizes[axis] = Shape[axis] + before + after;
        }
        return cropped.Shape.Equals(Shape.Of(sizes))
            ? cropped
            : AssembleOp.Make(Shape.Of(sizes), [new Region(starts, steps)], [cropped]);
    }

    /// <summary>One value around: per axis how many before and after; negative numbers crop.</summary>
    /// <exception cref="AxisException">The number of axes differs.</exception>
    /// <exception cref="ShapeException">More is cropped than there is.</exception>
    public Tensor Pad(ReadOnlySpan<(int Before, int After)> widths, double value)
    {
        var padded = Pad(widths);
        var fill = Constant(DType, value);
        if (ReferenceEquals(padded, this) || fill.IsScalar(0))
            return padded;
        // True where the tensor is: read through the same places, so that a kernel needs no memory for it.
        return Where(Constant(DType.Bool, 1).BroadcastTo(Shape).Pad(widths), padded, fill);
    }

    /// <summary>The tensor's own elements around: per axis how many before and after; negative numbers crop.</summary>
    /// <exception cref="AxisException">The number of axes differs.</exception>
    /// <exception cref="ShapeException">The tensor has too few elements for the mode, or more is cropped than there is.</exception>
    public Tensor Pad(ReadOnlySpan<(int Before, int After)> widths, PadMode mode)
    {
        if (widths.Length != Rank)
            throw new AxisException($"[pad] needs {Rank} pairs for {Shape}, got {widths.Length}.");
        var padded = this;
        for (var axis = 0; axis < Rank; axis++)
            padded = padded.Around(axis, widths[axis].Before, widths[axis].After, mode);
        return padded;
    }

    private Tensor Around(int axis, int before, int after, PadMode mode)
    {
        var size = Shape[axis];
        if ((long)before + after < -size)
            throw new ShapeException($"[pad] cannot crop {-before - after} of the {size} elements of axis {axis} of {Shape}.");
        // What is cropped does not come back from the other end.
        if (mode == PadMode.Wrap && (before < 0 || after < 0))
            return Slice(axis, Math.Max(0, -before), size - Math.Max(0, -after))
                .Around(axis, Math.Max(0, before), Math.Max(0, after), mode);
        var limit = mode switch
        {
            PadMode.Reflect => Math.Max(0, size - 1),
            PadMode.Edge => size == 0 ? 0 : int.MaxValue,
            _ => size,
        };
        if (Math.Max(before, after) > limit)
            throw new ShapeException(
                $"[pad] cannot pad axis {axis} of {Shape} by {Math.Max(before, after)} in mode {mode}: its {size} elements give at most {limit}."
            );
        var (left, right) = (Math.Max(0, before), Math.Max(0, after));
        Tensor Stretched(int start, int count) =>
            Slice(axis, start, start + 1).BroadcastTo(Shape.Of([.. Shape.Axes[..axis], count, .. Shape.Axes[(axis + 1)..]]));
        var (head, tail) = mode switch
        {
            PadMode.Reflect => (Slice(axis, 1, left + 1).Flip(axis), Slice(axis, size - 1 - right, size - 1).Flip(axis)),
            PadMode.Edge when size > 0 => (Stretched(0, left), Stretched(size - 1, right)),
            _ => (Slice(axis, size - left), Slice(axis, 0, right)),
        };
        Tensor[] parts = [.. left > 0 ? [head] : Array.Empty<Tensor>(), this, .. right > 0 ? [tail] : Array.Empty<Tensor>()];
        var (first, last) = (Math.Max(0, -before), Math.Max(0, -after));
        return Concatenate(axis, parts).Slice(axis, first, size + left + right - last);
    }
}
