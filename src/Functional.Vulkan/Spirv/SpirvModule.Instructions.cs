namespace Functional.Vulkan;

internal sealed partial class SpirvModule
{
    /// <summary>Appends an instruction that has a result; returns the result's id.</summary>
    public uint Emit(Op op, uint type, params ReadOnlySpan<uint> operands)
    {
        var id = NewId(type);
        Write(_body, op, [type, id, .. operands]);
        // Narrow types may be moved and converted by any device that stores them; computing needs more.
        if (op is not (Op.Load or Op.AccessChain or Op.UConvert or Op.SConvert or Op.FConvert or Op.Undef))
            RequireArithmetic(type);
        if (op is >= Op.IsNan and <= Op.FUnordGreaterThanEqual and not Op.Select)
            RequireArithmetic(TypeOf(operands[0]));
        if (
            NoContraction
            && op
                is (
                    Op.FAdd
                    or Op.FSub
                    or Op.FMul
                    or Op.FDiv
                    or Op.FRem
                    or Op.FMod
                    or Op.FNegate
                    or Op.VectorTimesScalar
                    or Op.Dot
                )
        )
            Decorate(id, Decoration.NoContraction);
        return id;
    }

    /// <summary>Appends an instruction without a result.</summary>
    public void Do(Op op, params ReadOnlySpan<uint> operands) => Write(_body, op, operands);

    public uint Unary(Op op, uint type, uint a) => Emit(op, type, a);

    public uint Binary(Op op, uint type, uint a, uint b) => Emit(op, type, a, b);

    /// <summary>A function of <c>GLSL.std.450</c>.</summary>
    public uint Extended(Glsl function, uint type, params ReadOnlySpan<uint> operands)
    {
        if (_glsl == 0)
            _glsl = NewId();
        return Emit(Op.ExtInst, type, [_glsl, (uint)function, .. operands]);
    }

    // Operations whose instruction follows from the operands' type. Comparisons give Bool; those of floats are false for NaN, except NotEqual.

    public uint Add(uint a, uint b) => Emit(Pick(a, b, Op.FAdd, Op.IAdd, Op.IAdd), TypeOf(a), a, b);

    public uint Subtract(uint a, uint b) => Emit(Pick(a, b, Op.FSub, Op.ISub, Op.ISub), TypeOf(a), a, b);

    public uint Multiply(uint a, uint b) => Emit(Pick(a, b, Op.FMul, Op.IMul, Op.IMul), TypeOf(a), a, b);

    /// <summary>Quotient; of integers towards zero, undefined for a divisor of zero.</summary>
    public uint Divide(uint a, uint b) => Emit(Pick(a, b, Op.FDiv, Op.SDiv, Op.UDiv), TypeOf(a), a, b);

    /// <summary>Remainder with the dividend's sign, as C#'s <c>%</c>.</summary>
    public uint Remainder(uint a, uint b) => Emit(Pick(a, b, Op.FRem, Op.SRem, Op.UMod), TypeOf(a), a, b);

    public uint Negate(uint a) => Emit(Pick(a, a, Op.FNegate, Op.SNegate, Op.SNegate), TypeOf(a), a);

    public uint Equal(uint a, uint b) => Emit(Pick(a, b, Op.FOrdEqual, Op.IEqual, Op.IEqual, Op.LogicalEqual), Truth(a), a, b);

    public uint NotEqual(uint a, uint b) =>
        Emit(Pick(a, b, Op.FUnordNotEqual, Op.INotEqual, Op.INotEqual, Op.LogicalNotEqual), Truth(a), a, b);

    public uint Less(uint a, uint b) => Emit(Pick(a, b, Op.FOrdLessThan, Op.SLessThan, Op.ULessThan), Truth(a), a, b);

    public uint LessOrEqual(uint a, uint b) =>
        Emit(Pick(a, b, Op.FOrdLessThanEqual, Op.SLessThanEqual, Op.ULessThanEqual), Truth(a), a, b);

    public uint Greater(uint a, uint b) => Emit(Pick(a, b, Op.FOrdGreaterThan, Op.SGreaterThan, Op.UGreaterThan), Truth(a), a, b);

    public uint GreaterOrEqual(uint a, uint b) =>
        Emit(Pick(a, b, Op.FOrdGreaterThanEqual, Op.SGreaterThanEqual, Op.UGreaterThanEqual), Truth(a), a, b);

    public uint IsNaN(uint a) => Emit(Op.IsNan, Truth(a), a);

    public uint IsInfinite(uint a) => Emit(Op.IsInf, Truth(a), a);

    public uint And(uint a, uint b) => Emit(Pick(a, b, default, Op.BitwiseAnd, Op.BitwiseAnd, Op.LogicalAnd), TypeOf(a), a, b);

    public uint Or(uint a, uint b) => Emit(Pick(a, b, default, Op.BitwiseOr, Op.BitwiseOr, Op.LogicalOr), TypeOf(a), a, b);

    public uint Xor(uint a, uint b) =>
        Emit(Pick(a, b, default, Op.BitwiseXor, Op.BitwiseXor, Op.LogicalNotEqual), TypeOf(a), a, b);

    public uint Not(uint a) => Emit(Pick(a, a, default, Op.Not, Op.Not, Op.LogicalNot), TypeOf(a), a);

    /// <summary>Shifts; undefined for a count of the width or more. To the right, signed integers keep their sign.</summary>
    public uint ShiftLeft(uint a, uint count) => Emit(Op.ShiftLeftLogical, TypeOf(a), a, count);

    /// <inheritdoc cref="ShiftLeft"/>
    public uint ShiftRight(uint a, uint count) =>
        Emit(Pick(a, a, default, Op.ShiftRightArithmetic, Op.ShiftRightLogical), TypeOf(a), a, count);

    /// <summary>The first value where the condition holds, else the second; both are computed.</summary>
    public uint Select(uint condition, uint yes, uint no)
    {
        Same(yes, no);
        return Emit(Op.Select, TypeOf(yes), condition, yes, no);
    }

    public uint Sqrt(uint a) => Extended(Glsl.Sqrt, TypeOf(a), a);

    /// <summary><c>a·b + c</c>, rounded once where the device can.</summary>
    public uint Fma(uint a, uint b, uint c) => Extended(Glsl.Fma, TypeOf(a), a, b, c);

    public uint Abs(uint a) =>
        Extended(Describe(Scalar(TypeOf(a))).Kind == SpirvKind.Float ? Glsl.FAbs : Glsl.SAbs, TypeOf(a), a);

    public uint Floor(uint a) => Extended(Glsl.Floor, TypeOf(a), a);

    public uint Ceiling(uint a) => Extended(Glsl.Ceil, TypeOf(a), a);

    public uint Truncate(uint a) => Extended(Glsl.Trunc, TypeOf(a), a);

    public uint RoundEven(uint a) => Extended(Glsl.RoundEven, TypeOf(a), a);

    /// <summary>The same bits as another type of the same width.</summary>
    public uint Bitcast(uint type, uint a) => type == TypeOf(a) ? a : Emit(Op.Bitcast, type, a);

    /// <summary>
    /// The same number as another scalar type. Floats become integers towards zero; out of the integer's range the result is
    /// undefined, so callers clamp first. <c>Bool</c> becomes 0 or 1, and a number <c>Bool</c> by comparing with 0.
    /// </summary>
    public uint Convert(uint type, uint a)
    {
        SpirvType from = Describe(TypeOf(a)),
            to = Describe(type);
        if (type == TypeOf(a))
            return a;
        if (to.Kind == SpirvKind.Bool)
            return NotEqual(a, Number(TypeOf(a), 0L));
        if (from.Kind == SpirvKind.Bool)
            return Select(a, Number(type, 1L), Number(type, 0L));
        return (from.Kind, to.Kind) switch
        {
            (SpirvKind.Float, SpirvKind.Float) => Emit(Op.FConvert, type, a),
            (SpirvKind.Float, SpirvKind.Int) => Emit(to.Signed ? Op.ConvertFToS : Op.ConvertFToU, type, a),
            (SpirvKind.Int, SpirvKind.Float) => Emit(from.Signed ? Op.ConvertSToF : Op.ConvertUToF, type, a),
            (SpirvKind.Int, SpirvKind.Int) when from.Width == to.Width => Bitcast(type, a),
            // The source's sign decides what fills the new bits; UConvert's result must itself be unsigned.
            (SpirvKind.Int, SpirvKind.Int) => from.Signed
                ? Emit(Op.SConvert, type, a)
                : Bitcast(type, Emit(Op.UConvert, Int(to.Width, signed: false), a)),
            _ => throw new ArgumentException($"[spirv] cannot convert {Show(TypeOf(a))} to {Show(type)}.", nameof(type)),
        };
    }

    /// <summary>A vector of scalars.</summary>
    public uint Compose(params ReadOnlySpan<uint> parts) =>
        Emit(Op.CompositeConstruct, Vector(TypeOf(parts[0]), (uint)parts.Length), parts);

    /// <summary>One component of a vector.</summary>
    public uint Extract(uint vector, uint component) =>
        Emit(Op.CompositeExtract, Describe(TypeOf(vector)).Element, vector, component);

    /// <summary>A pointer to an element of a buffer, a shared array or a local array.</summary>
    public uint Element(uint variable, uint index)
    {
        var pointer = Describe(TypeOf(variable));
        var target = Describe(pointer.Element);
        var type = Pointer(pointer.Class, target.Element);
        return target.Kind == SpirvKind.Struct
            ? Emit(Op.AccessChain, type, variable, Constant(0u), index)
            : Emit(Op.AccessChain, type, variable, index);
    }

    public uint Load(uint pointer) =>
        Emit(Op.Load, Describe(TypeOf(pointer)).Element, [pointer, .. Shown(pointer, isWritten: false)]);

    public uint Load(uint variable, uint index) => Load(Element(variable, index));

    public void Store(uint pointer, uint value)
    {
        var target = Describe(TypeOf(pointer)).Element;
        if (target != TypeOf(value))
            throw new ArgumentException($"[spirv] cannot store {Show(TypeOf(value))} as {Show(target)}.", nameof(value));
        Do(Op.Store, [pointer, value, .. Shown(pointer, isWritten: true)]);
    }

    public void Store(uint variable, uint index, uint value) => Store(Element(variable, index), value);

    /// <summary>An atomic on a 32-bit integer, such as <see cref="Op.AtomicUMax"/>; gives the value before. Orders nothing else.</summary>
    public uint Atomic(Op op, uint pointer, uint value)
    {
        var scope = Describe(TypeOf(pointer)).Class == StorageClass.Workgroup ? Scope.Workgroup : Scope.Device;
        return Emit(op, TypeOf(value), pointer, Constant((uint)scope), Constant(0u), value);
    }

    /// <summary>Stores a value if the old one is as expected; gives the old one.</summary>
    public uint AtomicCompareExchange(uint pointer, uint value, uint expected)
    {
        var scope = Describe(TypeOf(pointer)).Class == StorageClass.Workgroup ? Scope.Workgroup : Scope.Device;
        return Emit(
            Op.AtomicCompareExchange,
            TypeOf(value),
            pointer,
            Constant((uint)scope),
            Constant(0u),
            Constant(0u),
            value,
            expected
        );
    }

    /// <summary>Waits until the whole workgroup is here and its writes to shared memory, and to buffers if asked, are seen by it.</summary>
    /// <remarks>Every invocation must come here, or none.</remarks>
    public void Barrier(bool buffers = false)
    {
        const uint acquireRelease = 0x8,
            uniformMemory = 0x40,
            workgroupMemory = 0x100;
        var workgroup = Constant((uint)Scope.Workgroup);
        Do(Op.ControlBarrier, workgroup, workgroup, Constant(acquireRelease | workgroupMemory | (buffers ? uniformMemory : 0)));
    }

    /// <summary>Combines the lanes of a subgroup, with an instruction from <see cref="Op.GroupNonUniformIAdd"/> to <c>LogicalXor</c>.</summary>
    public uint Subgroup(Op op, uint value, GroupOperation operation = GroupOperation.Reduce)
    {
        Require(Capability.GroupNonUniform);
        Require(Capability.GroupNonUniformArithmetic);
        return Emit(op, TypeOf(value), Constant((uint)Scope.Subgroup), (uint)operation, value);
    }

    /// <summary>The value of another lane: <c>Shuffle</c> by index, <c>ShuffleXor</c>, <c>ShuffleUp</c>, <c>ShuffleDown</c> or <c>Broadcast</c>.</summary>
    public uint Shuffle(Op op, uint value, uint lane)
    {
        Require(Capability.GroupNonUniform);
        Require(
            op switch
            {
                Op.GroupNonUniformBroadcast => Capability.GroupNonUniformBallot,
                Op.GroupNonUniformShuffleUp or Op.GroupNonUniformShuffleDown => Capability.GroupNonUniformShuffleRelative,
                _ => Capability.GroupNonUniformShuffle,
            }
        );
        return Emit(op, TypeOf(value), Constant((uint)Scope.Subgroup), value, lane);
    }

    /// <summary>Whether the condition holds in all lanes, or in any.</summary>
    public uint Vote(uint condition, bool all)
    {
        Require(Capability.GroupNonUniform);
        Require(Capability.GroupNonUniformVote);
        return Emit(all ? Op.GroupNonUniformAll : Op.GroupNonUniformAny, Bool, Constant((uint)Scope.Subgroup), condition);
    }

    private uint Scalar(uint type) => Describe(type) is { Kind: SpirvKind.Vector } vector ? vector.Element : type;

    private uint Truth(uint value) =>
        Describe(TypeOf(value)) is { Kind: SpirvKind.Vector } vector ? Vector(Bool, vector.Count) : Bool;

    private void Same(uint a, uint b)
    {
        if (TypeOf(a) != TypeOf(b))
            throw new ArgumentException($"[spirv] operands have different types: {Show(TypeOf(a))} and {Show(TypeOf(b))}.");
    }

    private Op Pick(uint a, uint b, Op floating, Op signed, Op unsigned, Op boolean = default)
    {
        Same(a, b);
        var op = Describe(Scalar(TypeOf(a))) switch
        {
            { Kind: SpirvKind.Float } => floating,
            { Kind: SpirvKind.Int } scalar => scalar.Signed ? signed : unsigned,
            { Kind: SpirvKind.Bool } => boolean,
            _ => default,
        };
        return op != default ? op : throw new ArgumentException($"[spirv] no such operation on {Show(TypeOf(a))}.");
    }
}
