using System.Text.Json;

namespace Functional.Goldens;

/// <summary>One line of a golden file.</summary>
/// <param name="Json">All its fields.</param>
/// <param name="Floating">The floating type of the run.</param>
internal sealed record GoldenCase(JsonElement Json, DType Floating)
{
    public string Id { get; } = Json.GetProperty("id").GetString()!;

    /// <summary>operation, optimizer, clip, schedule or initializer.</summary>
    public string Kind { get; } = Json.TryGetProperty("kind", out var kind) ? kind.GetString()! : "operation";

    /// <summary>The operation, or what is run in its place.</summary>
    public string Name { get; } = Json.GetProperty(Json.TryGetProperty("op", out _) ? "op" : "name").GetString()!;

    public Arguments Arguments { get; } = new(Json.TryGetProperty("args", out var arguments) ? arguments : default);

    public bool HasTag(string tag) => Json.GetProperty("tags").EnumerateArray().Any(item => item.GetString() == tag);

    /// <summary>A number that may be null or absent.</summary>
    public double? NumberOrNull(string field) =>
        Json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? Listing.Number(value) : null;

    /// <summary>A flat list of numbers; null if it is null or absent.</summary>
    public double[]? Numbers(string field) =>
        Json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(Listing.Number)]
            : null;

    /// <summary>A list of points; null if it is null or absent.</summary>
    public double[][]? Points(string field) =>
        Json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(point => point.EnumerateArray().Select(Listing.Number).ToArray())]
            : null;
}
