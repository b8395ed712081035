namespace Functional;

public sealed partial class Tensor
{
    /// <summary>Cross-correlation over one axis: <c>[n, c, s] × [o, c / groups, k] → [n, o, t]</c>; see <see cref="Tensor.Conv2D"/>.</summary>
    /// <exception cref="ShapeException">Ranks, channels, groups or sizes do not fit.</exception>
    /// <exception cref="DTypeException">An operand is bool.</exception>
    [Pipeline]
    public Tensor Conv1D(
        Tensor weight,
        Tensor? bias = null,
        PerAxis stride = default,
        Padding padding = default,
        PerAxis dilation = default,
        int groups = 1
    ) => Convolution.Forward("conv1d", 1, this, weight, bias, stride, padding, dilation, groups);

    /// <summary>Cross-correlation over two axes: <c>out[n, o, t] = b[o] + Σ_{c,k} x[n, c, t · stride + k · dilation − padding] · w[o, c, k]</c>.</summary>
    /// <remarks>
    /// <c>[n, c, height, width] × [o, c / groups, kernel…] → [n, o, t…]</c>, n being optional, with <c>t = (s + 2 · padding − dilation · (k − 1) − 1) / stride + 1</c>
    /// rounded down. With groups, each has its own part of the channels in and out. The kernel is not flipped.
    /// </remarks>
    /// <exception cref="ShapeException">Ranks, channels, groups or sizes do not fit.</exception>
    /// <exception cref="DTypeException">An operand is bool.</exception>
    [Pipeline]
    public Tensor Conv2D(
        Tensor weight,
        Tensor? bias = null,
        PerAxis stride = default,
        Padding padding = default,
        PerAxis dilation = default,
        int groups = 1
    ) => Convolution.Forward("conv2d", 2, this, weight, bias, stride, padding, dilation, groups);

    /// <summary>Cross-correlation over three axes: <c>[n, c, s, s, s] × [o, c / groups, k, k, k] → [n, o, t, t, t]</c>; see <see cref="Tensor.Conv2D"/>.</summary>
    /// <exception cref="ShapeException">Ranks, channels, groups or sizes do not fit.</exception>
    /// <exception cref="DTypeException">An operand is bool.</exception>
    [Pipeline]
    public Tensor Conv3D(
        Tensor weight,
        Tensor? bias = null,
        PerAxis stride = default,
        Padding padding = default,
        PerAxis dilation = default,
        int groups = 1
    ) => Convolution.Forward("conv3d", 3, this, weight, bias, stride, padding, dilation, groups);

    /// <summary>Transpose of <see cref="Tensor.Conv1D"/>: <c>[n, c, s] × [c, o / groups, k] → [n, o, t]</c>; see <see cref="Tensor.ConvTranspose2D"/>.</summary>
    /// <exception cref="ShapeException">Ranks, channels, groups or sizes do not fit.</exception>
    /// <exception cref="DTypeException">An operand is bool.</exception>
    [Pipeline]
    public Tensor ConvTranspose1D(
        Tensor weight,
        Tensor? bias = null,
        PerAxis stride = default,
        PerAxis padding = default,
        PerAxis outputPadding = default,
        int groups = 1,
        PerAxis dilation = default
    ) => Convolution.Transposed("conv_transpose1d", 1, this, weight, bias, stride, padding, outputPadding, groups, dilation);

    /// <summary>Transpose of <see cref="Tensor.Conv2D"/>, its derivative by the input as a function: every element of x stamps the kernel into the result.</summary>
    /// <remarks>
    /// <c>[n, c, height, width] × [c, o / groups, kernel…] → [n, o, t…]</c> with
    /// <c>t = (s − 1) · stride − 2 · padding + dilation · (k − 1) + outputPadding + 1</c>.
    /// </remarks>
    /// <exception cref="ShapeException">Ranks, channels, groups or sizes do not fit.</exception>
    /// <exception cref="DTypeException">An operand is bool.</exception>
    [Pipeline]
    public Tensor ConvTranspose2D(
        Tensor weight,
        Tensor? bias = null,
        PerAxis stride = default,
        PerAxis padding = default,
        PerAxis outputPadding = default,
        int groups = 1,
        PerAxis dilation = default
    ) => Convolution.Transposed("conv_transpose2d", 2, this, weight, bias, stride, padding, outputPadding, groups, dilation);

    /// <summary>Transpose of <see cref="Tensor.Conv3D"/>: <c>[n, c, s, s, s] × [c, o / groups, k, k, k] → [n, o, t, t, t]</c>; see <see cref="Tensor.ConvTranspose2D"/>.</summary>
    /// <exception cref="ShapeException">Ranks, channels, groups or sizes do not fit.</exception>
    /// <exception cref="DTypeException">An operand is bool.</exception>
    [Pipeline]
    public Tensor ConvTranspose3D(
        Tensor weight,
        Tensor? bias = null,
        PerAxis stride = default,
        PerAxis padding = default,
        PerAxis outputPadding = default,
        int groups = 1,
        PerAxis dilation = default
    ) => Convolution.Transposed("conv_transpose3d", 3, this, weight, bias, stride, padding, outputPadding, groups, dilation);
}

/// <summary>PyTorch's convolutions in terms of <see cref="ConvolveOp"/>: operands checked, groups as a leading axis.</summary>
internal static class Convolution
{
    public static Tensor Forward(
        string name,
        int spatial,
        Tensor x,
        Tensor weight,
        Tensor? bias,
        PerAxis stride,
        Padding padding,
        PerAxis dilation,
        int groups
    )
    {
        var (images, w, isBatch) = Operands(name, spatial, x, weight, groups);
        if (images.Shape[1] != (long)w.Shape[1] * groups)
            throw new ShapeException(
                $"[{name}] cannot convolve {Text(x)} with weight {Text(weight)}: the input has {images.Shape[1]} channels, the weight takes {w.Shape[1]} in each of {groups} groups."
            );
        if (w.Shape[0] % groups != 0)
            throw new ShapeException(
                $"[{name}] cannot divide the {w.Shape[0]} outputs of weight {Text(weight)} into {groups} groups."
            );
        var strides = stride.For(name, "stride", spatial, fallback: 1, least: 1);
        var dilations = dilation.For(name, "dilation", spatial, fallback: 1, least: 1);
        var reaches = new int[spatial];
        for (var axis = 0; axis < spatial; axis++)
            reaches[axis] = checked(dilations[axis] * (w.Shape[axis + 2] - 1));
        var paddings = padding.For(name, reaches, strides);
        var windows = new WindowAxis[spatial];
        for (var axis = 0; axis < spatial; axis++)
        {
            var (low, high) = paddings[axis];
            var room = (long)images.Shape[axis + 2] + low + high - reaches[axis] - 1;
            if (room < 0)
                throw new ShapeException(
                    $"[{name}] the kernel spans {reaches[axis] + 1} elements of spatial axis {axis}, which has {images.Shape[axis + 2]} and padding {low} + {high}: {Text(x)} with weight {Text(weight)}."
                );
            windows[axis] = new(checked((int)(room / strides[axis]) + 1), strides[axis], dilations[axis], 1, low);
        }
        var result =
            groups == 1
                ? ConvolveOp.Make(images, w, windows)
                : Joined(ConvolveOp.Make(Divided(images, 1, groups).Transpose(0, 1), Divided(w, 0, groups), windows));
        return Finish(name, result, bias, isBatch);
    }

    public static Tensor Transposed(
        string name,
        int spatial,
        Tensor x,
        Tensor weight,
        Tensor? bias,
        PerAxis stride,
        PerAxis padding,
        PerAxis outputPadding,
        int groups,
        PerAxis dilation
    )
    {
        var (images, w, isBatch) = Operands(name, spatial, x, weight, groups);
        if (images.Shape[1] != w.Shape[0])
            throw new ShapeException(
                $"[{name}] cannot convolve {Text(x)} with weight {Text(weight)}: the input has {images.Shape[1]} channels, the weight takes {w.Shape[0]}."
            );
        if (w.Shape[0] % groups != 0)
            throw new ShapeException($"[{name}] cannot divide the {w.Shape[0]} channels of {Text(x)} into {groups} groups.");
        var strides = stride.For(name, "stride", spatial, fallback: 1, least: 1);
        var dilations = dilation.For(name, "dilation", spatial, fallback: 1, least: 1);
        var paddings = padding.For(name, "padding", spatial, fallback: 0, least: 0);
        var extras = outputPadding.For(name, "output padding", spatial, fallback: 0, least: 0);
        var windows = new WindowAxis[spatial];
        for (var axis = 0; axis < spatial; axis++)
        {
            if (extras[axis] >= Math.Max(strides[axis], dilations[axis]))
                throw new ShapeException(
                    $"[{name}] needs an output padding below the stride or the dilation, got {extras[axis]} with stride {strides[axis]} and dilation {dilations[axis]}."
                );
            var reach = checked(dilations[axis] * (w.Shape[axis + 2] - 1));
            var size = ((images.Shape[axis + 2] - 1L) * strides[axis]) - (2L * paddings[axis]) + reach + extras[axis] + 1;
            if (size < 1)
                throw new ShapeException(
                    $"[{name}] the result would have {size} elements along spatial axis {axis}: {Text(x)} with weight {Text(weight)} and padding {paddings[axis]}."
                );
            windows[axis] = new(checked((int)size), 1, dilations[axis], strides[axis], reach - paddings[axis]);
        }
        for (var axis = 2; axis < w.Rank; axis++)
            w = w.Flip(axis);
        var result =
            groups == 1
                ? ConvolveOp.Make(images, w.Transpose(0, 1), windows)
                : Joined(
                    ConvolveOp.Make(Divided(images, 1, groups).Transpose(0, 1), Divided(w, 0, groups).Transpose(1, 2), windows)
                );
        return Finish(name, result, bias, isBatch);
    }

    private static (Tensor Images, Tensor Weight, bool IsBatch) Operands(
        string name,
        int spatial,
        Tensor x,
        Tensor weight,
        int groups
    )
    {
        if (weight.Rank != spatial + 2 || (x.Rank != spatial + 2 && x.Rank != spatial + 1))
            throw new ShapeException(
                $"[{name}] needs an input of rank {spatial + 2} (images, channels, {spatial} spatial) or {spatial + 1} and a weight of rank {spatial + 2}, got {Text(x)} and {Text(weight)}."
            );
        if (x.DType == DType.Bool || weight.DType == DType.Bool)
            throw new DTypeException($"[{name}] needs numbers, got {Text(x)} and weight {Text(weight)}.");
        if (groups < 1)
            throw new ShapeException($"[{name}] needs at least one group, got {groups}.");
        for (var axis = 2; axis < weight.Rank; axis++)
            if (weight.Shape[axis] == 0)
                throw new ShapeException($"[{name}] needs a kernel with elements, got weight {Text(weight)}.");
        var type = DTypes.Promote(x.DType, weight.DType);
        var isBatch = x.Rank == spatial + 2;
        return ((isBatch ? x : x.ExpandDims(0)).To(type), weight.To(type), isBatch);
    }

    private static Tensor Divided(Tensor x, int axis, int groups) =>
        x.Reshape(Shape.Of([.. x.Shape.Axes[..axis], groups, x.Shape[axis] / groups, .. x.Shape.Axes[(axis + 1)..]]));

    // [g, n, o, t…] → [n, g · o, t…].
    private static Tensor Joined(Tensor y) =>
        y.Transpose(0, 1).Reshape(Shape.Of([y.Shape[1], y.Shape[0] * y.Shape[2], .. y.Shape.Axes[3..]]));

    private static Tensor Finish(string name, Tensor y, Tensor? bias, bool isBatch)
    {
        if (bias is not null)
        {
            if (bias.Rank != 1 || bias.Shape[0] != y.Shape[1])
                throw new ShapeException($"[{name}] needs a bias of [{y.Shape[1]}], one for each output, got {Text(bias)}.");
            y += bias.Reshape(Shape.Of([bias.Shape[0], .. Enumerable.Repeat(1, y.Rank - 2)]));
        }
        return isBatch ? y : y.Squeeze(0);
    }

    private static string Text(Tensor x) => $"{x.DType.Name}{x.Shape}";
}
