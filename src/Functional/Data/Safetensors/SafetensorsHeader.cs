namespace Functional;

/// <summary>Where a safetensors file keeps a tensor.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Start">Its first byte, counted from the end of the header.</param>
/// <param name="End">The byte behind its last.</param>
internal sealed record SafetensorsEntry(string Path, DType Type, Shape Shape, long Start, long End);

/// <summary>What a safetensors file says about itself: eight bytes with the length of a JSON text, that text, and then the numbers.</summary>
/// <param name="Entries">The tensors, in the order of their bytes.</param>
/// <param name="Metadata">Texts by name.</param>
/// <param name="DataStart">Where the numbers begin in the file.</param>
internal sealed record SafetensorsHeader(
    IReadOnlyList<SafetensorsEntry> Entries,
    IReadOnlyDictionary<string, string> Metadata,
    long DataStart
)
{
    /// <summary>The name under which a file keeps its texts.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>Bytes of the header's length, a little-endian uint64.</summary>
    public const int PrefixBytes = 8;

    /// <summary>The longest header that the format allows.</summary>
    public const long MaxBytes = 100_000_000;

    /// <summary>The element types by the format's names, those that tensors have.</summary>
    public static IReadOnlyList<(string Name, DType Type)> Types { get; } =
    [
        ("BOOL", DType.Bool),
        ("U8", DType.UInt8),
        ("I8", DType.Int8),
        ("I16", DType.Int16),
        ("I32", DType.Int32),
        ("I64", DType.Int64),
        ("F16", DType.Float16),
        ("BF16", DType.BFloat16),
        ("F32", DType.Float32),
        ("F64", DType.Float64),
    ];

    /// <summary>The tensors in the order of their bytes, which must fill the rest of the file without hole or overlap.</summary>
    /// <exception cref="FormatException">They do not.</exception>
    public static IReadOnlyList<SafetensorsEntry> InOrder(IEnumerable<SafetensorsEntry> entries, long dataBytes)
    {
        var ordered = entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.End).ToArray();
        var end = 0L;
        foreach (var entry in ordered)
        {
            if (entry.End > dataBytes)
                throw new FormatException(
                    $"'{entry.Path}' ends at byte {entry.End} of the data, of which there are {dataBytes}. Is the file truncated?"
                );
            if (entry.Start != end)
                throw new FormatException(
                    $"'{entry.Path}' begins at byte {entry.Start} of the data, {(entry.Start < end ? "inside" : "not right behind")} the tensor before, which ends at {end}."
                );
            end = entry.End;
        }
        return end == dataBytes ? ordered : throw new FormatException($"{dataBytes - end} bytes at the end belong to no tensor.");
    }
}
