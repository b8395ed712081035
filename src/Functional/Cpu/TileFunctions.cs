using System.Numerics;

namespace Functional;

/// <summary>Every instruction over a tile, on portable vectors: the interpreter's half of the kernel language.</summary>
internal static unsafe class TileFunctions
{
    public static void Fill(DType type, byte* target, long bits, int count)
    {
        if (type.ByteSize == 1)
            new Span<byte>(target, count).Fill((byte)bits);
        else if (type.ByteSize == 4)
            new Span<int>((int*)target, count).Fill((int)bits);
        else
            new Span<long>((long*)target, count).Fill(bits);
    }

    public static void Apply(in KernelInstruction i, byte* target, byte* a, byte* b, byte* c, int count)
    {
        switch (i.Code)
        {
            case Instruction.Select:
                Select(i.Type, target, a, b, c, count);
                break;
            case Instruction.Convert or Instruction.BitCast:
                Convert(i, target, a, count);
                break;
            case Instruction.Equal or Instruction.NotEqual or Instruction.Less or Instruction.LessOrEqual:
                Compare(i, target, a, b, count);
                break;
            default:
                Arithmetic(i, target, a, b, c, count);
                break;
        }
    }

    private static void Arithmetic(in KernelInstruction i, byte* target, byte* a, byte* b, byte* c, int count)
    {
        switch (i.Type)
        {
            case DType.Float32:
                Floating((float*)target, (float*)a, (float*)b, (float*)c, i.Code, count);
                break;
            case DType.Float64:
                Floating((double*)target, (double*)a, (double*)b, (double*)c, i.Code, count);
                break;
            case DType.Int32:
                Integer((int*)target, (int*)a, (int*)b, i.Code, (int)i.Bits, count);
                break;
            case DType.Int64:
                Integer((long*)target, (long*)a, (long*)b, i.Code, (int)i.Bits, count);
                break;
            default:
                Logical(target, a, b, i.Code, count);
                break;
        }
    }

    private static void Floating<T>(T* target, T* a, T* b, T* c, Instruction code, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (code)
        {
            case Instruction.Add:
                Map<T, AddMap>(target, a, b, count);
                break;
            case Instruction.Subtract:
                Map<T, SubtractMap>(target, a, b, count);
                break;
            case Instruction.Multiply:
                Map<T, MultiplyMap>(target, a, b, count);
                break;
            case Instruction.Divide:
                Map<T, DivideMap>(target, a, b, count);
                break;
            case Instruction.FusedMultiplyAdd:
                for (var k = 0; k < count; k++)
                    target[k] = T.FusedMultiplyAdd(a[k], b[k], c[k]);
                break;
            case Instruction.Negate:
                for (var k = 0; k < count; k++)
                    target[k] = -a[k];
                break;
            case Instruction.Abs:
                for (var k = 0; k < count; k++)
                    target[k] = T.Abs(a[k]);
                break;
            case Instruction.Sqrt:
                for (var k = 0; k < count; k++)
                    target[k] = T.Sqrt(a[k]);
                break;
            case Instruction.Floor:
                for (var k = 0; k < count; k++)
                    target[k] = T.Floor(a[k]);
                break;
            case Instruction.Ceiling:
                for (var k = 0; k < count; k++)
                    target[k] = T.Ceiling(a[k]);
                break;
            case Instruction.Truncate:
                for (var k = 0; k < count; k++)
                    target[k] = T.Truncate(a[k]);
                break;
            case Instruction.Round:
                for (var k = 0; k < count; k++)
                    target[k] = T.Round(a[k], MidpointRounding.ToEven);
                break;
            default:
                throw Invalid(code);
        }
    }

    private static void Integer<T>(T* target, T* a, T* b, Instruction code, int bits, int count)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>, ISignedNumber<T>
    {
        switch (code)
        {
            case Instruction.Add:
                Map<T, AddMap>(target, a, b, count);
                break;
            case Instruction.Subtract:
                Map<T, SubtractMap>(target, a, b, count);
                break;
            case Instruction.Multiply:
                Map<T, MultiplyMap>(target, a, b, count);
                break;
            case Instruction.Divide:
                for (var k = 0; k < count; k++)
                    target[k] =
                        T.IsZero(b[k]) ? T.Zero
                        : b[k] == T.NegativeOne ? -a[k]
                        : a[k] / b[k];
                break;
            case Instruction.Negate:
                for (var k = 0; k < count; k++)
                    target[k] = -a[k];
                break;
            case Instruction.Abs:
                for (var k = 0; k < count; k++)
                    target[k] = T.IsNegative(a[k]) ? -a[k] : a[k];
                break;
            case Instruction.And:
                Map<T, AndMap>(target, a, b, count);
                break;
            case Instruction.Or:
                Map<T, OrMap>(target, a, b, count);
                break;
            case Instruction.Xor:
                Map<T, XorMap>(target, a, b, count);
                break;
            case Instruction.Not:
                for (var k = 0; k < count; k++)
                    target[k] = ~a[k];
                break;
            case Instruction.ShiftLeft:
                for (var k = 0; k < count; k++)
                    target[k] = a[k] << bits;
                break;
            case Instruction.ShiftRight:
                for (var k = 0; k < count; k++)
                    target[k] = a[k] >> bits;
                break;
            case Instruction.ShiftRightLogical:
                for (var k = 0; k < count; k++)
                    target[k] = a[k] >>> bits;
                break;
            default:
                throw Invalid(code);
        }
    }

    private static void Logical(byte* target, byte* a, byte* b, Instruction code, int count)
    {
        switch (code)
        {
            case Instruction.And:
                Map<byte, AndMap>(target, a, b, count);
                break;
            case Instruction.Or:
                Map<byte, OrMap>(target, a, b, count);
                break;
            case Instruction.Xor:
                Map<byte, XorMap>(target, a, b, count);
                break;
            case Instruction.Not:
                for (var k = 0; k < count; k++)
                    target[k] = (byte)(a[k] ^ 1);
                break;
            default:
                throw Invalid(code);
        }
    }

    private static void Select(DType type, byte* target, byte* condition, byte* b, byte* c, int count)
    {
        switch (type.ByteSize)
        {
            case 1:
                for (var k = 0; k < count; k++)
                    target[k] = condition[k] != 0 ? b[k] : c[k];
                break;
            case 4:
                for (var k = 0; k < count; k++)
                    ((int*)target)[k] = condition[k] != 0 ? ((int*)b)[k] : ((int*)c)[k];
                break;
            default:
                for (var k = 0; k < count; k++)
                    ((long*)target)[k] = condition[k] != 0 ? ((long*)b)[k] : ((long*)c)[k];
                break;
        }
    }

    private static void Compare(in KernelInstruction i, byte* target, byte* a, byte* b, int count)
    {
        switch (i.From)
        {
            case DType.Float32:
                Compare(i.Code, target, (float*)a, (float*)b, count);
                break;
            case DType.Float64:
                Compare(i.Code, target, (double*)a, (double*)b, count);
                break;
            case DType.Int32:
                Compare(i.Code, target, (int*)a, (int*)b, count);
                break;
            case DType.Int64:
                Compare(i.Code, target, (long*)a, (long*)b, count);
                break;
            default:
                Compare(i.Code, target, a, b, count);
                break;
        }
    }

    private static void Compare<T>(Instruction code, byte* target, T* a, T* b, int count)
        where T : unmanaged, IComparisonOperators<T, T, bool>
    {
        switch (code)
        {
            case Instruction.Equal:
                for (var k = 0; k < count; k++)
                    target[k] = (byte)(a[k] == b[k] ? 1 : 0);
                break;
            case Instruction.NotEqual:
                for (var k = 0; k < count; k++)
                    target[k] = (byte)(a[k] != b[k] ? 1 : 0);
                break;
            case Instruction.Less:
                for (var k = 0; k < count; k++)
                    target[k] = (byte)(a[k] < b[k] ? 1 : 0);
                break;
            default:
                for (var k = 0; k < count; k++)
                    target[k] = (byte)(a[k] <= b[k] ? 1 : 0);
                break;
        }
    }

    private static void Convert(in KernelInstruction i, byte* target, byte* a, int count)
    {
        var (fromSize, toSize) = (i.From.ByteSize, i.Type.ByteSize);
        if (i.Code == Instruction.BitCast)
            Buffer.MemoryCopy(a, target, count * toSize, count * toSize);
        else if (i.From == DType.Int32 && i.Type == DType.Float32)
            for (var k = 0; k < count; k++)
                ((float*)target)[k] = ((int*)a)[k];
        else if (i.From == DType.Float32 && i.Type == DType.Int32)
            for (var k = 0; k < count; k++)
                ((int*)target)[k] = (int)((float*)a)[k];
        else
            for (var k = 0; k < count; k++)
                Scalars.Write(
                    i.Type,
                    target + (k * toSize),
                    ScalarReader.Apply(Instruction.Convert, i.Type, i.From, Scalars.Read(i.From, a + (k * fromSize)), 0, 0, 0)
                );
    }

    private static void Map<T, TMap>(T* target, T* a, T* b, int count)
        where T : unmanaged, INumberBase<T>
        where TMap : struct, IMap
    {
        var k = 0;
        for (; k <= count - Vector<T>.Count; k += Vector<T>.Count)
            TMap.Apply(Vector.Load(a + k), Vector.Load(b + k)).Store(target + k);
        for (; k < count; k++)
            target[k] = TMap.Apply(new Vector<T>(a[k]), new Vector<T>(b[k]))[0];
    }

    private static DTypeException Invalid(Instruction code) => new($"[kernel] {code} is not an instruction on this type.");

    private interface IMap
    {
        static abstract Vector<T> Apply<T>(Vector<T> a, Vector<T> b);
    }

    private readonly struct AddMap : IMap
    {
        public static Vector<T> Apply<T>(Vector<T> a, Vector<T> b) => a + b;
    }

    private readonly struct SubtractMap : IMap
    {
        public static Vector<T> Apply<T>(Vector<T> a, Vector<T> b) => a - b;
    }

    private readonly struct MultiplyMap : IMap
    {
        public static Vector<T> Apply<T>(Vector<T> a, Vector<T> b) => a * b;
    }

    private readonly struct DivideMap : IMap
    {
        public static Vector<T> Apply<T>(Vector<T> a, Vector<T> b) => a / b;
    }

    private readonly struct AndMap : IMap
    {
        public static Vector<T> Apply<T>(Vector<T> a, Vector<T> b) => a & b;
    }

    private readonly struct OrMap : IMap
    {
        public static Vector<T> Apply<T>(Vector<T> a, Vector<T> b) => a | b;
    }

    private readonly struct XorMap : IMap
    {
        public static Vector<T> Apply<T>(Vector<T> a, Vector<T> b) => a ^ b;
    }
}
