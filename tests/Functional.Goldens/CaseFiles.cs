using System.IO.Compression;
using System.Text.Json;

namespace Functional.Goldens;

/// <summary>Reads golden files: gzip, one JSON object a line.</summary>
internal static class CaseFiles
{
    /// <summary>All cases of a folder, file by file.</summary>
    /// <exception cref="InvalidDataException">A line is not a case; the message says which.</exception>
    public static IEnumerable<GoldenCase> Read(string folder, DType floating) =>
        Directory.EnumerateFiles(folder, "*.jsonl.gz").Order(StringComparer.Ordinal).SelectMany(file => ReadFile(file, floating));

    private static IEnumerable<GoldenCase> ReadFile(string file, DType floating)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        for (var number = 1; lines.ReadLine() is { } line; number++)
            yield return Parse(line, floating) ?? throw new InvalidDataException($"{file}, line {number}: this is not a case.");
    }

    private static GoldenCase? Parse(string line, DType floating)
    {
        try
        {
            return new GoldenCase(JsonDocument.Parse(line).RootElement, floating);
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
