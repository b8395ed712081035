using System.Numerics;

namespace Functional.Vulkan;

/// <summary>Sorts blocks of lines: every invocation a few elements in registers, then runs are merged two by two in shared memory.</summary>
/// <remarks>No step moves an element past an equal one, so that the order is stable. Short lines are sorted several at once.</remarks>
internal sealed class BlockSortKernel : Kernel
{
    private const int Invocations = 128; // what every device takes
    private const int Own = 8; // elements of an invocation
    private const int Elements = Invocations * Own; // 12 KiB of shared memory with keys of 64 bits
    private const double OwnWork = 24;
    private const double RoundWork = 24;

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
        _together = Elements / _block;
        _blocksOfLine = (keys.Length + _block - 1) / _block;
        Index = IndexArithmetic.Reaching(Math.Max(keys.Lines * keys.Length, Groups * Elements), keys.View);
    }

    public override string Label => "sort of blocks";

    // Elements come and go; then come the rounds of the invocations' own sorts, and a round for each time that runs become twice as long.
    public override double Work =>
        (double)Groups * Elements * ((3 * Access) + OwnWork + (RoundWork * BitOperations.Log2((uint)(_block / Own))));

    public override long Groups => (Blocks + _together - 1) / _together;

    public override DType Index { get; }

    private long Blocks => _keys.Lines * _blocksOfLine;

    /// <summary>Elements of a block for lines of a length: a power of two.</summary>
    public static int BlockOf(int length) =>
        (int)Math.Min(Elements, BitOperations.RoundUpToPowerOf2((uint)Math.Max(Own, length)));

    public override void Write(KernelCode code)
    {
        var at = new IndexArithmetic(Index);
        var keys = code.Share("keys", _keys.Type, Elements);
        var numbers = code.Share("numbers", DType.Int32, Elements);
        var local = at.Bounded(code.Keep(code.At(Position.Local), "place"), Invocations - 1);
        var from = at.Bounded(code.Keep(at.Multiply(local, Own), "from"), Elements - Own);
        code.For(
            "group",
            code.At(Position.Group),
            at.Literal(Groups),
            code.At(Position.Groups),
            group =>
            {
                at.Bounded(group, Groups - 1);
                // Neighbours load and store neighbours.
                EachElement(code, at, local, element => Load(code, at, group, element, keys, numbers));
                code.Barrier();
                var own = Sorted(
                    code,
                    [.. Places(at, from).Select(x => (code.Load(keys, x, "key"), code.Load(numbers, x, "number")))]
                );
                own = Merged(code, at, from, own, keys, numbers);
                Put(code, at, from, own, keys, numbers);
                code.Barrier();
                EachElement(code, at, local, element => Store(code, at, group, element, keys, numbers));
                code.Barrier();
            }
        );
    }

    private static void EachElement(KernelCode code, IndexArithmetic at, Value local, Action<Value> turn) =>
        code.For("e", local, at.Literal(Elements), at.Literal(Invocations), e => turn(at.Bounded(e, Elements - 1)));

    private static IEnumerable<Value> Places(IndexArithmetic at, Value from) =>
        Enumerable.Range(0, Own).Select(i => at.Add(from, at.Literal(i)));

    // Places beyond a line's end hold keys that come last.
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

    // Neighbours change places until none is larger than the next: as many rounds as there are elements.
    private static (Value Key, Value Number)[] Sorted(KernelCode code, (Value Key, Value Number)[] own)
    {
        for (var round = 0; round < Own; round++)
        for (var i = round % 2; i + 1 < Own; i += 2)
        {
            var ((keyA, numberA), (keyB, numberB)) = (own[i], own[i + 1]);
            var isAfter = code.Keep(keyB < keyA, "isAfter");
            Value Of(Value yes, Value no, string name) => code.Keep(Value.Select(isAfter, yes, no), name);
            own[i] = (Of(keyB, keyA, "key"), Of(numberB, numberA, "number"));
            own[i + 1] = (Of(keyA, keyB, "key"), Of(numberA, numberB, "number"));
        }
        return own;
    }

    private static void Put(
        KernelCode code,
        IndexArithmetic at,
        Value from,
        (Value Key, Value Number)[] own,
        SharedArray keys,
        SharedArray numbers
    )
    {
        foreach (var (place, (key, number)) in Places(at, from).Zip(own))
        {
            code.Store(keys, place, key);
            code.Store(numbers, place, number);
        }
    }

    // Runs become twice as long in every round; an invocation has the same places of the result in all of them.
    private (Value Key, Value Number)[] Merged(
        KernelCode code,
        IndexArithmetic at,
        Value from,
        (Value Key, Value Number)[] own,
        SharedArray keys,
        SharedArray numbers
    )
    {
        if (_block == Own)
            return own;
        var last = code.Fold(
            "round",
            at.Literal(0),
            at.Literal(BitOperations.Log2((uint)(_block / Own))),
            at.Literal(1),
            [at.Literal(Own), .. own.Select(x => x.Key), .. own.Select(x => x.Number)],
            (_, carried) =>
            {
                var run = carried[0];
                Put(code, at, from, Pairs(carried), keys, numbers);
                code.Barrier();
                var merged = Merge(code, at, from, run, keys, numbers);
                code.Barrier();
                return [run << 1, .. merged.Select(x => x.Key), .. merged.Select(x => x.Number)];
            }
        );
        return Pairs(last);
    }

    private static (Value Key, Value Number)[] Pairs(Value[] carried) => [.. carried[1..(Own + 1)].Zip(carried[(Own + 1)..])];

    // As in MergeKernel, with runs that are all whole.
    private (Value Key, Value Number)[] Merge(
        KernelCode code,
        IndexArithmetic at,
        Value from,
        Value run,
        SharedArray keys,
        SharedArray numbers
    )
    {
        var one = at.Literal(1);
        var done = code.Keep(from & ((run << 1) - one), "done");
        var pair = code.Keep(from - done, "pair");
        var middle = code.Keep(pair + run, "middle");
        var left = SortedRuns.Search(
            code,
            at,
            code.Keep(Value.Select(done < run, at.Literal(0), done - run), "least"),
            code.Keep(Value.Select(done < run, done, run), "most"),
            _block / 2,
            (x, _) => code.Load(keys, pair + x, "key") <= code.Load(keys, middle + (done - one - x), "key")
        );
        // A run's end may be the array's.
        Value KeyAt(Value place) => code.Load(keys, at.Min(place, Elements - 1), "key");
        var right = code.Keep(done - left, "rest");
        var (leftKey, rightKey) = (KeyAt(pair + left), KeyAt(middle + right));
        var merged = new (Value, Value)[Own];
        for (var i = 0; i < Own; i++)
        {
            var isLeft = code.Keep((left < run) & ((run <= right) | (leftKey <= rightKey)), "isLeft");
            var place = code.Keep(Value.Select(isLeft, pair + left, middle + right), "from");
            merged[i] = (code.Keep(Value.Select(isLeft, leftKey, rightKey), "key"), code.Load(numbers, place, "number"));
            if (i == Own - 1)
                break;
            var next = KeyAt(place + one);
            (leftKey, rightKey) = (
                code.Keep(Value.Select(isLeft, next, leftKey), "key"),
                code.Keep(Value.Select(isLeft, rightKey, next), "key")
            );
            (left, right) = (
                code.Keep(Value.Select(isLeft, left + one, left), "left"),
                code.Keep(Value.Select(isLeft, right, right + one), "right")
            );
        }
        return merged;
    }
}
