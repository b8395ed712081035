namespace Functional.Vulkan;

/// <summary>The bytes of a buffer that commands have touched since the last barrier: disjoint ranges in order, read or written.</summary>
internal sealed class AccessRanges
{
    private readonly List<(ulong Start, ulong End, bool Written)> _ranges = [];

    internal int Count => _ranges.Count;

    internal void Clear() => _ranges.Clear();

    /// <summary>Whether a command must wait for an earlier one: one of them writes what the other touches.</summary>
    internal bool Conflicts(ulong start, ulong end, bool written)
    {
        for (var i = First(start); start < end && i < _ranges.Count && _ranges[i].Start < end; i++)
            if (written || _ranges[i].Written)
                return true;
        return false;
    }

    /// <summary>Remembers an access. What overlaps becomes one range, and so does what touches and is of one kind.</summary>
    internal void Add(ulong start, ulong end, bool written)
    {
        if (start == end)
            return;
        var first = First(start);
        if (first > 0 && _ranges[first - 1].End == start && _ranges[first - 1].Written == written)
            first--;
        var last = first;
        for (; last < _ranges.Count; last++)
        {
            var next = _ranges[last];
            if (next.Start > end || (next.Start == end && next.Written != written))
                break;
            (start, end) = (Math.Min(start, next.Start), Math.Max(end, next.End));
            written |= next.Written;
        }
        if (first == last)
        {
            _ranges.Insert(first, (start, end, written));
            return;
        }
        _ranges[first] = (start, end, written);
        _ranges.RemoveRange(first + 1, last - first - 1);
    }

    // The first range that ends behind a place.
    private int First(ulong start)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ranges[middle].End <= start ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
