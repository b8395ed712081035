using LanguageExt;

namespace Functional;

/// <summary>What all readers of files have in common.</summary>
internal static class Loading
{
    /// <summary>No deflate stream expands by more than this (zlib, Technical Details).</summary>
    public const long MaxExpansion = 1032;

    /// <summary>What a function loads, or why it cannot.</summary>
    public static Either<FunctionalException, T> Try<T>(string operation, string path, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (FunctionalException error)
        {
            return error;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (FunctionalException)new FormatException($"[{operation}] '{path}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>How many bytes a tensor needs that a file declares; to be compared with what the file holds before any are allocated.</summary>
    /// <param name="what">The tensor's name, in quotation marks, or <c>it</c>.</param>
    /// <param name="type">Its element type.</param>
    /// <param name="sizes">Its axes, none negative.</param>
    /// <exception cref="FormatException">No tensor can be so large.</exception>
    public static long DeclaredBytes(string what, DType type, ReadOnlySpan<long> sizes)
    {
        long bytes = type.ByteSize;
        foreach (var size in sizes)
        {
            // Each size fits 31 bits; what does not fit 62 together is larger than any file.
            if (size > int.MaxValue || (bytes > 0 && size > long.MaxValue / 2 / bytes))
                throw new FormatException($"{what} has more elements than can be: [{string.Join(',', sizes.ToArray())}].");
            bytes *= size;
        }
        return bytes <= BufferPool.MaxBytes
            ? bytes
            : throw new FormatException(
                $"{what} is {type.Name}[{string.Join(',', sizes.ToArray())}], {bytes} bytes; a tensor can have {BufferPool.MaxBytes}."
            );
    }
}
