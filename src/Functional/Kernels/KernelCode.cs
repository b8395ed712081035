namespace Functional;

/// <summary>What the instructions of a kernel depend on: types of inputs, which of them are uniform, calls and results; no shapes.</summary>
internal sealed class KernelKey : IEquatable<KernelKey>
{
    private readonly (DType Type, bool IsUniform, bool IsLiteral, long Bits)[] _inputs;
    private readonly Call[] _calls;
    private readonly (int Slot, DType Type)[] _results;
    private readonly int _hash;

    /// <param name="program">The loop program.</param>
    /// <param name="isUniform">Per input, whether it is one number for every run of elements that the kernel is called with.</param>
    public KernelKey(LoopProgram program, ReadOnlySpan<bool> isUniform)
    {
        _inputs = new (DType, bool, bool, long)[program.Sources.Count];
        for (var i = 0; i < _inputs.Length; i++)
            _inputs[i] = (
                program.Sources[i].Type,
                isUniform[i],
                program.Sources[i].Kind == SourceKind.Literal,
                program.Sources[i].Bits
            );
        _calls = [.. program.Calls];
        _results = [.. program.Stores.Select(store => (store.Slot, store.Type))];
        var hash = new HashCode();
        foreach (var input in _inputs)
            hash.Add(input);
        foreach (var call in _calls)
            hash.Add(HashCode.Combine(call.Op.GetHashCode(), (int)call.Type, call.A, call.B, call.C));
        foreach (var result in _results)
            hash.Add(result);
        _hash = hash.ToHashCode();
    }

    public ReadOnlySpan<(DType Type, bool IsUniform, bool IsLiteral, long Bits)> Inputs => _inputs;

    public ReadOnlySpan<Call> Calls => _calls;

    public ReadOnlySpan<(int Slot, DType Type)> Results => _results;

    public bool Equals(KernelKey? other)
    {
        if (
            other is null
            || other._hash != _hash
            || !Inputs.SequenceEqual(other._inputs)
            || !Results.SequenceEqual(other._results)
        )
            return false;
        if (_calls.Length != other._calls.Length)
            return false;
        for (var i = 0; i < _calls.Length; i++)
        {
            var (x, y) = (_calls[i], other._calls[i]);
            if (!x.Op.Equals(y.Op) || x.Type != y.Type || x.A != y.A || x.B != y.B || x.C != y.C)
                return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as KernelKey);

    public override int GetHashCode() => _hash;
}

/// <summary>One instruction of a kernel: operands are earlier instructions.</summary>
/// <param name="Code">What it does.</param>
/// <param name="Type">The type of its result, one that kernels compute in.</param>
/// <param name="From">The type of its first operand; of an input the type in memory, bool or a number, narrow integers included.</param>
/// <param name="A">First operand, or an input's number.</param>
/// <param name="B">Second operand.</param>
/// <param name="C">Third operand.</param>
/// <param name="Bits">A literal or a shift's distance.</param>
/// <param name="IsUniform">True if it is the same for all elements, so that it stands before the loop.</param>
internal readonly record struct KernelInstruction(
    Instruction Code,
    DType Type,
    DType From,
    int A,
    int B,
    int C,
    long Bits,
    bool IsUniform
);

/// <summary>The calls of a loop program expanded into instructions, the same computed once.</summary>
/// <remarks>
/// Values of narrow types stand in their lane type, rounded. Only an <see cref="Instruction.Input"/> and a result know of them: they are loaded
/// and stored as integers of that size, and narrow floats are made of these, and into these, by instructions.
/// </remarks>
internal sealed class KernelCode
{
    private readonly List<KernelInstruction> _instructions = [];
    private readonly Dictionary<KernelInstruction, int> _known = [];

    public KernelCode(KernelKey key)
    {
        Key = key;
        var slots = new int[key.Inputs.Length + key.Calls.Length];
        var slotTypes = new DType[slots.Length];
        for (var i = 0; i < key.Inputs.Length; i++)
            (slots[i], slotTypes[i]) = (Load(key, i), key.Inputs[i].Type);
        Span<DType> types = stackalloc DType[3];
        Span<int> operands = stackalloc int[3];
        for (var i = 0; i < key.Calls.Length; i++)
        {
            var call = key.Calls[i];
            operands[0] = slots[call.A];
            operands[1] = call.Op.Arity > 1 ? slots[call.B] : -1;
            operands[2] = call.Op.Arity > 2 ? slots[call.C] : -1;
            for (var k = 0; k < call.Op.Arity; k++)
                types[k] = slotTypes[
                    k == 0 ? call.A
                    : k == 1 ? call.B
                    : call.C
                ];
            slots[key.Inputs.Length + i] = Inline(Bodies.Of(call.Op, types[..call.Op.Arity]), operands);
            slotTypes[key.Inputs.Length + i] = call.Type;
        }
        Results = [.. key.Results.ToArray().Select(result => Store(slots[result.Slot], result.Type))];
        Instructions = [.. _instructions];
    }

    public KernelKey Key { get; }

    /// <summary>The instructions, operands before users.</summary>
    public KernelInstruction[] Instructions { get; }

    /// <summary>The instruction of every result.</summary>
    public int[] Results { get; }

    private int Load(KernelKey key, int input)
    {
        var (type, isUniform, isLiteral, bits) = key.Inputs[input];
        if (isLiteral)
            return Emit(new(Instruction.Constant, type.Lane, type.Lane, -1, -1, -1, Scalars.Widen(type, bits), true));
        var stored = NarrowTypes.Stored(type);
        var loaded = Emit(new(Instruction.Input, stored.Lane, stored, input, -1, -1, 0, isUniform));
        return stored == type ? loaded : Inline(NarrowTypes.FromStored(Value.Input(0, stored.Lane), type), [loaded]);
    }

    private int Store(int place, DType type) =>
        NarrowTypes.Stored(type) == type ? place : Inline(NarrowTypes.ToStored(Value.Input(0, type.Lane), type), [place]);

    private int Inline(Value body, ReadOnlySpan<int> inputs)
    {
        var made = new Dictionary<Value, int>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<Value>([body]);
        while (stack.TryPeek(out var value))
        {
            var isReady = true;
            foreach (var operand in (ReadOnlySpan<Value?>)[value.C, value.B, value.A])
                if (operand is not null && !made.ContainsKey(operand))
                {
                    stack.Push(operand);
                    isReady = false;
                }
            if (!isReady)
                continue;
            stack.Pop();
            if (!made.ContainsKey(value))
                made[value] = value.Code == Instruction.Input ? inputs[(int)value.Bits] : Emit(value, made);
        }
        return made[body];
    }

    private int Emit(Value value, Dictionary<Value, int> made)
    {
        int Of(Value? operand) => operand is null ? -1 : made[operand];
        var (a, b, c) = (Of(value.A), Of(value.B), Of(value.C));
        var isUniform =
            (a < 0 || _instructions[a].IsUniform)
            && (b < 0 || _instructions[b].IsUniform)
            && (c < 0 || _instructions[c].IsUniform);
        return Emit(new(value.Code, value.Type, value.A?.Type ?? value.Type, a, b, c, value.Bits, isUniform));
    }

    private int Emit(KernelInstruction instruction)
    {
        if (_known.TryGetValue(instruction, out var place))
            return place;
        _instructions.Add(instruction);
        return _known[instruction] = _instructions.Count - 1;
    }
}

/// <summary>The bodies of operations by operand types, built once.</summary>
/// <remarks>
/// Inputs and values of bodies have lane types. A body on operands of a narrow type computes in their lane type and rounds its value once to what
/// that type holds, here and nowhere else, so that fusion changes no bit.
/// </remarks>
internal static class Bodies
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<BodyKey, Entry> Known = [];

    public static Value Of(ElementwiseOp op, ReadOnlySpan<DType> types) => Find(op, types).Body;

    /// <summary>Number of distinct instructions of a body: what fusion counts.</summary>
    public static int Cost(ElementwiseOp op, ReadOnlySpan<DType> types)
    {
        var key = KeyOf(types);
        var last = op.LastCost;
        if (last >> 32 != key)
            op.LastCost = last = ((long)key << 32) | (uint)Find(op, types).Cost;
        return (int)last;
    }

    /// <summary>As <see cref="Cost(ElementwiseOp, ReadOnlySpan{DType})"/>, for a node of a graph.</summary>
    public static int Cost(ElementwiseOp op, Graph graph, int node)
    {
        var operands = graph.Operands(node);
        Span<DType> types = stackalloc DType[3];
        for (var i = 0; i < operands.Length; i++)
            types[i] = graph.Nodes[operands[i]].DType;
        return Cost(op, types[..operands.Length]);
    }

    private static Entry Find(ElementwiseOp op, ReadOnlySpan<DType> types)
    {
        var key = new BodyKey(op, KeyOf(types));
        if (Known.TryGetValue(key, out var found))
            return found;
        var body = Make(op, types);
        return Known[key] = new Entry(body, Count(body));
    }

    // Operands that are numbers have one type, which the last of them has.
    private static Value Make(ElementwiseOp op, ReadOnlySpan<DType> types)
    {
        Span<DType> lanes = stackalloc DType[types.Length];
        for (var i = 0; i < types.Length; i++)
            lanes[i] = types[i].Lane;
        var (body, type) = (op.Body(lanes), types[^1]);
        var isRounded = op.RoundsItself || !type.IsNarrow || body.Type != type.Lane || NarrowTypes.IsHeld(body, types, type);
        return isRounded ? body : body.To(type);
    }

    private static int KeyOf(ReadOnlySpan<DType> types)
    {
        var key = 1;
        foreach (var type in types)
            key = (key * 16) + (int)type;
        return key;
    }

    /// <summary>Number of distinct instructions of a value.</summary>
    public static int Count(Value body)
    {
        var seen = new HashSet<Value>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<Value>([body]);
        while (stack.TryPop(out var value))
            if (seen.Add(value))
                foreach (var operand in (ReadOnlySpan<Value?>)[value.A, value.B, value.C])
                    if (operand is not null)
                        stack.Push(operand);
        var count = 0;
        foreach (var value in seen)
            count += value.Code is Instruction.Input or Instruction.Constant ? 0 : 1;
        return count;
    }

    // Classes: tables of references are compiled with the runtime, those of structs when a program starts.
    private sealed record BodyKey(ElementwiseOp Op, int Types);

    private sealed record Entry(Value Body, int Cost);
}
