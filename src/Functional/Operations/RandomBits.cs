namespace Functional;

/// <summary>32 random bits for every element of a counter: Threefry-2x32 with 20 rounds (Salmon et al. 2011), keyed by two int32.</summary>
internal sealed class RandomBitsOp : ElementwiseOp
{
    private static readonly RandomBitsOp[] Streams = [new(0), new(1)];

    private readonly int _stream;

    private RandomBitsOp(int stream) => _stream = stream;

    public override string Name => "random_bits";
    public override string Description => $"random_bits[{_stream}]";
    public override int Arity => 3;

    /// <summary>Bits as int32 from keys that broadcast with the counter; two streams give independent bits of one counter.</summary>
    public static Tensor Make(Tensor key0, Tensor key1, Tensor counter, int stream)
    {
        var shape = Shape.Broadcast("random_bits", Shape.Broadcast("random_bits", key0.Shape, key1.Shape), counter.Shape);
        return new(Streams[stream], shape, DType.Int32, [key0, key1, counter]);
    }

    public override Value Body(ReadOnlySpan<DType> operands)
    {
        var counter = Value.Input(2, operands[2]);
        return
            Threefry.Rounds20(Value.Input(0, operands[0]), Value.Input(1, operands[1]), counter, counter.Literal((long)0))
                is var (x, y)
            && _stream == 0
            ? x
            : y;
    }

    internal override int ComputeHash() => 31337 + _stream;

    internal override void Pull(Pullback p) { }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], operands[1], operands[2], _stream);
}

/// <summary>An int32 shifted to the right, zeros coming in from the left.</summary>
internal sealed class ShiftBitsOp : ElementwiseOp
{
    private readonly int _distance;

    private ShiftBitsOp(int distance) => _distance = distance;

    public override string Name => "shift_right_logical";
    public override string Description => $"shift_right_logical[{_distance}]";
    public override int Arity => 1;

    public static Tensor Make(Tensor bits, int distance) => new(new ShiftBitsOp(distance), bits.Shape, DType.Int32, bits);

    public override Value Body(ReadOnlySpan<DType> operands) => Value.Input(0, operands[0]) >>> _distance;

    public override bool Equals(Op? other) => other is ShiftBitsOp shift && shift._distance == _distance;

    internal override int ComputeHash() => 4099 + _distance;

    internal override void Pull(Pullback p) { }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], _distance);
}

/// <summary>Which of <c>n</c> equal parts 64 random bits fall into: <c>⌊bits · n / 2⁶⁴⌋</c>, from two int32 words and n as int64.</summary>
/// <remarks>Each part has as many of the 2⁶⁴ numbers as every other, or one more.</remarks>
internal sealed class RandomPartOp : ElementwiseOp
{
    private static readonly RandomPartOp Instance = new();

    public override string Name => "random_part";
    public override int Arity => 3;

    public static Tensor Make(Tensor high, Tensor low, Tensor parts) =>
        new(
            Instance,
            Shape.Broadcast("random_part", Shape.Broadcast("random_part", high.Shape, low.Shape), parts.Shape),
            DType.Int64,
            [high, low, parts]
        );

    // The upper half of a product of 128 bits, by halves of 32: no partial sum exceeds 64 bits.
    public override Value Body(ReadOnlySpan<DType> operands)
    {
        var parts = Value.Input(2, operands[2]);
        var (high, low) = (Half(Value.Input(0, operands[0]).To(DType.Int64)), Half(Value.Input(1, operands[1]).To(DType.Int64)));
        var (partsHigh, partsLow) = (parts >>> 32, Half(parts));
        var first = (high * partsLow) + ((low * partsLow) >>> 32);
        var second = (low * partsHigh) + Half(first);
        return (high * partsHigh) + (first >>> 32) + (second >>> 32);
    }

    internal override int ComputeHash() => 31347;

    internal override void Pull(Pullback p) { }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], operands[1], operands[2]);

    private static Value Half(Value x) => x & x.Literal((long)uint.MaxValue);
}
