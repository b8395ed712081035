namespace Functional;

/// <summary>Reads a body one element at a time: the slow, obvious meaning of every instruction.</summary>
internal static class ScalarReader
{
    /// <summary>The bits of a body's value for the given inputs' bits.</summary>
    public static long Evaluate(Value body, ReadOnlySpan<long> inputs)
    {
        var known = new Dictionary<Value, long>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<Value>([body]);
        while (stack.TryPeek(out var value))
        {
            if (known.ContainsKey(value) || !Ready(value, known, stack))
            {
                if (known.ContainsKey(value))
                    stack.Pop();
                continue;
            }
            known[value] = value.Code == Instruction.Input ? inputs[(int)value.Bits] : Apply(value, known);
            stack.Pop();
        }
        return known[body];
    }

    /// <summary>One instruction on bits.</summary>
    public static long Apply(Instruction code, DType type, DType from, long a, long b, long c, long literal) =>
        code switch
        {
            Instruction.Constant => literal,
            Instruction.Select => (a & 1) != 0 ? b : c,
            Instruction.Convert => Convert(from, type, a),
            Instruction.BitCast => a,
            Instruction.Equal or Instruction.NotEqual or Instruction.Less or Instruction.LessOrEqual => Compare(code, from, a, b)
                ? 1
                : 0,
            _ => type switch
            {
                DType.Float32 => (uint)BitConverter.SingleToInt32Bits(Float32(code, F32(a), F32(b), F32(c))),
                DType.Float64 => BitConverter.DoubleToInt64Bits(Float64(code, F64(a), F64(b), F64(c))),
                DType.Int32 => (uint)Int32(code, (int)a, (int)b, (int)literal),
                DType.Int64 => Int64(code, a, b, (int)literal),
                _ => Bool(code, a & 1, b & 1),
            },
        };

    private static bool Ready(Value value, Dictionary<Value, long> known, Stack<Value> stack)
    {
        var ready = true;
        foreach (var operand in (ReadOnlySpan<Value?>)[value.A, value.B, value.C])
            if (operand is not null && !known.ContainsKey(operand))
            {
                stack.Push(operand);
                ready = false;
            }
        return ready;
    }

    private static long Apply(Value v, Dictionary<Value, long> known)
    {
        long Of(Value? operand) => operand is null ? 0 : known[operand];
        return Apply(v.Code, v.Type, v.A?.Type ?? v.Type, Of(v.A), Of(v.B), Of(v.C), v.Bits);
    }

    private static float F32(long bits) => BitConverter.Int32BitsToSingle((int)bits);

    private static double F64(long bits) => BitConverter.Int64BitsToDouble(bits);

    private static bool Compare(Instruction code, DType type, long a, long b) =>
        type switch
        {
            DType.Float32 => Compare(code, F32(a), F32(b)),
            DType.Float64 => Compare(code, F64(a), F64(b)),
            DType.Int32 => Compare(code, (int)a, (int)b),
            DType.Bool => Compare(code, a & 1, b & 1),
            _ => Compare(code, a, b),
        };

    private static bool Compare(Instruction code, double a, double b) =>
        code switch
        {
            Instruction.Equal => a == b,
            Instruction.NotEqual => a != b,
            Instruction.Less => a < b,
            _ => a <= b,
        };

    private static bool Compare(Instruction code, long a, long b) =>
        code switch
        {
            Instruction.Equal => a == b,
            Instruction.NotEqual => a != b,
            Instruction.Less => a < b,
            _ => a <= b,
        };

    private static long Convert(DType from, DType to, long bits) =>
        to switch
        {
            DType.Bool => from.IsFloating
                ? (Scalars.ToDouble(from, bits) != 0 ? 1 : 0)
                : (Scalars.ToInt64(from, bits) != 0 ? 1 : 0),
            DType.Int32 => from.IsFloating ? (uint)(int)Scalars.ToDouble(from, bits) : (uint)(int)Scalars.ToInt64(from, bits),
            DType.Int64 => Scalars.ToInt64(from, bits),
            DType.Float32 => (uint)
                BitConverter.SingleToInt32Bits(from == DType.Int64 ? (float)bits : (float)Scalars.ToDouble(from, bits)),
            _ => BitConverter.DoubleToInt64Bits(Scalars.ToDouble(from, bits)),
        };

    private static float Float32(Instruction code, float a, float b, float c) =>
        code switch
        {
            Instruction.Add => a + b,
            Instruction.Subtract => a - b,
            Instruction.Multiply => a * b,
            Instruction.Divide => a / b,
            Instruction.FusedMultiplyAdd => MathF.FusedMultiplyAdd(a, b, c),
            Instruction.Negate => -a,
            Instruction.Abs => MathF.Abs(a),
            Instruction.Sqrt => MathF.Sqrt(a),
            Instruction.Floor => MathF.Floor(a),
            Instruction.Ceiling => MathF.Ceiling(a),
            Instruction.Truncate => MathF.Truncate(a),
            Instruction.Round => MathF.Round(a),
            _ => throw Invalid(code, DType.Float32),
        };

    private static double Float64(Instruction code, double a, double b, double c) =>
        code switch
        {
            Instruction.Add => a + b,
            Instruction.Subtract => a - b,
            Instruction.Multiply => a * b,
            Instruction.Divide => a / b,
            Instruction.FusedMultiplyAdd => Math.FusedMultiplyAdd(a, b, c),
            Instruction.Negate => -a,
            Instruction.Abs => Math.Abs(a),
            Instruction.Sqrt => Math.Sqrt(a),
            Instruction.Floor => Math.Floor(a),
            Instruction.Ceiling => Math.Ceiling(a),
            Instruction.Truncate => Math.Truncate(a),
            Instruction.Round => Math.Round(a),
            _ => throw Invalid(code, DType.Float64),
        };

    private static int Int32(Instruction code, int a, int b, int bits) =>
        code switch
        {
            Instruction.Abs => a < 0 ? -a : a,
            Instruction.Divide => b == 0 ? 0
            : b == -1 ? -a
            : a / b,
            Instruction.ShiftRightLogical => a >>> bits,
            _ => (int)Int64(code, a, b, bits),
        };

    private static long Int64(Instruction code, long a, long b, int bits) =>
        code switch
        {
            Instruction.Add => a + b,
            Instruction.Subtract => a - b,
            Instruction.Multiply => a * b,
            Instruction.Divide => b == 0 ? 0
            : b == -1 ? -a
            : a / b,
            Instruction.Negate => -a,
            Instruction.Abs => a < 0 ? -a : a,
            Instruction.And => a & b,
            Instruction.Or => a | b,
            Instruction.Xor => a ^ b,
            Instruction.Not => ~a,
            Instruction.ShiftLeft => a << bits,
            Instruction.ShiftRight => a >> bits,
            Instruction.ShiftRightLogical => a >>> bits,
            _ => throw Invalid(code, DType.Int64),
        };

    private static long Bool(Instruction code, long a, long b) =>
        code switch
        {
            Instruction.And => a & b,
            Instruction.Or => a | b,
            Instruction.Xor => a ^ b,
            Instruction.Not => a ^ 1,
            _ => throw Invalid(code, DType.Bool),
        };

    private static DTypeException Invalid(Instruction code, DType type) =>
        new($"[kernel] {code} is not an instruction on {type.Name}.");
}
