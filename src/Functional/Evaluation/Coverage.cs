namespace Functional;

/// <summary>Whether the pieces of an assembly overlap, and whether they leave gaps.</summary>
internal static class Coverage
{
    /// <summary>Disjointness is only claimed where it is cheap to see: pieces that differ along one axis alone.</summary>
    public static (bool IsDisjoint, bool IsCover) Of(Shape whole, ReadOnlySpan<Region> regions, Func<int, Shape> shapeOf)
    {
        var shapes = new Shape[regions.Length];
        long covered = 0;
        for (var i = 0; i < shapes.Length; i++)
            covered += (shapes[i] = shapeOf(i)).Size;
        var isDisjoint =
            regions.Length == 1 || (DifferingAxis(whole, regions, shapes) is { } axis && AreApart(axis, regions, shapes));
        return (isDisjoint, isDisjoint && covered == whole.Size);
    }

    // The one axis along which pieces do not fill the whole.
    private static int? DifferingAxis(Shape whole, ReadOnlySpan<Region> regions, Shape[] shapes)
    {
        int? found = null;
        for (var axis = 0; axis < whole.Rank; axis++)
        for (var i = 0; i < regions.Length; i++)
            if (shapes[i][axis] != whole[axis] || regions[i].Starts[axis] != 0 || regions[i].Steps[axis] != 1)
            {
                if (found is { } other && other != axis)
                    return null;
                found = axis;
            }
        return found;
    }

    // Pieces of one step lie between each other where they begin at different residues.
    private static bool AreApart(int axis, ReadOnlySpan<Region> regions, Shape[] shapes)
    {
        var ranges = new (int Residue, int Low, int High)[regions.Length];
        var common = Math.Abs(regions[0].Steps[axis]);
        foreach (var region in regions)
            common = Math.Abs(region.Steps[axis]) == common ? common : 1;
        for (var i = 0; i < ranges.Length; i++)
        {
            var (start, step, size) = (regions[i].Starts[axis], regions[i].Steps[axis], shapes[i][axis]);
            var end = start + (Math.Max(0, size - 1) * step);
            ranges[i] = size == 0 ? (0, start, start) : (start % common, Math.Min(start, end), Math.Max(start, end) + 1);
        }
        Array.Sort(ranges);
        for (var i = 1; i < ranges.Length; i++)
            if (ranges[i].Residue == ranges[i - 1].Residue && ranges[i].Low < ranges[i - 1].High)
                return false;
        return true;
    }
}
