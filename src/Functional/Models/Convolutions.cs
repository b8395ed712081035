namespace Functional;

public static partial class Operations
{
    /// <summary>A convolution over one axis with its own weight and bias: <c>[n, inputs, s] → [n, outputs, t]</c>; see <see cref="Tensor.Conv1D"/>.</summary>
    /// <remarks>
    /// Parameters <c>weight</c> <c>[outputs, inputs / groups, kernel…]</c> and <c>bias</c> <c>[outputs]</c>, of the input's type, both uniform in
    /// <c>±1/√(inputs / groups · kernel)</c> at first.
    /// </remarks>
    /// <exception cref="ModelException">A size is less than 1, or the groups do not divide the channels.</exception>
    /// <exception cref="ShapeException">The input does not fit; thrown when run.</exception>
    public static Layer Conv1D(
        int inputs,
        int outputs,
        PerAxis kernelSize,
        PerAxis stride = default,
        Padding padding = default,
        PerAxis dilation = default,
        int groups = 1,
        bool bias = true
    ) =>
        Convolving(
            "conv1d",
            1,
            false,
            inputs,
            outputs,
            kernelSize,
            groups,
            bias,
            (x, w, b) => x.Conv1D(w, b, stride, padding, dilation, groups)
        );

    /// <summary>A convolution over two axes with its own weight and bias: <c>[n, inputs, s, s] → [n, outputs, t, t]</c>; see <see cref="Tensor.Conv2D"/>.</summary>
    /// <remarks>
    /// Parameters <c>weight</c> <c>[outputs, inputs / groups, kernel…]</c> and <c>bias</c> <c>[outputs]</c>, of the input's type, both uniform in
    /// <c>±1/√(inputs / groups · kernel)</c> at first.
    /// </remarks>
    /// <exception cref="ModelException">A size is less than 1, or the groups do not divide the channels.</exception>
    /// <exception cref="ShapeException">The input does not fit; thrown when run.</exception>
    public static Layer Conv2D(
        int inputs,
        int outputs,
        PerAxis kernelSize,
        PerAxis stride = default,
        Padding padding = default,
        PerAxis dilation = default,
        int groups = 1,
        bool bias = true
    ) =>
        Convolving(
            "conv2d",
            2,
            false,
            inputs,
            outputs,
            kernelSize,
            groups,
            bias,
            (x, w, b) => x.Conv2D(w, b, stride, padding, dilation, groups)
        );

    /// <summary>A convolution over three axes with its own weight and bias: <c>[n, inputs, s, s, s] → [n, outputs, t, t, t]</c>; see <see cref="Tensor.Conv3D"/>.</summary>
    /// <remarks>
    /// Parameters <c>weight</c> <c>[outputs, inputs / groups, kernel…]</c> and <c>bias</c> <c>[outputs]</c>, of the input's type, both uniform in
    /// <c>±1/√(inputs / groups · kernel)</c> at first.
    /// </remarks>
    /// <exception cref="ModelException">A size is less than 1, or the groups do not divide the channels.</exception>
    /// <exception cref="ShapeException">The input does not fit; thrown when run.</exception>
    public static Layer Conv3D(
        int inputs,
        int outputs,
        PerAxis kernelSize,
        PerAxis stride = default,
        Padding padding = default,
        PerAxis dilation = default,
        int groups = 1,
        bool bias = true
    ) =>
        Convolving(
            "conv3d",
            3,
            false,
            inputs,
            outputs,
            kernelSize,
            groups,
            bias,
            (x, w, b) => x.Conv3D(w, b, stride, padding, dilation, groups)
        );

    /// <summary>A transposed convolution over one axis with its own weight and bias: <c>[n, inputs, s] → [n, outputs, t]</c>; see <see cref="Tensor.ConvTranspose1D"/>.</summary>
    /// <remarks>
    /// Parameters <c>weight</c> <c>[inputs, outputs / groups, kernel…]</c> and <c>bias</c> <c>[outputs]</c>, of the input's type, both uniform in
    /// <c>±1/√(outputs / groups · kernel)</c> at first.
    /// </remarks>
    /// <exception cref="ModelException">A size is less than 1, or the groups do not divide the channels.</exception>
    /// <exception cref="ShapeException">The input does not fit; thrown when run.</exception>
    public static Layer ConvTranspose1D(
        int inputs,
        int outputs,
        PerAxis kernelSize,
        PerAxis stride = default,
        PerAxis padding = default,
        PerAxis outputPadding = default,
        PerAxis dilation = default,
        int groups = 1,
        bool bias = true
    ) =>
        Convolving(
            "conv_transpose1d",
            1,
            true,
            inputs,
            outputs,
            kernelSize,
            groups,
            bias,
            (x, w, b) => x.ConvTranspose1D(w, b, stride, padding, outputPadding, groups, dilation)
        );

    /// <summary>A transposed convolution over two axes with its own weight and bias: <c>[n, inputs, s, s] → [n, outputs, t, t]</c>; see <see cref="Tensor.ConvTranspose2D"/>.</summary>
    /// <remarks>
    /// Parameters <c>weight</c> <c>[inputs, outputs / groups, kernel…]</c> and <c>bias</c> <c>[outputs]</c>, of the input's type, both uniform in
    /// <c>±1/√(outputs / groups · kernel)</c> at first.
    /// </remarks>
    /// <exception cref="ModelException">A size is less than 1, or the groups do not divide the channels.</exception>
    /// <exception cref="ShapeException">The input does not fit; thrown when run.</exception>
    public static Layer ConvTranspose2D(
        int inputs,
        int outputs,
        PerAxis kernelSize,
        PerAxis stride = default,
        PerAxis padding = default,
        PerAxis outputPadding = default,
        PerAxis dilation = default,
        int groups = 1,
        bool bias = true
    ) =>
        Convolving(
            "conv_transpose2d",
            2,
            true,
            inputs,
            outputs,
            kernelSize,
            groups,
            bias,
            (x, w, b) => x.ConvTranspose2D(w, b, stride, padding, outputPadding, groups, dilation)
        );

    /// <summary>A transposed convolution over three axes with its own weight and bias: <c>[n, inputs, s, s, s] → [n, outputs, t, t, t]</c>; see <see cref="Tensor.ConvTranspose3D"/>.</summary>
    /// <remarks>
    /// Parameters <c>weight</c> <c>[inputs, outputs / groups, kernel…]</c> and <c>bias</c> <c>[outputs]</c>, of the input's type, both uniform in
    /// <c>±1/√(outputs / groups · kernel)</c> at first.
    /// </remarks>
    /// <exception cref="ModelException">A size is less than 1, or the groups do not divide the channels.</exception>
    /// <exception cref="ShapeException">The input does not fit; thrown when run.</exception>
    public static Layer ConvTranspose3D(
        int inputs,
        int outputs,
        PerAxis kernelSize,
        PerAxis stride = default,
        PerAxis padding = default,
        PerAxis outputPadding = default,
        PerAxis dilation = default,
        int groups = 1,
        bool bias = true
    ) =>
        Convolving(
            "conv_transpose3d",
            3,
            true,
            inputs,
            outputs,
            kernelSize,
            groups,
            bias,
            (x, w, b) => x.ConvTranspose3D(w, b, stride, padding, outputPadding, groups, dilation)
        );

    private static Layer Convolving(
        string name,
        int spatial,
        bool isTransposed,
        int inputs,
        int outputs,
        PerAxis kernelSize,
        int groups,
        bool hasBias,
        Func<Tensor, Tensor, Tensor?, Tensor> convolve
    )
    {
        if (inputs < 1 || outputs < 1 || groups < 1 || inputs % groups != 0 || outputs % groups != 0)
            throw new ModelException(
                $"[{name}] needs inputs and outputs that divide into the groups, got {inputs} inputs, {outputs} outputs and {groups} groups."
            );
        int[] kernel = kernelSize.For(name, "kernel size", spatial, fallback: 0, least: 1);
        Shape shape = isTransposed ? [inputs, outputs / groups, .. kernel] : [outputs, inputs / groups, .. kernel];
        var initializer = Initializers.Uniform(1 / Math.Sqrt((double)shape.Size / shape[0]));
        return Own(x =>
        {
            var type = x.DType.IsFloating ? x.DType : DType.Float32;
            return from weight in Model.Parameter("weight", shape, initializer, type)
                from y in hasBias
                    ? Model.Parameter("bias", [outputs], initializer, type).Map(b => convolve(x.To(type), weight, b))
                    : Model.Return(convolve(x.To(type), weight, null))
                select y;
        });
    }
}
