namespace Functional;

/// <summary>The order of paths: part by part, numbers by their value, so that <c>2.weight</c> stands before <c>10.weight</c>.</summary>
internal sealed class PathOrder : IComparer<string>
{
    private PathOrder() { }

    public static PathOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var order = ComparePart(Cut(ref left), Cut(ref right));
            if (order != 0)
                return order;
        }
        // Parts that are equal as numbers differ as text where one has leading zeros.
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(x, y);
    }

    private static ReadOnlySpan<char> Cut(ref ReadOnlySpan<char> path)
    {
        var dot = path.IndexOf('.');
        var part = dot < 0 ? path : path[..dot];
        path = dot < 0 ? [] : path[(dot + 1)..];
        return part;
    }

    private static int ComparePart(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var areNumbers =
            x.Length > 0 && y.Length > 0 && !x.ContainsAnyExceptInRange('0', '9') && !y.ContainsAnyExceptInRange('0', '9');
        if (areNumbers)
        {
            x = x.TrimStart('0');
            y = y.TrimStart('0');
        }
        return areNumbers && x.Length != y.Length ? x.Length.CompareTo(y.Length) : x.SequenceCompareTo(y);
    }
}
