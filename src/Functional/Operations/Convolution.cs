namespace Functional;

/// <summary>Sums of products over windows of any number of spatial axes; see <see cref="ConvolutionOp"/> for the formula.</summary>
internal sealed class ConvolveOp(WindowAxis[] windows, bool isOutputMajor, Precision precision) : ConvolutionOp(precision)
{
    public override string Name => "convolution";
    public override string Description =>
        $"convolution[{string.Join("; ", windows.Select(w => $"size={w.Size} stride={w.Stride} dilation={w.Dilation} spread={w.Spread} low={w.Low}"))}{(isOutputMajor ? "; output-major" : "")}{(Precision == Precision.Exact ? "" : $"; precision={Precision.Name}")}]";

    internal override ReadOnlySpan<WindowAxis> Windows => windows;

    internal override bool IsOutputMajor => isOutputMajor;

    /// <summary>Operands have equal leading axes, then <c>n, c, s…</c> and <c>o, c, k…</c>.</summary>
    public static Tensor Make(
        Tensor x,
        Tensor w,
        WindowAxis[] windows,
        bool isOutputMajor = false,
        Precision precision = Precision.Exact
    )
    {
        var leading = x.Shape.Axes[..^(windows.Length + 2)];
        var (images, outputs) = (x.Shape[leading.Length], w.Shape[leading.Length]);
        var shape = Shape.Of([
            .. leading,
            isOutputMajor ? outputs : images,
            isOutputMajor ? images : outputs,
            .. windows.Select(window => window.Size),
        ]);
        // A narrow type is multiplied and added up in its lane type, and rounded (or wrapped around) once.
        var (type, own) = (x.DType, Precisions.Of("convolution", x.DType, precision));
        var result = new Tensor(new ConvolveOp(windows, isOutputMajor, own), shape, type.Lane, x.To(type.Lane), w.To(type.Lane));
        return result.To(type);
    }

    public override bool Equals(Op? other) =>
        other is ConvolveOp convolution
        && convolution.IsOutputMajor == isOutputMajor
        && convolution.Precision == Precision
        && convolution.Windows.SequenceEqual(windows);

    internal override int ComputeHash() =>
        windows.Aggregate((isOutputMajor ? 7001 : 7013) + (int)Precision, (hash, window) => (hash * 31) + window.GetHashCode());

    internal override void Pull(Pullback p)
    {
        var (x, w) = (p.Operand(0), p.Operand(1));
        var batch = x.Rank - windows.Length - 2;
        var g = isOutputMajor ? p.Cotangent.Transpose(batch, batch + 1) : p.Cotangent;
        if (p.Wants(0))
            p.Give(
                0,
                Make(
                    g,
                    Flipped(w, batch).Transpose(batch, batch + 1),
                    InputWindows(x.Shape, w.Shape, batch),
                    precision: Precision
                )
            );
        if (p.Wants(1))
            p.Give(1, KernelCotangent(x, w, g, batch));
    }

    // g[n, o, t] meets w[o, c, k] where t · stride = s · spread + low − k · dilation: a convolution over g spread by the stride.
    private WindowAxis[] InputWindows(Shape x, Shape w, int batch)
    {
        var axes = new WindowAxis[windows.Length];
        for (var i = 0; i < axes.Length; i++)
        {
            var (own, last) = (windows[i], w[batch + 2 + i] - 1);
            axes[i] = new(x[batch + 2 + i], own.Spread, own.Dilation, own.Stride, (last * own.Dilation) - own.Low);
        }
        return axes;
    }

    // Channels become the batch: out[c, o, k] = Σ_{n,t} x[n, c, …] g[n, o, t].
    private Tensor KernelCotangent(Tensor x, Tensor w, Tensor g, int batch)
    {
        var axes = new WindowAxis[windows.Length];
        for (var i = 0; i < axes.Length; i++)
            axes[i] = windows[i] with
            {
                Size = w.Shape[batch + 2 + i],
                Stride = windows[i].Dilation,
                Dilation = windows[i].Stride,
            };
        var (images, cotangents) = (x.Transpose(batch, batch + 1), g.Transpose(batch, batch + 1));
        // Of such an operation again it is the first one, whose kernel is turned back by what follows.
        return isOutputMajor
            ? Make(images, cotangents, axes, precision: Precision).Transpose(batch, batch + 1)
            : Make(images, cotangents, axes, isOutputMajor: true, Precision);
    }

    private static Tensor Flipped(Tensor w, int batch)
    {
        for (var axis = batch + 2; axis < w.Rank; axis++)
            w = w.Flip(axis);
        return w;
    }

    // A batch of images beside one kernel is more images, a batch of kernels beside one image more outputs.
    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size)
    {
        var (x, w) = (operands[0], operands[1]);
        if (batched[0] && batched[1])
            return Make(x, w, windows, isOutputMajor, Precision);
        var batch = (batched[0] ? w : x).Rank - windows.Length - 2;
        var (folded, own) = batched[0] ? (x, x.Shape[batch + 1]) : (w, w.Shape[batch + 1]);
        folded = folded.Permute([.. Enumerable.Range(1, batch), 0, .. Enumerable.Range(batch + 1, folded.Rank - batch - 1)]);
        folded = folded.Reshape(Shape.Of([.. folded.Shape.Axes[..batch], size * own, .. folded.Shape.Axes[(batch + 2)..]]));
        var result = batched[0]
            ? Make(folded, w, windows, isOutputMajor, Precision)
            : Make(x, folded, windows, isOutputMajor, Precision);
        var axis = batched[0] == isOutputMajor ? batch + 1 : batch;
        result = result.Reshape(Shape.Of([.. result.Shape.Axes[..axis], size, own, .. result.Shape.Axes[(axis + 1)..]]));
        return result.Permute([axis, .. Enumerable.Range(0, axis), .. Enumerable.Range(axis + 1, result.Rank - axis - 1)]);
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) =>
        Make(operands[0], operands[1], windows, isOutputMajor, Precision);

    internal override Op With(Precision precision) => Precision == Precision.Exact ? At(precision) : this;

    /// <summary>The operation with a precision, whatever it had.</summary>
    public ConvolveOp At(Precision precision) => new(windows, isOutputMajor, precision);
}
