using System.Text.Json;

namespace Functional;

/// <summary>Reads the JSON text of a safetensors file, token by token; what the format does not allow is refused.</summary>
internal static class SafetensorsHeaderParser
{
    // The object of tensors, a tensor, its shape: nothing is deeper.
    private const int MaxDepth = 3;
    private const int MaxRank = 64;

    /// <summary>The tensors, in the order of the text, and the metadata.</summary>
    /// <exception cref="FormatException">The text is no header of the format.</exception>
    public static (List<SafetensorsEntry> Entries, Dictionary<string, string> Metadata) Parse(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
            throw new FormatException("the header is no JSON object.");
        try
        {
            return ParseObject(json);
        }
        catch (JsonException error)
        {
            throw new FormatException($"the header is no valid JSON: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            // A text with invalid UTF-8, or with half of a surrogate pair.
            throw new FormatException("the header has a text that is no valid Unicode.", error);
        }
    }

    private static (List<SafetensorsEntry>, Dictionary<string, string>) ParseObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        var entries = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        reader.Read();
        while (ReadName(ref reader) is { } name)
        {
            if (!names.Add(name))
                throw new FormatException($"'{name}' comes twice.");
            if (name == SafetensorsHeader.MetadataName)
                ReadMetadata(ref reader, metadata);
            else
                entries.Add(ReadEntry(ref reader, name));
        }
        // Reads to the end, so that a text behind the object is found.
        while (reader.Read()) { }
        return (entries, metadata);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        Expect(ref reader, JsonTokenType.StartObject, SafetensorsHeader.MetadataName, "be an object");
        while (ReadName(ref reader) is { } key)
        {
            Expect(ref reader, JsonTokenType.String, SafetensorsHeader.MetadataName, "hold texts only");
            if (!metadata.TryAdd(key, reader.GetString()!))
                throw new FormatException($"'{SafetensorsHeader.MetadataName}' has '{key}' twice.");
        }
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string path)
    {
        if (path.Length == 0)
            throw new FormatException("a tensor has an empty name.");
        Expect(ref reader, JsonTokenType.StartObject, path, "be an object");
        (DType? type, long[]? sizes, long[]? offsets) = (null, null, null);
        while (ReadName(ref reader) is { } field)
            switch (field)
            {
                case "dtype" when type is null:
                    type = ReadType(ref reader, path);
                    break;
                case "shape" when sizes is null:
                    sizes = ReadNumbers(ref reader, path, field, MaxRank);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, path, field, 2);
                    break;
                default:
                    throw new FormatException(
                        field is "dtype" or "shape" or "data_offsets"
                            ? $"'{path}' has '{field}' twice."
                            : $"'{path}' has '{field}', which the format does not know."
                    );
            }
        return type is { } known && sizes is not null && offsets is [var start, var end]
            ? Entry(path, known, sizes, start, end)
            : throw new FormatException($"'{path}' lacks one of dtype, shape and two data_offsets.");
    }

    private static SafetensorsEntry Entry(string path, DType type, long[] sizes, long start, long end)
    {
        if (start > end)
            throw new FormatException($"'{path}' begins at byte {start} of the data and ends before, at {end}.");
        var bytes = Loading.DeclaredBytes($"'{path}'", type, sizes);
        return bytes == end - start
            ? new(path, type, Shape.Of(Array.ConvertAll(sizes, size => (int)size)), start, end)
            : throw new FormatException(
                $"'{path}' has {end - start} bytes, but {type.Name}[{string.Join(',', sizes)}] needs {bytes}."
            );
    }

    private static DType ReadType(ref Utf8JsonReader reader, string path)
    {
        Expect(ref reader, JsonTokenType.String, path, "have a text as dtype");
        var name = reader.GetString();
        foreach (var (known, type) in SafetensorsHeader.Types)
            if (name == known)
                return type;
        throw new FormatException(
            $"'{path}' has elements of type {name}; known are {string.Join(", ", SafetensorsHeader.Types.Select(known => known.Name))}."
        );
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string path, string field, int most)
    {
        Expect(ref reader, JsonTokenType.StartArray, path, $"have a list as {field}");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw new FormatException($"'{path}' has a {field} that is no list of whole numbers from 0.");
            if (numbers.Count == most)
                throw new FormatException($"'{path}' has a {field} of more than {most} numbers.");
            numbers.Add(number);
        }
        return [.. numbers];
    }

    // The next name in an object, or null at its end.
    private static string? ReadName(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string path, string what)
    {
        if (!reader.Read() || reader.TokenType != token)
            throw new FormatException($"'{path}' must {what}.");
    }
}
