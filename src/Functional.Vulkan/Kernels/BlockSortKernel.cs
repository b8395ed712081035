using System.Numerics;

namespace Functional.Vulkan;

/// <summary>Sorts blocks of lines in shared memory: a bitonic network over keys and, where these are equal, numbers (Batcher 1968).</summary>
/// <remarks>No two elements are equal then, so that the order is the stable one. Short lines are sorted several at once.</remarks>
internal sealed class BlockSortKernel : Kernel
{
    /// <summary>The longest block: 12 KiB of shared memory with keys of 64 bits.</summary>
    public const int LargestBlock = 1024;

    private const int Invocations = 128; // what every device takes
    private const int LeastTogether = 2 * Invocations;

    private readonly SortKeys _keys;
    private readonly SortTarget _target;
    private readonly int _block;
    private readonly int _together;
    private readonly long _blocksOfLine;

    public BlockSortKernel(SortKeys keys, SortTarget target)
        : base([.. keys.Bindings, .. target.Bindings], [.. keys.Buffers, .. target.Buffers], Invocations)
    {
        (_keys, _target) = (keys, target);
        _block = BlockOf(keys.Length);
        _together = Math.Max(1, LeastTogether / _block);
        _blocksOfLine = (keys.Length + _block - 1) / _block;
        Index = IndexArithmetic.Reaching(Math.Max(keys.Lines * keys.Length, Groups * _together * _block), keys.View);
    }

    public override string Label => "sort of blocks";

    public override double Work => 8.0 * Groups * _together * _block * Rounds;

    public override long Groups => (Blocks + _together - 1) / _together;

    public override DType Index { get; }

    private int Rounds => BitOperations.Log2((uint)_block) * (BitOperations.Log2((uint)_block) + 1) / 2;

    private long Blocks => _keys.Lines * _blocksOfLine;

    /// <summary>Elements of a block for lines of a length: a power of two.</summary>
    public static int BlockOf(int length) =>
        (int)Math.Min(LargestBlock, BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, length)));

    public override void Write(KernelCode code)
    {
        var at = new IndexArithmetic(Index);
        var keys = code.Share("keys", _keys.Type, _block * _together);
        var numbers = code.Share("numbers", DType.Int32, _block * _together);
        var local = at.Bounded(code.Keep(code.At(Position.Local), "place"), Invocations - 1);
        code.For(
            "group",
            code.At(Position.Group),
            at.Literal(Groups),
            code.At(Position.Groups),
            group =>
            {
                at.Bounded(group, Groups - 1);
                EachElement(code, at, local, element => Load(code, at, group, element, keys, numbers));
                code.Barrier();
                Sort(code, at, local, keys, numbers);
                EachElement(code, at, local, element => Store(code, at, group, element, keys, numbers));
                code.Barrier();
            }
        );
    }

    private void EachElement(KernelCode code, IndexArithmetic at, Value local, Action<Value> turn)
    {
        var count = _block * _together;
        code.For("e", local, at.Literal(count), at.Literal(Invocations), e => turn(at.Bounded(e, count - 1)));
    }

    // Places beyond a line's end hold keys that come last, and numbers that come after all.
    private void Load(KernelCode code, IndexArithmetic at, Value group, Value element, SharedArray keys, SharedArray numbers)
    {
        var (line, place, isThere) = PlaceOf(at, group, element);
        var most = Value.ConstantBits(_keys.Type, _keys.Type == DType.Int32 ? int.MaxValue : long.MaxValue);
        var key = _keys.Key(code, at, line, at.Min(place, _keys.Length - 1));
        code.Store(keys, element, isThere is null ? key : Value.Select(isThere, key, most));
        code.Store(numbers, element, place.To(DType.Int32));
    }

    private void Store(KernelCode code, IndexArithmetic at, Value group, Value element, SharedArray keys, SharedArray numbers)
    {
        var (line, place, isThere) = PlaceOf(at, group, element);
        void Put() =>
            _target.Store(
                code,
                at,
                _keys.Bindings.Length,
                line,
                place,
                code.Load(keys, element, "key"),
                code.Load(numbers, element, "number")
            );
        if (isThere is null)
            Put();
        else
            code.If(isThere, Put);
    }

    // Blocks left over in the last group are the last block again, and are not there.
    private (Value Line, Value Place, Value? IsThere) PlaceOf(IndexArithmetic at, Value group, Value element)
    {
        var number = at.Add(at.Multiply(group, _together), at.Divide(element, _block));
        var isFull = Blocks % _together == 0;
        var block = isFull ? number : at.Min(number, Blocks - 1);
        var place = at.Add(at.Multiply(at.Remainder(block, _blocksOfLine), _block), at.Remainder(element, _block));
        var isThere = _keys.Length % _block == 0 ? null : at.Less(place, _keys.Length);
        if (!isFull)
            isThere = at.And(isThere, at.Less(number, Blocks));
        return (at.Divide(block, _blocksOfLine), place, isThere);
    }

    // Runs of size/2, one up, one down, become runs of size: pairs at a distance of size/2, size/4, … are put in order.
    private void Sort(KernelCode code, IndexArithmetic at, Value local, SharedArray keys, SharedArray numbers)
    {
        var one = at.Literal(1);
        code.Fold(
            "step",
            at.Literal(0),
            at.Literal(Rounds),
            one,
            [at.Literal(2), one],
            (_, carried) =>
            {
                var (size, distance) = (carried[0], carried[1]);
                code.For(
                    "pair",
                    local,
                    at.Literal(_block * _together / 2),
                    at.Literal(Invocations),
                    pair => Exchange(code, at, pair, size, distance, keys, numbers)
                );
                code.Barrier();
                var isLast = code.Keep(Value.Equal(distance, one), "isLast");
                return [Value.Select(isLast, size << 1, size), Value.Select(isLast, size, distance >> 1)];
            }
        );
    }

    private void Exchange(
        KernelCode code,
        IndexArithmetic at,
        Value pair,
        Value size,
        Value distance,
        SharedArray keys,
        SharedArray numbers
    )
    {
        var rest = code.Keep(pair & (distance - at.Literal(1)), "rest");
        var a = code.Keep(((pair - rest) << 1) + rest, "a");
        var b = code.Keep(a + distance, "b");
        var (keyA, keyB) = (code.Load(keys, a, "key"), code.Load(keys, b, "key"));
        var (numberA, numberB) = (code.Load(numbers, a, "number"), code.Load(numbers, b, "number"));
        var isAfter = (keyB < keyA) | (Value.Equal(keyA, keyB) & (numberB < numberA));
        // In the last round all blocks go up, whatever their number in the group.
        var isUp = Value.Equal(a & at.Literal(_block - 1) & size, at.Literal(0));
        code.If(
            Value.Equal(isAfter, isUp),
            () =>
            {
                code.Store(keys, a, keyB);
                code.Store(keys, b, keyA);
                code.Store(numbers, a, numberB);
                code.Store(numbers, b, numberA);
            }
        );
    }
}
