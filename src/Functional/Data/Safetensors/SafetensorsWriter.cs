using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Functional;

/// <summary>Writes safetensors files.</summary>
internal static class SafetensorsWriter
{
    private const int ChunkBytes = 1 << 28;

    /// <summary>Writes header and numbers.</summary>
    public static void Write(Stream file, Parameters parameters, IReadOnlyDictionary<string, string> metadata)
    {
        // Wide types first, as the format's own library does: every tensor is aligned without padding.
        var ordered = parameters.OrderByDescending(entry => entry.Value.DType.ByteSize).ToArray();
        Tensor.Evaluate([.. parameters.Tensors]);
        var header = Header(ordered, metadata);
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        file.Write(prefix);
        file.Write(header);
        foreach (var (_, tensor) in ordered)
            WriteNumbers(file, tensor);
    }

    private static ReadOnlySpan<byte> Header(KeyValuePair<string, Tensor>[] ordered, IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
                WriteMetadata(json, metadata);
            var start = 0L;
            foreach (var (path, tensor) in ordered)
                start = WriteEntry(json, path, tensor, start);
            json.WriteEndObject();
        }
        // Spaces up to a multiple of eight, so that the numbers are aligned.
        var padding = -buffer.WrittenCount & (SafetensorsHeader.PrefixBytes - 1);
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(SafetensorsHeader.MetadataName);
        foreach (var (key, text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(key, text);
        json.WriteEndObject();
    }

    private static long WriteEntry(Utf8JsonWriter json, string path, Tensor tensor, long start)
    {
        var end = start + (tensor.Size * tensor.DType.ByteSize);
        json.WriteStartObject(path);
        json.WriteString("dtype", SafetensorsHeader.Types.First(known => known.Type == tensor.DType).Name);
        json.WriteStartArray("shape");
        foreach (var size in tensor.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(start);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }

    private static unsafe void WriteNumbers(Stream file, Tensor tensor)
    {
        var storage = tensor.Evaluate().OnHost();
        var bytes = tensor.Size * tensor.DType.ByteSize;
        for (var done = 0L; done < bytes; done += ChunkBytes)
            file.Write(new ReadOnlySpan<byte>(storage.Pointer + done, (int)Math.Min(ChunkBytes, bytes - done)));
        GC.KeepAlive(storage);
    }
}
