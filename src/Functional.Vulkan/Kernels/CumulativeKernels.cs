namespace Functional.Vulkan;

/// <summary>Lines along an axis, and the type in which what is there so far is kept.</summary>
/// <param name="Op">What combines.</param>
/// <param name="Axis">Along which axis.</param>
/// <param name="Inputs">The operands' types and views; all of one shape.</param>
/// <param name="State">The type of what is there so far.</param>
internal sealed record CumulativeLines(CumulativeOp Op, int Axis, (DType Type, View View)[] Inputs, DType State)
{
    public Shape Shape => Inputs[0].View.Shape;

    public int Length => Shape[Axis];

    public long Inner => Shape.Of(Shape.Axes[(Axis + 1)..]).Size;

    public long Lines => Length == 0 ? 0 : Shape.Size / Length;

    public DType Reach(long count) =>
        IndexArithmetic.Reaching(Math.Max(count, Shape.Size), [.. Inputs.Select(input => input.View)]);

    /// <summary>An element of every operand, as what they are combined in.</summary>
    public Value[] Load(KernelCode code, IndexArithmetic at, Value line, Value place)
    {
        var (outer, inner) = (at.Divide(line, Inner), at.Remainder(line, Inner));
        Value Element(int input)
        {
            var view = Inputs[input].View;
            var address = at.Of(view, (outer, 0, Axis), (place, Axis, Axis + 1), (inner, Axis + 1, view.Shape.Rank)).Address!;
            return code.Keep(code.Load(input, address).To(State));
        }
        return [.. Enumerable.Range(0, Inputs.Length).Select(Element)];
    }

    /// <summary>What an element counts in <see cref="KernelCall.Work"/>, if it is loaded and combined, and perhaps stored.</summary>
    public double Work(bool isStored)
    {
        Value[] next = [.. Inputs.Select((_, input) => Value.Input(input + 1, State))];
        var stores = isStored ? 1 : 0;
        return (KernelCall.Access * (Inputs.Length + stores)) + Bodies.Count(Op.Combine(Value.Input(0, State), next));
    }

    /// <summary>Where an element lies in the result.</summary>
    public Value Address(IndexArithmetic at, Value line, Value place)
    {
        var outer = at.Multiply(at.Divide(line, Inner), Length * Inner);
        return at.Add(at.Add(outer, at.Multiply(place, Inner)), at.Remainder(line, Inner));
    }
}

/// <summary>Every element combined with all before it, an invocation a line.</summary>
/// <remarks>Long lines take several dispatches, which pass on what is there so far.</remarks>
internal sealed class CumulativeKernel : ItemKernel
{
    private readonly CumulativeLines _lines;
    private readonly DType _result;
    private readonly int _part;

    private CumulativeKernel(CumulativeLines lines, DType result, int part, KernelBinding[] bindings, int[] buffers)
        : base(bindings, buffers, lines.Lines, lines.Reach(0))
    {
        (_lines, _result, _part) = (lines, result, part);
        Work = lines.Work(isStored: true) * lines.Lines * Math.Min(MostTurns, lines.Length - ((long)part * MostTurns));
    }

    public override string Label => "cumulative";

    public override double Work { get; }

    public override int? Parameter => IsLong(_lines) ? _part : null;

    private int Inputs => _lines.Inputs.Length;

    /// <summary>True if a line takes several dispatches, and a buffer for what is there so far.</summary>
    public static bool IsLong(CumulativeLines lines) => lines.Length > MostTurns;

    /// <summary>The dispatches.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="result">The type of results.</param>
    /// <param name="buffers">The operands, the results, and for long lines what is there so far: an element a line.</param>
    public static IEnumerable<CumulativeKernel> Of(CumulativeLines lines, DType result, int[] buffers)
    {
        KernelBinding[] bindings =
        [
            .. lines.Inputs.Select(input => new KernelBinding(input.Type, false)),
            new(result, true),
            .. IsLong(lines) ? [new(lines.State, true)] : Array.Empty<KernelBinding>(),
        ];
        return Enumerable
            .Range(0, (int)(((long)lines.Length + MostTurns - 1) / MostTurns))
            .Select(part => new CumulativeKernel(lines, result, part, bindings, buffers));
    }

    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        if (!IsLong(_lines))
        {
            Combine(code, at, item, at.Literal(0), at.Literal(_lines.Length), _lines.Load(code, at, item, at.Literal(0))[0]);
            return;
        }
        var start = at.Bounded(code.Keep(code.Parameter * at.Literal(MostTurns), "start"), _lines.Length - 1);
        var next = _lines.Load(code, at, item, start);
        var isLater = code.Keep(at.AtLeast(start, 1), "isLater");
        var before = code.LoadWhere(isLater, Inputs + 1, item, "before");
        var first = code.Keep(Value.Select(isLater, _lines.Op.Combine(before, next), next[0]), "first");
        var end = at.Min(at.Add(start, at.Literal(MostTurns)), _lines.Length);
        code.Store(Inputs + 1, item, Combine(code, at, item, start, end, first));
    }

    private Value Combine(KernelCode code, IndexArithmetic at, Value line, Value start, Value end, Value first)
    {
        void Put(Value place, Value sum) => code.Store(Inputs, _lines.Address(at, line, place), sum.To(_result));
        Put(start, first);
        return code.Fold(
            "k",
            at.Add(start, at.Literal(1)),
            end,
            at.Literal(1),
            [first],
            (k, sums) =>
            {
                at.Bounded(k, _lines.Length - 1);
                var sum = code.Keep(_lines.Op.Combine(sums[0], _lines.Load(code, at, line, k)), "sum");
                Put(k, sum);
                return [sum];
            }
        )[0];
    }
}

/// <summary>The parts of a long line, combined each for itself: what they come to, or from what comes before them every element.</summary>
/// <remarks>Only for what may be combined in any grouping. Parts of one line and a position lie side by side, as lines do.</remarks>
internal sealed class CumulativePartKernel : ItemKernel
{
    private readonly CumulativeLines _lines;
    private readonly DType? _result;
    private readonly int _length;

    /// <param name="lines">The lines; one operand.</param>
    /// <param name="length">Elements of a part.</param>
    /// <param name="result">The type of the elements' results; null if only the totals of parts are wanted.</param>
    /// <param name="buffers">The operand, the totals of parts (combined with all before, if the results are wanted), and the results.</param>
    public CumulativePartKernel(CumulativeLines lines, int length, DType? result, int[] buffers)
        : base(
            [
                new(lines.Inputs[0].Type, false),
                new(lines.State, result is null),
                .. result is { } type ? [new KernelBinding(type, true)] : Array.Empty<KernelBinding>(),
            ],
            buffers,
            lines.Lines * Parts(lines, length),
            lines.Reach(2L * lines.Lines * Parts(lines, length) * length)
        )
    {
        (_lines, _length, _result) = (lines, length, result);
        Work = lines.Work(isStored: result is not null) * lines.Shape.Size;
    }

    public override string Label => _result is null ? "totals of parts" : "cumulative of parts";

    public override double Work { get; }

    public static int Parts(CumulativeLines lines, int length) => (lines.Length + length - 1) / length;

    // Items in the order (outer, part, inner).
    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        var (parts, inner) = (Parts(_lines, _length), _lines.Inner);
        var part = at.Remainder(at.Divide(item, inner), parts);
        var line = at.Add(at.Multiply(at.Divide(item, parts * inner), inner), at.Remainder(item, inner));
        var start = code.Keep(at.Multiply(part, _length), "start");
        at.Bounded(start, _lines.Length - 1);
        var first = _lines.Load(code, at, line, start)[0];
        if (_result is not null)
        {
            var isLater = code.Keep(at.AtLeast(part, 1), "isLater");
            var before = code.LoadWhere(isLater, 1, item - at.Literal(inner), "before");
            first = code.Keep(Value.Select(isLater, _lines.Op.Combine(before, [first]), first), "first");
            Put(code, at, line, start, first);
        }
        var total = code.Fold(
            "k",
            at.Add(start, at.Literal(1)),
            at.Min(at.Add(start, at.Literal(_length)), _lines.Length),
            at.Literal(1),
            [first],
            (k, sums) =>
            {
                at.Bounded(k, _lines.Length - 1);
                var sum = code.Keep(_lines.Op.Combine(sums[0], _lines.Load(code, at, line, k)), "sum");
                if (_result is not null)
                    Put(code, at, line, k, sum);
                return [sum];
            }
        )[0];
        if (_result is null)
            code.Store(1, item, total);
    }

    private void Put(KernelCode code, IndexArithmetic at, Value line, Value place, Value sum) =>
        code.Store(2, _lines.Address(at, line, place), sum.To(_result!.Value));
}
