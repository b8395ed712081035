namespace Functional.Vulkan;

/// <summary>What a kernel's words depend on besides the kernel.</summary>
/// <param name="Floats">What the device promises about floats.</param>
/// <param name="Single">How it computes <c>a · b + c</c> in float32.</param>
/// <param name="Double">How it does in float64.</param>
/// <param name="KeepsZeros">Whether arithmetic with a literal zero is arithmetic: Mesa's processor driver takes 0 for NaN · 0, and x for x + 0.</param>
/// <param name="KeepsRoundings">Whether what is converted to fewer digits and back has lost some: newer ones of that driver take the first number for the last.</param>
/// <param name="RoundsToEven">Whether float64s are rounded to whole numbers, halves to even: Mesa's processor driver cuts them off when made to be 512 bits wide.</param>
/// <param name="EndsIdleLoops">Whether the driver's compiler may know how often loops turn: see Note [Idle loops].</param>
internal sealed record KernelOptions(
    FloatControls Floats,
    MultiplyAdd Single,
    MultiplyAdd Double,
    bool KeepsZeros,
    bool KeepsRoundings,
    bool RoundsToEven,
    bool EndsIdleLoops
)
{
    /// <summary>Those of a device on which everything is as the kernel language means it.</summary>
    public static KernelOptions Ideal { get; } =
        new(
            FloatControls.None,
            MultiplyAdd.Fused,
            MultiplyAdd.Fused,
            KeepsZeros: true,
            KeepsRoundings: true,
            RoundsToEven: true,
            EndsIdleLoops: true
        );
}

/// <summary>Kernels as SPIR-V: what devices run.</summary>
internal static class SpirvPrinter
{
    /// <summary>The module of a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="options">The device's ways.</param>
    /// <param name="isInPlace">True if a buffer that is written may be the memory of one that is read.</param>
    public static uint[] Print(Kernel kernel, KernelOptions options, bool isInPlace = false) =>
        Module(kernel, options, isInPlace).ToWords();

    /// <summary>The module of a kernel, not yet put into words.</summary>
    public static SpirvModule Module(Kernel kernel, KernelOptions options, bool isInPlace)
    {
        var target = new SpirvTarget(kernel, options, isInPlace);
        kernel.Write(new KernelCode<uint>(kernel, target));
        return target.Module;
    }
}

/// <summary>SPIR-V; values are ids. A bool is SPIR-V's own in registers and a byte in memory; so are narrow types integers there.</summary>
internal sealed partial class SpirvTarget : KernelTarget<uint>
{
    private readonly DType[] _types;
    private readonly uint[] _buffers;
    private readonly DType _index;
    private readonly KernelOptions _options;
    private readonly List<uint> _shared = [];
    private readonly SpirvIds _narrowed = new();
    private readonly SpirvIds _zeros = new();
    private readonly List<Value> _zeroValues = [];

    public SpirvTarget(Kernel kernel, KernelOptions options, bool isInPlace)
    {
        Module = new SpirvModule((uint)kernel.GroupSize, controls: options.Floats);
        _options = options;
        _index = kernel.Index;
        if (kernel.SubgroupSize > 0)
            Module.UseMatrices();
        _types = new DType[kernel.Bindings.Length];
        _buffers = new uint[kernel.Bindings.Length];
        for (var i = 0; i < _buffers.Length; i++)
        {
            _types[i] = kernel.Bindings[i].Type;
            _buffers[i] = Module.Buffer(
                (uint)i,
                Packed(StoredType(_types[i]), kernel.Bindings[i].Width),
                readOnly: !kernel.Bindings[i].IsWritten,
                aliased: isInPlace,
                coherent: kernel.Bindings[i].IsExchanged
            );
        }
        if (kernel.Parameter is not null)
            Module.PushConstants(Module.Int32);
    }

    public SpirvModule Module { get; }

    protected override (MultiplyAdd Single, MultiplyAdd Double) MultiplyAdds => (_options.Single, _options.Double);

    protected override uint Write(Value value, uint a, uint b, uint c)
    {
        if (_options.KeepsZeros || !value.Type.IsFloating)
            return WriteAsIs(value, a, b, c);
        return value.Code switch
        {
            Instruction.Add or Instruction.Multiply or Instruction.Divide or Instruction.FusedMultiplyAdd => WriteAsIs(
                value,
                Hidden(a),
                Hidden(b),
                Hidden(c)
            ),
            // A number minus itself would be 0, even for NaN.
            Instruction.Subtract => Module.Add(Hidden(a), Module.Negate(Hidden(b))),
            _ => WriteAsIs(value, a, b, c),
        };
    }

    private uint WriteAsIs(Value value, uint a, uint b, uint c) =>
        value.Code switch
        {
            Instruction.Constant => Literal(value),
            Instruction.Add => Module.Add(a, b),
            Instruction.Subtract => Module.Subtract(a, b),
            Instruction.Multiply => Module.Multiply(a, b),
            Instruction.Divide => Module.Divide(a, b),
            Instruction.FusedMultiplyAdd => Module.Fma(a, b, c),
            Instruction.Negate => Module.Negate(a),
            Instruction.Abs => Module.Abs(a),
            Instruction.Sqrt => Module.Sqrt(a),
            Instruction.Floor => Module.Floor(a),
            Instruction.Ceiling => Module.Ceiling(a),
            Instruction.Truncate => Module.Truncate(a),
            Instruction.Round => value.Type == DType.Float64 && !_options.RoundsToEven
                ? Read(Guards.RoundToEven, a)
                : Module.RoundEven(a),
            Instruction.Equal => Module.Equal(Narrow(a, b), Narrow(b, a)),
            Instruction.NotEqual => Module.NotEqual(Narrow(a, b), Narrow(b, a)),
            Instruction.Less => Module.Less(Narrow(a, b), Narrow(b, a)),
            Instruction.LessOrEqual => Module.LessOrEqual(Narrow(a, b), Narrow(b, a)),
            Instruction.Select => Module.Select(a, b, c),
            Instruction.And => Module.And(a, b),
            Instruction.Or => Module.Or(a, b),
            Instruction.Xor => Module.Xor(a, b),
            Instruction.Not => Module.Not(a),
            Instruction.ShiftLeft => Module.ShiftLeft(a, Module.Constant((uint)value.Bits)),
            Instruction.ShiftRight => Module.ShiftRight(a, Module.Constant((uint)value.Bits)),
            Instruction.ShiftRightLogical => Module.Emit(
                Op.ShiftRightLogical,
                TypeOf(value.Type),
                a,
                Module.Constant((uint)value.Bits)
            ),
            Instruction.Convert => Convert(value, a),
            Instruction.BitCast => Module.Bitcast(TypeOf(value.Type), a),
            _ => throw new InvalidOperationException(
                $"{value.Code} is an input, or an instruction that this printer does not know."
            ),
        };

    private uint Literal(Value value)
    {
        var literal = Module.Constant(TypeOf(value.Type), (ulong)value.Bits);
        if (value.Type == DType.Int64 && value.Bits == (int)value.Bits)
            _narrowed.Add(Module.Constant((int)value.Bits), 0, literal);
        if (value.Type.IsFloating && Scalars.ToDouble(value.Type, value.Bits) == 0)
        {
            _zeroValues.Add(value);
            _zeros.Add((uint)_zeroValues.Count, 0, literal);
        }
        return literal;
    }

    public override uint Hide(Value literal, uint written) =>
        _options.KeepsZeros || !literal.Type.IsFloating ? written : Opaque(literal);

    private uint Hidden(uint operand) =>
        _zeros.Find(0, operand) is not 0 and var number ? Opaque(_zeroValues[(int)number - 1]) : operand;

    private uint Opaque(Value literal) =>
        literal.Type == DType.Float32
            ? Opaque(Module.Float32, Module.UInt32, Module.Constant((uint)literal.Bits))
            : Opaque(Module.Float64, Module.UInt64, Module.Constant(Module.UInt64, (ulong)literal.Bits));

    // A float of some bits, of which the driver knows nothing.
    private uint Opaque(uint type, uint unsigned, uint bits) => Module.Bitcast(type, Module.Xor(Nothing(unsigned), bits));

    // Dispatches have one workgroup along y, which the driver does not know.
    private uint Nothing(uint type) =>
        Module.Convert(type, Module.Subtract(Module.BuiltInValue(BuiltIn.NumWorkgroups, 1), Module.Constant(1u)));

    private uint Convert(Value value, uint a)
    {
        var converted = Module.Convert(TypeOf(value.Type), a);
        if (value.Type == DType.Int64 && value.A!.Type == DType.Int32)
            _narrowed.Add(a, 0, converted);
        if (_options.KeepsRoundings)
            return converted;
        return (value.A!.Type, value.Type) switch
        {
            (DType.Float64 or DType.Int32 or DType.Int64, DType.Float32) => Opaque(
                Module.Float32,
                Module.UInt32,
                Module.Bitcast(Module.UInt32, converted)
            ),
            (DType.Int64, DType.Float64) => Opaque(Module.Float64, Module.UInt64, Module.Bitcast(Module.UInt64, converted)),
            _ => converted,
        };
    }

    // Numbers that int32 holds are compared in it: that is cheaper, and Mesa 22's lavapipe compares widened ones wrongly with 0, 1 and 2.
    private uint Narrow(uint a, uint b) => _narrowed.Find(0, a) is not 0 and var narrow && _narrowed.Find(0, b) != 0 ? narrow : a;

    public override uint Keep(DType type, uint value, string name) => value;

    public override uint Load(int binding, uint index) => FromStored(_types[binding], Module.Load(_buffers[binding], index));

    public override uint[] LoadPack(int binding, uint index)
    {
        var (type, loaded) = (_types[binding], Module.Load(_buffers[binding], index));
        // Devices that only store a narrow type convert vectors of it, but take none apart.
        if (type == DType.Bool || type.IsNarrow)
            loaded = IsSigned(type)
                ? Module.Emit(Op.SConvert, Packed(Module.Int32, LoopPacks.Width), loaded)
                : Module.Emit(Op.UConvert, Packed(Module.UInt32, LoopPacks.Width), loaded);
        var elements = new uint[LoopPacks.Width];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = FromStored(type, Module.Extract(loaded, (uint)i));
        return elements;
    }

    private uint FromStored(DType type, uint loaded)
    {
        if (type == DType.Bool)
            return Module.NotEqual(Module.Convert(Module.UInt32, loaded), Module.Constant(0u));
        return type.IsNarrow
            ? Read(StoredNarrow.Load(Value.Input(0, DType.Int32), type), Module.Convert(Module.Int32, loaded))
            : loaded;
    }

    // The first element is read in place of those that are not there.
    public override uint LoadWhere(uint condition, int binding, uint index)
    {
        var loaded = Load(binding, Module.Select(condition, index, Module.Constant(TypeOf(_index), 0UL)));
        return Module.Select(condition, loaded, Module.Constant(TypeOf(_types[binding]), 0UL));
    }

    public override void Store(int binding, uint index, uint value) =>
        Module.Store(_buffers[binding], index, Stored(_types[binding], value));

    public override void StorePack(int binding, uint index, uint[] values)
    {
        var type = _types[binding];
        var pack = Module.Compose(Array.ConvertAll(values, value => Widened(type, value)));
        if (type == DType.Bool || type.IsNarrow)
            pack = Module.Emit(IsSigned(type) ? Op.SConvert : Op.UConvert, Packed(StoredType(type), LoopPacks.Width), pack);
        Module.Store(_buffers[binding], index, pack);
    }

    public override void AtomicMin(int binding, uint index, uint value) =>
        Module.Atomic(Op.AtomicSMin, Module.Element(_buffers[binding], index), value);

    public override void Share(string name, DType type, int length) => _shared.Add(Module.Shared(TypeOf(type), (uint)length));

    public override uint LoadShared(int array, uint index) => Module.Load(_shared[array], index);

    public override void StoreShared(int array, uint index, uint value) => Module.Store(_shared[array], index, value);

    public override void Barrier(bool buffers) => Module.Barrier(buffers);

    public override uint At(Position position) =>
        Module.Convert(
            TypeOf(_index),
            position switch
            {
                Position.Invocation => Module.BuiltInValue(BuiltIn.GlobalInvocationId, 0),
                Position.Invocations => Module.Multiply(
                    Module.BuiltInValue(BuiltIn.NumWorkgroups, 0),
                    Module.Constant(Module.LocalSize.X)
                ),
                Position.Group => Module.BuiltInValue(BuiltIn.WorkgroupId, 0),
                Position.Groups => Module.BuiltInValue(BuiltIn.NumWorkgroups, 0),
                Position.Subgroup => Module.BuiltInValue(BuiltIn.SubgroupId),
                _ => Module.BuiltInValue(BuiltIn.LocalInvocationIndex),
            }
        );

    public override uint Parameter() => Module.Convert(TypeOf(_index), Module.PushConstant(0));

    public override uint[] Fold(
        string name,
        DType index,
        uint start,
        uint end,
        uint step,
        DType[] types,
        uint[] initial,
        Func<uint, uint[], uint[]> turn
    ) => Module.For(start, _options.EndsIdleLoops ? end : Module.Add(end, Nothing(TypeOf(index))), step, initial, turn);

    public override void If(uint condition, Action then) => Module.If(condition, then);

    private uint Stored(DType type, uint value) =>
        type == DType.Bool || type.IsNarrow ? Module.Convert(StoredType(type), Widened(type, value)) : value;

    // What memory will hold, before it is cut to the stored width.
    private uint Widened(DType type, uint value) =>
        type == DType.Bool ? Module.Convert(Module.UInt32, value)
        : !type.IsNarrow ? value
        : Module.Convert(
            IsSigned(type) ? Module.Int32 : Module.UInt32,
            Read(StoredNarrow.Store(Value.Input(0, type.Lane), type), value)
        );

    private uint Packed(uint type, int width) => width == 1 ? type : Module.Vector(type, (uint)width);

    private uint TypeOf(DType type) =>
        type.Lane switch
        {
            DType.Bool => Module.Bool,
            DType.Int32 => Module.Int32,
            DType.Int64 => Module.Int64,
            DType.Float32 => Module.Float32,
            _ => Module.Float64,
        };

    private uint StoredType(DType type) =>
        type == DType.Bool || type.IsNarrow ? Module.Int(8 * type.ByteSize, signed: IsSigned(type)) : TypeOf(type);

    private static bool IsSigned(DType type) => type is DType.Int8 or DType.Int16;
}

/*
Note [Idle loops]
Mesa's processor driver runs all invocations of a subgroup side by side, and walks through a loop's body even where none of
them has come to the loop: what is beyond the last item does not stop it. Its loads then take the buffers' addresses of the
first invocation. Since it turns a loop that surely runs into one that asks at its end, a buffer that is read there and
written behind it has one address for both, which is kept for each invocation that came by, and is null for the others: the
process ends (seen in Mesa 26.1; not in 22.3). Where loops may run no time at all, as far as the driver can see, every access
has an address of its own. There is no way to try it out, so the driver is known by its number.
*/
