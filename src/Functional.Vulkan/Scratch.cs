namespace Functional.Vulkan;

/// <summary>Buffers that only the kernels of one stage use; as numbers among theirs they are negative.</summary>
internal sealed class Scratch
{
    private readonly List<long> _bytes = [];

    /// <summary>The sizes.</summary>
    public IReadOnlyList<long> Bytes => _bytes;

    /// <summary>Another buffer; gives its number.</summary>
    public int Add(long bytes)
    {
        _bytes.Add(bytes);
        return ~(_bytes.Count - 1);
    }
}
