namespace Functional.Vulkan;

public sealed partial class VulkanDevice
{
    private readonly Lock _trying = new();
    private readonly Dictionary<DType, IReadOnlyList<CooperativeTile>> _matrixTiles = [];
    private DeviceCapabilities? _capabilities;

    /// <summary>How the device's matrix units divide products of a type; nothing if it has none, or if they fail when they are tried at the first call.</summary>
    internal IReadOnlyList<CooperativeTile> MatrixTiles(DType type)
    {
        if (!Capabilities.MatrixUnits.Any(unit => unit.Type == type))
            return [];
        lock (_trying)
        {
            if (_matrixTiles.TryGetValue(type, out var known))
                return known;
            var refusal = Capabilities.MatrixRefusal;
            foreach (var unit in Capabilities.MatrixUnits.Where(unit => unit.Type == type).OrderBy(Preference))
            {
                var tiles = CooperativeTile.Of(unit, Capabilities);
                if (tiles.Count == 0)
                    continue;
                if (MatrixTrial.Failure(this, tiles[^1]) is not { } failure)
                    return _matrixTiles[type] = tiles;
                refusal = $"{(refusal is null ? "" : $"{refusal}; ")}{failure}";
            }
            _capabilities = Capabilities with
            {
                MatrixUnits = [.. Capabilities.MatrixUnits.Where(unit => unit.Type != type)],
                MatrixRefusal = refusal ?? Capabilities.MatrixRefusal,
            };
            return _matrixTiles[type] = [];
        }
    }

    // Square ones of 16, then the largest.
    private static int Preference(MatrixUnit unit) =>
        unit is { Rows: 16, Columns: 16, Depth: 16 } ? -1 : int.MaxValue - (unit.Rows * unit.Columns * unit.Depth);
}
