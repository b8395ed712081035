namespace Functional;

/// <summary>Overlapping windows along an axis, as a view: <c>out[…, i, …, k] = x[…, i · stride + k · dilation, …]</c>.</summary>
internal sealed class WindowOp(int axis, int size, int stride, int dilation) : MovementOp
{
    public override string Name => "window";
    public override string Description => $"window[axis={axis}; size={size}; stride={stride}; dilation={dilation}]";

    private (int, int, int, int) Key => (axis, size, stride, dilation);

    public static Tensor Make(Tensor x, int axis, int size, int stride, int dilation) =>
        new(new WindowOp(axis, size, stride, dilation), Result(x.Shape, axis, size, stride, dilation), x.DType, x);

    public override bool Equals(Op? other) => other is WindowOp window && window.Key == Key;

    internal override int ComputeHash() => HashCode.Combine(6, Key);

    internal override View Apply(View operand) =>
        operand.Window(axis, stride, dilation, Result(operand.Shape, axis, size, stride, dilation));

    internal override void Pull(Pullback p) => p.Give(0, AddUp(p.Cotangent, p.Operand(0).Shape, axis, stride, dilation));

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int count) =>
        Make(operands[0], axis + 1, size, stride, dilation);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], axis, size, stride, dilation);

    /// <summary>The transpose: windows added up at their places along an axis of a tensor of the given shape.</summary>
    public static Tensor AddUp(Tensor windows, Shape shape, int axis, int stride, int dilation)
    {
        // A piece for every place in the window, or one for every window: the fewer.
        var isByPlace = windows.Shape[-1] <= windows.Shape[axis];
        var along = isByPlace ? windows.Rank - 1 : axis;
        var (regions, pieces) = (new Region[windows.Shape[along]], new Tensor[windows.Shape[along]]);
        for (var i = 0; i < pieces.Length; i++)
        {
            var (starts, steps) = (new int[shape.Rank], new int[shape.Rank]);
            Array.Fill(steps, 1);
            (starts[axis], steps[axis]) = isByPlace ? (i * dilation, stride) : (i * stride, dilation);
            var piece = windows.Select(along, i);
            pieces[i] = isByPlace ? piece : piece.MoveAxis(-1, axis);
            if (pieces[i].Shape[axis] == 1)
                steps[axis] = 1;
            regions[i] = new Region(starts, steps);
        }
        return pieces.Length == 0 || shape.Size == 0
            ? Tensor.Zeros(shape, windows.DType)
            : AssembleOp.Make(shape, regions, pieces);
    }

    private static Shape Result(Shape shape, int axis, int size, int stride, int dilation)
    {
        int[] sizes = [.. shape.Axes, size];
        sizes[axis] = (int)((shape[axis] - ((long)dilation * (size - 1)) - 1) / stride) + 1;
        return Shape.Of(sizes);
    }
}

public sealed partial class Tensor
{
    /// <summary>All windows along an axis, as a view: <c>out[…, i, …, k] = x[…, i · stride + k · dilation, …]</c>.</summary>
    /// <remarks>
    /// An axis of n elements becomes one of <c>(n − dilation · (size − 1) − 1) / stride + 1</c> windows, and the place in the window is a new last
    /// axis. Nothing is copied; the gradient adds up where windows overlap. A moving average is <c>x.Window(0, 3).Mean(-1)</c>.
    /// </remarks>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">Size, stride or dilation is not positive, or the window is longer than the axis.</exception>
    [Pipeline]
    public Tensor Window(int axis, int size, int stride = 1, int dilation = 1)
    {
        var at = Shape.Axis("window", axis);
        if (size < 1 || stride < 1 || dilation < 1)
            throw new ShapeException(
                $"[window] needs a size, stride and dilation of at least 1, got {size}, {stride} and {dilation}."
            );
        var span = ((long)dilation * (size - 1)) + 1;
        if (span > Shape[at])
            throw new ShapeException(
                $"[window] a window over {span} elements does not fit into axis {axis} of {Shape}, which has {Shape[at]}. Pad it first."
            );
        return WindowOp.Make(this, at, size, stride, dilation);
    }

    /// <summary>Patches of images as columns (im2col): <c>[N, C, H, W] → [N, C · kernel elements, positions]</c>.</summary>
    /// <param name="kernel">Height and width of a patch.</param>
    /// <param name="stride">From one patch to the next; 1 where it is not given.</param>
    /// <param name="padding">Zeros on each side; 0 where it is not given.</param>
    /// <param name="dilation">From one element of a patch to the next; 1 where it is not given.</param>
    /// <exception cref="ShapeException">The tensor is not of the form <c>[N, C, H, W]</c>, or a patch does not fit.</exception>
    public Tensor Unfold(
        (int Height, int Width) kernel,
        (int Height, int Width)? stride = null,
        (int Height, int Width)? padding = null,
        (int Height, int Width)? dilation = null
    )
    {
        if (Rank != 4)
            throw new ShapeException($"[unfold] needs images [N,C,H,W], got {Describe()}.");
        var (step, around, gap) = (stride ?? (1, 1), padding ?? (0, 0), dilation ?? (1, 1));
        var patches = Pad((0, 0), (0, 0), (around.Height, around.Height), (around.Width, around.Width))
            .Window(2, kernel.Height, step.Height, gap.Height)
            .Window(3, kernel.Width, step.Width, gap.Width)
            .Permute(0, 1, 4, 5, 2, 3);
        var s = patches.Shape;
        return patches.Reshape(s[0], s[1] * s[2] * s[3], s[4] * s[5]);
    }

    /// <summary>Columns put back as patches of images, overlapping ones added up: the transpose of <see cref="Unfold"/>.</summary>
    /// <param name="size">Height and width of the images.</param>
    /// <param name="kernel">Height and width of a patch.</param>
    /// <param name="stride">From one patch to the next; 1 where it is not given.</param>
    /// <param name="padding">Zeros on each side; 0 where it is not given.</param>
    /// <param name="dilation">From one element of a patch to the next; 1 where it is not given.</param>
    /// <exception cref="ShapeException">The columns are not those of such images.</exception>
    public Tensor Fold(
        (int Height, int Width) size,
        (int Height, int Width) kernel,
        (int Height, int Width)? stride = null,
        (int Height, int Width)? padding = null,
        (int Height, int Width)? dilation = null
    )
    {
        var (step, around, gap) = (stride ?? (1, 1), padding ?? (0, 0), dilation ?? (1, 1));
        var (height, width) = (size.Height + (2 * around.Height), size.Width + (2 * around.Width));
        var rows = Positions(height, kernel.Height, step.Height, gap.Height);
        var columns = Positions(width, kernel.Width, step.Width, gap.Width);
        var area = kernel.Height * kernel.Width;
        if (Rank != 3 || Shape[1] % area != 0 || Shape[2] != (long)rows * columns)
            throw new ShapeException(
                $"[fold] needs columns [N, C·{area}, {rows}·{columns}] for images of {size.Height}×{size.Width}, got {Describe()}."
            );
        var (batch, channels) = (Shape[0], Shape[1] / area);
        var patches = Reshape(batch, channels, kernel.Height, kernel.Width, rows, columns).Permute(0, 1, 4, 2, 5, 3);
        var lines = WindowOp.AddUp(patches, [batch, channels, rows, kernel.Height, width], 4, step.Width, gap.Width);
        return WindowOp
            .AddUp(lines.MoveAxis(3, 4), [batch, channels, height, width], 2, step.Height, gap.Height)
            .Pad((0, 0), (0, 0), (-around.Height, -around.Height), (-around.Width, -around.Width));
    }

    private static int Positions(int size, int kernel, int stride, int dilation)
    {
        if (kernel < 1 || stride < 1 || dilation < 1)
            throw new ShapeException(
                $"[fold] needs a kernel, stride and dilation of at least 1, got {kernel}, {stride} and {dilation}."
            );
        var room = size - ((long)dilation * (kernel - 1)) - 1;
        return room < 0
            ? throw new ShapeException($"[fold] a patch of {kernel} with dilation {dilation} does not fit into {size}.")
            : (int)(room / stride) + 1;
    }
}
