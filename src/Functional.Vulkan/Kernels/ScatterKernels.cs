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

    public override double Work => 16.0 * stage.Shape.Size * Math.Max(1, indices.Count);

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
internal sealed class ListScatterKernel(ScatterStage stage, IndexOperand indices, int[] buffers)
    : ItemKernel(
        [new(DType.Int32, false), new(DType.Int32, false), new(stage.Updates.Type, false), new(stage.Updates.Type, true)],
        buffers,
        stage.Shape.Size,
        IndexArithmetic.Reaching(Math.Max(2 * stage.Shape.Size, indices.Elements), stage.Updates.View)
    )
{
    public override string Label => "scatter of lists";

    public override double Work => 32.0 * (stage.Shape.Size + indices.Elements);

    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        var (outer, along, inner) = indices.Split(at, item, indices.Size);
        var isByRow = indices.IsSameInRow;
        var (length, places) = isByRow
            ? (indices.Count, indices.Size)
            : (indices.Count * indices.Inner, indices.Size * indices.Inner);
        var place = isByRow ? along : at.Add(at.Multiply(along, indices.Inner), inner);
        var start = code.Keep(at.Add(at.Multiply(outer, places + 1), place), "start");
        var first = code.Keep(at.Multiply(outer, length), "first");
        var sum = code.Fold(
            "k",
            code.Load(1, start, "from").To(at.Type),
            code.Load(1, at.Add(start, at.Literal(1)), "to").To(at.Type),
            at.Literal(1),
            [stage.Rule.Identity(stage.Updates.Type)],
            (k, sums) =>
            {
                var number = at.Bounded(code.Load(0, at.Add(first, k), "number").To(at.Type), length - 1);
                var (row, column) = isByRow
                    ? (number, inner)
                    : (at.Divide(number, indices.Inner), at.Remainder(number, indices.Inner));
                var update = code.Load(2, indices.Address(at, stage.Updates.View, outer, row, column));
                return [stage.Rule.Combine(sums[0], update)];
            }
        )[0];
        code.Store(3, item, sum);
    }
}
