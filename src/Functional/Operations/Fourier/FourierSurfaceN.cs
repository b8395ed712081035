namespace Functional;

// Transforms of several axes: one after the other.
public sealed partial class Tensor
{
    private static readonly int[] LastTwo = [-2, -1];

    /// <summary>Discrete Fourier transform of two axes of complex numbers, by default the last two before the pairs.</summary>
    /// <param name="lengths">The length of each transform; axes are cut or padded with zeros. By default their own.</param>
    /// <param name="axes">The axes, as if each pair were one number.</param>
    /// <param name="norm">What divides: this, its inverse or both.</param>
    /// <exception cref="AxisException">An axis is out of range or named twice, or the numbers of axes and lengths differ.</exception>
    /// <exception cref="ShapeException">The last axis is not of length 2, or a length is less than 1.</exception>
    [Pipeline]
    public Tensor Fft2D(int[]? lengths = null, int[]? axes = null, FourierNorm norm = FourierNorm.Backward) =>
        FourierAxes("fft2", Numbers("fft2"), lengths, Two("fft2", axes), norm, isInverse: false)
            .Aggregate(this, (x, axis) => axis.Transform(x));

    /// <summary>Inverse of <see cref="Fft2D"/>.</summary>
    /// <inheritdoc cref="Fft2D"/>
    [Pipeline]
    public Tensor Ifft2D(int[]? lengths = null, int[]? axes = null, FourierNorm norm = FourierNorm.Backward) =>
        FourierAxes("ifft2", Numbers("ifft2"), lengths, Two("ifft2", axes), norm, isInverse: true)
            .Aggregate(this, (x, axis) => axis.Transform(x));

    /// <summary>Fourier transform of two axes of real numbers, of the second of them the first half: <c>[…, h, w] → […, h, w/2 + 1, 2]</c>.</summary>
    /// <param name="lengths">The length of each transform; axes are cut or padded with zeros. By default their own.</param>
    /// <param name="axes">The axes, by default the last two.</param>
    /// <param name="norm">What divides: this, its inverse or both.</param>
    /// <exception cref="AxisException">An axis is out of range or named twice, or the numbers of axes and lengths differ.</exception>
    /// <exception cref="ShapeException">A length is less than 1.</exception>
    [Pipeline]
    public Tensor Rfft2D(int[]? lengths = null, int[]? axes = null, FourierNorm norm = FourierNorm.Backward) =>
        OfReal("rfft2", lengths, Two("rfft2", axes), norm);

    /// <summary>The real numbers of which these are the coefficients: the inverse of <see cref="Rfft2D"/>, <c>[…, h, m, 2] → […, h, w]</c>.</summary>
    /// <param name="lengths">The lengths of the result; by default those of the axes, and <c>2 (m − 1)</c> for the last.</param>
    /// <param name="axes">The axes, as if each pair were one number, by default the last two.</param>
    /// <param name="norm">What divides: this, the transform or both.</param>
    /// <exception cref="AxisException">An axis is out of range or named twice, or the numbers of axes and lengths differ.</exception>
    /// <exception cref="ShapeException">The last axis is not of length 2, or a length is less than 1.</exception>
    [Pipeline]
    public Tensor Irfft2D(int[]? lengths = null, int[]? axes = null, FourierNorm norm = FourierNorm.Backward) =>
        ToReal("irfft2", lengths, Two("irfft2", axes), norm);

    /// <summary>Discrete Fourier transform of several axes of complex numbers, by default of all before the pairs.</summary>
    /// <param name="lengths">The length of each transform; by default those of the axes. Without axes they are those of the last ones.</param>
    /// <param name="axes">The axes, as if each pair were one number.</param>
    /// <param name="norm">What divides: this, its inverse or both.</param>
    /// <exception cref="AxisException">An axis is out of range or named twice, or the numbers of axes and lengths differ.</exception>
    /// <exception cref="ShapeException">The last axis is not of length 2, or a length is less than 1.</exception>
    [Pipeline]
    public Tensor FftN(int[]? lengths = null, int[]? axes = null, FourierNorm norm = FourierNorm.Backward) =>
        FourierAxes("fftn", Numbers("fftn"), lengths, axes, norm, isInverse: false)
            .Aggregate(this, (x, axis) => axis.Transform(x));

    /// <summary>Inverse of <see cref="FftN"/>.</summary>
    /// <inheritdoc cref="FftN"/>
    [Pipeline]
    public Tensor IfftN(int[]? lengths = null, int[]? axes = null, FourierNorm norm = FourierNorm.Backward) =>
        FourierAxes("ifftn", Numbers("ifftn"), lengths, axes, norm, isInverse: true)
            .Aggregate(this, (x, axis) => axis.Transform(x));

    /// <summary>Fourier transform of several axes of real numbers, of the last of them the first half; by default of all.</summary>
    /// <param name="lengths">The length of each transform; by default those of the axes. Without axes they are those of the last ones.</param>
    /// <param name="axes">The axes.</param>
    /// <param name="norm">What divides: this, its inverse or both.</param>
    /// <exception cref="AxisException">An axis is out of range or named twice, there is none, or the numbers of axes and lengths differ.</exception>
    /// <exception cref="ShapeException">A length is less than 1.</exception>
    [Pipeline]
    public Tensor RfftN(int[]? lengths = null, int[]? axes = null, FourierNorm norm = FourierNorm.Backward) =>
        OfReal("rfftn", lengths, axes, norm);

    /// <summary>The real numbers of which these are the coefficients: the inverse of <see cref="RfftN"/>.</summary>
    /// <param name="lengths">The lengths of the result; by default those of the axes, and <c>2 (m − 1)</c> for the last.</param>
    /// <param name="axes">The axes, as if each pair were one number, by default all.</param>
    /// <param name="norm">What divides: this, the transform or both.</param>
    /// <exception cref="AxisException">An axis is out of range or named twice, there is none, or the numbers of axes and lengths differ.</exception>
    /// <exception cref="ShapeException">The last axis is not of length 2, or a length is less than 1.</exception>
    [Pipeline]
    public Tensor IrfftN(int[]? lengths = null, int[]? axes = null, FourierNorm norm = FourierNorm.Backward) =>
        ToReal("irfftn", lengths, axes, norm);

    private Tensor OfReal(string name, int[]? lengths, int[]? axes, FourierNorm norm)
    {
        var all = FourierAxes(name, Shape, lengths, axes, norm, isInverse: false);
        return NeedAxes(name, all)[..^1].Aggregate(all[^1].OfReal(this), (x, axis) => axis.Transform(x));
    }

    private Tensor ToReal(string name, int[]? lengths, int[]? axes, FourierNorm norm)
    {
        var shape = Numbers(name);
        // Of the last axis half is there.
        var own = axes ?? Last(name, shape, lengths);
        var sizes = lengths ?? [.. own.Select(axis => shape[shape.Axis(name, axis)])];
        if (sizes.Length > 0 && own.Length == sizes.Length && (lengths is null || sizes[^1] == -1))
            sizes = [.. sizes[..^1], 2 * (shape[shape.Axis(name, own[^1])] - 1)];
        var all = FourierAxes(name, shape, sizes, own, norm, isInverse: true);
        return all[^1].ToReal(NeedAxes(name, all)[..^1].Aggregate(this, (x, axis) => axis.Transform(x)));
    }

    private static FourierAxis[] FourierAxes(
        string name,
        Shape shape,
        int[]? lengths,
        int[]? axes,
        FourierNorm norm,
        bool isInverse
    )
    {
        var own = axes ?? Last(name, shape, lengths);
        if (lengths is not null && lengths.Length != own.Length)
            throw new AxisException($"[{name}] got {lengths.Length} lengths for {own.Length} axes of {shape}.");
        var all = new FourierAxis[own.Length];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = FourierAxis.Of(
                name,
                shape,
                lengths is { } given && given[i] != -1 ? given[i] : null,
                own[i],
                norm,
                isInverse
            );
            foreach (var earlier in all.AsSpan(0, i))
                if (earlier.Axis == all[i].Axis)
                    throw new AxisException($"[{name}] names axis {all[i].Axis} of {shape} twice.");
        }
        return all;
    }

    private static int[] Last(string name, Shape shape, int[]? lengths)
    {
        var count = lengths?.Length ?? shape.Rank;
        return count <= shape.Rank
            ? [.. Enumerable.Range(shape.Rank - count, count)]
            : throw new AxisException($"[{name}] got {count} lengths for {shape}, which has {shape.Rank} axes.");
    }

    private static FourierAxis[] NeedAxes(string name, FourierAxis[] axes) =>
        axes.Length > 0 ? axes : throw new AxisException($"[{name}] needs at least one axis, got none.");

    private static int[] Two(string name, int[]? axes) =>
        axes is null or [_, _]
            ? axes ?? LastTwo
            : throw new AxisException($"[{name}] needs two axes, got {axes.Length}. FftN and its like take any number.");
}
