using LanguageExt;
using Microsoft.Win32.SafeHandles;

namespace Functional;

/// <summary>Parameters in files: the safetensors format, which PyTorch and others read too.</summary>
public static class Checkpoint
{
    /// <summary>Writes parameters to a file: first beside it under another name, then renamed, so that a crash leaves the old file or the new one.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="parameters">What to write.</param>
    /// <param name="metadata">Texts to keep with them.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="FormatException">A path is one that the format reserves.</exception>
    public static void Save(string path, Parameters parameters, IReadOnlyDictionary<string, string>? metadata = null)
    {
        if (parameters.Contains(SafetensorsHeader.MetadataName))
            throw new FormatException(
                $"[save] '{SafetensorsHeader.MetadataName}' is reserved by the format. Rename the parameter."
            );
        PendingFile.Write(path, file => SafetensorsWriter.Write(file, parameters, metadata ?? new Dictionary<string, string>()));
    }

    /// <summary>Reads parameters from a file.</summary>
    /// <exception cref="FormatException">The file is damaged, hostile or of another format; the message says where.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static Parameters Load(string path) => Read(path, ReadParameters);

    /// <summary>Reads parameters from a file, under other names: those of PyTorch's modules become the paths of layers here.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">The path for each name in the file.</param>
    /// <exception cref="FormatException">The file is damaged, hostile or of another format; the message says where.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="ModelException">Two names become one.</exception>
    public static Parameters Load(string path, Func<string, string> names) => Load(path).Rename(names);

    /// <summary>Reads the texts that a file keeps beside its parameters.</summary>
    /// <exception cref="FormatException">The file is damaged, hostile or of another format.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Metadata(string path) => Read(path, (_, header) => header.Metadata);

    /// <summary>Reads parameters and the texts beside them.</summary>
    internal static (Parameters Parameters, IReadOnlyDictionary<string, string> Metadata) LoadAll(string path) =>
        Read(path, (file, header) => (ReadParameters(file, header), header.Metadata));

    /// <summary>Reads parameters from a file, or says why it cannot.</summary>
    public static Either<FunctionalException, Parameters> TryLoad(string path) => Loading.Try("load", path, () => Load(path));

    private static Parameters ReadParameters(SafeFileHandle file, SafetensorsHeader header) =>
        Parameters.Of(
            header.Entries.Select(entry => KeyValuePair.Create(entry.Path, SafetensorsReader.ReadTensor(file, header, entry)))
        );

    private static T Read<T>(string path, Func<SafeFileHandle, SafetensorsHeader, T> read)
    {
        using var file = File.OpenHandle(path);
        try
        {
            return read(file, SafetensorsReader.ReadHeader(file));
        }
        catch (Exception error) when (error is FormatException or NotSupportedException)
        {
            // A pipe has no length.
            throw new FormatException($"[load] '{path}': {error.Message}", error);
        }
    }
}
