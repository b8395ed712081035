namespace Functional.Vulkan;

/// <summary>Chooses a tile of matrix units by the number of matrices, rows and columns; null leaves a product to the other kernels.</summary>
internal delegate CooperativeTile? CooperativeChoice(long batch, long rows, long columns);

/// <summary>How a product is divided among subgroups that multiply small matrices at once.</summary>
/// <param name="Unit">The product of matrices that the device computes.</param>
/// <param name="SubgroupSize">Lanes of a subgroup.</param>
/// <param name="Rows">Rows of a workgroup.</param>
/// <param name="Columns">Columns of a workgroup.</param>
/// <param name="Depth">Terms that are loaded together into shared memory.</param>
/// <param name="OwnRows">Rows of a subgroup.</param>
/// <param name="OwnColumns">Columns of a subgroup.</param>
internal sealed record CooperativeTile(
    MatrixUnit Unit,
    int SubgroupSize,
    int Rows,
    int Columns,
    int Depth,
    int OwnRows,
    int OwnColumns
)
{
    // Workgroups that a large device runs at once, or nearly.
    private const long ManyGroups = 96;

    /// <summary>Elements from one line of a slice to the next in shared memory besides its own, so that lines meet different banks and begin at 16 bytes.</summary>
    public const int Padding = 8;

    /// <summary>Subgroups beside one another along the columns.</summary>
    public int SubgroupColumns => Columns / OwnColumns;

    /// <summary>Subgroups of a workgroup.</summary>
    public int Subgroups => Rows / OwnRows * SubgroupColumns;

    /// <summary>Invocations of a workgroup.</summary>
    public int Invocations => Subgroups * SubgroupSize;

    /// <summary>Bytes of shared memory, at most: both slices, and a matrix of results of every subgroup.</summary>
    public int SharedBytes =>
        (2 * Math.Max(Rows * (Depth + Padding), Depth * (Rows + Padding)))
        + (2 * Math.Max(Columns * (Depth + Padding), Depth * (Columns + Padding)))
        + (Subgroups * Unit.Rows * Unit.Columns * sizeof(float));

    /// <summary>The same as other products see it: what a workgroup computes, and its invocations.</summary>
    public ProductTile Whole
    {
        get
        {
            var across = Math.Min(Invocations, Columns);
            return new(Rows, Columns, Depth, Rows / (Invocations / across), Columns / across, IsShared: true);
        }
    }

    /// <summary>The tiles of a unit that a device can run, the largest first.</summary>
    public static IReadOnlyList<CooperativeTile> Of(MatrixUnit unit, DeviceCapabilities device)
    {
        var lanes = (int)device.Subgroup.Size;
        CooperativeTile Make(int rows, int columns, int depth, int ownRows, int ownColumns) =>
            new(unit, lanes, rows, columns, depth, ownRows, ownColumns);
        ReadOnlySpan<CooperativeTile> tiles =
            device.Kind == DeviceKind.Cpu
                ? [Make(32, 32, 16, 16, 16)]
                : [Make(128, 128, 32, 32, 64), Make(64, 64, 32, 32, 32), Make(32, 32, 32, 16, 16)];
        var found = new List<CooperativeTile>();
        foreach (var tile in tiles)
            if (tile.IsWhole && tile.Fits(device.Limits))
                found.Add(tile);
        return found;
    }

    /// <summary>The tile for a product, or null where it is so narrow that most of a tile would be empty.</summary>
    public static CooperativeTile? Of(IReadOnlyList<CooperativeTile> tiles, long batch, long rows, long columns)
    {
        if (rows <= ProductTile.Wide.Rows || columns <= ProductTile.Tall.Columns || tiles.Count == 0)
            return null;
        foreach (var tile in tiles)
            if (batch * (rows / tile.Rows) * (columns / tile.Columns) >= ManyGroups)
                return tile;
        return tiles[^1];
    }

    // Everything divides everything.
    private bool IsWhole =>
        OwnRows % Unit.Rows == 0
        && OwnColumns % Unit.Columns == 0
        && Depth % Unit.Depth == 0
        && Unit.Rows % 8 == 0
        && Unit.Columns % 8 == 0
        && Unit.Depth % 8 == 0
        && Unit.Rows * Unit.Columns % SubgroupSize == 0
        && AreShared(Rows, Depth / 2)
        && AreShared(Rows / 2, Depth)
        && AreShared(Columns, Depth / 2)
        && AreShared(Columns / 2, Depth);

    private bool AreShared(int lines, int depth) =>
        lines * depth % Invocations == 0
        && (Invocations % lines == 0 || lines % Invocations == 0)
        && (Invocations % depth == 0 || depth % Invocations == 0);

    private bool Fits(DeviceLimits limits) =>
        (uint)SharedBytes <= limits.SharedMemory
        && (uint)Invocations <= limits.MaxWorkgroupInvocations
        && (uint)Invocations <= limits.MaxWorkgroupSize.X;
}
