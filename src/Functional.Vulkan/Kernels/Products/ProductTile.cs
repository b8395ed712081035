namespace Functional.Vulkan;

/// <summary>How a product is divided: the part of the result that a workgroup computes, and the part that one of its invocations does.</summary>
/// <param name="Rows">Rows of a workgroup.</param>
/// <param name="Columns">Columns of a workgroup.</param>
/// <param name="Depth">Terms that are loaded together into shared memory; without it, terms of a turn of the loop.</param>
/// <param name="OwnRows">Rows of an invocation.</param>
/// <param name="OwnColumns">Columns of an invocation.</param>
/// <param name="IsShared">True if a workgroup loads its operands through shared memory, false if every invocation does for itself.</param>
internal readonly record struct ProductTile(int Rows, int Columns, int Depth, int OwnRows, int OwnColumns, bool IsShared)
{
    // Workgroups that a large device runs at once, or nearly.
    private const long ManyGroups = 96;
    private const int Lanes = 8;
    private const int MostOwn = 8;

    /// <summary>Invocations beside one another along the rows.</summary>
    public int RowLanes => Rows / OwnRows;

    /// <summary>Invocations beside one another along the columns.</summary>
    public int ColumnLanes => Columns / OwnColumns;

    /// <summary>Invocations of a workgroup.</summary>
    public int Invocations => RowLanes * ColumnLanes;

    /// <summary>Bytes of shared memory, at most.</summary>
    public int SharedBytes(DType type) => IsShared ? Depth * (Rows + Columns + 2) * type.ByteSize : 0;

    /// <summary>Tiles that go through shared memory, the largest first; what fills a device with them runs fastest.</summary>
    public static IReadOnlyList<ProductTile> Shared { get; } =
    [new(128, 128, 16, 8, 8, true), new(128, 128, 8, 8, 8, true), new(64, 64, 16, 4, 4, true), new(32, 32, 16, 4, 4, true)];

    /// <summary>For results of few rows.</summary>
    public static ProductTile Wide { get; } = new(8, 128, 16, 8, 1, true);

    /// <summary>For results of few columns.</summary>
    public static ProductTile Tall { get; } = new(128, 8, 16, 1, 8, true);

    /// <summary>The tile for a product on a device. It decides no bit of the result: every sum is added up in order whatever the tile.</summary>
    public static ProductTile Of(long batch, long rows, long columns, DType type, DeviceCapabilities device)
    {
        if (device.Kind == DeviceKind.Cpu)
            return Direct(rows, columns);
        bool Fits(ProductTile tile) =>
            (uint)tile.SharedBytes(type) <= device.Limits.SharedMemory
            && (uint)tile.Invocations <= device.Limits.MaxWorkgroupInvocations;
        if (rows <= Wide.Rows && columns > Wide.Rows && Fits(Wide))
            return Wide;
        if (columns <= Tall.Columns && rows > Tall.Columns && Fits(Tall))
            return Tall;
        foreach (var tile in Shared)
            if (Fits(tile) && batch * (rows / tile.Rows) * (columns / tile.Columns) >= ManyGroups)
                return tile;
        return Shared[^1];
    }

    // On a CPU a barrier costs more than what it saves. Eight lanes are one vector; they lie along the longer side.
    private static ProductTile Direct(long rows, long columns)
    {
        if (columns >= Lanes || columns >= rows)
        {
            var (ownRows, ownColumns) = (Own(rows), (int)Math.Clamp((columns + Lanes - 1) / Lanes, 1, MostOwn));
            return new(ownRows, ownColumns * Lanes, 1, ownRows, ownColumns, false);
        }
        else
        {
            var (ownRows, ownColumns) = ((int)Math.Clamp((rows + Lanes - 1) / Lanes, 1, MostOwn), Own(columns));
            return new(ownRows * Lanes, ownColumns, 1, ownRows, ownColumns, false);
        }
    }

    // All lines of a few, or as many as divide them.
    private static int Own(long lines)
    {
        if (lines <= MostOwn)
            return (int)Math.Max(1, lines);
        for (var own = MostOwn; own > MostOwn / 2; own--)
            if (lines % own == 0)
                return own;
        return MostOwn;
    }
}
