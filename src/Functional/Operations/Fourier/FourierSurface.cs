namespace Functional;

// Complex numbers are pairs in a last axis of length 2, which axes and lengths do not count: see ComplexNumbers.
public sealed partial class Tensor
{
    /// <summary>Discrete Fourier transform of an axis of complex numbers: <c>Xₖ = Σⱼ xⱼ e^(−2πi j k / n)</c>, <c>[…, m, …, 2] → […, n, …, 2]</c>.</summary>
    /// <remarks>
    /// Complex numbers are pairs in the last axis (<see cref="ComplexNumbers"/>), which <paramref name="axis"/> does not count. It takes O(n log n) operations for
    /// every n. A real signal is <c>ComplexNumbers.Of(x).Fft()</c>, or half of the work with <see cref="Rfft"/>.
    /// </remarks>
    /// <param name="length">n; the axis is cut or padded with zeros. By default its own length.</param>
    /// <param name="axis">The axis, as if each pair were one number.</param>
    /// <param name="norm">What divides: this, its inverse or both.</param>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The last axis is not of length 2, or the length is less than 1.</exception>
    [Pipeline]
    public Tensor Fft(int? length = null, int axis = -1, FourierNorm norm = FourierNorm.Backward) =>
        FourierAxis.Of("fft", Numbers("fft"), length, axis, norm, isInverse: false).Transform(this);

    /// <summary>Inverse discrete Fourier transform of an axis: <c>xⱼ = 1/n Σₖ Xₖ e^(2πi j k / n)</c>, <c>[…, m, …, 2] → […, n, …, 2]</c>.</summary>
    /// <param name="length">n; the axis is cut or padded with zeros. By default its own length.</param>
    /// <param name="axis">The axis, as if each pair were one number.</param>
    /// <param name="norm">What divides: this, the transform or both.</param>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The last axis is not of length 2, or the length is less than 1.</exception>
    [Pipeline]
    public Tensor Ifft(int? length = null, int axis = -1, FourierNorm norm = FourierNorm.Backward) =>
        FourierAxis.Of("ifft", Numbers("ifft"), length, axis, norm, isInverse: true).Transform(this);

    /// <summary>The first n/2 + 1 coefficients of the Fourier transform of an axis of real numbers: <c>[…, m, …] → […, n/2 + 1, …, 2]</c>.</summary>
    /// <remarks>The others are the conjugates of these: <c>Xₙ₋ₖ = X̄ₖ</c>.</remarks>
    /// <param name="length">n; the axis is cut or padded with zeros. By default its own length.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="norm">What divides: this, its inverse or both.</param>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The length is less than 1.</exception>
    [Pipeline]
    public Tensor Rfft(int? length = null, int axis = -1, FourierNorm norm = FourierNorm.Backward) =>
        FourierAxis.Of("rfft", Shape, length, axis, norm, isInverse: false).OfReal(this);

    /// <summary>The real numbers of which these are the first coefficients: the inverse of <see cref="Rfft"/>, <c>[…, m, …, 2] → […, n, …]</c>.</summary>
    /// <remarks>The imaginary part of the first coefficient, and for even n of the last, counts for nothing.</remarks>
    /// <param name="length">n, by default <c>2 (m − 1)</c>; the coefficients are cut or padded to n/2 + 1.</param>
    /// <param name="axis">The axis, as if each pair were one number.</param>
    /// <param name="norm">What divides: this, the transform or both.</param>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The last axis is not of length 2, or the length is less than 1.</exception>
    [Pipeline]
    public Tensor Irfft(int? length = null, int axis = -1, FourierNorm norm = FourierNorm.Backward)
    {
        var shape = Numbers("irfft");
        return FourierAxis
            .Of("irfft", shape, length ?? (2 * (shape[shape.Axis("irfft", axis)] - 1)), axis, norm, isInverse: true)
            .ToReal(this);
    }

    /// <summary>The real transform of what has conjugate halves, given by its first m numbers: <c>[…, m, …, 2] → […, n, …]</c>.</summary>
    /// <param name="length">n, by default <c>2 (m − 1)</c>.</param>
    /// <param name="axis">The axis, as if each pair were one number.</param>
    /// <param name="norm">What divides: this, its inverse or both.</param>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The last axis is not of length 2, or the length is less than 1.</exception>
    [Pipeline]
    public Tensor Hfft(int? length = null, int axis = -1, FourierNorm norm = FourierNorm.Backward) =>
        ComplexNumbers.Conjugate(ComplexNumbers.Checked("hfft", this)).Irfft(length, axis, Opposite(norm));

    /// <summary>The first n/2 + 1 numbers of the inverse transform of real numbers: the inverse of <see cref="Hfft"/>, <c>[…, m, …] → […, n/2 + 1, …, 2]</c>.</summary>
    /// <param name="length">n; the axis is cut or padded with zeros. By default its own length.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="norm">What divides: this, the transform or both.</param>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="ShapeException">The length is less than 1.</exception>
    [Pipeline]
    public Tensor Ihfft(int? length = null, int axis = -1, FourierNorm norm = FourierNorm.Backward) =>
        ComplexNumbers.Conjugate(Rfft(length, axis, Opposite(norm)));

    /// <summary>The zero frequency to the middle: every axis, or those named, moved on by half of its length.</summary>
    /// <remarks>Pairs' last axis is an axis here: name the axes of a tensor of complex numbers.</remarks>
    /// <exception cref="AxisException">An axis is out of range.</exception>
    [Pipeline]
    public Tensor FftShift(params ReadOnlySpan<int> axes) => Shifted("fft_shift", axes, size => size / 2);

    /// <summary>The zero frequency from the middle back to the front: the inverse of <see cref="FftShift"/>, also for odd lengths.</summary>
    /// <remarks>Pairs' last axis is an axis here: name the axes of a tensor of complex numbers.</remarks>
    /// <exception cref="AxisException">An axis is out of range.</exception>
    [Pipeline]
    public Tensor IfftShift(params ReadOnlySpan<int> axes) => Shifted("ifft_shift", axes, size => -(size / 2));

    /// <summary>The frequencies of the coefficients of <see cref="Fft"/>: <c>0, 1, …, −2, −1</c> over <c>n · spacing</c>.</summary>
    /// <param name="length">n.</param>
    /// <param name="spacing">The time between two numbers of the signal.</param>
    /// <param name="type">The element type.</param>
    /// <exception cref="ShapeException">The length is less than 1.</exception>
    public static Tensor FftFreq(int length, double spacing = 1, DType type = DType.Float32)
    {
        var step = FrequencyStep("fft_freq", length, spacing);
        var number = Steps(length);
        // From the middle on they are negative.
        var signed = Operations.Where(
            number < Constant(DType.Float64, Math.Ceiling(length / 2.0)),
            number,
            number - (double)length
        );
        return (signed * step).To(type);
    }

    /// <summary>The frequencies of the coefficients of <see cref="Rfft"/>: <c>0, 1, …, n/2</c> over <c>n · spacing</c>.</summary>
    /// <param name="length">n.</param>
    /// <param name="spacing">The time between two numbers of the signal.</param>
    /// <param name="type">The element type.</param>
    /// <exception cref="ShapeException">The length is less than 1.</exception>
    public static Tensor RfftFreq(int length, double spacing = 1, DType type = DType.Float32)
    {
        var step = FrequencyStep("rfft_freq", length, spacing);
        return (Steps((length / 2) + 1) * step).To(type);
    }

    private static double FrequencyStep(string name, int length, double spacing) =>
        length >= 1 ? 1 / (length * spacing) : throw new ShapeException($"[{name}] needs a length of at least 1, got {length}.");

    private static FourierNorm Opposite(FourierNorm norm) =>
        norm switch
        {
            FourierNorm.Backward => FourierNorm.Forward,
            FourierNorm.Forward => FourierNorm.Backward,
            _ => norm,
        };

    // The shape as if each pair were one number.
    private Shape Numbers(string name) => Shape.Of(ComplexNumbers.Checked(name, this).Shape.Axes[..^1]);

    private Tensor Shifted(string name, ReadOnlySpan<int> axes, Func<int, int> shift)
    {
        var shifted = this;
        if (axes.IsEmpty)
            for (var axis = 0; axis < Rank; axis++)
                shifted = shifted.Roll(shift(Shape[axis]), axis);
        foreach (var axis in axes)
        {
            var at = Shape.Axis(name, axis);
            shifted = shifted.Roll(shift(Shape[at]), at);
        }
        return shifted;
    }
}
