namespace Functional;

/// <summary>What to say where a path is missing: the paths that look most like it.</summary>
internal static class NearestPaths
{
    private const int Most = 3;

    public static string Missing(string operation, string path, IReadOnlyList<string> known)
    {
        if (known.Count == 0)
            return $"[{operation}] there is no '{path}': there are none at all.";
        var nearest = known.OrderBy(other => Distance(path, other)).Take(Most).Select(other => $"'{other}'");
        return $"[{operation}] there is no '{path}' among {known.Count}; nearest: {string.Join(", ", nearest)}.";
    }

    // Levenshtein's distance, one row at a time.
    private static int Distance(string x, string y)
    {
        var row = Enumerable.Range(0, y.Length + 1).ToArray();
        for (var i = 1; i <= x.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= y.Length; j++)
            {
                var replaced = diagonal + (x[i - 1] == y[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
