namespace Functional.Vulkan;

/// <summary>The free parts of a block of memory: disjoint, in order, neighbours merged.</summary>
internal sealed class FreeRanges(ulong size)
{
    private readonly List<(ulong Start, ulong End)> _ranges = size > 0 ? [(0, size)] : [];

    // No range is this large: what a search that failed has found out.
    private ulong _unmet = ulong.MaxValue;

    /// <summary>Whether nothing is taken.</summary>
    internal bool IsWhole => _ranges is [{ Start: 0 } only] && only.End == size;

    /// <summary>Whether everything is taken.</summary>
    internal bool IsEmpty => _ranges.Count == 0;

    /// <summary>The largest range.</summary>
    internal ulong Largest
    {
        get
        {
            var largest = 0UL;
            foreach (var (start, end) in _ranges)
                largest = Math.Max(largest, end - start);
            return largest;
        }
    }

    /// <summary>Takes bytes from the first range that has as many; null if none has.</summary>
    internal ulong? Take(ulong bytes)
    {
        if (bytes >= _unmet)
            return null;
        for (var i = 0; i < _ranges.Count; i++)
        {
            var (start, end) = _ranges[i];
            if (end - start < bytes)
                continue;
            if (end - start == bytes)
                _ranges.RemoveAt(i);
            else
                _ranges[i] = (start + bytes, end);
            return start;
        }
        _unmet = bytes;
        return null;
    }

    /// <summary>Gives back what <see cref="Take"/> took.</summary>
    internal void Give(ulong start, ulong bytes)
    {
        var end = start + bytes;
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ranges[middle].Start < start ? (middle + 1, high) : (low, middle);
        }
        if ((low > 0 && _ranges[low - 1].End > start) || (low < _ranges.Count && _ranges[low].Start < end) || end > size)
            throw new InvalidOperationException($"[vulkan] bytes {start} to {end} of a block are given back twice.");
        if (low < _ranges.Count && _ranges[low].Start == end)
        {
            end = _ranges[low].End;
            _ranges.RemoveAt(low);
        }
        if (low > 0 && _ranges[low - 1].End == start)
        {
            start = _ranges[--low].Start;
            _ranges[low] = (start, end);
        }
        else
        {
            _ranges.Insert(low, (start, end));
        }
        if (end - start >= _unmet)
            _unmet = end - start + 1;
    }
}
