namespace Functional.Vulkan;

/// <summary>Loop programs for devices without int64.</summary>
/// <remarks>
/// The number of an element is int64 in the tree, and so is what is computed of it on the way to a comparison or a cast. Where int32 holds
/// all these numbers, and none of them is loaded or stored, nobody can tell the difference.
/// </remarks>
internal static class IndexNarrowing
{
    /// <summary>The program in int32; the program itself if some of its int64s are not known to fit.</summary>
    public static LoopProgram Of(LoopProgram program)
    {
        var (sources, calls) = (program.Sources.ToArray(), program.Calls.ToArray());
        var types = new DType[sources.Length + calls.Length];
        var bounds = new Bounds?[types.Length];
        for (var i = 0; i < sources.Length; i++)
        {
            types[i] = sources[i].Type;
            if (types[i] != DType.Int64)
                continue;
            bounds[i] = BoundsOf(sources[i]);
            if (bounds[i] is not { IsInt32: true } known)
                return program;
            sources[i] = sources[i] with { Type = DType.Int32, Bits = Scalars.ToBits(DType.Int32, known.Low) };
        }
        for (var i = 0; i < calls.Length; i++)
        {
            var call = calls[i];
            int[] operands = [.. ((int[])[call.A, call.B, call.C]).Take(call.Op.Arity)];
            var given = Array.ConvertAll(operands, slot => types[slot]);
            types[sources.Length + i] = call.Type;
            if (call.Type != DType.Int64 && !given.Contains(DType.Int64))
                continue;
            var body = Bodies.Of(call.Op, given);
            if (!TryBound(body, Array.ConvertAll(operands, slot => bounds[slot]), out var found))
                return program;
            bounds[sources.Length + i] = found;
            var narrow = Bodies.Of(call.Op, Array.ConvertAll(given, Narrow));
            if (narrow.Type != Narrow(body.Type))
                return program;
            calls[i] = call with { Type = Narrow(call.Type) };
        }
        return program.Stores.Any(store => store.Type == DType.Int64)
            ? program
            : program with
            {
                Sources = sources,
                Calls = calls,
            };
    }

    private static DType Narrow(DType type) => type == DType.Int64 ? DType.Int32 : type;

    private static Bounds? BoundsOf(Source source)
    {
        if (source.Kind == SourceKind.Literal)
            return new(source.Bits, source.Bits);
        if (source.Kind != SourceKind.Iota)
            return null;
        var most = 0L;
        for (var view = source.View; view is not null; view = view.Inner)
            most = Math.Max(most, IndexArithmetic.Reach(view));
        return new(0, most);
    }

    // False if a value of the body may be more than int32 holds, or depends on how wide it is.
    private static bool TryBound(Value body, Bounds?[] operands, out Bounds? bounds)
    {
        var known = new Dictionary<Value, Bounds?>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<Value>([body]);
        bounds = null;
        while (stack.TryPeek(out var value))
        {
            Value[] missing = [.. ((Value?[])[value.A, value.B, value.C]).OfType<Value>().Where(x => !known.ContainsKey(x))];
            if (missing.Length > 0)
            {
                foreach (var operand in missing)
                    stack.Push(operand);
                continue;
            }
            stack.Pop();
            if (value.Code == Instruction.BitCast && value.A!.Type == DType.Int64)
                return false;
            Bounds? Of(Value? operand) => operand is null ? null : known[operand];
            known[value] =
                value.Type != DType.Int64 ? null
                : value.Code == Instruction.Input ? operands[(int)value.Bits]
                : Combined(value, Of(value.A), Of(value.B), Of(value.C));
            if (value.Type == DType.Int64 && known[value] is not { IsInt32: true })
                return false;
        }
        bounds = known[body];
        return true;
    }

    private static Bounds? Combined(Value value, Bounds? a, Bounds? b, Bounds? c) =>
        (value.Code, a, b, c) switch
        {
            (Instruction.Constant, _, _, _) => new(value.Bits, value.Bits),
            (Instruction.Convert, _, _, _) when value.A!.Type == DType.Int32 => new(int.MinValue, int.MaxValue),
            (Instruction.Convert, _, _, _) when value.A!.Type == DType.Bool => new(0, 1),
            (Instruction.Negate, { } x, _, _) => new(-x.High, -x.Low),
            (Instruction.Add, { } x, { } y, _) => new(x.Low + y.Low, x.High + y.High),
            (Instruction.Subtract, { } x, { } y, _) => new(x.Low - y.High, x.High - y.Low),
            (Instruction.Multiply, { } x, { } y, _) => Bounds.Of(x.Low * y.Low, x.Low * y.High, x.High * y.Low, x.High * y.High),
            (Instruction.Select, _, { } x, { } y) => Bounds.Of(x.Low, x.High, y.Low, y.High),
            _ => null,
        };

    private readonly record struct Bounds(long Low, long High)
    {
        public bool IsInt32 => Low >= int.MinValue && High <= int.MaxValue;

        public static Bounds Of(params ReadOnlySpan<long> ends)
        {
            var (low, high) = (ends[0], ends[0]);
            foreach (var end in ends)
                (low, high) = (Math.Min(low, end), Math.Max(high, end));
            return new(low, high);
        }
    }
}
