using System.Buffers.Binary;
using System.Text;

namespace Functional;

/// <summary>What a <c>.npy</c> file says about its numbers.</summary>
/// <param name="Type">Their element type.</param>
/// <param name="IsBigEndian">Whether the highest byte comes first.</param>
/// <param name="IsFortran">Whether the first axis is the fastest.</param>
/// <param name="Shape">Their shape.</param>
internal sealed record NpyHeader(DType Type, bool IsBigEndian, bool IsFortran, Shape Shape)
{
    // NumPy's own reader takes 10,000; all that is longer describes records.
    private const int MaxBytes = 1 << 16;

    // So that whoever maps the file into memory finds the numbers aligned.
    private const int Alignment = 64;

    /// <summary>The element types by NumPy's codes, those that tensors have; bfloat16 has none.</summary>
    public static IReadOnlyList<(string Code, DType Type)> Types { get; } =
    [
        ("b1", DType.Bool),
        ("u1", DType.UInt8),
        ("i1", DType.Int8),
        ("i2", DType.Int16),
        ("i4", DType.Int32),
        ("i8", DType.Int64),
        ("f2", DType.Float16),
        ("f4", DType.Float32),
        ("f8", DType.Float64),
    ];

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a header, and leaves the stream at the first number.</summary>
    /// <param name="content">The stream, at its beginning.</param>
    /// <param name="contentBytes">How many bytes it holds, which the header's own claim must fit.</param>
    /// <exception cref="FormatException">The stream is no <c>.npy</c> file, or is shorter or longer than its header says.</exception>
    public static NpyHeader Read(Stream content, long contentBytes)
    {
        Span<byte> start = stackalloc byte[Magic.Length + 2];
        Fill(content, start);
        if (!start.StartsWith(Magic))
            throw new FormatException(
                $"it starts with {Convert.ToHexString(start)}; an .npy file starts with {Convert.ToHexString(Magic)}."
            );
        var version = start[^2];
        if (version is < 1 or > 3)
            throw new FormatException($"it is of version {version}.{start[^1]} of the format; known are 1, 2 and 3.");

        Span<byte> length = stackalloc byte[version == 1 ? 2 : 4];
        Fill(content, length);
        var textBytes =
            version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(length) : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (textBytes > MaxBytes)
            throw new FormatException($"its header would have {textBytes} bytes; at most {MaxBytes} are read.");
        var text = new byte[textBytes];
        Fill(content, text);

        var header = NpyHeaderParser.Parse((version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text));
        var room = contentBytes - start.Length - length.Length - textBytes;
        var bytes = header.Shape.Size * header.Type.ByteSize;
        return bytes == room
            ? header
            : throw new FormatException(
                $"{header.Type.Name}{header.Shape} needs {bytes} bytes, and {room} follow the header. {(bytes > room ? "Is it truncated?" : "Does it hold a second array?")}"
            );
    }

    /// <summary>The header of a tensor's numbers as they lie in memory: version 1, little endian, row-major.</summary>
    /// <exception cref="FormatException">NumPy has no such type.</exception>
    public static byte[] Write(Tensor tensor)
    {
        var code =
            Types.FirstOrDefault(known => known.Type == tensor.DType).Code
            ?? throw new FormatException($"NumPy has no {tensor.DType.Name}. Convert with .To(DType.Float32).");
        var axes = string.Concat(tensor.Shape.Select(size => $"{size}, "));
        var shape = tensor.Shape.Rank == 1 ? axes.TrimEnd() : axes.TrimEnd(',', ' ');
        var order = tensor.DType.ByteSize == 1 ? '|' : '<';
        var text = $"{{'descr': '{order}{code}', 'fortran_order': False, 'shape': ({shape}), }}";

        var before = Magic.Length + 4;
        var total = (before + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var header = new byte[total];
        Magic.CopyTo(header);
        header[Magic.Length] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(before - 2), checked((ushort)(total - before)));
        header.AsSpan(before).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, header.AsSpan(before));
        header[^1] = (byte)'\n';
        return header;
    }

    private static void Fill(Stream content, Span<byte> buffer)
    {
        var read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (read < buffer.Length)
            throw new FormatException($"its header ends {buffer.Length - read} bytes early. Is it truncated?");
    }
}
