namespace Functional.Vulkan;

/// <summary>How long sums are divided into parts, which are added up in order afterwards.</summary>
/// <param name="Parts">The number of parts; with one there is nothing to add up.</param>
/// <param name="Length">Terms of a part, but for the last.</param>
/// <param name="Stride">Elements from a part's results to the next one's.</param>
internal readonly record struct DepthSplit(int Parts, int Length, long Stride)
{
    private const long EnoughTiles = 128;
    private const int ShortestPart = 256;
    private const int LongestPart = 32768; // a device may end loops at 65,535 turns

    /// <summary>As sizes alone decide it, so that every device adds in one order.</summary>
    /// <param name="batch">Matrices.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="depth">Terms of a sum.</param>
    public static DepthSplit Of(long batch, long rows, long columns, int depth)
    {
        var tiles = batch * ((rows + 63) / 64) * ((columns + 63) / 64);
        var parts = tiles == 0 ? 1 : (int)Math.Min(EnoughTiles / tiles, depth / ShortestPart);
        parts = Math.Max(parts, (depth + LongestPart - 1) / LongestPart);
        if (parts <= 1)
            return Whole(depth);
        var length = (((depth + parts - 1) / parts) + 31) / 32 * 32;
        return new((depth + length - 1) / length, length, batch * rows * columns);
    }

    /// <summary>One part.</summary>
    public static DepthSplit Whole(int depth) => new(1, depth, 0);
}
