namespace Functional;

/// <summary>Sums of products over windows of any number of spatial axes; see <see cref="ConvolutionOp"/> for the formula.</summary>
internal sealed class ConvolveOp(WindowAxis[] windows) : ConvolutionOp
{
    public override string Name => "convolution";
    public override string Description =>
        $"convolution[{string.Join("; ", windows.Select(w => $"size={w.Size} stride={w.Stride} dilation={w.Dilation} spread={w.Spread} low={w.Low}"))}]";

    internal override ReadOnlySpan<WindowAxis> Windows => windows;

    /// <summary>Operands have equal leading axes, then <c>n, c, s…</c> and <c>o, c, k…</c>.</summary>
    public static Tensor Make(Tensor x, Tensor w, WindowAxis[] windows)
    {
        var leading = x.Shape.Axes[..^(windows.Length + 2)];
        var shape = Shape.Of([
            .. leading,
            x.Shape[leading.Length],
            w.Shape[leading.Length],
            .. windows.Select(window => window.Size),
        ]);
        return new(new ConvolveOp(windows), shape, x.DType, x, w);
    }

    public override bool Equals(Op? other) => other is ConvolveOp convolution && convolution.Windows.SequenceEqual(windows);

    internal override int ComputeHash() => windows.Aggregate(7001, (hash, window) => (hash * 31) + window.GetHashCode());

    internal override void Pull(Pullback p)
    {
        var (x, w, g) = (p.Operand(0), p.Operand(1), p.Cotangent);
        var batch = x.Rank - windows.Length - 2;
        if (p.Wants(0))
            p.Give(0, Make(g, Flipped(w, batch).Transpose(batch, batch + 1), InputWindows(x.Shape, w.Shape, batch)));
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
        return Make(x.Transpose(batch, batch + 1), g.Transpose(batch, batch + 1), axes).Transpose(batch, batch + 1);
    }

    private static Tensor Flipped(Tensor w, int batch)
    {
        for (var axis = batch + 2; axis < w.Rank; axis++)
            w = w.Flip(axis);
        return w;
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size)
    {
        var (x, w) = (operands[0], operands[1]);
        return Make(
            batched[0] ? x : x.BroadcastTo(x.Shape.Prepend(size)),
            batched[1] ? w : w.BroadcastTo(w.Shape.Prepend(size)),
            windows
        );
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], operands[1], windows);
}
