using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;

namespace Functional;

/// <summary>Emits a kernel as IL: one loop over vectors, uniform values before it, literals where they are used.</summary>
/// <remarks>
/// All values of a kernel have the same number of lanes: as many as its widest type has in the machine's widest vector. A bool is a mask of
/// 4-byte or 8-byte lanes, as the comparison that made it, and is converted where the other width is needed.
/// </remarks>
[RequiresDynamicCode("Emits IL.")]
internal sealed class TileEmitter
{
    private readonly KernelCode _code;
    private readonly ILGenerator _il;
    private readonly VectorSet _vectors;
    private readonly LocalBuilder?[] _values;
    private readonly int[] _maskSizes;
    private readonly LocalBuilder[] _pointers;
    private readonly LocalBuilder _offset;

    private TileEmitter(KernelCode code, ILGenerator il, VectorSet vectors)
    {
        (_code, _il, _vectors) = (code, il, vectors);
        _values = new LocalBuilder?[code.Instructions.Length];
        _maskSizes = new int[code.Instructions.Length];
        _pointers =
        [
            .. Enumerable.Range(0, code.Key.Inputs.Length + code.Key.Results.Length).Select(_ => il.DeclareLocal(typeof(nint))),
        ];
        _offset = il.DeclareLocal(typeof(nint));
    }

    public static unsafe TileKernel.TileFunction Emit(KernelCode code)
    {
        var vectors = VectorSet.For(code);
        var method = new DynamicMethod(
            "tile",
            null,
            [typeof(byte**), typeof(nint)],
            typeof(TileEmitter).Module,
            skipVisibility: true
        );
        new TileEmitter(code, method.GetILGenerator(), vectors).EmitBody();
        var whole = method.CreateDelegate<TileKernel.TileFunction>();
        return new TileTail(code, vectors.Lanes, whole).Run;
    }

    private void EmitBody()
    {
        for (var i = 0; i < _pointers.Length; i++)
        {
            _il.Emit(OpCodes.Ldarg_0);
            _il.Emit(OpCodes.Ldc_I4, i * 8);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Ldind_I);
            _il.Emit(OpCodes.Stloc, _pointers[i]);
        }
        for (var i = 0; i < _code.Instructions.Length; i++)
            if (_code.Instructions[i].IsUniform)
                EmitInstruction(i);
        var (body, check) = (_il.DefineLabel(), _il.DefineLabel());
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Stloc, _offset);
        _il.Emit(OpCodes.Br, check);
        _il.MarkLabel(body);
        for (var i = 0; i < _code.Instructions.Length; i++)
            if (!_code.Instructions[i].IsUniform)
                EmitInstruction(i);
        for (var i = 0; i < _code.Results.Length; i++)
            EmitStore(i);
        _il.Emit(OpCodes.Ldloc, _offset);
        _il.Emit(OpCodes.Ldc_I4, _vectors.Lanes);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, _offset);
        _il.MarkLabel(check);
        _il.Emit(OpCodes.Ldloc, _offset);
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Blt, body);
        _il.Emit(OpCodes.Ret);
    }

    private void EmitInstruction(int place)
    {
        var instruction = _code.Instructions[place];
        if (instruction.Code == Instruction.Constant && instruction.Type != DType.Bool)
            return;
        _maskSizes[place] = MaskSize(instruction);
        switch (instruction.Code)
        {
            case Instruction.Input:
                EmitInput(instruction);
                break;
            case Instruction.Constant:
                EmitLiteral(DType.Int32, instruction.Bits != 0 ? -1 : 0);
                break;
            case Instruction.Convert or Instruction.BitCast:
                EmitConversion(instruction);
                break;
            case Instruction.Equal or Instruction.NotEqual or Instruction.Less or Instruction.LessOrEqual:
                EmitComparison(instruction);
                break;
            case Instruction.Select:
                EmitSelect(instruction, _maskSizes[place]);
                break;
            default:
                EmitArithmetic(instruction, instruction.Type == DType.Bool ? _maskSizes[place] : 0);
                break;
        }
        var type = instruction.Type == DType.Bool ? _vectors.Mask(_maskSizes[place]) : _vectors.Of(instruction.Type);
        _values[place] = _il.DeclareLocal(type);
        _il.Emit(OpCodes.Stloc, _values[place]!);
    }

    // The lanes of a bool: those of what was compared.
    private int MaskSize(KernelInstruction i)
    {
        if (i.Type != DType.Bool)
            return 0;
        if (
            i.Code
            is Instruction.Equal
                or Instruction.NotEqual
                or Instruction.Less
                or Instruction.LessOrEqual
                or Instruction.Convert
        )
            return i.From == DType.Bool ? _maskSizes[i.A] : i.From.ByteSize;
        return i.Code is Instruction.Input or Instruction.Constant ? 4
            : i.Code == Instruction.Select ? _maskSizes[i.B]
            : _maskSizes[i.A];
    }

    private void EmitInput(KernelInstruction instruction)
    {
        _il.Emit(OpCodes.Ldloc, _pointers[instruction.A]);
        if (!instruction.IsUniform)
            EmitOffset(instruction.From.ByteSize);
        if (instruction.Type == DType.Bool)
            Call(_vectors.BoolMethod(instruction.IsUniform ? "Splat" : "Load"));
        else if (instruction.IsUniform)
        {
            _il.Emit(LoadIndirect(instruction.From));
            Call(_vectors.Create(instruction.Type));
        }
        else if (instruction.From.IsNarrow)
            Call(_vectors.LaneMethod("Load", instruction.From));
        else
            Call(_vectors.Static("Load", instruction.Type));
    }

    private void EmitStore(int index)
    {
        var (place, type) = (_code.Results[index], _code.Key.Results[index].Type);
        Load(place, 4);
        _il.Emit(OpCodes.Ldloc, _pointers[_code.Key.Inputs.Length + index]);
        EmitOffset(type.ByteSize);
        Call(
            type == DType.Bool ? _vectors.BoolMethod("Store")
            : type.IsNarrow ? _vectors.LaneMethod($"Store{type.ByteSize}Of", null)
            : _vectors.Static("Store", type)
        );
    }

    private void EmitOffset(int size)
    {
        _il.Emit(OpCodes.Ldloc, _offset);
        if (size > 1)
        {
            _il.Emit(OpCodes.Ldc_I4, size);
            _il.Emit(OpCodes.Mul);
        }
        _il.Emit(OpCodes.Add);
    }

    private void EmitComparison(KernelInstruction i)
    {
        if (i.From == DType.Bool)
        {
            var size = _maskSizes[i.A];
            Load(i.A, size);
            Load(i.B, size);
            Call(_vectors.Operator("op_ExclusiveOr", MaskType(size)));
            if (i.Code == Instruction.Equal)
                Call(_vectors.Operator("op_OnesComplement", MaskType(size)));
            return;
        }
        Load(i.A);
        Load(i.B);
        var name = i.Code switch
        {
            Instruction.Less => "LessThan",
            Instruction.LessOrEqual => "LessThanOrEqual",
            _ => "Equals",
        };
        Call(_vectors.Static(name, i.From));
        if (i.Code == Instruction.NotEqual)
            Call(_vectors.Operator("op_OnesComplement", i.From));
        Reinterpret(i.From, MaskType(i.From.ByteSize));
    }

    private void EmitSelect(KernelInstruction i, int maskSize)
    {
        var type = i.Type == DType.Bool ? MaskType(maskSize) : i.Type;
        var size = type.ByteSize;
        Load(i.A, size);
        Reinterpret(MaskType(size), type);
        Load(i.B, size);
        Load(i.C, size);
        Call(_vectors.Static("ConditionalSelect", type));
    }

    private void EmitArithmetic(KernelInstruction i, int maskSize)
    {
        var type = maskSize > 0 ? MaskType(maskSize) : i.Type;
        if (i.Code == Instruction.Divide && type.IsInteger)
        {
            Load(i.A);
            Load(i.B);
            Call(_vectors.LaneMethod("Divide", type));
            return;
        }
        Load(i.A, maskSize);
        if (i.B >= 0)
            Load(i.B, maskSize);
        if (i.C >= 0)
            Load(i.C, maskSize);
        switch (i.Code)
        {
            case Instruction.Add
            or Instruction.Subtract
            or Instruction.Multiply
            or Instruction.Divide
            or Instruction.And
            or Instruction.Or
            or Instruction.Xor
            or Instruction.Not:
                Call(_vectors.Operator(OperatorName(i.Code), type));
                break;
            case Instruction.Negate when type.IsFloating:
                EmitLiteral(type, Scalars.ToBits(type, -0.0));
                Call(_vectors.Operator("op_ExclusiveOr", type));
                break;
            case Instruction.Negate:
                Call(_vectors.Operator("op_UnaryNegation", type));
                break;
            case Instruction.ShiftLeft or Instruction.ShiftRight or Instruction.ShiftRightLogical:
                _il.Emit(OpCodes.Ldc_I4, (int)i.Bits);
                Call(_vectors.Operator(OperatorName(i.Code), type));
                break;
            default:
                Call(_vectors.Static(i.Code.ToString(), type));
                break;
        }
    }

    private static string OperatorName(Instruction code) =>
        code switch
        {
            Instruction.Add => "op_Addition",
            Instruction.Subtract => "op_Subtraction",
            Instruction.Multiply => "op_Multiply",
            Instruction.Divide => "op_Division",
            Instruction.And => "op_BitwiseAnd",
            Instruction.Or => "op_BitwiseOr",
            Instruction.Xor => "op_ExclusiveOr",
            Instruction.Not => "op_OnesComplement",
            Instruction.ShiftLeft => "op_LeftShift",
            Instruction.ShiftRight => "op_RightShift",
            _ => "op_UnsignedRightShift",
        };

    private void EmitConversion(KernelInstruction i)
    {
        var (from, to) = (i.From, i.Type);
        if (i.Code == Instruction.BitCast)
        {
            Load(i.A);
            Reinterpret(from, to);
        }
        else if (from == DType.Bool)
        {
            Load(i.A, to.ByteSize);
            Reinterpret(MaskType(to.ByteSize), to);
            EmitLiteral(to, Scalars.ToBits(to, 1.0));
            Call(_vectors.Operator("op_BitwiseAnd", to));
        }
        else if (to == DType.Bool)
        {
            Load(i.A);
            EmitLiteral(from, 0);
            Call(_vectors.Static("Equals", from));
            Call(_vectors.Operator("op_OnesComplement", from));
            Reinterpret(from, MaskType(from.ByteSize));
        }
        else
        {
            Load(i.A);
            Call(_vectors.Conversion(from, to));
        }
    }

    private void EmitLiteral(DType type, long bits)
    {
        switch (type)
        {
            case DType.Float32:
                _il.Emit(OpCodes.Ldc_R4, BitConverter.Int32BitsToSingle((int)bits));
                break;
            case DType.Float64:
                _il.Emit(OpCodes.Ldc_R8, BitConverter.Int64BitsToDouble(bits));
                break;
            case DType.Int64:
                _il.Emit(OpCodes.Ldc_I8, bits);
                break;
            default:
                _il.Emit(OpCodes.Ldc_I4, (int)bits);
                break;
        }
        Call(_vectors.Create(type));
    }

    // A value, a bool in the given width.
    private void Load(int place, int maskSize = 0)
    {
        var instruction = _code.Instructions[place];
        if (instruction.Type != DType.Bool)
        {
            if (instruction.Code == Instruction.Constant)
                EmitLiteral(instruction.Type, instruction.Bits);
            else
                _il.Emit(OpCodes.Ldloc, _values[place]!);
            return;
        }
        if (maskSize == 0 || _maskSizes[place] == maskSize)
        {
            _il.Emit(OpCodes.Ldloc, _values[place]!);
            return;
        }
        _il.Emit(OpCodes.Ldloc, _values[place]!);
        Call(_vectors.MaskConversion(_maskSizes[place]));
    }

    private void Reinterpret(DType from, DType to)
    {
        if (from != to)
            Call(_vectors.Reinterpretation(from, to));
    }

    private void Call(MethodInfo method) => _il.Emit(OpCodes.Call, method);

    private static DType MaskType(int size) => size == 8 ? DType.Int64 : DType.Int32;

    private static OpCode LoadIndirect(DType type) =>
        type switch
        {
            DType.Float32 => OpCodes.Ldind_R4,
            DType.Float64 => OpCodes.Ldind_R8,
            DType.Int64 => OpCodes.Ldind_I8,
            DType.Int16 => OpCodes.Ldind_I2,
            DType.Int8 => OpCodes.Ldind_I1,
            DType.UInt8 => OpCodes.Ldind_U1,
            _ => OpCodes.Ldind_I4,
        };
}
