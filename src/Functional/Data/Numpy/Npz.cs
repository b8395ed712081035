using System.IO.Compression;
using LanguageExt;

namespace Functional;

/// <summary>Several tensors by name in one file: NumPy's <c>.npz</c>, a zip archive of <c>.npy</c> files, stored or deflated.</summary>
public static class Npz
{
    private const string Suffix = ".npy";

    // What numpy.savez writes, so that the same tensors give the same bytes.
    private static readonly DateTimeOffset Date = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes tensors to a file, as a whole or not at all.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="tensors">What to write; names may have folders (<c>a/b</c>), but lead nowhere outside.</param>
    /// <param name="compress">Whether to deflate them.</param>
    /// <exception cref="FormatException">A name leads outside, or NumPy has no such element type.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Parameters tensors, bool compress = false) =>
        Named(
            path,
            () =>
            {
                Tensor.Evaluate([.. tensors.Tensors]);
                PendingFile.Write(path, file => Write(file, tensors, compress));
                return tensors;
            }
        );

    /// <summary>Reads all tensors of a file.</summary>
    /// <example><code>var images = Npz.Load("mnist.npz")["x_train"];</code></example>
    /// <exception cref="FormatException">The file is damaged, hostile or of another format; the message says where.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static Parameters Load(string path) =>
        Named(
            path,
            () =>
            {
                using var file = File.OpenRead(path);
                return file.CanSeek ? Read(file) : throw new FormatException("it is not a file on a disk.");
            }
        );

    /// <summary>Reads all tensors of a file, or says why it cannot.</summary>
    public static Either<FunctionalException, Parameters> TryLoad(string path) => Loading.Try("npz", path, () => Load(path));

    private static void Write(Stream file, Parameters tensors, bool compress)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, tensor) in tensors)
        {
            CheckName(name);
            var member = archive.CreateEntry(name + Suffix, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            member.LastWriteTime = Date;
            using var content = member.Open();
            Member(name, () => NpyNumbers.Write(content, tensor));
        }
    }

    private static Parameters Read(FileStream file)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var room = file.Length;
        foreach (var member in archive.Entries)
        {
            // Members that share bytes of the file (Fifield 2019) would together hold more than a file can.
            if (member.CompressedLength < 0 || (room -= member.CompressedLength) < 0)
                throw new FormatException($"its members up to '{member.FullName}' are together longer than the file.");
            var name = member.FullName.EndsWith(Suffix, StringComparison.Ordinal)
                ? member.FullName[..^Suffix.Length]
                : throw new FormatException($"its member '{member.FullName}' is no {Suffix} file.");
            CheckName(name);
            if (tensors.ContainsKey(name))
                throw new FormatException($"it has '{name}' twice.");
            Member(name, () => tensors.Add(name, Read(member)));
        }
        return Parameters.Of(tensors);
    }

    private static Tensor Read(ZipArchiveEntry member)
    {
        if (member.IsEncrypted)
            throw new FormatException("it is encrypted.");
        if (member.Length < 0 || member.Length > member.CompressedLength * Loading.MaxExpansion)
            throw new FormatException(
                $"it would have {member.Length} bytes, which its {member.CompressedLength} in the file cannot hold."
            );
        using var content = new ChecksumStream(member.Open());
        var tensor = NpyNumbers.Read(content, member.Length);
        return content.Checksum == member.Crc32
            ? tensor
            : throw new FormatException(
                $"its bytes have the checksum {content.Checksum:x8}, and the archive says {member.Crc32:x8}."
            );
    }

    // Nothing is written under these names; but who extracts the archive elsewhere shall not be surprised.
    private static void CheckName(string name)
    {
        var parts = name.Split('/', '\\');
        if (parts.Any(part => part is "" or "." or "..") || name.Contains(':') || name.Any(char.IsControl))
            throw new FormatException(
                $"a tensor cannot have the name '{string.Concat(name.Where(letter => !char.IsControl(letter)))}'."
            );
    }

    private static void Member(string name, Action action)
    {
        try
        {
            action();
        }
        catch (FormatException error)
        {
            throw new FormatException($"'{name}': {error.Message}", error);
        }
        catch (InvalidDataException error)
        {
            throw new FormatException($"'{name}' cannot be decompressed: {error.Message}", error);
        }
    }

    private static Parameters Named(string path, Func<Parameters> action)
    {
        try
        {
            return action();
        }
        catch (FormatException error)
        {
            throw new FormatException($"[npz] '{path}': {error.Message}", error);
        }
        catch (InvalidDataException error)
        {
            throw new FormatException($"[npz] '{path}' is no zip archive, or a damaged one: {error.Message}", error);
        }
    }
}
