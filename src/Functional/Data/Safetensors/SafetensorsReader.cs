using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Functional;

/// <summary>Reads safetensors files. Nothing in a file is trusted: every size is checked against the file's before memory is allocated.</summary>
internal static class SafetensorsReader
{
    private const int ChunkBytes = 1 << 28;

    /// <summary>What the file says about itself.</summary>
    /// <exception cref="FormatException">The file is damaged, hostile or of another format.</exception>
    public static SafetensorsHeader ReadHeader(SafeFileHandle file)
    {
        var fileBytes = RandomAccess.GetLength(file);
        if (fileBytes < SafetensorsHeader.PrefixBytes)
            throw new FormatException($"{fileBytes} bytes are too few for a safetensors file.");
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixBytes];
        Fill(file, prefix, 0);
        var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerBytes > SafetensorsHeader.MaxBytes)
            throw new FormatException(
                $"its header would have {headerBytes} bytes; the format allows {SafetensorsHeader.MaxBytes}."
            );
        var dataStart = SafetensorsHeader.PrefixBytes + (long)headerBytes;
        if (dataStart > fileBytes)
            throw new FormatException(
                $"its header would have {headerBytes} bytes, but the file ends after {fileBytes}. Is it truncated?"
            );
        var json = new byte[headerBytes];
        Fill(file, json, SafetensorsHeader.PrefixBytes);
        var (entries, metadata) = SafetensorsHeaderParser.Parse(json);
        return new(SafetensorsHeader.InOrder(entries, fileBytes - dataStart), metadata, dataStart);
    }

    /// <summary>One tensor's numbers.</summary>
    /// <exception cref="FormatException">The file has become shorter, or a bool is neither 0 nor 1.</exception>
    public static unsafe Tensor ReadTensor(SafeFileHandle file, SafetensorsHeader header, SafetensorsEntry entry)
    {
        var bytes = entry.End - entry.Start;
        var storage = HostStorage.Rent(bytes);
        for (var done = 0L; done < bytes; done += ChunkBytes)
        {
            var chunk = new Span<byte>(storage.Pointer + done, (int)Math.Min(ChunkBytes, bytes - done));
            Fill(file, chunk, header.DataStart + entry.Start + done);
            if (entry.Type == DType.Bool && chunk.ContainsAnyExceptInRange((byte)0, (byte)1))
                throw new FormatException($"'{entry.Path}' has a bool that is neither 0 nor 1.");
        }
        return new Tensor(storage, entry.Shape, entry.Type);
    }

    private static void Fill(SafeFileHandle file, Span<byte> target, long offset)
    {
        while (!target.IsEmpty)
        {
            var count = RandomAccess.Read(file, target, offset);
            if (count == 0)
                throw new FormatException($"it ends at byte {offset}, while it is being read.");
            target = target[count..];
            offset += count;
        }
    }
}
