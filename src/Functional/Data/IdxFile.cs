using System.Buffers.Binary;
using System.IO.Compression;

namespace Functional;

/// <summary>What an IDX file of unsigned bytes holds: the sizes of its axes and its elements in row-major order.</summary>
/// <remarks>
/// The format is MNIST's: two zero bytes, the element type, the number of axes, each axis as a big-endian int32, the elements.
/// Nothing in a file is trusted: no more memory is allocated than the file can fill.
/// </remarks>
internal sealed record IdxFile(Shape Shape, byte[] Elements)
{
    private const byte UnsignedByte = 0x08;

    /// <summary>Reads a file, gzipped or not: its first bytes decide.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxElements">How many elements the caller can take.</param>
    /// <exception cref="FormatException">The file is damaged, or no IDX file of unsigned bytes.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static IdxFile Read(string path, long maxElements)
    {
        using var file = File.OpenRead(path);
        if (!file.CanSeek)
            throw new FormatException($"[idx] '{path}' is not a file on a disk.");
        Span<byte> start = stackalloc byte[2];
        var isZipped = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1F, 0x8B];
        file.Position = 0;
        try
        {
            using Stream content = isZipped ? new GZipStream(file, CompressionMode.Decompress) : file;
            var shape = ReadHeader(content, path, maxElements);
            CheckSize(shape, path, file.Length, isZipped);
            return new IdxFile(shape, ReadElements(content, path, shape));
        }
        catch (InvalidDataException damage)
        {
            throw new FormatException(
                $"[idx] '{path}' is damaged: its gzip stream cannot be decompressed, or fails its check.",
                damage
            );
        }
    }

    private static Shape ReadHeader(Stream content, string path, long maxElements)
    {
        Span<byte> magic = stackalloc byte[4];
        FillHeader(content, magic, path);
        if (magic is not [0, 0, UnsignedByte, _])
            throw new FormatException(
                $"[idx] '{path}' starts with {Convert.ToHexString(magic)}; an IDX file of unsigned bytes starts with 000008 and its number of axes."
            );
        Span<byte> axes = stackalloc byte[4 * magic[3]];
        FillHeader(content, axes, path);
        var sizes = new int[magic[3]];
        long product = 1;
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = BinaryPrimitives.ReadInt32BigEndian(axes[(4 * axis)..]);
            if (sizes[axis] < 0)
                throw new FormatException(
                    $"[idx] '{path}' declares {(uint)sizes[axis]} elements on axis {axis}; at most {int.MaxValue} can be."
                );
            product *= Math.Max(sizes[axis], 1);
            if (product > maxElements)
                throw new FormatException(
                    $"[idx] '{path}' declares {product} elements on its first {axis + 1} axes; at most {maxElements} can be read."
                );
        }
        return Shape.Of(sizes);
    }

    // Before anything is allocated.
    private static void CheckSize(Shape shape, string path, long fileBytes, bool isZipped)
    {
        var room = fileBytes - 4 - (4 * shape.Rank);
        if (!isZipped && shape.Size > room)
            throw Truncated(path, shape, room);
        if (isZipped && shape.Size > fileBytes * Loading.MaxExpansion)
            throw new FormatException(
                $"[idx] '{path}' declares {shape} ({shape.Size} bytes); its {fileBytes} bytes of gzip cannot hold so many."
            );
    }

    private static byte[] ReadElements(Stream content, string path, Shape shape)
    {
        var elements = new byte[shape.Size];
        var read = content.ReadAtLeast(elements, elements.Length, throwOnEndOfStream: false);
        if (read < elements.Length)
            throw Truncated(path, shape, read);
        // Asking for one byte more also makes the decompressor check its sum.
        return content.ReadByte() < 0
            ? elements
            : throw new FormatException($"[idx] '{path}' goes on after the {shape.Size} bytes of the {shape} that it declares.");
    }

    private static void FillHeader(Stream content, Span<byte> buffer, string path)
    {
        var read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (read < buffer.Length)
            throw new FormatException($"[idx] '{path}' is truncated: its header ends {buffer.Length - read} bytes early.");
    }

    private static FormatException Truncated(string path, Shape shape, long found) =>
        new($"[idx] '{path}' is truncated: it declares {shape} ({shape.Size} bytes) and holds {found}.");
}
