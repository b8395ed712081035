using System.Globalization;
using System.Text;
using static Functional.Vulkan.GlslTypes;

namespace Functional.Vulkan;

/// <summary>Kernels as GLSL 450: what people read, and <c>glslc</c> compiles.</summary>
/// <remarks>An operation of more than two instructions is a function, named after it; inputs and results are named by their bindings.</remarks>
internal static class GlslPrinter
{
    /// <summary>The shader of a kernel, with a comment on top.</summary>
    public static string Print(Kernel kernel, string comment)
    {
        var target = new GlslTarget(kernel);
        kernel.Write(new KernelCode<string>(kernel, target));
        return target.Shader(comment);
    }
}

/// <summary>GLSL; values are expressions.</summary>
internal sealed partial class GlslTarget(Kernel kernel) : KernelTarget<string>
{
    private const int LongestExpression = 72;

    private readonly StringBuilder _functions = new();
    private readonly StringBuilder _main = new();
    private readonly Dictionary<(ElementwiseOp, string), string> _named = [];
    private readonly HashSet<string> _moves = [];
    private Dictionary<string, int> _counts = [];
    private readonly SortedSet<DType> _seen = [];
    private readonly DType _index = kernel.Index;
    private readonly StringBuilder _shared = new();
    private readonly List<string> _arrays = [];
    private StringBuilder? _body;
    private int _depth = 1;

    /// <summary>The whole text.</summary>
    public string Shader(string comment)
    {
        var text = new StringBuilder("#version 450\n");
        foreach (var line in comment.Split('\n'))
            text.Append("// ").Append(line).Append('\n');
        foreach (var binding in kernel.Bindings)
            _seen.Add(binding.Type);
        if (kernel.Bindings.Any(binding => binding.Type.ByteSize == 1))
            text.Append("#extension GL_EXT_shader_8bit_storage : require\n");
        if (kernel.Bindings.Any(binding => binding.Type.ByteSize == 2))
            text.Append("#extension GL_EXT_shader_16bit_storage : require\n");
        if (_seen.Contains(DType.Int64) || _index == DType.Int64)
            text.Append("#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require\n");
        AppendMatrixExtensions(text);
        text.Append(CultureInfo.InvariantCulture, $"\nlayout(local_size_x = {kernel.GroupSize}) in;\n\n");
        for (var i = 0; i < kernel.Bindings.Length; i++)
        {
            var (name, type) = (NameOf(i), StoredTypeOf(kernel.Bindings[i].Type));
            if (kernel.Bindings[i].Width > 1)
                type = PackOf(type);
            var access =
                kernel.Bindings[i].IsExchanged ? "coherent "
                : kernel.Bindings[i].IsWritten ? ""
                : "readonly ";
            text.Append(
                CultureInfo.InvariantCulture,
                $"layout(set = 0, binding = {i}) {access}buffer {char.ToUpperInvariant(name[0])}{name[1..]} {{ {type} {name}[]; }};\n"
            );
        }
        if (kernel.Parameter is not null)
            text.Append("layout(push_constant) uniform Parameters { int parameter; };\n");
        return text.Append(_shared)
            .Append('\n')
            .Append(_functions)
            .Append("void main()\n{\n")
            .Append(_main)
            .Append("}\n")
            .ToString();
    }

    protected override string Write(Value value, string a, string b, string c)
    {
        _seen.Add(value.Type);
        var text = Text(value, a, b, c);
        return text.Length > LongestExpression ? Keep(value.Type, text, "t") : text;
    }

    private static string Text(Value value, string a, string b, string c)
    {
        var isBool = value.Type == DType.Bool;
        return value.Code switch
        {
            Instruction.Constant => Literal(value.Type, value.Bits),
            Instruction.Add => $"({a} + {b})",
            Instruction.Subtract => RemainderOf(value) is { } divisor
                ? $"({a} % {Literal(value.Type, divisor)})"
                : $"({a} - {b})",
            Instruction.Multiply => $"({a} * {b})",
            Instruction.Divide => $"({a} / {b})",
            Instruction.FusedMultiplyAdd => $"fma({Bare(a)}, {Bare(b)}, {Bare(c)})",
            Instruction.Negate => $"(-{a})",
            Instruction.Abs => $"abs({Bare(a)})",
            Instruction.Sqrt => $"sqrt({Bare(a)})",
            Instruction.Floor => $"floor({Bare(a)})",
            Instruction.Ceiling => $"ceil({Bare(a)})",
            Instruction.Truncate => $"trunc({Bare(a)})",
            Instruction.Round => $"roundEven({Bare(a)})",
            Instruction.Equal => $"({a} == {b})",
            Instruction.NotEqual => $"({a} != {b})",
            Instruction.Less => $"({a} < {b})",
            Instruction.LessOrEqual => $"({a} <= {b})",
            Instruction.Select => $"({a} ? {b} : {c})",
            Instruction.And => isBool ? $"({a} && {b})" : $"({a} & {b})",
            Instruction.Or => isBool ? $"({a} || {b})" : $"({a} | {b})",
            Instruction.Xor => isBool ? $"({a} != {b})" : $"({a} ^ {b})",
            Instruction.Not => isBool ? $"(!{a})" : $"(~{a})",
            Instruction.ShiftLeft => $"({a} << {value.Bits})",
            Instruction.ShiftRight => $"({a} >> {value.Bits})",
            Instruction.ShiftRightLogical => value.Type == DType.Int32
                ? $"int(uint({Bare(a)}) >> {value.Bits})"
                : $"int64_t(uint64_t({Bare(a)}) >> {value.Bits})",
            Instruction.Convert => $"{TypeOf(value.Type)}({Bare(a)})",
            Instruction.BitCast => $"{BitCast(value.A!.Type, value.Type)}({Bare(a)})",
            _ => throw new InvalidOperationException(
                $"{value.Code} is an input, or an instruction that this printer does not know."
            ),
        };
    }

    public override string Keep(DType type, string value, string name) => IsSimple(value) ? value : Copy(type, value, name);

    public override string Call(ElementwiseOp op, DType[] types, string[] operands)
    {
        if (Bodies.Cost(op, types) <= 2)
            return Read(Bodies.Of(op, types), operands);
        var key = (op, string.Join(' ', types));
        if (!_named.TryGetValue(key, out var name))
            _named[key] = name = Define(op, types);
        return $"{name}({string.Join(", ", operands.Select(Bare))})";
    }

    public override string Load(int binding, string index)
    {
        return FromStored(kernel.Bindings[binding].Type, $"{NameOf(binding)}[{At(index)}]");
    }

    public override string[] LoadPack(int binding, string index)
    {
        var (type, pack) = (kernel.Bindings[binding].Type, Fresh("pack"));
        var isWidened = type == DType.Bool || type.IsNarrow;
        var stored =
            !isWidened ? StoredTypeOf(type)
            : IsSigned(type) ? "int"
            : "uint";
        var place = $"{NameOf(binding)}[{At(index)}]";
        Line($"{PackOf(stored)} {pack} = {(isWidened ? $"{PackOf(stored)}({place})" : place)};");
        return [.. "xyzw".Select(element => FromStored(type, $"{pack}.{element}"))];
    }

    private string FromStored(DType type, string place)
    {
        return type == DType.Bool ? $"(uint({place}) != 0u)"
            : !type.IsNarrow ? place
            : type.IsInteger ? $"int({place})"
            : Moved("load", type, StoredNarrow.Load(Value.Input(0, DType.Int32), type), DType.Int32, $"int({place})");
    }

    public override string LoadWhere(string condition, int binding, string index) =>
        $"({condition} ? {Load(binding, index)} : {Literal(kernel.Bindings[binding].Type.Lane, 0)})";

    public override void Store(int binding, string index, string value)
    {
        var type = kernel.Bindings[binding].Type;
        var stored = Widened(type, value);
        Line(
            $"{NameOf(binding)}[{At(index)}] = {(type == DType.Bool || type.IsNarrow ? $"{StoredTypeOf(type)}({stored})" : stored)};"
        );
    }

    public override void StorePack(int binding, string index, string[] values)
    {
        var type = kernel.Bindings[binding].Type;
        var stored = Array.ConvertAll(values, value => Widened(type, value));
        var pack = string.Join(", ", stored);
        if (type == DType.Bool || type.IsNarrow)
            pack = $"{PackOf(IsSigned(type) ? "int" : "uint")}({pack})";
        Line($"{NameOf(binding)}[{At(index)}] = {PackOf(StoredTypeOf(type))}({pack});");
    }

    // What memory will hold, before it is cut to the stored width. What flows into a precise variable is computed as written, without contraction.
    private string Widened(DType type, string value)
    {
        var name = Fresh("result");
        Line($"precise {TypeOf(type)} {name} = {Bare(value)};");
        return type == DType.Bool ? $"({name} ? 1u : 0u)"
            : !type.IsNarrow || type.IsInteger ? name
            : Moved("store", type, StoredNarrow.Store(Value.Input(0, type.Lane), type), type, name);
    }

    public override void AtomicMin(int binding, string index, string value) =>
        Line($"atomicMin({NameOf(binding)}[{At(index)}], {Bare(value)});");

    public override void Share(string name, DType type, int length)
    {
        _shared.Append(_arrays.Count == 0 ? "\n" : "");
        _shared.Append(CultureInfo.InvariantCulture, $"shared {TypeOf(type)} {name}[{length}];\n");
        _arrays.Add(name);
    }

    public override string LoadShared(int array, string index) => $"{_arrays[array]}[{At(index)}]";

    public override void StoreShared(int array, string index, string value) =>
        Line($"{_arrays[array]}[{At(index)}] = {Bare(value)};");

    public override void Barrier(bool buffers)
    {
        if (buffers)
            Line("memoryBarrierBuffer();");
        Line("barrier();");
    }

    public override string At(Position position)
    {
        var value = position switch
        {
            Position.Invocation => "gl_GlobalInvocationID.x",
            Position.Invocations => $"gl_NumWorkGroups.x * {kernel.GroupSize}u",
            Position.Group => "gl_WorkGroupID.x",
            Position.Groups => "gl_NumWorkGroups.x",
            Position.Subgroup => "gl_SubgroupID",
            _ => "gl_LocalInvocationIndex",
        };
        return $"{TypeOf(_index)}({value})";
    }

    public override string Parameter() => _index == DType.Int32 ? "parameter" : $"{TypeOf(_index)}(parameter)";

    public override string[] Fold(
        string name,
        DType index,
        string start,
        string end,
        string step,
        DType[] types,
        string[] initial,
        Func<string, string[], string[]> turn
    )
    {
        var carried = Array.ConvertAll(types, _ => Fresh("total"));
        for (var i = 0; i < types.Length; i++)
            Line($"precise {TypeOf(types[i])} {carried[i]} = {Bare(initial[i])};");
        var (last, number) = (types.Length == 0 ? end : Keep(index, end, "end"), Fresh(name));
        Line($"for ({TypeOf(index)} {number} = {Bare(start)}; {number} < {last}; {number} += {Bare(step)})");
        Block(() =>
        {
            var next = turn(number, carried);
            // What is assigned must not be read as the value before.
            for (var i = 1; i < next.Length; i++)
                if (Array.Exists(carried[..i], earlier => Mentions(next[i], earlier)))
                    next[i] = Copy(types[i], next[i], "next");
            for (var i = 0; i < next.Length; i++)
                Line($"{carried[i]} = {Bare(next[i])};");
        });
        return carried;
    }

    public override void If(string condition, Action then)
    {
        Line($"if ({Bare(condition)})");
        Block(then);
    }

    // A function of its own, its body written as in main.
    private string Define(ElementwiseOp op, DType[] types)
    {
        var name = $"{op.Name}_{types[^1].Name}";
        if (_named.ContainsValue(name))
            name = Fresh(name);
        Define(name, Bodies.Of(op, types), types);
        return name;
    }

    // A narrow float from what memory holds, or the other way round: halves by a function.
    private string Moved(string verb, DType type, Value body, DType from, string operand)
    {
        if (type == DType.BFloat16)
            return Read(body, operand);
        var name = $"{verb}_{type.Name}";
        if (_moves.Add(name))
            Define(name, body, [from]);
        return $"{name}({operand})";
    }

    private void Define(string name, Value body, DType[] types)
    {
        var (outer, depth, counts) = (_body, _depth, _counts);
        (_body, _depth, _counts) = (new StringBuilder(), 1, []);
        string[] parameters = [.. "xyz"[..types.Length].Select(letter => letter.ToString())];
        Line($"precise {TypeOf(body.Type)} result = {Bare(Read(body, parameters))};");
        var text = _body;
        (_body, _depth, _counts) = (outer, depth, counts);
        var list = string.Join(", ", parameters.Zip(types, (parameter, type) => $"{TypeOf(type)} {parameter}"));
        _functions.Append(
            CultureInfo.InvariantCulture,
            $"{TypeOf(body.Type)} {name}({list})\n{{\n{text}    return result;\n}}\n\n"
        );
    }

    private string Copy(DType type, string value, string name)
    {
        var fresh = Fresh(name);
        Line($"{TypeOf(type)} {fresh} = {Bare(value)};");
        return fresh;
    }

    private static bool Mentions(string text, string name)
    {
        for (
            var at = text.IndexOf(name, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(name, at + 1, StringComparison.Ordinal)
        )
            if (at + name.Length == text.Length || !char.IsAsciiLetterOrDigit(text[at + name.Length]))
                return true;
        return false;
    }

    private void Block(Action write)
    {
        Line("{");
        _depth++;
        write();
        _depth--;
        Line("}");
    }

    private void Line(string text) => (_body ?? _main).Append(' ', 4 * _depth).Append(text).Append('\n');

    // Numbered from 1, so that no name is a function's or a reserved word; the walk's own names stand alone where they are the first.
    private string Fresh(string name)
    {
        var count = _counts[name] = _counts.GetValueOrDefault(name) + 1;
        return count == 1 && name is ("i" or "p" or "k" or "item" or "group" or "place" or "total" or "end" or "result")
            ? name
            : $"{name}{count}";
    }

    private string NameOf(int binding)
    {
        var isWritten = kernel.Bindings[binding].IsWritten;
        var number = kernel.Bindings.Take(binding).Count(other => other.IsWritten == isWritten);
        return $"{(isWritten ? "output" : "input")}{number}";
    }

    // Arrays are indexed with 32 bits.
    private string At(string index) => _index == DType.Int64 ? $"uint({Bare(index)})" : Bare(index);

    private static bool IsSimple(string value) => value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.');

    // The literal d of a − a / d · d, which is how the kernel language says a % d.
    private static long? RemainderOf(Value value) =>
        value.Type.IsInteger
        && value.B
            is { Code: Instruction.Multiply, A: { Code: Instruction.Divide } quotient, B: { Code: Instruction.Constant } divisor }
        && quotient.A == value.A
        && quotient.B is { Code: Instruction.Constant } same
        && same.Bits == divisor.Bits
            ? divisor.Bits
            : null;

    // Without parentheses around the whole.
    private static string Bare(string value)
    {
        if (value.Length < 2 || value[0] != '(')
            return value;
        var open = 0;
        for (var i = 0; i < value.Length; i++)
        {
            open +=
                value[i] == '(' ? 1
                : value[i] == ')' ? -1
                : 0;
            if (open == 0)
                return i == value.Length - 1 ? value[1..^1] : value;
        }
        return value;
    }
}
