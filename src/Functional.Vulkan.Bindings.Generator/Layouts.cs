using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

/// <summary>
/// Sizes and offsets of the registry's structs, by the rules of C on 64-bit systems: every member begins at a multiple of its
/// alignment. It shares nothing with the code that writes the binding, so that tests can compare the two.
/// </summary>
internal sealed class Layouts
{
    private const int Pointer = 8;

    private readonly Dictionary<string, XElement> _types = [];
    private readonly Dictionary<string, int> _constants = [];
    private readonly Dictionary<string, Layout> _known = [];

    public Layouts(XElement registry)
    {
        foreach (var type in registry.Elements("types").Elements("type").Where(IsVulkan))
            _types.TryAdd((string?)type.Attribute("name") ?? (string?)type.Element("name") ?? "", type);
        foreach (var constant in registry.Elements("enums").Elements("enum"))
            if (
                int.TryParse((string?)constant.Attribute("value"), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            )
                _constants.TryAdd((string)constant.Attribute("name")!, value);
    }

    /// <summary>Whether the registry knows a struct or union of that name.</summary>
    public bool Has(string name) => _types.TryGetValue(name, out var type) && IsStruct(type);

    /// <summary>A struct's size, alignment and members.</summary>
    public Layout Of(string name)
    {
        if (_known.TryGetValue(name, out var known))
            return known;
        var type = _types[name];
        if ((string?)type.Attribute("alias") is { } alias)
            return _known[name] = Of(alias);
        var isUnion = (string?)type.Attribute("category") == "union";
        var (end, largest, alignment) = (0, 0, 1);
        List<(string Name, int Offset)> members = [];
        foreach (var member in type.Elements("member").Where(IsVulkan))
        {
            var (size, align) = SizeOf(member);
            var offset = isUnion ? 0 : Up(end, align);
            members.Add(((string)member.Element("name")!, offset));
            (end, largest, alignment) = (offset + size, Math.Max(largest, offset + size), Math.Max(alignment, align));
        }
        return _known[name] = new Layout(Up(largest, alignment), alignment, members);
    }

    /// <summary>One line a struct: its name, its size, and its members' offsets.</summary>
    public string Print(IEnumerable<string> names)
    {
        var text = new StringBuilder();
        foreach (var name in names.Where(Has))
        {
            var layout = Of(name);
            text.Append(CultureInfo.InvariantCulture, $"{name} {layout.Size}:");
            foreach (var (member, offset) in layout.Members)
                text.Append(CultureInfo.InvariantCulture, $" {member} {offset}");
            text.Append('\n');
        }
        return text.ToString();
    }

    private static int Up(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;

    private static bool IsVulkan(XElement element) =>
        element.Attribute("api") is not { } api || api.Value.Split(',').Contains("vulkan");

    private static bool IsStruct(XElement type) => (string?)type.Attribute("category") is "struct" or "union";

    private (int Size, int Alignment) SizeOf(XElement member)
    {
        var text = string.Concat(
            member.Nodes().Where(IsText).Select(node => node is XElement part ? part.Value : node.ToString())
        );
        var (size, alignment) = text.Contains('*') ? (Pointer, Pointer) : SizeOf((string)member.Element("type")!);
        foreach (Match dimension in Regex.Matches(text, @"\[(\w+)\]"))
        {
            var count = dimension.Groups[1].Value;
            size *= _constants.TryGetValue(count, out var constant) ? constant : int.Parse(count, CultureInfo.InvariantCulture);
        }
        return (size, alignment);
    }

    private static bool IsText(XNode node) => node is not XElement { Name.LocalName: "comment" };

    private (int Size, int Alignment) SizeOf(string name)
    {
        if (Primitive(name) is var primitive and > 0)
            return (primitive, primitive);
        var type = _types[name];
        if ((string?)type.Attribute("alias") is { } alias)
            return SizeOf(alias);
        if (IsStruct(type))
            return (Of(name).Size, Of(name).Alignment);
        var size = (string?)type.Attribute("category") switch
        {
            "handle" => Pointer,
            "enum" => 4,
            "bitmask" or "basetype" => SizeOf((string)type.Element("type")!).Size,
            var category => throw new NotSupportedException($"'{name}' is a {category}"),
        };
        return (size, size);
    }

    private static int Primitive(string name) =>
        name switch
        {
            "char" or "uint8_t" or "int8_t" => 1,
            "uint16_t" or "int16_t" => 2,
            "uint32_t" or "int32_t" or "int" or "float" => 4,
            "uint64_t" or "int64_t" or "double" or "size_t" => 8,
            _ when name.StartsWith("PFN_", StringComparison.Ordinal) => Pointer,
            _ => 0,
        };
}

/// <summary>Where a struct's members lie.</summary>
internal sealed record Layout(int Size, int Alignment, IReadOnlyList<(string Name, int Offset)> Members);
