using System.Text.Json;

namespace Functional.Goldens;

/// <summary>The keyword arguments of a case; one that is missing or null has the default that the reader names.</summary>
internal sealed class Arguments(JsonElement json)
{
    /// <summary>True if the argument is given and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>True if the argument is a list.</summary>
    public bool IsList(string name) => Find(name) is { ValueKind: JsonValueKind.Array };

    /// <summary>True if the argument is this word.</summary>
    public bool IsWord(string name, string word) =>
        Find(name) is { ValueKind: JsonValueKind.String } value && value.GetString() == word;

    public int Int(string name) => Find(name)?.GetInt32() ?? throw Lacking(name);

    public int Int(string name, int fallback) => Find(name)?.GetInt32() ?? fallback;

    public int? IntOrNull(string name) => Find(name)?.GetInt32();

    /// <summary>A list of integers; a single one is a list of one.</summary>
    public int[] Ints(string name) => IntsOrNull(name) ?? throw Lacking(name);

    /// <summary>A list of integers; a single one is a list of one.</summary>
    public int[]? IntsOrNull(string name) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.GetInt32())]
        : [value.GetInt32()];

    /// <summary>The axes of a reduction: <c>dim</c>, where none means all.</summary>
    public int[] Axes() => IntsOrNull("dim") ?? [];

    public bool KeepAxes() => Flag("keepdim");

    public double Number(string name) => Find(name) is { } value ? Listing.Number(value) : throw Lacking(name);

    public double Number(string name, double fallback) => Find(name) is { } value ? Listing.Number(value) : fallback;

    public double? NumberOrNull(string name) => Find(name) is { } value ? Listing.Number(value) : null;

    /// <summary>A list of numbers; a single one is a list of one.</summary>
    public double[] Numbers(string name) =>
        (Find(name) ?? throw Lacking(name)) is { ValueKind: JsonValueKind.Array } value
            ? [.. value.EnumerateArray().Select(Listing.Number)]
            : [Number(name)];

    /// <summary>A list of numbers.</summary>
    public double[]? NumbersOrNull(string name) =>
        Find(name) is { } value ? [.. value.EnumerateArray().Select(Listing.Number)] : null;

    /// <summary>True if the argument is not given or a whole number, written without a point: among integers 2.0 is a float.</summary>
    public bool IsWhole(string name) =>
        Find(name) is not { } value
        || (value.ValueKind == JsonValueKind.Number && !value.GetRawText().AsSpan().ContainsAny(".eE"));

    public bool Flag(string name, bool fallback = false) => Find(name)?.GetBoolean() ?? fallback;

    /// <summary>True if the argument is given and is a string.</summary>
    public bool IsWord(string name) => Find(name)?.ValueKind == JsonValueKind.String;

    public string Word(string name) => Find(name)?.GetString() ?? throw Lacking(name);

    public string Word(string name, string fallback) => Find(name)?.GetString() ?? fallback;

    /// <summary>A list of lists of integers, in which lists and integers may be null: the slices of <c>slice</c>, the widths of <c>pad</c>.</summary>
    public int?[]?[] Table(string name) =>
        [
            .. (Find(name) ?? throw Lacking(name))
                .EnumerateArray()
                .Select(row => row.ValueKind == JsonValueKind.Null ? null : row.EnumerateArray().Select(NullableInt).ToArray()),
        ];

    public override string ToString() => json.ToString();

    private static int? NullableInt(JsonElement item) => item.ValueKind == JsonValueKind.Null ? null : item.GetInt32();

    private JsonElement? Find(string name) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static KeyNotFoundException Lacking(string name) => new($"The case has no argument '{name}'.");
}
