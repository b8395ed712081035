using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Functional;

/// <summary>The numbers of an array behind its header, from and to streams.</summary>
internal static class NpyNumbers
{
    private const int ChunkBytes = 1 << 24;

    /// <summary>A tensor from a stream that holds header and numbers and nothing else.</summary>
    /// <param name="content">The stream, at its beginning.</param>
    /// <param name="contentBytes">How many bytes it holds; no more are allocated.</param>
    /// <exception cref="FormatException">The stream is no array, or not of this length.</exception>
    public static Tensor Read(Stream content, long contentBytes)
    {
        var header = NpyHeader.Read(content, contentBytes);
        if (!header.IsFortran)
            return Read(content, header, header.Shape);
        // The same numbers in row-major order are those of the transposed array.
        int[] turned = [.. header.Shape.Reverse()];
        int[] order = [.. Enumerable.Range(0, turned.Length).Reverse()];
        return Read(content, header, Shape.Of(turned)).Permute(order).Evaluate();
    }

    /// <summary>Header and numbers of a tensor.</summary>
    /// <exception cref="FormatException">NumPy has no such element type.</exception>
    public static unsafe void Write(Stream content, Tensor tensor)
    {
        content.Write(NpyHeader.Write(tensor));
        var storage = tensor.Evaluate().OnHost();
        var bytes = tensor.Size * tensor.DType.ByteSize;
        for (var done = 0L; done < bytes; done += ChunkBytes)
            content.Write(new ReadOnlySpan<byte>(storage.Pointer + done, (int)Math.Min(ChunkBytes, bytes - done)));
        GC.KeepAlive(storage);
    }

    private static unsafe Tensor Read(Stream content, NpyHeader header, Shape shape)
    {
        var bytes = shape.Size * header.Type.ByteSize;
        var storage = HostStorage.Rent(bytes);
        for (var done = 0L; done < bytes; done += ChunkBytes)
        {
            var chunk = new Span<byte>(storage.Pointer + done, (int)Math.Min(ChunkBytes, bytes - done));
            var read = content.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            if (read < chunk.Length)
                throw new FormatException(
                    $"{header.Type.Name}{header.Shape} needs {bytes} bytes, and {done + read} follow the header."
                );
            if (header.Type == DType.Bool && chunk.ContainsAnyExceptInRange((byte)0, (byte)1))
                throw new FormatException("it has a bool that is neither 0 nor 1.");
            if (header.IsBigEndian)
                Swap(chunk, header.Type.ByteSize);
        }
        // Asking for one byte more also makes a decompressor check its end.
        return content.ReadByte() < 0
            ? new Tensor(storage, shape, header.Type)
            : throw new FormatException("it goes on after its numbers.");
    }

    private static void Swap(Span<byte> numbers, int size)
    {
        if (size == 8)
        {
            var words = MemoryMarshal.Cast<byte, long>(numbers);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (size == 4)
        {
            var words = MemoryMarshal.Cast<byte, int>(numbers);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (size == 2)
        {
            var words = MemoryMarshal.Cast<byte, short>(numbers);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}
