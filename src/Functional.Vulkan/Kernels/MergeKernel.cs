namespace Functional.Vulkan;

/// <summary>Merges neighbouring runs of lines two by two; of equal keys the earlier run's comes first, so the order stays stable.</summary>
/// <remarks>An invocation finds where its part of the result begins in both runs, and merges from there (Green, McColl and Bader 2012).</remarks>
internal sealed class MergeKernel : ItemKernel
{
    private const int Part = 8; // elements of an invocation
    private const double ElementWork = 16;

    private readonly SortKeys _keys;
    private readonly SortTarget _target;
    private readonly int _length;
    private readonly long _run;

    /// <param name="keys">What is sorted.</param>
    /// <param name="run">The length of runs so far.</param>
    /// <param name="source">The buffers of keys and numbers.</param>
    /// <param name="target">Where the longer runs go.</param>
    public MergeKernel(SortKeys keys, long run, (int Keys, int Numbers) source, SortTarget target)
        : base(
            [new(keys.Type, false), new(DType.Int32, false), .. target.Bindings],
            [source.Keys, source.Numbers, .. target.Buffers],
            keys.Lines * Parts(keys),
            IndexArithmetic.Reaching(Math.Max(2 * run, 2 * keys.Lines * Parts(keys) * Part))
        ) => (_keys, _target, _length, _run) = (keys, target, keys.Length, run);

    public override string Label => "merge";

    // Every part searches where it begins, twice a step; then a key and a number come and go for each element.
    public override double Work =>
        _keys.Lines * ((double)_length * ((4 * Access) + ElementWork) + (2 * Parts(_keys) * SortedRuns.Work(_run)));

    private static long Parts(SortKeys keys) => (keys.Length + Part - 1) / Part;

    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        var line = at.Divide(item, Parts(_keys));
        var from = code.Keep(at.Multiply(at.Remainder(item, Parts(_keys)), Part), "from");
        at.Bounded(from, _length - 1);
        var pair = code.Keep(at.Multiply(at.Divide(from, 2 * _run), 2 * _run), "pair");
        Value Most(Value value, Value limit) => code.Keep(Value.Select(value < limit, value, limit), "most");
        Value Least(Value value, Value limit) => code.Keep(Value.Select(value < limit, limit, value), "least");
        var (zero, run) = (at.Literal(0), at.Literal(_run));
        var left = Most(at.Literal(_length) - pair, run);
        var right = Least(at.Literal(_length) - pair - left, zero);
        right = Most(right, run);
        var done = code.Keep(from - pair, "done");
        var first = code.Keep(at.Add(at.Multiply(line, _length), pair), "first");
        Value KeyAt(Value condition, Value place) => code.LoadWhere(condition, 0, first + place, "key");
        // So many of the left run are among the first done ones of both.
        var taken = SortedRuns.Search(
            code,
            at,
            Least(done - right, zero),
            Most(done, left),
            _run,
            (middle, isOpen) => KeyAt(isOpen, middle) <= KeyAt(isOpen, run + (done - at.Literal(1) - middle))
        );
        Merge(code, at, line, from, first, (left, right), (taken, code.Keep(done - taken, "rest")));
    }

    private void Merge(
        KernelCode code,
        IndexArithmetic at,
        Value line,
        Value from,
        Value first,
        (Value Left, Value Right) counts,
        (Value Left, Value Right) starts
    )
    {
        var (one, run) = (at.Literal(1), at.Literal(_run));
        Value KeyAt(Value condition, Value place) => code.LoadWhere(condition, 0, first + place, "key");
        code.Fold(
            "k",
            at.Literal(0),
            at.Literal(Part),
            one,
            [
                starts.Left,
                starts.Right,
                KeyAt(starts.Left < counts.Left, starts.Left),
                KeyAt(starts.Right < counts.Right, run + starts.Right),
            ],
            (k, carried) =>
            {
                var (left, right, leftKey, rightKey) = (carried[0], carried[1], carried[2], carried[3]);
                var isLeft = code.Keep((left < counts.Left) & ((counts.Right <= right) | (leftKey <= rightKey)), "isLeft");
                var place = code.Keep(at.Add(from, k), "place");
                var isThere = code.Keep(at.Less(place, _length), "isThere");
                var number = code.LoadWhere(isThere, 1, first + Value.Select(isLeft, left, run + right), "number");
                code.If(isThere, () => _target.Store(code, at, 2, line, place, Value.Select(isLeft, leftKey, rightKey), number));
                var nextLeft = code.Keep(Value.Select(isLeft, left + one, left), "left");
                var nextRight = code.Keep(Value.Select(isLeft, right, right + one), "right");
                var hasNext = Value.Select(isLeft, nextLeft, nextRight) < Value.Select(isLeft, counts.Left, counts.Right);
                var next = KeyAt(hasNext, Value.Select(isLeft, nextLeft, run + nextRight));
                return [nextLeft, nextRight, Value.Select(isLeft, next, leftKey), Value.Select(isLeft, rightKey, next)];
            }
        );
    }
}
