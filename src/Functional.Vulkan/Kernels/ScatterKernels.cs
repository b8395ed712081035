namespace Functional.Vulkan;

/// <summary>How elements at one place become one, in the kernel language.</summary>
internal static class ScatterRules
{
    extension(ScatterRule rule)
    {
        /// <summary>What a place without any holds.</summary>
        public Value Identity(DType type) =>
            rule == ScatterRule.Add ? Value.ConstantBits(type, 0)
            : type.IsFloating ? Value.Constant(type, double.NegativeInfinity)
            : Value.ConstantBits(type, type == DType.Int32 ? 1L << 31 : long.MinValue);

        /// <summary>Two of one place.</summary>
        public Value Combine(Value x, Value y) => rule == ScatterRule.Max ? Value.Max(x, y) : x + y;
    }
}

/// <summary>Few elements put at indices: every place looks at all that could come to it, in their order.</summary>
internal sealed class DirectScatterKernel(ScatterStage stage, IndexOperand indices, int[] buffers)
    : ItemKernel(
        [new(indices.Type, false), new(stage.Updates.Type, false), new(stage.Updates.Type, true), new(DType.Int32, true)],
        buffers,
        stage.Shape.Size,
        IndexArithmetic.Reaching(stage.Shape.Size, stage.Updates.View, indices.View)
    )
{
    public override string Label => "scatter";

    public override double Work => Access * stage.Shape.Size * (1.0 + indices.Count);

    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        var identity = stage.Rule.Identity(stage.Updates.Type);
        var (outer, place, inner) = indices.Split(at, item, indices.Size);
        code.Store(2, item, indices.Elements == 0 ? identity : Combined(code, at, outer, place, inner, identity));
    }

    private Value Combined(KernelCode code, IndexArithmetic at, Value outer, Value place, Value inner, Value identity) =>
        code.Fold(
            "k",
            at.Literal(0),
            at.Literal(indices.Count),
            at.Literal(1),
            [identity],
            (k, sums) =>
            {
                var along = at.Bounded(k, indices.Count - 1);
                var isHere = code.Keep(Value.Equal(indices.Read(code, at, 0, 3, (outer, along, inner)), place), "isHere");
                var update = code.LoadWhere(isHere, 1, indices.Address(at, stage.Updates.View, outer, along, inner));
                return [Value.Select(isHere, stage.Rule.Combine(sums[0], update), sums[0])];
            }
        )[0];
}

/// <summary>Where the elements of every place begin among those sorted by place, and at the end of each line where the last ones end.</summary>
internal sealed class PlaceStartsKernel(DType keys, long lines, long length, long places, int[] buffers)
    : ItemKernel(
        [new(keys, false), new(DType.Int32, true)],
        buffers,
        lines * (places + 1),
        IndexArithmetic.Reaching(Math.Max(lines * (places + 1), lines * length))
    )
{
    public override string Label => "starts of places";

    public override double Work => lines * (places + 1) * (Access + SortedRuns.Work(length));

    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        var (line, place) = (at.Divide(item, places + 1), at.Remainder(item, places + 1));
        var (first, key) = (code.Keep(at.Multiply(line, length), "first"), code.Keep(place.To(keys), "key"));
        var found = SortedRuns.Search(
            code,
            at,
            at.Literal(0),
            at.Literal(length),
            length,
            (middle, isOpen) => code.LoadWhere(isOpen, 0, at.Add(first, middle)) < key
        );
        code.Store(1, item, found.To(DType.Int32));
    }
}

/// <summary>Elements put at indices, those of each place in a list: one invocation a place, its elements in their order.</summary>
/// <remarks>Long lines take several dispatches, each with a part of the sorted elements.</remarks>
internal sealed class ListScatterKernel : ItemKernel
{
    private readonly ScatterStage _stage;
    private readonly IndexOperand _indices;
    private readonly int _length;
    private readonly int _part;

    private ListScatterKernel(ScatterStage stage, IndexOperand indices, int length, int part, int[] buffers)
        : base(
            [new(DType.Int32, false), new(DType.Int32, false), new(stage.Updates.Type, false), new(stage.Updates.Type, true)],
            buffers,
            stage.Shape.Size,
            IndexArithmetic.Reaching(Math.Max(2 * stage.Shape.Size, indices.Elements), stage.Updates.View)
        ) => (_stage, _indices, _length, _part) = (stage, indices, length, part);

    public override string Label => "scatter of lists";

    public override double Work =>
        Access * ((3.0 * _stage.Shape.Size) + (2.0 * _indices.Elements / (((_length - 1) / MostTurns) + 1)));

    public override int? Parameter => _length > MostTurns ? _part : null;

    /// <summary>The dispatches for lines of a length.</summary>
    public static IEnumerable<ListScatterKernel> Of(ScatterStage stage, IndexOperand indices, int length, int[] buffers) =>
        Enumerable
            .Range(0, (int)(((long)length + MostTurns - 1) / MostTurns))
            .Select(part => new ListScatterKernel(stage, indices, length, part, buffers));

    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        var (outer, along, inner) = _indices.Split(at, item, _indices.Size);
        var place = _indices.IsSameInRow ? along : at.Add(at.Multiply(along, _indices.Inner), inner);
        var places = _indices.IsSameInRow ? _indices.Size : _indices.Size * _indices.Inner;
        var start = code.Keep(at.Add(at.Multiply(outer, places + 1), place), "start");
        var (from, to) = (Start(code, at, start, "from"), Start(code, at, at.Add(start, at.Literal(1)), "to"));
        var identity = _stage.Rule.Identity(_stage.Updates.Type);
        if (Parameter is null)
        {
            code.Store(3, item, Sum(code, at, (outer, inner), from, to, identity));
            return;
        }
        var (low, part) = (code.Keep(code.Parameter * at.Literal(MostTurns), "low"), at.Literal(MostTurns));
        from = code.Keep(Value.Select(from < low, low, from), "from");
        to = code.Keep(Value.Select(low + part < to, low + part, to), "to");
        var isFirst = code.Keep(Value.Equal(low, at.Literal(0)), "isFirst");
        code.If(
            isFirst | (from < to),
            () =>
            {
                var before = Value.Select(isFirst, identity, code.Load(3, item, "before"));
                code.Store(3, item, Sum(code, at, (outer, inner), from, to, before));
            }
        );
    }

    private static Value Start(KernelCode code, IndexArithmetic at, Value place, string name) =>
        code.Keep(code.Load(1, place).To(at.Type), name);

    private Value Sum(KernelCode code, IndexArithmetic at, (Value Outer, Value Inner) line, Value from, Value to, Value initial)
    {
        var first = code.Keep(at.Multiply(line.Outer, _length), "first");
        return code.Fold(
            "k",
            from,
            to,
            at.Literal(1),
            [initial],
            (k, sums) =>
            {
                var number = at.Bounded(code.Load(0, at.Add(first, k), "number").To(at.Type), _length - 1);
                var (row, column) = _indices.IsSameInRow
                    ? (number, line.Inner)
                    : (at.Divide(number, _indices.Inner), at.Remainder(number, _indices.Inner));
                var update = code.Load(2, _indices.Address(at, _stage.Updates.View, line.Outer, row, column));
                return [_stage.Rule.Combine(sums[0], update)];
            }
        )[0];
    }
}
