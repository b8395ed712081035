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

    /// <summary>Where an element lies in the result.</summary>
    public Value Address(IndexArithmetic at, Value line, Value place)
    {
        var outer = at.Multiply(at.Divide(line, Inner), Length * Inner);
        return at.Add(at.Add(outer, at.Multiply(place, Inner)), at.Remainder(line, Inner));
    }
}

/// <summary>Every element combined with all before it, an invocation a line.</summary>
internal sealed class CumulativeKernel(CumulativeLines lines, DType result, int[] buffers)
    : ItemKernel(
        [.. lines.Inputs.Select(input => new KernelBinding(input.Type, false)), new(result, true)],
        buffers,
        lines.Lines,
        lines.Reach(0)
    )
{
    public override string Label => "cumulative";

    public override double Work => 16.0 * lines.Shape.Size;

    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        Value Put(Value place, Value sum)
        {
            code.Store(lines.Inputs.Length, lines.Address(at, item, place), sum.To(result));
            return sum;
        }
        var first = Put(at.Literal(0), lines.Load(code, at, item, at.Literal(0))[0]);
        code.Fold(
            "k",
            at.Literal(1),
            at.Literal(lines.Length),
            at.Literal(1),
            [first],
            (k, sums) =>
            {
                at.Bounded(k, lines.Length - 1);
                return [Put(k, code.Keep(lines.Op.Combine(sums[0], lines.Load(code, at, item, k)), "sum"))];
            }
        );
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
        ) => (_lines, _length, _result) = (lines, length, result);

    public override string Label => _result is null ? "totals of parts" : "cumulative of parts";

    public override double Work => 16.0 * _lines.Shape.Size;

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
