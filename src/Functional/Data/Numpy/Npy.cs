using LanguageExt;

namespace Functional;

/// <summary>Single tensors in files: NumPy's <c>.npy</c>.</summary>
/// <remarks>Read are versions 1 to 3, row- and column-major, little and big endian; written is what <c>numpy.save</c> writes.</remarks>
public static class Npy
{
    /// <summary>Writes a tensor to a file, as a whole or not at all.</summary>
    /// <exception cref="FormatException">NumPy has no such element type.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Tensor tensor) =>
        Named(
            path,
            () =>
            {
                PendingFile.Write(path, file => NpyNumbers.Write(file, tensor));
                return tensor;
            }
        );

    /// <summary>Reads a tensor from a file.</summary>
    /// <example><code>var embeddings = Npy.Load("embeddings.npy");</code></example>
    /// <exception cref="FormatException">The file is damaged, hostile or of another format, or its elements are of a type that tensors do not have.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static Tensor Load(string path) =>
        Named(
            path,
            () =>
            {
                using var file = File.OpenRead(path);
                return file.CanSeek
                    ? NpyNumbers.Read(file, file.Length)
                    : throw new FormatException("it is not a file on a disk.");
            }
        );

    /// <summary>Reads a tensor from a file, or says why it cannot.</summary>
    public static Either<FunctionalException, Tensor> TryLoad(string path) => Loading.Try("npy", path, () => Load(path));

    private static Tensor Named(string path, Func<Tensor> action)
    {
        try
        {
            return action();
        }
        catch (FormatException error)
        {
            throw new FormatException($"[npy] '{path}': {error.Message}", error);
        }
    }
}
