namespace Functional.Vulkan;

/// <summary>What a compute module's words say about how it is to be dispatched. The words are not trusted.</summary>
/// <param name="EntryPoint">The name of the entry point.</param>
/// <param name="LocalSize">The workgroup's size.</param>
/// <param name="Buffers">The number of storage buffers: one more than the largest binding.</param>
/// <param name="Written">For each buffer, whether the kernel may write it.</param>
/// <param name="PushConstantBytes">The size of the push constants.</param>
/// <param name="SharedBytes">The size of what the invocations of a workgroup share.</param>
/// <param name="Capabilities">What the kernel needs of the device.</param>
internal sealed record SpirvInterface(
    string EntryPoint,
    (uint X, uint Y, uint Z) LocalSize,
    int Buffers,
    bool[] Written,
    uint PushConstantBytes,
    ulong SharedBytes,
    Capability[] Capabilities
)
{
    /// <summary>Reads a module with one compute entry point whose storage buffers are in set 0.</summary>
    /// <exception cref="VulkanException">The words are not such a module.</exception>
    internal static SpirvInterface Read(ReadOnlySpan<uint> words)
    {
        if (words.Length < 5 || words[0] != 0x07230203)
            throw Bad("it does not begin as SPIR-V does");
        var reader = new Reader();
        for (var at = 5; at < words.Length; )
        {
            var length = (int)(words[at] >> 16);
            if (length == 0 || length > words.Length - at)
                throw Bad($"word {at} has the length {length}");
            reader.Take((Op)(words[at] & 0xFFFF), words.Slice(at + 1, length - 1));
            at += length;
        }
        return reader.Finish();
    }

    private static VulkanException Bad(string reason) => new($"[vulkan] the kernel is not usable SPIR-V: {reason}.");

    private sealed class Reader
    {
        private const uint Unset = uint.MaxValue;
        private readonly Dictionary<(uint Id, Decoration Decoration), uint> _decorations = [];
        private readonly Dictionary<(uint Id, uint Member, Decoration Decoration), uint> _memberDecorations = [];
        private readonly Dictionary<uint, (Op Op, uint[] Operands)> _definitions = [];
        private readonly HashSet<Capability> _capabilities = [];
        private readonly List<(uint Id, uint PointerType, StorageClass Class)> _variables = [];
        private string? _entryPoint;
        private uint _entryId;
        private (uint X, uint Y, uint Z)? _localSize,
            _localSizeIds;

        internal void Take(Op op, ReadOnlySpan<uint> operands)
        {
            switch (op)
            {
                case Op.Capability when operands.Length == 1:
                    _capabilities.Add((Capability)operands[0]);
                    break;
                case Op.EntryPoint when operands.Length >= 3 && operands[0] == 5:
                    if (_entryPoint is not null)
                        throw Bad("it has several entry points");
                    _entryId = operands[1];
                    _entryPoint = Text(operands[2..]);
                    break;
                case Op.ExecutionMode
                    when operands.Length == 5 && operands[0] == _entryId && operands[1] == (uint)ExecutionMode.LocalSize:
                    _localSize = (operands[2], operands[3], operands[4]);
                    break;
                case Op.ExecutionModeId
                    when operands.Length == 5 && operands[0] == _entryId && operands[1] == (uint)ExecutionMode.LocalSizeId:
                    _localSizeIds = (operands[2], operands[3], operands[4]);
                    break;
                case Op.Decorate when operands.Length >= 2:
                    _decorations[(operands[0], (Decoration)operands[1])] = operands.Length > 2 ? operands[2] : 0;
                    break;
                case Op.MemberDecorate when operands.Length >= 3:
                    _memberDecorations[(operands[0], operands[1], (Decoration)operands[2])] =
                        operands.Length > 3 ? operands[3] : 0;
                    break;
                case >= Op.TypeVoid and <= Op.TypeFunction when operands.Length >= 1:
                    _definitions[operands[0]] = (op, operands[1..].ToArray());
                    break;
                case Op.Constant or Op.SpecConstant when operands.Length >= 3: // nothing is specialised here, so defaults hold
                    _definitions[operands[1]] = (op, operands[2..].ToArray());
                    break;
                case Op.Variable when operands.Length >= 3:
                    _variables.Add((operands[1], operands[0], (StorageClass)operands[2]));
                    break;
            }
        }

        internal SpirvInterface Finish()
        {
            if (_entryPoint is null)
                throw Bad("it has no compute entry point");
            if (_localSizeIds is { } ids)
                _localSize = (Value(ids.X), Value(ids.Y), Value(ids.Z));
            if (_localSize is not { } size)
                throw Bad("it has no fixed workgroup size");
            var written = new SortedDictionary<uint, bool>();
            var (push, shared) = (0u, 0UL);
            foreach (var (id, pointerType, storage) in _variables)
            {
                if (storage is StorageClass.UniformConstant)
                    throw Bad("it uses images or samplers");
                if (storage is StorageClass.PushConstant)
                    push = Math.Max(push, SizeOf(Pointee(pointerType), 0));
                if (storage is StorageClass.Workgroup)
                    shared += SharedSize(Pointee(pointerType), 0);
                if (storage is not (StorageClass.StorageBuffer or StorageClass.Uniform))
                    continue;
                if (storage is StorageClass.Uniform && !_decorations.ContainsKey((Pointee(pointerType), Decoration.BufferBlock)))
                    throw Bad("it uses uniform buffers");
                if (_decorations.GetValueOrDefault((id, Decoration.DescriptorSet)) != 0)
                    throw Bad("it uses a descriptor set other than 0");
                if (!_decorations.TryGetValue((id, Decoration.Binding), out var binding) || binding >= 256)
                    throw Bad("a buffer has no binding below 256");
                written[binding] = written.GetValueOrDefault(binding) || !IsReadOnly(id, Pointee(pointerType));
            }
            var count = written.Count == 0 ? 0 : (int)written.Keys.Last() + 1;
            var flags = Enumerable.Range(0, count).Select(binding => written.GetValueOrDefault((uint)binding)).ToArray();
            return new SpirvInterface(_entryPoint, size, count, flags, (push + 3) / 4 * 4, shared, [.. _capabilities]);
        }

        private uint Value(uint id) =>
            _definitions.TryGetValue(id, out var constant)
            && constant is { Op: Op.Constant or Op.SpecConstant, Operands.Length: > 0 }
                ? constant.Operands[0]
                : throw Bad("a size is no constant");

        private uint Pointee(uint pointerType) =>
            _definitions.TryGetValue(pointerType, out var type) && type is { Op: Op.TypePointer, Operands.Length: 2 }
                ? type.Operands[1]
                : throw Bad("a variable has no pointer type");

        /// <summary>Compilers mark the variable, or every member of its block.</summary>
        private bool IsReadOnly(uint variable, uint block)
        {
            if (_decorations.ContainsKey((variable, Decoration.NonWritable)))
                return true;
            if (!_definitions.TryGetValue(block, out var type) || type.Op != Op.TypeStruct)
                return false;
            for (var member = 0u; member < type.Operands.Length; member++)
                if (!_memberDecorations.ContainsKey((block, member, Decoration.NonWritable)))
                    return false;
            return true;
        }

        private uint SizeOf(uint id, int depth)
        {
            if (depth > 16 || !_definitions.TryGetValue(id, out var type))
                throw Bad("the push constants have no known size");
            var operands = type.Operands;
            switch (type.Op)
            {
                case Op.TypeInt or Op.TypeFloat when operands.Length >= 1:
                    return operands[0] / 8;
                case Op.TypeVector when operands.Length == 2:
                    return SizeOf(operands[0], depth + 1) * operands[1];
                case Op.TypeArray when operands.Length == 2:
                    return _decorations.GetValueOrDefault((id, Decoration.ArrayStride)) * Value(operands[1]);
                case Op.TypeStruct:
                    var end = 0u;
                    for (var i = 0u; i < operands.Length; i++)
                        end = Math.Max(
                            end,
                            _memberDecorations.GetValueOrDefault((id, i, Decoration.Offset), Unset) is var offset
                            && offset < 65536
                                ? offset + SizeOf(operands[i], depth + 1)
                                : throw Bad("a push constant has no offset")
                        );
                    return end;
                default:
                    throw Bad($"a push constant is of {type.Op}");
            }
        }

        // Without offsets and strides: the sum of all scalars, each as wide as it is; a bool takes a word.
        private ulong SharedSize(uint id, int depth)
        {
            var (op, operands) =
                depth < 16 && _definitions.TryGetValue(id, out var known) ? known : throw Bad("a shared type is nowhere");
            return op switch
            {
                Op.TypeBool => sizeof(uint),
                Op.TypeInt or Op.TypeFloat when operands.Length >= 1 => operands[0] / 8,
                Op.TypeVector when operands.Length == 2 => SharedSize(operands[0], depth + 1) * operands[1],
                Op.TypeArray when operands.Length == 2 => SharedSize(operands[0], depth + 1) * Value(operands[1]),
                Op.TypeStruct => operands.Aggregate(0UL, (sum, member) => sum + SharedSize(member, depth + 1)),
                _ => throw Bad($"what is shared is of {op}"),
            };
        }

        private static string Text(ReadOnlySpan<uint> words)
        {
            var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(words);
            var end = bytes.IndexOf((byte)0);
            return end < 0 ? throw Bad("the entry point's name has no end") : System.Text.Encoding.UTF8.GetString(bytes[..end]);
        }
    }
}
