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
