using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Functional.Vulkan;

namespace Functional.Tests.Readme;

/// <summary>The README's table of operations: meanings from the documentation of the sources, everything else found out by using them.</summary>
internal static partial class OperationTable
{
    private static readonly DType[] Types = [.. Enum.GetValues<DType>().Where(type => type != DType.Bool)];

    // Positive definite, whole and small: in every type, and in the domain of every operation or NaN.
    private static readonly Tensor Whole = Tensor.Of([
        [4f, 1f, 0f, 1f],
        [1f, 3f, 1f, 0f],
        [0f, 1f, 2f, 1f],
        [1f, 0f, 1f, 4f],
    ]);

    // Between 0 and 1, and nowhere at a kink.
    private static readonly Tensor Fraction =
        (Whole.To(DType.Float64) / 5) + (Tensor.Range(16).Reshape(4, 4).To(DType.Float64) * 1e-3) + 0.03;

    private static readonly (string Name, DType[] Types)[] Sets =
    [
        ("all", Enum.GetValues<DType>()),
        ("numbers", Types),
        ("floats", [.. Types.Where(type => type.IsFloating)]),
        ("integers", [.. Types.Where(type => !type.IsFloating)]),
        ("integers, bool", [.. Enum.GetValues<DType>().Where(type => !type.IsFloating)]),
        ("floats, bool", [DType.Bool, .. Types.Where(type => type.IsFloating)]),
        ("float32, float64", [DType.Float32, DType.Float64]),
    ];

    /// <summary>The table in Markdown, a family after the other.</summary>
    public static string Text(VulkanDevice device)
    {
        var text = new StringBuilder();
        foreach (var family in OperationFamilies.All)
        {
            text.Append($"<details><summary>{family.Title} ({family.Rows.Sum(row => row.Members.Length)})</summary>\n\n");
            text.Append("| name | meaning | types | derivative | backends |\n| --- | --- | --- | --- | --- |\n");
            foreach (var row in family.Rows)
                text.Append(
                    $"| {string.Join(", ", row.Names.Select(name => $"`{name}`"))} | {Meaning(row.Members[0])} | {TypesOf(row)} | {DerivativeOf(row)} | {BackendsOf(row, device)} |\n"
                );
            text.Append("\n</details>\n");
        }
        return text.ToString();
    }

    private static DType[] Accepted(OperationRow row) =>
        [
            .. Enum.GetValues<DType>()
                .Where(type =>
                {
                    try
                    {
                        row.Use(Whole.To(type));
                        return true;
                    }
                    catch (DTypeException)
                    {
                        return false;
                    }
                }),
        ];

    private static string TypesOf(OperationRow row)
    {
        var accepted = Accepted(row);
        return Sets.FirstOrDefault(set => set.Types.ToHashSet().SetEquals(accepted)).Name
            ?? string.Join(", ", accepted.Select(type => type.ToString().ToLowerInvariant()));
    }

    /// <summary>yes, or 0 where it is zero everywhere, or nothing where no derivative is asked of the result.</summary>
    private static string DerivativeOf(OperationRow row)
    {
        if (!Accepted(row).Contains(DType.Float64) || !row.Use(Fraction).DType.IsFloating)
            return "";
        var gradient = Differentiate.Gradient((Tensor x) => row.Use(x).To(DType.Float64).Square().Sum())(Fraction);
        return gradient.ToArray<double>().Any(slope => slope != 0) ? "yes" : "0";
    }

    private static string BackendsOf(OperationRow row, VulkanDevice device)
    {
        var type = Accepted(row) is var accepted && accepted.Contains(DType.Float32) ? DType.Float32 : accepted[^1];
        row.Use(Whole.To(type)).Evaluate();
        try
        {
            row.Use(Whole.To(type).To(device)).Evaluate();
            return "both";
        }
        catch (DeviceUnsupportedException)
        {
            return "CPU";
        }
    }

    /// <summary>The first sentence of its documentation.</summary>
    private static string Meaning(string name)
    {
        var path = name.Split('(')[0].Contains('.') ? name : $"Tensor.{name}";
        var summary =
            Summary($"M:Functional.{path}")
            ?? Summary($"P:Functional.{path}")
            ?? Summary($"M:Functional.Operations.{name}")
            ?? throw new InvalidOperationException($"{name} has no summary.");
        var words = White().Replace(string.Concat(summary.Nodes().Select(Spelt)), " ").Trim();
        return SentenceEnd().Split(words)[0].TrimEnd('.').Replace("|", "\\|");
    }

    private static XElement? Summary(string member) =>
        Documentation
            .Value.FirstOrDefault(element =>
                element.Attribute("name")!.Value is var name
                && (
                    name == member
                    || name.StartsWith(member + "(", StringComparison.Ordinal)
                    || name.StartsWith(member + "`", StringComparison.Ordinal)
                )
            )
            ?.Element("summary");

    private static string Spelt(XNode node) =>
        node switch
        {
            XText text => WebUtility.HtmlDecode(text.Value),
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "paramref" } parameter => $"`{parameter.Attribute("name")!.Value}`",
            XElement { Name.LocalName: "see" } see when see.Attribute("langword") is { } word => $"`{word.Value}`",
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('(')[0].Split('.')[^1]}`",
            XElement element => element.Value,
            _ => "",
        };

    private static readonly Lazy<XElement[]> Documentation = new(() =>
        [
            .. XDocument
                .Load(Path.ChangeExtension(typeof(Tensor).Assembly.Location, ".xml"))
                .Descendants("member")
                .Where(member => member.Element("summary") is not null),
        ]
    );

    // Not behind 'et al.', nor between two dots.
    [GeneratedRegex(@"(?<=[^.])\. (?=\p{Lu})")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}
