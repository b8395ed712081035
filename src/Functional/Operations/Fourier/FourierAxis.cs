namespace Functional;

/// <summary>A Fourier transform of one axis: what precedes and follows <see cref="FourierTransform"/>.</summary>
/// <param name="Name">The operation that errors name.</param>
/// <param name="Length">The numbers of the transform.</param>
/// <param name="Axis">The axis, not negative and without that of the pairs.</param>
/// <param name="Norm">What divides.</param>
/// <param name="IsInverse">True for the inverse.</param>
internal readonly record struct FourierAxis(string Name, int Length, int Axis, FourierNorm Norm, bool IsInverse)
{
    // The chirps of a longer one would need tables of more elements than an axis can have.
    private const int MaxLength = 1 << 28;

    private double Factor =>
        Norm == FourierNorm.Ortho ? 1 / Math.Sqrt(Length)
        : Norm == (IsInverse ? FourierNorm.Backward : FourierNorm.Forward) ? 1.0 / Length
        : 1;

    /// <summary>The transform of an axis of a shape.</summary>
    /// <param name="name">The operation that errors name.</param>
    /// <param name="shape">The shape, without the axis of pairs.</param>
    /// <param name="length">The numbers of the transform.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="norm">What divides.</param>
    /// <param name="isInverse">True for the inverse.</param>
    public static FourierAxis Of(string name, Shape shape, int? length, int axis, FourierNorm norm, bool isInverse)
    {
        var at = shape.Axis(name, axis);
        var n = length ?? shape[at];
        if (n < 1)
            throw new ShapeException(
                $"[{name}] needs a length of at least 1, got {n} for axis {axis} of {shape}. Give length: to pad with zeros."
            );
        if (n > MaxLength)
            throw new ShapeException($"[{name}] transforms at most {MaxLength} numbers, got {n} for axis {axis} of {shape}.");
        return new(name, n, at, norm, isInverse);
    }

    /// <summary>Pairs to pairs: <c>[…, m, …, 2] → […, n, …, 2]</c>.</summary>
    public Tensor Transform(Tensor pairs)
    {
        var type = ComplexNumbers.Parts(pairs.DType);
        var x = Resized(pairs.To(type.Lane), Length);
        return FromRows(FourierTransform.Run(ToRows(x), IsInverse), Lead(x), x.Rank - 1).To(type);
    }

    /// <summary>Real numbers to the first half of their transform: <c>[…, m, …] → […, n/2 + 1, …, 2]</c>.</summary>
    public Tensor OfReal(Tensor real)
    {
        var type = ComplexNumbers.Parts(real.DType);
        var x = Resized(real.To(type.Lane), Length).MoveAxis(Axis, -1);
        var (lead, half) = (x.Shape.Axes[..^1].ToArray(), Length / 2);
        var batch = checked((int)Shape.Of(lead).Size);
        Tensor y;
        if (Length % 2 == 0)
            y = Unpacked(FourierTransform.Run(x.Reshape(Shape.Of(batch, half, 2)).Transpose(1, 2), isInverse: false));
        else
        {
            var parts = x.Reshape(Shape.Of(batch, 1, Length)).Pad((0, 0), (0, 1), (0, 0));
            y = FourierTransform.Run(parts, isInverse: false).Slice(2, 0, half + 1);
        }
        return FromRows(y, lead, real.Rank).To(type);
    }

    /// <summary>The first half of a transform to the real numbers: <c>[…, m, …, 2] → […, n, …]</c>; what must be real counts as real.</summary>
    public Tensor ToReal(Tensor pairs)
    {
        var type = ComplexNumbers.Parts(pairs.DType);
        var half = Length / 2;
        var x = Resized(pairs.To(type.Lane), half + 1);
        var rows = ToRows(x);
        Tensor y;
        if (Length % 2 == 0)
            y = FourierTransform.Run(Packed(rows), isInverse: true).Transpose(1, 2);
        else
        {
            // Each number stands for its conjugate, too; the real part of the sum is the sum of both.
            var counts = Operations.Where(Operations.Equal(Tensor.Iota([half + 1]), 0), 1, Tensor.Constant(x.DType, 2.0));
            var padded = (rows * counts).Pad((0, 0), (0, 0), (0, Length - half - 1));
            y = FourierTransform.Run(padded, isInverse: true).Select(1, 0);
        }
        return Scaled(y.Reshape(Shape.Of([.. Lead(x), Length])).MoveAxis(-1, Axis)).To(type);
    }

    // Numbers 2j and 2j + 1 were one complex number: both halves of the transform from that of half the length.
    private Tensor Unpacked(Tensor z) => Joined(Tensor.Concatenate(2, z, z.Slice(2, 0, 1)), isInverse: false) * 0.5;

    // The other way, twice as large as it would be undivided by the shorter length.
    private Tensor Packed(Tensor x)
    {
        var half = Length / 2;
        var k = Tensor.Iota([half + 1]);
        var isEnd = Operations.Equal(k, 0) | Operations.Equal(k, half);
        var ends = Operations.Where(isEnd & Operations.Equal(Tensor.Iota([2, 1]), 1), 0, x);
        return Joined(ends, isInverse: true).Slice(2, 0, half);
    }

    // z + z̄' + turn (z − z̄'), z' being the mirror image.
    private Tensor Joined(Tensor z, bool isInverse)
    {
        var (a, b) = (z.Select(1, 0), z.Select(1, 1));
        var (c, d) = (a.Flip(1), b.Flip(1));
        var halves = FourierTables.Halves(Length, a.DType);
        var (cosine, sine) = (halves.Select(0, 0), isInverse ? -halves.Select(0, 1) : halves.Select(0, 1));
        return Tensor.Stack(1, a + c + (((a - c) * cosine) + ((b + d) * sine)), b - d + (((b + d) * cosine) - ((a - c) * sine)));
    }

    private Tensor Scaled(Tensor x) => Factor == 1 ? x : x * Factor;

    private Tensor Resized(Tensor x, int length)
    {
        var size = x.Shape[Axis];
        if (size >= length)
            return x.Slice(Axis, 0, length);
        var widths = new (int, int)[x.Rank];
        widths[Axis] = (0, length - size);
        return x.Pad(widths);
    }

    // […, n, …, 2] as [batch, 2, n].
    private Tensor ToRows(Tensor x)
    {
        var batch = checked((int)Shape.Of(Lead(x)).Size);
        return x.MoveAxis(Axis, -1).Reshape(Shape.Of(batch, 2, x.Shape[Axis]));
    }

    private Tensor FromRows(Tensor rows, int[] lead, int rank) =>
        Scaled(rows.Reshape(Shape.Of([.. lead, 2, rows.Shape[2]])).MoveAxis([rank, rank - 1], [Axis, rank]));

    // The axes of pairs, without theirs and this one.
    private int[] Lead(Tensor pairs)
    {
        var axes = pairs.Shape.Axes;
        return [.. axes[..Axis], .. axes[(Axis + 1)..^1]];
    }
}
