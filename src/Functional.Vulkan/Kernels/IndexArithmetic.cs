namespace Functional.Vulkan;

/// <summary>Where an element lies: its address, if the condition holds. Without a condition it always does; without an address it never does.</summary>
internal readonly record struct Place(Value? Address, Value? Condition)
{
    /// <summary>True if there is no such element, whatever the index.</summary>
    public bool IsNowhere => Address is null;
}

/// <summary>Views as index arithmetic in the kernel language: integers only, literals folded, what is said twice is one value.</summary>
/// <param name="type">int32, or int64 where an index could leave its range.</param>
internal sealed class IndexArithmetic(DType type)
{
    private readonly Dictionary<Expression, Value> _known = [];
    private readonly Dictionary<Value, long> _most = new(ReferenceEqualityComparer.Instance);

    /// <summary>The type of every index.</summary>
    public DType Type { get; } = type;

    public static IndexArithmetic For(LoopProgram program) =>
        new(
            Reaching(
                program.Space.Size,
                [.. program.Sources.Select(source => source.View), .. program.Stores.Select(store => store.View)]
            )
        );

    /// <summary>The type of indices of a kernel that counts to a number and reads or writes through views.</summary>
    public static DType Reaching(long count, params ReadOnlySpan<View> views)
    {
        // Half of the range is left for the last step of a loop over the grid.
        var reach = count;
        foreach (var view in views)
            for (var v = view; v is not null; v = v.Inner)
                reach = Math.Max(reach, Reach(v));
        return reach < 1 << 30 ? DType.Int32 : DType.Int64;
    }

    /// <summary>A number that is not negative and at most <paramref name="most"/>.</summary>
    public Value Input(int slot, long most) =>
        AtMost(most, Known(new(Instruction.Input, null, null, null, slot), () => Value.Input(slot, Type)));

    /// <summary>Notes that a number is not negative and at most <paramref name="most"/>.</summary>
    public Value Bounded(Value number, long most) => AtMost(most, number);

    public Value Literal(long value) =>
        AtMost(value, Known(new(Instruction.Constant, null, null, null, value), () => Value.ConstantBits(Type, Bits(value))));

    public Value Add(Value a, Value b) =>
        IsLiteral(a, out var x) && IsLiteral(b, out var y) ? Literal(x + y)
        : IsLiteral(a, 0) ? b
        : IsLiteral(b, 0) ? a
        : AtMost(Most(a) + Most(b), Known(new(Instruction.Add, a, b, null, 0), () => a + b));

    public Value Multiply(Value a, long b) =>
        IsLiteral(a, out var x) ? Literal(x * b)
        : b == 0 ? Literal(0)
        : b == 1 ? a
        : AtMost(b > 0 ? Most(a) * b : null, Known(new(Instruction.Multiply, a, null, null, b), () => a * Literal(b)));

    /// <summary>Quotient of a number that is not negative by a positive literal.</summary>
    public Value Divide(Value a, long b) =>
        IsLiteral(a, out var x) ? Literal(x / b)
        : b == 1 ? a
        : Most(a) < b ? Literal(0)
        : AtMost(Most(a) / b, Known(new(Instruction.Divide, a, null, null, b), () => a / Literal(b)));

    /// <summary>Remainder of the same.</summary>
    public Value Remainder(Value a, long b)
    {
        if (IsLiteral(a, out var x) || b == 1)
            return Literal(x % b);
        if (Most(a) < b)
            return a;
        var whole = Multiply(Divide(a, b), b);
        return AtMost(b - 1, Known(new(Instruction.Subtract, a, whole, null, 0), () => a - whole));
    }

    /// <summary>The smaller of a number and a literal.</summary>
    public Value Min(Value a, long limit) => Most(a) <= limit ? a : AtMost(limit, Choose(Less(a, limit), a, Literal(limit)));

    public Value Less(Value a, long b) => Known(new(Instruction.Less, a, null, null, b), () => a < Literal(b));

    public Value AtLeast(Value a, long b) => Known(new(Instruction.LessOrEqual, a, null, null, b), () => Literal(b) <= a);

    public Value And(Value? a, Value b) => a is null ? b : Known(new(Instruction.And, a, b, null, 0), () => a & b);

    public Value Choose(Value condition, Value a, Value b) =>
        Known(new(Instruction.Select, condition, a, b, 0), () => Value.Select(condition, a, b));

    /// <summary>The place of an element, given row-major numbers over groups of axes that together are the view's.</summary>
    public Place Of(View view, params ReadOnlySpan<(Value Number, int From, int To)> groups)
    {
        var address = Literal(view.Offset);
        Value? condition = null;
        for (var i = groups.Length - 1; i >= 0; i--)
            if (!TryUnravel(view, groups[i].Number, groups[i].From, groups[i].To, ref address, ref condition))
                return default;
        while (view.Inner is { } inner)
        {
            // A number that is masked out must still be one that the inner view has.
            var number = AtMost(inner.Shape.Size - 1, condition is null ? address : Choose(condition, address, Literal(0)));
            address = Literal(inner.Offset);
            if (inner.Shape.Size == 0 || !TryUnravel(inner, number, 0, inner.Shape.Rank, ref address, ref condition))
                return default;
            view = inner;
        }
        return new Place(address, condition);
    }

    private bool TryUnravel(View view, Value number, int from, int to, ref Value address, ref Value? condition)
    {
        var axes = Merge(view, from, to);
        long inner = 1;
        for (var k = axes.Count - 1; k >= 0; k--)
        {
            var (size, stride, low, high) = axes[k];
            if (low >= high)
                return false;
            if (stride != 0 || low > 0 || high < size)
            {
                var index = Divide(number, inner);
                if (k > 0)
                    index = Remainder(index, size);
                address = Add(Multiply(index, stride), address);
                if (low > 0)
                    condition = And(condition, AtLeast(index, low));
                if (high < size)
                    condition = And(condition, Less(index, high));
            }
            inner *= size;
        }
        return true;
    }

    // Neighbouring axes that run through memory like one become one; axes of size 1 go.
    private static List<(long Size, long Stride, long Low, long High)> Merge(View view, int from, int to)
    {
        var axes = new List<(long Size, long Stride, long Low, long High)>();
        for (var axis = from; axis < to; axis++)
        {
            long size = view.Shape[axis];
            var (low, high) = view.Mask?[axis] ?? (0, view.Shape[axis]);
            var isWhole = low <= 0 && high >= size;
            if (size == 1 && isWhole)
                continue;
            if (
                isWhole
                && axes.Count > 0
                && axes[^1] is var outer
                && outer.Low <= 0
                && outer.High >= outer.Size
                && outer.Stride == view.Strides[axis] * size
            )
                axes[^1] = (outer.Size * size, view.Strides[axis], 0, outer.Size * size);
            else
                axes.Add((size, view.Strides[axis], low, Math.Min(high, size)));
        }
        return axes;
    }

    /// <summary>The largest magnitude of an address, or of a part of one.</summary>
    public static long Reach(View view)
    {
        var reach = Math.Abs(view.Offset);
        for (var axis = 0; axis < view.Shape.Rank; axis++)
            reach += Math.Abs(view.Strides[axis]) * Math.Max(0, view.Shape[axis] - 1);
        return reach;
    }

    private long Bits(long value) => Type == DType.Int32 ? (uint)(int)value : value;

    private bool IsLiteral(Value value, out long number)
    {
        number = Scalars.ToInt64(Type, value.Bits);
        return value.Code == Instruction.Constant;
    }

    private bool IsLiteral(Value value, long number) => IsLiteral(value, out var found) && found == number;

    /// <summary>A known bound of a number that is not negative: where it is less than a divisor there is nothing to divide.</summary>
    public long? Most(Value value) => _most.TryGetValue(value, out var most) ? most : null;

    private Value AtMost(long? most, Value value)
    {
        if (most >= 0)
            _most[value] = Math.Min(most.Value, Most(value) ?? long.MaxValue);
        return value;
    }

    private Value Known(Expression key, Func<Value> make) =>
        _known.TryGetValue(key, out var value) ? value : _known[key] = make();

    // A class: tables by reference are compiled with the runtime, those by structs when they are first used.
    private sealed class Expression(Instruction code, Value? a, Value? b, Value? c, long bits) : IEquatable<Expression>
    {
        private readonly (Instruction Code, long Bits) _what = (code, bits);
        private readonly Value? _a = a,
            _b = b,
            _c = c;

        public bool Equals(Expression? other) =>
            other is not null
            && _what.Code == other._what.Code
            && _what.Bits == other._what.Bits
            && ReferenceEquals(_a, other._a)
            && ReferenceEquals(_b, other._b)
            && ReferenceEquals(_c, other._c);

        public override bool Equals(object? obj) => Equals(obj as Expression);

        public override int GetHashCode()
        {
            var hash = (((int)_what.Code * 31) + (int)_what.Bits) * 31;
            return (((hash + Hash(_a)) * 31) + Hash(_b)) * 31 + Hash(_c);
        }

        private static int Hash(Value? value) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(value);
    }
}
