namespace Functional.Vulkan;

/// <summary>What a type id stands for.</summary>
internal enum SpirvKind
{
    None,
    Void,
    Bool,
    Int,
    Float,
    BFloat,
    Vector,
    Array,
    RuntimeArray,
    Struct,
    Pointer,
    Matrix,
}

/// <summary>A type of a module: its kind, the width in bits of scalars, the element's id and count of composites.</summary>
internal readonly record struct SpirvType(
    SpirvKind Kind,
    int Width = 0,
    bool Signed = false,
    uint Element = 0,
    uint Count = 0,
    StorageClass Class = 0
);

internal sealed partial class SpirvModule
{
    // Kinds of ids besides types, whose kind is their opcode: that has 16 bits.
    private const uint ConstantKind = 1 << 16,
        BlockKind = 2 << 16,
        FirstViewKind = 3 << 16,
        AliasKind = 4 << 16,
        BuiltInKind = 5 << 16;

    private readonly SpirvIds _ids = new();
    private readonly Dictionary<string, uint> _composites = [];
    private SpirvType[] _types = new SpirvType[64];
    private uint _pushVariable;
    private uint[] _pushTypes = [],
        _pushValues = [];

    public uint Void => Type(Op.TypeVoid, new(SpirvKind.Void));
    public uint Bool => Type(Op.TypeBool, new(SpirvKind.Bool));
    public uint Int32 => Int(32, signed: true);
    public uint UInt32 => Int(32, signed: false);
    public uint Int64 => Int(64, signed: true);
    public uint UInt64 => Int(64, signed: false);
    public uint Float32 => Float(32);
    public uint Float64 => Float(64);

    /// <summary>An integer type. Widths 8 and 16 need no capability while they are only loaded, stored and converted.</summary>
    public uint Int(int width, bool signed)
    {
        if (width == 64)
            Require(Capability.Int64);
        return Type(Op.TypeInt, new(SpirvKind.Int, width, signed), (uint)width, signed ? 1u : 0u);
    }

    /// <summary>A floating type of 16, 32 or 64 bits.</summary>
    public uint Float(int width)
    {
        if (width == 64)
            Require(Capability.Float64);
        return Type(Op.TypeFloat, new(SpirvKind.Float, width), (uint)width);
    }

    /// <summary>A vector of 2, 3 or 4 scalars.</summary>
    public uint Vector(uint element, uint count) =>
        Type(Op.TypeVector, new(SpirvKind.Vector, Element: element, Count: count), element, count);

    /// <summary>An array of a fixed length, for <see cref="Shared"/> and <see cref="Local"/>.</summary>
    public uint Array(uint element, uint length) =>
        Type(Op.TypeArray, new(SpirvKind.Array, Element: element, Count: length), element, Constant(length));

    public uint Pointer(StorageClass storage, uint element) =>
        Type(Op.TypePointer, new(SpirvKind.Pointer, Element: element, Class: storage), (uint)storage, element);

    /// <summary>What a type id stands for.</summary>
    public SpirvType Describe(uint type) => type < (uint)_types.Length ? _types[type] : default;

    /// <summary>The type of a value.</summary>
    public uint TypeOf(uint id) => _typeOfId[(int)id];

    public uint Constant(bool value) => Constant(Bool, value ? 1UL : 0UL);

    public uint Constant(int value) => Constant(Int32, (uint)value);

    public uint Constant(uint value) => Constant(UInt32, (ulong)value);

    public uint Constant(long value) => Constant(Int64, (ulong)value);

    public uint Constant(ulong value) => Constant(UInt64, value);

    public uint Constant(Half value) => Constant(Float(16), BitConverter.HalfToUInt16Bits(value));

    public uint Constant(float value) => Constant(Float32, BitConverter.SingleToUInt32Bits(value));

    public uint Constant(double value) => Constant(Float64, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A number as a constant of any scalar type: rounded to a float's width, truncated to an integer's.</summary>
    public uint Number(uint type, double value) =>
        Describe(type) switch
        {
            { Kind: SpirvKind.Bool } => Constant(value != 0),
            { Kind: SpirvKind.Float, Width: 16 } => Constant((Half)value),
            { Kind: SpirvKind.Float, Width: 32 } => Constant((float)value),
            { Kind: SpirvKind.Float } => Constant(value),
            { Kind: SpirvKind.Int, Signed: true } => Number(type, (long)value),
            { Kind: SpirvKind.Int } => Constant(type, (ulong)value),
            _ => throw new ArgumentException($"[spirv] {Show(type)} has no numbers.", nameof(type)),
        };

    /// <summary>An integer as a constant of any scalar type.</summary>
    public uint Number(uint type, long value) =>
        Describe(type) is { Kind: SpirvKind.Int } ? Constant(type, (ulong)value) : Number(type, (double)value);

    /// <summary>A constant of a scalar type by its bits; those above the type's width are ignored.</summary>
    public uint Constant(uint type, ulong bits)
    {
        var (kind, width, signed) = (Describe(type).Kind, Describe(type).Width, Describe(type).Signed);
        if (kind is not (SpirvKind.Bool or SpirvKind.Int or SpirvKind.Float or SpirvKind.BFloat))
            throw new ArgumentException($"[spirv] {Show(type)} is not a scalar.", nameof(type));
        if (width is > 0 and < 64)
            bits &= (1UL << width) - 1;
        var id = _ids.Find(ConstantKind, type, (uint)bits, (uint)(bits >> 32));
        if (id != 0)
            return id;
        if (width < 32 && kind != SpirvKind.Bool)
            RequireArithmetic(type);
        id = _ids.Add(NewId(type), ConstantKind, type, (uint)bits, (uint)(bits >> 32));
        // Narrow signed integers are stored sign-extended to a word.
        var word = signed && width < 32 ? (uint)((int)((uint)bits << (32 - width)) >> (32 - width)) : (uint)bits;
        if (kind == SpirvKind.Bool)
            Write(_globals, bits != 0 ? Op.ConstantTrue : Op.ConstantFalse, type, id);
        else if (width == 64)
            Write(_globals, Op.Constant, type, id, word, (uint)(bits >> 32));
        else
            Write(_globals, Op.Constant, type, id, word);
        return id;
    }

    /// <summary>A vector or array of constants.</summary>
    public uint ConstantComposite(uint type, params ReadOnlySpan<uint> parts)
    {
        var key = $"{type}: {string.Join(' ', parts.ToArray())}";
        if (_composites.TryGetValue(key, out var id))
            return id;
        _composites[key] = id = NewId(type);
        Write(_globals, Op.ConstantComposite, [type, id, .. parts]);
        return id;
    }

    /// <summary>The storage buffer at a binding, seen as an array of elements. Several views of one binding are declared aliased.</summary>
    /// <param name="binding">The position of the buffer in a dispatch.</param>
    /// <param name="element">A scalar, or a vector of two or four.</param>
    /// <param name="readOnly">That the kernel only reads through this view.</param>
    /// <param name="aliased">That another binding may be the same memory and one of them is written.</param>
    /// <param name="coherent">That invocations read what others of their workgroup wrote.</param>
    public uint Buffer(uint binding, uint element, bool readOnly = false, bool aliased = false, bool coherent = false)
    {
        var type = Describe(element);
        RequireStorage(type.Kind == SpirvKind.Vector ? type.Element : element);
        var variable = GlobalVariable(StorageClass.StorageBuffer, BlockOf(element));
        if (binding >= (uint)_written.Length)
            System.Array.Resize(ref _written, (int)binding + 1);
        _written[binding] |= !readOnly;
        Decorate(variable, Decoration.DescriptorSet, 0);
        Decorate(variable, Decoration.Binding, binding);
        if (readOnly)
            Decorate(variable, Decoration.NonWritable);
        if (aliased)
            Alias(variable);
        if (coherent)
            Decorate(variable, Decoration.Coherent);
        if (_ids.Find(FirstViewKind, binding) is not 0 and var first)
        {
            Alias(first);
            Alias(variable);
        }
        else
        {
            _ids.Add(variable, FirstViewKind, binding);
        }
        return variable;
    }

    private void Alias(uint variable)
    {
        if (_ids.Find(AliasKind, variable) != 0)
            return;
        _ids.Add(variable, AliasKind, variable);
        Decorate(variable, Decoration.Aliased);
    }

    /// <summary>Declares the push constants, each at its natural alignment (see <see cref="PushConstantOffsets"/>).</summary>
    public void PushConstants(params ReadOnlySpan<uint> members)
    {
        if (_pushVariable != 0)
            throw new InvalidOperationException("[spirv] a kernel has one block of push constants.");
        _pushTypes = members.ToArray();
        _pushValues = new uint[members.Length];
        var block = NewId();
        Describe(block, new(SpirvKind.Struct));
        Write(_globals, Op.TypeStruct, [block, .. members]);
        Decorate(block, Decoration.Block);
        var offsets = PushConstantOffsets();
        for (var i = 0; i < members.Length; i++)
            Write(_annotations, Op.MemberDecorate, block, (uint)i, (uint)Decoration.Offset, offsets[i]);
        _pushVariable = GlobalVariable(StorageClass.PushConstant, block);
    }

    /// <summary>The byte at which each push constant starts, and after them the size of all.</summary>
    public uint[] PushConstantOffsets()
    {
        var offsets = new uint[_pushTypes.Length + 1];
        var at = 0u;
        for (var i = 0; i < _pushTypes.Length; i++)
        {
            var size = SizeOf(_pushTypes[i]);
            offsets[i] = at = (at + size - 1) / size * size;
            at += size;
        }
        offsets[^1] = (at + 3) / 4 * 4;
        return offsets;
    }

    /// <summary>The value of a push constant; read once, at the kernel's start.</summary>
    public uint PushConstant(int member)
    {
        if (_pushValues[member] != 0)
            return _pushValues[member];
        var type = _pushTypes[member];
        uint pointerType = Pointer(StorageClass.PushConstant, type),
            index = Constant((uint)member);
        uint pointer = NewId(pointerType),
            value = NewId(type);
        Write(_prologue, Op.AccessChain, pointerType, pointer, _pushVariable, index);
        Write(_prologue, Op.Load, type, value, pointer);
        return _pushValues[member] = value;
    }

    /// <summary>The value of a built-in; read once, at the kernel's start.</summary>
    public uint BuiltInValue(BuiltIn builtIn)
    {
        var value = _ids.Find(BuiltInKind, (uint)builtIn);
        if (value != 0)
            return value;
        if (builtIn is BuiltIn.SubgroupSize or BuiltIn.NumSubgroups or BuiltIn.SubgroupId or BuiltIn.SubgroupLocalInvocationId)
            Require(Capability.GroupNonUniform);
        var type = builtIn <= BuiltIn.GlobalInvocationId ? Vector(UInt32, 3) : UInt32;
        var variable = GlobalVariable(StorageClass.Input, type);
        Decorate(variable, Decoration.BuiltIn, (uint)builtIn);
        value = NewId(type);
        Write(_prologue, Op.Load, type, value, variable);
        return _ids.Add(value, BuiltInKind, (uint)builtIn);
    }

    /// <summary>One component of a built-in vector: 0 is x.</summary>
    public uint BuiltInValue(BuiltIn builtIn, uint component) =>
        Emit(Op.CompositeExtract, UInt32, BuiltInValue(builtIn), component);

    /// <summary>An array that the invocations of a workgroup share; its contents are undefined at the start.</summary>
    public uint Shared(uint element, uint length)
    {
        _sharedBytes += (ulong)length * (Describe(element).Kind == SpirvKind.Bool ? sizeof(uint) : SizeOf(element));
        return GlobalVariable(StorageClass.Workgroup, Array(element, length));
    }

    /// <summary>A variable of the invocation: a scalar, a vector, or an <see cref="Array"/>.</summary>
    public uint Local(uint type)
    {
        var pointer = Pointer(StorageClass.Function, type);
        var variable = NewId(pointer);
        Write(_locals, Op.Variable, pointer, variable, (uint)StorageClass.Function);
        return variable;
    }

    /// <summary>The size of a scalar or vector in bytes.</summary>
    public uint SizeOf(uint type) =>
        Describe(type) switch
        {
            { Kind: SpirvKind.Int or SpirvKind.Float } scalar => (uint)scalar.Width / 8,
            { Kind: SpirvKind.Vector, Count: 2 or 4 } vector => vector.Count * SizeOf(vector.Element),
            _ => throw new ArgumentException($"[spirv] {Show(type)} has no size in memory.", nameof(type)),
        };

    private FloatWidths FloatWidths()
    {
        var widths = Vulkan.FloatWidths.None;
        foreach (var type in _types)
            if (type.Kind == SpirvKind.Float)
                widths |= (FloatWidths)type.Width;
        return widths;
    }

    private uint FunctionType() => Type(Op.TypeFunction, default, Void);

    private uint Type(Op op, SpirvType type, params ReadOnlySpan<uint> operands)
    {
        var (a, b, c) = (
            operands.Length > 0 ? operands[0] : 0,
            operands.Length > 1 ? operands[1] : 0,
            operands.Length > 2 ? operands[2] : 0
        );
        var id = _ids.Find((uint)op, a, b, c);
        if (id != 0)
            return id;
        id = _ids.Add(NewId(), (uint)op, a, b, c);
        Describe(id, type);
        Write(_globals, op, [id, .. operands]);
        return id;
    }

    private uint BlockOf(uint element)
    {
        var block = _ids.Find(BlockKind, element);
        if (block != 0)
            return block;
        var array = NewId();
        Describe(array, new(SpirvKind.RuntimeArray, Element: element));
        Write(_globals, Op.TypeRuntimeArray, array, element);
        Decorate(array, Decoration.ArrayStride, SizeOf(element));
        block = _ids.Add(NewId(), BlockKind, element);
        Describe(block, new(SpirvKind.Struct, Element: element));
        Write(_globals, Op.TypeStruct, block, array);
        Decorate(block, Decoration.Block);
        Write(_annotations, Op.MemberDecorate, block, 0, (uint)Decoration.Offset, 0);
        return block;
    }

    private void Describe(uint id, SpirvType type)
    {
        if (id >= (uint)_types.Length)
            System.Array.Resize(ref _types, 2 * (int)id);
        _types[id] = type;
    }

    private uint GlobalVariable(StorageClass storage, uint type)
    {
        var pointer = Pointer(storage, type);
        var variable = NewId(pointer);
        Write(_globals, Op.Variable, pointer, variable, (uint)storage);
        _interfaces.Add(variable);
        return variable;
    }

    private void RequireStorage(uint scalar)
    {
        if (Describe(scalar).Width == 16)
            Require(Capability.StorageBuffer16BitAccess);
        if (Describe(scalar).Width == 8)
            Require(Capability.StorageBuffer8BitAccess);
    }

    private void RequireArithmetic(uint type)
    {
        var scalar = Describe(type) is { Kind: SpirvKind.Vector } vector ? Describe(vector.Element) : Describe(type);
        if (scalar is { Kind: SpirvKind.Float, Width: 16 })
            Require(Capability.Float16);
        if (scalar is { Kind: SpirvKind.Int, Width: 16 })
            Require(Capability.Int16);
        if (scalar is { Kind: SpirvKind.Int, Width: 8 })
            Require(Capability.Int8);
    }

    private string Show(uint type) =>
        Describe(type) switch
        {
            { Kind: SpirvKind.Int } i => $"{(i.Signed ? "int" : "uint")}{i.Width}",
            { Kind: SpirvKind.Float } f => $"float{f.Width}",
            { Kind: SpirvKind.Vector } v => $"{Show(v.Element)}x{v.Count}",
            var other => other.Kind.ToString().ToLowerInvariant(),
        };
}
