using System.Text;

namespace Functional.Vulkan;

/// <summary>
/// Writes one compute kernel as SPIR-V words. Ids are plain <c>uint</c>; types and constants are made once however often
/// they are asked for; capabilities follow from what is used.
/// </summary>
/// <remarks>
/// The module has one function, whose instructions are appended in order. Structured control flow takes delegates
/// (see <see cref="If(uint, Action, Action?, bool)"/> and <see cref="Loop"/>), so that blocks nest by construction.
/// </remarks>
internal sealed partial class SpirvModule
{
    private const uint Magic = 0x07230203;
    private const uint Version16 = 0x00010600; // SPIR-V 1.6 is Vulkan 1.3's, the least that a device must have.

    private readonly (uint X, uint Y, uint Z) _localSize;
    private readonly FloatControls _controls;
    private readonly List<uint> _names = [],
        _annotations = [],
        _globals = [],
        _locals = [],
        _prologue = [],
        _body = [];
    private readonly List<uint> _interfaces = [];
    private readonly List<uint> _typeOfId = [0];
    private readonly uint _function,
        _entry;
    private uint _glsl;
    private bool[] _written = [];
    private ulong _sharedBytes;
    private uint _block;
    private Capability[] _capabilities = [Capability.Shader]; // in order

    /// <summary>Begins a kernel of a workgroup size, with the float behaviour that the device offers.</summary>
    public SpirvModule(uint localX, uint localY = 1, uint localZ = 1, FloatControls? controls = null)
    {
        _localSize = (localX, localY, localZ);
        _controls = controls ?? FloatControls.None;
        _function = NewId();
        _block = _entry = NewId();
    }

    /// <summary>What the module needs of the device, as far as it is written.</summary>
    public Capability[] Capabilities => _capabilities;

    /// <summary>The workgroup's size.</summary>
    public (uint X, uint Y, uint Z) LocalSize => _localSize;

    /// <summary>How the module is to be dispatched: what <see cref="SpirvInterface.Read"/> finds in its words. Ask when they are finished.</summary>
    public SpirvInterface Interface =>
        new("main", _localSize, _written.Length, _written, PushConstantOffsets()[^1], _sharedBytes, _capabilities);

    /// <summary>Whether float operations are kept apart: no FMA is made of a product and a sum. On by default.</summary>
    public bool NoContraction { get; set; } = true;

    /// <summary>The words of the finished module. It may be read again, and written on.</summary>
    public uint[] ToWords()
    {
        var widths = FloatWidths();
        var signature = FunctionType();
        var modes = new List<uint>();
        WriteModes(modes, ExecutionMode.SignedZeroInfNanPreserve, Capability.SignedZeroInfNanPreserve, widths);
        WriteModes(modes, ExecutionMode.DenormPreserve, Capability.DenormPreserve, widths);
        WriteModes(modes, ExecutionMode.RoundingModeRTE, Capability.RoundingModeRTE, widths);
        List<uint> words = [Magic, Version16, 0, (uint)_typeOfId.Count, 0];
        foreach (var capability in _capabilities)
            Write(words, Op.Capability, (uint)capability);
        foreach (var extension in _extensions)
            Write(words, Op.Extension, Text(extension));
        if (_glsl != 0)
            Write(words, Op.ExtInstImport, [_glsl, .. Text("GLSL.std.450")]);
        Write(words, Op.MemoryModel, 0, IsVulkanModel ? 3u : 1); // Logical; Vulkan or GLSL450
        Write(words, Op.EntryPoint, [5, _function, .. Text("main"), .. _interfaces]); // GLCompute
        Write(words, Op.ExecutionMode, _function, (uint)ExecutionMode.LocalSize, _localSize.X, _localSize.Y, _localSize.Z);
        words.AddRange(modes);
        words.AddRange(_names);
        words.AddRange(_annotations);
        words.AddRange(_globals);
        Write(words, Op.Function, Void, _function, 0, signature);
        Write(words, Op.Label, _entry);
        words.AddRange(_locals);
        words.AddRange(_prologue);
        words.AddRange(_body);
        Write(words, Op.Return);
        Write(words, Op.FunctionEnd);
        words[3] = (uint)_typeOfId.Count;
        return [.. words];
    }

    /// <summary>Gives an id a name in disassemblies.</summary>
    public void Name(uint id, string name) => Write(_names, Op.Name, [id, .. Text(name)]);

    /// <summary>Decorates an id.</summary>
    public void Decorate(uint id, Decoration decoration, params ReadOnlySpan<uint> operands) =>
        Write(_annotations, Op.Decorate, [id, (uint)decoration, .. operands]);

    /// <summary>Declares a need of the device.</summary>
    public void Require(Capability capability)
    {
        var place = 0;
        while (place < _capabilities.Length && _capabilities[place] < capability)
            place++;
        if (place < _capabilities.Length && _capabilities[place] == capability)
            return;
        var more = new Capability[_capabilities.Length + 1];
        for (var i = 0; i < more.Length; i++)
            more[i] =
                i < place ? _capabilities[i]
                : i > place ? _capabilities[i - 1]
                : capability;
        _capabilities = more;
    }

    private void WriteModes(List<uint> words, ExecutionMode mode, Capability needed, FloatWidths used)
    {
        var declared = _controls.Declared(mode, used);
        if (declared != 0)
            Require(needed);
        for (var width = 16u; width <= 64; width *= 2)
            if (((uint)declared & width) != 0)
                Write(words, Op.ExecutionMode, _function, (uint)mode, width);
    }

    private uint NewId(uint type = 0)
    {
        _typeOfId.Add(type);
        return (uint)_typeOfId.Count - 1;
    }

    private static void Write(List<uint> section, Op op, params ReadOnlySpan<uint> operands)
    {
        section.Add(((uint)(operands.Length + 1) << 16) | (uint)op);
        section.AddRange(operands);
    }

    private static uint[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var words = new uint[(bytes.Length / 4) + 1]; // at least one terminating zero
        for (var i = 0; i < bytes.Length; i++)
            words[i / 4] |= (uint)bytes[i] << (8 * (i % 4));
        return words;
    }
}
