using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

/// <summary>The registry, reduced to the transitive closure of the names asked for.</summary>
internal sealed partial class Registry
{
    private readonly XElement _root;
    private readonly Dictionary<string, XElement> _types = [];
    private readonly Dictionary<string, XElement> _commands = [];
    private readonly Dictionary<string, XElement> _enums = [];
    private readonly Dictionary<string, string> _constants = [];
    private readonly List<(XElement Element, int Extension, bool Wanted)> _extensionValues = [];
    private readonly HashSet<string> _opaque;

    private readonly SortedDictionary<string, XElement> _wantedCommands = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, XElement> _structs = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _handles = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _enumTypes = new(StringComparer.Ordinal); // C# name → bits type
    private readonly SortedSet<(string Element, int Count)> _arrays = [];
    private readonly HashSet<string> _structureTypes = [];

    public Registry(XElement root, List<string> names)
    {
        _root = root;
        foreach (var type in root.Elements("types").Elements("type").Where(IsVulkan))
            _types.TryAdd(NameOf(type), type);
        foreach (var block in root.Elements("enums"))
            _enums.TryAdd((string?)block.Attribute("name") ?? "", block);
        foreach (var command in root.Elements("commands").Elements("command").Where(IsVulkan))
            _commands.TryAdd((string?)command.Attribute("name") ?? (string)command.Element("proto")!.Element("name")!, command);
        foreach (var constant in _enums["API Constants"].Elements("enum"))
            if ((string?)constant.Attribute("value") is { } value)
                _constants[(string)constant.Attribute("name")!] = value;

        var extensions = names.Where(name => name.StartsWith("VK_", StringComparison.Ordinal)).ToHashSet();
        foreach (var block in root.Elements("feature").Concat(root.Elements("extensions").Elements("extension")))
        {
            var wanted = block.Name == "feature" ? IsVulkan(block) : extensions.Contains((string)block.Attribute("name")!);
            var number = block.Name == "extension" ? (int)block.Attribute("number")! : 0;
            foreach (var value in block.Elements("require").Where(IsVulkan).Elements("enum").Where(IsVulkan))
                if (value.Attribute("extends") is not null)
                    _extensionValues.Add((value, number, wanted));
        }

        _opaque = [.. names.Where(name => name[0] == '~').Select(name => name[1..])];
        foreach (var name in names)
        {
            if (name.StartsWith("vk", StringComparison.Ordinal))
                AddCommand(name);
            else if (name.StartsWith("Vk", StringComparison.Ordinal))
            {
                Resolve(_types, name);
                AddType(name);
            }
        }
        AddType("VkResult");
        AddType("VkStructureType");
    }

    /// <summary>The structs that the binding has.</summary>
    public IEnumerable<string> Structs => _structs.Keys;

    public string Summary =>
        $"{_wantedCommands.Count} commands, {_structs.Count} structs, {_handles.Count} handles, {_enumTypes.Count} enums, registry {Version}";

    private string Version
    {
        get
        {
            var defines = _root
                .Elements("types")
                .Elements("type")
                .Where(IsVulkan)
                .Where(type => ((string?)type.Element("name"))?.StartsWith("VK_HEADER_VERSION", StringComparison.Ordinal) == true)
                .ToDictionary(type => (string)type.Element("name")!, type => type.Value);
            var numbers = Regex.Match(defines["VK_HEADER_VERSION_COMPLETE"], @"\(\w+, (\d+), (\d+),");
            return $"{numbers.Groups[1]}.{numbers.Groups[2]}.{defines["VK_HEADER_VERSION"].Split(' ')[^1]}";
        }
    }

    private static bool IsVulkan(XElement element) =>
        element.Attribute("api") is not { } api || api.Value.Split(',').Contains("vulkan");

    private static string NameOf(XElement type) => (string?)type.Attribute("name") ?? (string?)type.Element("name") ?? "";

    private static XElement Resolve(Dictionary<string, XElement> table, string name)
    {
        if (!table.TryGetValue(name, out var element))
            throw new KeyNotFoundException($"the registry has no '{name}'");
        return (string?)element.Attribute("alias") is { } alias ? Resolve(table, alias) : element;
    }

    private void AddCommand(string name)
    {
        var command = Resolve(_commands, name);
        _wantedCommands[name] = command;
        AddType((string)command.Element("proto")!.Element("type")!);
        foreach (var parameter in command.Elements("param").Where(IsVulkan))
            AddType((string)parameter.Element("type")!);
    }

    private void AddType(string name)
    {
        if (_opaque.Contains(name) || Primitive(name) is not null || !_types.TryGetValue(name, out var type))
            return;
        switch ((string?)type.Attribute("category"))
        {
            case "handle":
                _handles.Add(name);
                break;
            case "enum":
                _enumTypes[EnumName(name)] = name;
                break;
            case "bitmask":
                _enumTypes[name] = (string?)type.Attribute("requires") ?? (string?)type.Attribute("bitvalues") ?? "";
                break;
            case "struct" or "union" when _structs.TryAdd(name, type):
                foreach (var member in Members(type))
                    AddType((string)member.Element("type")!);
                break;
        }
    }

    private static IEnumerable<XElement> Members(XElement type) => type.Elements("member").Where(IsVulkan);

    /// <summary>Bits and mask are one type in C#, under the mask's name.</summary>
    private static string EnumName(string name) => name.Replace("FlagBits", "Flags");

    private static string? Primitive(string name) =>
        name switch
        {
            "void" => "void",
            "char" or "uint8_t" => "byte",
            "int8_t" => "sbyte",
            "uint16_t" => "ushort",
            "int16_t" => "short",
            "uint32_t" or "VkFlags" or "VkSampleMask" => "uint",
            "int32_t" or "int" => "int",
            "uint64_t" or "VkDeviceSize" or "VkDeviceAddress" or "VkFlags64" => "ulong",
            "int64_t" => "long",
            "size_t" => "nuint",
            "float" => "float",
            "double" => "double",
            "VkBool32" => "VkBool32",
            _ => null,
        };

    /// <summary>The C# type of a parameter or member: its base type and as many stars as the C declaration has.</summary>
    private string TypeOf(XElement declaration)
    {
        var name = (string)declaration.Element("type")!;
        var text = string.Concat(
            declaration
                .Nodes()
                .Where(node => node is not XElement { Name.LocalName: "comment" })
                .Select(node => node is XElement element ? element.Value : node.ToString())
        );
        var stars = new string('*', text.Count(c => c == '*'));
        if (name.StartsWith("PFN_", StringComparison.Ordinal))
            return "void*" + stars;
        if (_opaque.Contains(name))
            return stars.Length > 0 || !IsHandle(name) ? "void" + stars : "ulong";
        return (Primitive(name) ?? EnumName(name)) + stars;
    }

    private bool IsHandle(string name) => (string?)_types[name].Attribute("category") == "handle";

    public string Emit()
    {
        var body = new StringBuilder();
        foreach (var handle in _handles)
        {
            var dispatchable = _types[handle].Value.Contains("VK_DEFINE_HANDLE");
            body.Append($"internal readonly record struct {handle}({(dispatchable ? "nint" : "ulong")} Value);\n\n");
        }
        var structText = new StringBuilder();
        foreach (var (name, type) in _structs)
            EmitStruct(structText, name, type);
        foreach (var (name, bits) in _enumTypes)
            EmitEnum(body, name, bits);
        foreach (var (element, count) in _arrays)
            body.Append(
                $"[InlineArray({count})]\ninternal struct {element}Array{count}\n{{\n    private {element} first;\n}}\n\n"
            );
        body.Append(structText);
        EmitTable(
            body,
            "LoaderFunctions",
            "before an instance exists",
            first => first is not ("VkInstance" or "VkPhysicalDevice" or "VkDevice" or "VkQueue" or "VkCommandBuffer")
        );
        EmitTable(body, "InstanceFunctions", "of one instance", first => first is "VkInstance" or "VkPhysicalDevice");
        EmitTable(
            body,
            "DeviceFunctions",
            "of one device, free of the loader's trampolines",
            first => first is "VkDevice" or "VkQueue" or "VkCommandBuffer"
        );
        return Header + body.ToString().TrimEnd('\n') + "\n";
    }

    private string Header =>
        $$"""
            // <auto-generated>
            //   Generated by Functional.Vulkan.Bindings.Generator from Khronos' Vulkan registry (vk.xml), version {{Version}}.
            //   The registry is copyright 2015-2026 The Khronos Group Inc. SPDX-License-Identifier: Apache-2.0 OR MIT
            //   Contains {{_wantedCommands.Count}} commands, {{_structs.Count}} structs, {{_handles.Count}} handles, {{_enumTypes.Count}} enums: what compute needs.
            // </auto-generated>
            #nullable enable
            #pragma warning disable CS0649 // fields that only the driver writes

            using System.Runtime.CompilerServices;
            using System.Runtime.InteropServices;

            namespace Functional.Vulkan;

            internal readonly record struct VkBool32(uint Value)
            {
                public static implicit operator bool(VkBool32 value) => value.Value != 0;
                public static implicit operator VkBool32(bool value) => new(value ? 1u : 0u);
            }


            """;

    private void EmitStruct(StringBuilder text, string name, XElement type)
    {
        var union = (string?)type.Attribute("category") == "union";
        text.Append(union ? "[StructLayout(LayoutKind.Explicit)]\n" : "").Append($"internal unsafe struct {name}\n{{\n");
        foreach (var member in Members(type))
        {
            var field = (string)member.Element("name")!;
            if (Keywords.Contains(field))
                field = "@" + field;
            var value = (string?)member.Attribute("values");
            if (union)
                text.Append("    [FieldOffset(0)] ");
            if (field == "sType" && value is not null)
            {
                _structureTypes.Add(value);
                text.Append($"    public {name}() {{ sType = VkStructureType.{Member("VkStructureType", value)}; }}\n");
            }
            text.Append("    public ").Append(FieldOf(member, field)).Append(";\n");
        }
        text.Append("}\n\n");
    }

    private string FieldOf(XElement member, string field)
    {
        var type = TypeOf(member);
        var after = string.Concat(
            member
                .Element("name")!
                .NodesAfterSelf()
                .Where(node => node is not XElement { Name.LocalName: "comment" })
                .Select(node => node is XElement element ? element.Value : node.ToString())
        );
        if (after.Contains(':'))
            throw new NotSupportedException($"bit field '{field}'");
        if (ArraySize().Match(after) is not { Success: true } size)
            return $"{type} {field}";
        var length = size.Groups[1].Value;
        var count = int.Parse(_constants.GetValueOrDefault(length, length), CultureInfo.InvariantCulture);
        if (type is "byte" or "uint" or "int" or "float" or "ulong")
            return $"fixed {type} {field}[{count}]";
        _arrays.Add((type, count));
        return $"{type}Array{count} {field}";
    }

    private void EmitEnum(StringBuilder text, string name, string bits)
    {
        // A mask whose bits are not in this registry's reach is still a number of its own type.
        var block = _enums.GetValueOrDefault(bits);
        var wide = (string?)block?.Attribute("bitwidth") == "64" || name.Contains("Flags2");
        var mask = name.Contains("Flags");
        var values = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var value in block?.Elements("enum").Where(IsVulkan) ?? [])
            if (ValueOf(value, 0) is { } number)
                values[Member(bits, (string)value.Attribute("name")!)] = number;
        foreach (var (value, extension, wanted) in _extensionValues)
            if (
                (string?)value.Attribute("extends") == bits
                && (wanted || bits == "VkStructureType")
                && ValueOf(value, extension) is { } number
            )
                values[Member(bits, (string)value.Attribute("name")!)] = number;
        if (bits == "VkStructureType")
        {
            var used = _structureTypes.Select(type => Member(bits, type)).ToHashSet();
            foreach (var unused in values.Keys.Where(key => !used.Contains(key)).ToList())
                values.Remove(unused);
        }
        text.Append(mask ? "[Flags]\n" : "")
            .Append($"internal enum {name} : {(wide ? "ulong" : mask ? "uint" : "int")}\n{{\n");
        if (mask && !values.ContainsKey("None"))
            text.Append("    None = 0,\n");
        foreach (var (member, value) in values.OrderBy(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append(mask ? $"    {member} = 0x{value:X},\n" : $"    {member} = {value},\n");
        text.Append("}\n\n");
    }

    /// <summary>A value as the registry writes it: a number, a bit position, or an offset in an extension's range.</summary>
    private static long? ValueOf(XElement value, int extension)
    {
        if (value.Attribute("alias") is not null)
            return null;
        if ((string?)value.Attribute("bitpos") is { } bit)
            return 1L << int.Parse(bit, CultureInfo.InvariantCulture);
        if ((string?)value.Attribute("offset") is { } offset)
        {
            var number = (int?)value.Attribute("extnumber") ?? extension;
            var result = 1000000000L + ((number - 1) * 1000L) + int.Parse(offset, CultureInfo.InvariantCulture);
            return (string?)value.Attribute("dir") == "-" ? -result : result;
        }
        var literal = (string)value.Attribute("value")!;
        return literal.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? Convert.ToInt64(literal, 16)
            : long.Parse(literal, CultureInfo.InvariantCulture);
    }

    /// <summary><c>VK_BUFFER_USAGE_STORAGE_BUFFER_BIT</c> of <c>VkBufferUsageFlagBits</c> is <c>StorageBuffer</c>.</summary>
    private static string Member(string type, string value)
    {
        var vendor = Vendor().Match(type).Value;
        var stem = vendor.Length > 0 ? type[..^vendor.Length] : type;
        var words = WordStart().Replace(stem.Replace("FlagBits", ""), "_$1").TrimStart('_').ToUpperInvariant() + "_";
        if (type == "VkResult")
            words = "VK_";
        var rest = value.StartsWith(words, StringComparison.Ordinal)
            ? value[words.Length..]
            : Regex.Replace(value, "^VK_(STRUCTURE_TYPE_)?", "");
        if (vendor.Length > 0 && rest.EndsWith("_" + vendor, StringComparison.Ordinal))
            rest = rest[..^(vendor.Length + 1)];
        if (type.Contains("FlagBits"))
            rest = Regex.Replace(rest, "_BIT(?=_|$)", "");
        var pascal = string.Concat(
            rest.Split('_').Select(word => Vendors.Contains(word) ? word : word[..1] + word[1..].ToLowerInvariant())
        );
        return char.IsDigit(pascal[0]) ? "_" + pascal : pascal;
    }

    private void EmitTable(StringBuilder text, string name, string scope, Func<string, bool> belongs)
    {
        // vkGetDeviceProcAddr is the instance's: it is what makes a device's table.
        bool Here(KeyValuePair<string, XElement> pair) =>
            pair.Key == "vkGetDeviceProcAddr" ? name == "InstanceFunctions"
            : pair.Key == "vkGetInstanceProcAddr" ? name == "LoaderFunctions"
            : belongs((string)pair.Value.Element("param")!.Element("type")!);
        var table = _wantedCommands.Where(Here).ToList();
        text.Append(
            $"/// <summary>The commands {scope}. A pointer is null where the driver lacks the command; tests replace pointers to inject faults.</summary>\n"
        );
        text.Append($"internal sealed unsafe class {name}\n{{\n");
        foreach (var (command, element) in table)
            text.Append($"    internal {SignatureOf(element)} {command};\n");
        text.Append($"\n    internal {name}(Func<string, nint> load)\n    {{\n");
        foreach (var (command, element) in table)
            text.Append($"        {command} = ({SignatureOf(element)})load(\"{command}\");\n");
        text.Append("    }\n}\n\n");
    }

    private string SignatureOf(XElement command)
    {
        var parameters = command.Elements("param").Where(IsVulkan).Select(TypeOf).Append(TypeOf(command.Element("proto")!));
        return $"delegate* unmanaged<{string.Join(", ", parameters)}>";
    }

    private static readonly HashSet<string> Keywords =
    [
        "object",
        "event",
        "lock",
        "params",
        "ref",
        "in",
        "out",
        "base",
        "string",
    ];
    private static readonly HashSet<string> Vendors = ["KHR", "EXT", "NV", "AMD", "ARM", "INTEL", "QCOM", "LUID", "UUID"];

    [GeneratedRegex(@"\[(\w+)\]")]
    private static partial Regex ArraySize();

    [GeneratedRegex("(KHR|EXT|NV|AMD|ARM|INTEL|QCOM)$")]
    private static partial Regex Vendor();

    [GeneratedRegex("([A-Z](?=[a-z])|(?<=[a-z])[A-Z0-9])")]
    private static partial Regex WordStart();
}
