namespace Functional;

public sealed partial class Tensor
{
    /// <summary>Largest element of windows slid along the last one axis: <c>[…, s] → […, t]</c>.</summary>
    /// <param name="kernelSize">Elements of a window.</param>
    /// <param name="stride">From window to window; by default the kernel's size.</param>
    /// <param name="padding">Elements of −∞ on both sides, at most half the kernel's size.</param>
    /// <param name="dilation">From element to element of a window.</param>
    /// <param name="ceilMode">True if a window that begins inside may reach beyond the end.</param>
    /// <exception cref="ShapeException">Rank or sizes do not fit.</exception>
    [Pipeline]
    public Tensor MaxPool1D(
        PerAxis kernelSize,
        PerAxis stride = default,
        PerAxis padding = default,
        PerAxis dilation = default,
        bool ceilMode = false
    ) => Pooling.Largest("max_pool1d", 1, this, kernelSize, stride, padding, dilation, ceilMode);

    /// <summary>Largest element of windows slid along the last two axes: <c>[…, s, s] → […, t, t]</c>.</summary>
    /// <param name="kernelSize">Elements of a window.</param>
    /// <param name="stride">From window to window; by default the kernel's size.</param>
    /// <param name="padding">Elements of −∞ on both sides, at most half the kernel's size.</param>
    /// <param name="dilation">From element to element of a window.</param>
    /// <param name="ceilMode">True if a window that begins inside may reach beyond the end.</param>
    /// <exception cref="ShapeException">Rank or sizes do not fit.</exception>
    [Pipeline]
    public Tensor MaxPool2D(
        PerAxis kernelSize,
        PerAxis stride = default,
        PerAxis padding = default,
        PerAxis dilation = default,
        bool ceilMode = false
    ) => Pooling.Largest("max_pool2d", 2, this, kernelSize, stride, padding, dilation, ceilMode);

    /// <summary>Largest element of windows slid along the last three axes: <c>[…, s, s, s] → […, t, t, t]</c>.</summary>
    /// <param name="kernelSize">Elements of a window.</param>
    /// <param name="stride">From window to window; by default the kernel's size.</param>
    /// <param name="padding">Elements of −∞ on both sides, at most half the kernel's size.</param>
    /// <param name="dilation">From element to element of a window.</param>
    /// <param name="ceilMode">True if a window that begins inside may reach beyond the end.</param>
    /// <exception cref="ShapeException">Rank or sizes do not fit.</exception>
    [Pipeline]
    public Tensor MaxPool3D(
        PerAxis kernelSize,
        PerAxis stride = default,
        PerAxis padding = default,
        PerAxis dilation = default,
        bool ceilMode = false
    ) => Pooling.Largest("max_pool3d", 3, this, kernelSize, stride, padding, dilation, ceilMode);

    /// <summary>Mean of windows slid along the last one axis: <c>[…, s] → […, t]</c>.</summary>
    /// <param name="kernelSize">Elements of a window.</param>
    /// <param name="stride">From window to window; by default the kernel's size.</param>
    /// <param name="padding">Zeros on both sides, at most half the kernel's size.</param>
    /// <param name="ceilMode">True if a window that begins inside may reach beyond the end.</param>
    /// <param name="countIncludePad">True if zeros of the padding count in the mean.</param>
    /// <exception cref="ShapeException">Rank or sizes do not fit.</exception>
    [Pipeline]
    public Tensor AvgPool1D(
        PerAxis kernelSize,
        PerAxis stride = default,
        PerAxis padding = default,
        bool ceilMode = false,
        bool countIncludePad = true
    ) => Pooling.Average("avg_pool1d", 1, this, kernelSize, stride, padding, ceilMode, countIncludePad);

    /// <summary>Mean of windows slid along the last two axes: <c>[…, s, s] → […, t, t]</c>.</summary>
    /// <param name="kernelSize">Elements of a window.</param>
    /// <param name="stride">From window to window; by default the kernel's size.</param>
    /// <param name="padding">Zeros on both sides, at most half the kernel's size.</param>
    /// <param name="ceilMode">True if a window that begins inside may reach beyond the end.</param>
    /// <param name="countIncludePad">True if zeros of the padding count in the mean.</param>
    /// <exception cref="ShapeException">Rank or sizes do not fit.</exception>
    [Pipeline]
    public Tensor AvgPool2D(
        PerAxis kernelSize,
        PerAxis stride = default,
        PerAxis padding = default,
        bool ceilMode = false,
        bool countIncludePad = true
    ) => Pooling.Average("avg_pool2d", 2, this, kernelSize, stride, padding, ceilMode, countIncludePad);

    /// <summary>Mean of windows slid along the last three axes: <c>[…, s, s, s] → […, t, t, t]</c>.</summary>
    /// <param name="kernelSize">Elements of a window.</param>
    /// <param name="stride">From window to window; by default the kernel's size.</param>
    /// <param name="padding">Zeros on both sides, at most half the kernel's size.</param>
    /// <param name="ceilMode">True if a window that begins inside may reach beyond the end.</param>
    /// <param name="countIncludePad">True if zeros of the padding count in the mean.</param>
    /// <exception cref="ShapeException">Rank or sizes do not fit.</exception>
    [Pipeline]
    public Tensor AvgPool3D(
        PerAxis kernelSize,
        PerAxis stride = default,
        PerAxis padding = default,
        bool ceilMode = false,
        bool countIncludePad = true
    ) => Pooling.Average("avg_pool3d", 3, this, kernelSize, stride, padding, ceilMode, countIncludePad);

    /// <summary>Means of as many windows along the last axis as <paramref name="outputSize"/> says; window i covers <c>⌊i · s / t⌋ … ⌈(i + 1) · s / t⌉</c>.</summary>
    /// <exception cref="ShapeException">Rank or sizes do not fit.</exception>
    [Pipeline]
    public Tensor AdaptiveAvgPool1D(PerAxis outputSize) => Pooling.AdaptiveAverage("adaptive_avg_pool1d", 1, this, outputSize);

    /// <summary>Largest elements of the windows of <see cref="Tensor.AdaptiveAvgPool1D"/>.</summary>
    /// <exception cref="ShapeException">Rank or sizes do not fit.</exception>
    [Pipeline]
    public Tensor AdaptiveMaxPool1D(PerAxis outputSize) => Pooling.AdaptiveLargest("adaptive_max_pool1d", 1, this, outputSize);

    /// <summary>Means of as many windows along the last two axes as <paramref name="outputSize"/> says; window i covers <c>⌊i · s / t⌋ … ⌈(i + 1) · s / t⌉</c>.</summary>
    /// <exception cref="ShapeException">Rank or sizes do not fit.</exception>
    [Pipeline]
    public Tensor AdaptiveAvgPool2D(PerAxis outputSize) => Pooling.AdaptiveAverage("adaptive_avg_pool2d", 2, this, outputSize);

    /// <summary>Largest elements of the windows of <see cref="Tensor.AdaptiveAvgPool2D"/>.</summary>
    /// <exception cref="ShapeException">Rank or sizes do not fit.</exception>
    [Pipeline]
    public Tensor AdaptiveMaxPool2D(PerAxis outputSize) => Pooling.AdaptiveLargest("adaptive_max_pool2d", 2, this, outputSize);

    /// <summary>Means of as many windows along the last three axes as <paramref name="outputSize"/> says; window i covers <c>⌊i · s / t⌋ … ⌈(i + 1) · s / t⌉</c>.</summary>
    /// <exception cref="ShapeException">Rank or sizes do not fit.</exception>
    [Pipeline]
    public Tensor AdaptiveAvgPool3D(PerAxis outputSize) => Pooling.AdaptiveAverage("adaptive_avg_pool3d", 3, this, outputSize);

    /// <summary>Largest elements of the windows of <see cref="Tensor.AdaptiveAvgPool3D"/>.</summary>
    /// <exception cref="ShapeException">Rank or sizes do not fit.</exception>
    [Pipeline]
    public Tensor AdaptiveMaxPool3D(PerAxis outputSize) => Pooling.AdaptiveLargest("adaptive_max_pool3d", 3, this, outputSize);
}
