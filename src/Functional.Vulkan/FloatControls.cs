namespace Functional.Vulkan;

/// <summary>What a device promises about floats of each width: 16, 32 and 64 bits.</summary>
/// <param name="SignedZeroInfNanPreserve">Widths for which -0, ∞ and NaN are kept.</param>
/// <param name="DenormPreserve">Widths for which subnormal numbers are kept.</param>
/// <param name="RoundingModeRte">Widths for which rounding can be fixed to nearest, ties to even.</param>
/// <param name="DenormIndependence">Whether the widths may differ in what they do with subnormals.</param>
/// <param name="RoundingIndependence">Whether the widths may differ in rounding.</param>
public sealed record FloatControls(
    FloatWidths SignedZeroInfNanPreserve,
    FloatWidths DenormPreserve,
    FloatWidths RoundingModeRte,
    FloatIndependence DenormIndependence,
    FloatIndependence RoundingIndependence
)
{
    /// <summary>Nothing is promised.</summary>
    public static FloatControls None { get; } = new(0, 0, 0, FloatIndependence.None, FloatIndependence.None);

    /// <summary>The execution modes that a kernel using some widths may declare on the device.</summary>
    internal IEnumerable<(ExecutionMode Mode, int Width)> Modes(IReadOnlyCollection<int> used)
    {
        foreach (var width in used.Where(width => SignedZeroInfNanPreserve.HasFlag(Flag(width))))
            yield return (ExecutionMode.SignedZeroInfNanPreserve, width);
        foreach (var width in Allowed(used, DenormPreserve, DenormIndependence))
            yield return (ExecutionMode.DenormPreserve, width);
        foreach (var width in Allowed(used, RoundingModeRte, RoundingIndependence))
            yield return (ExecutionMode.RoundingModeRTE, width);
    }

    /// <summary>Widths that the device ties together are declared together or not at all.</summary>
    private static IEnumerable<int> Allowed(IReadOnlyCollection<int> used, FloatWidths supported, FloatIndependence independence)
    {
        int[][] tied = independence switch
        {
            FloatIndependence.All =>
            [
                [16],
                [32],
                [64],
            ],
            FloatIndependence.Float32Only =>
            [
                [32],
                [16, 64],
            ],
            _ =>
            [
                [16, 32, 64],
            ],
        };
        return tied.Where(group => group.Any(used.Contains) && group.All(width => supported.HasFlag(Flag(width))))
            .SelectMany(group => group);
    }

    private static FloatWidths Flag(int width) => (FloatWidths)width;
}

/// <summary>A set of float widths, each its number of bits.</summary>
[Flags]
public enum FloatWidths
{
    /// <summary>No width.</summary>
    None = 0,

    /// <summary>16 bits.</summary>
    Float16 = 16,

    /// <summary>32 bits.</summary>
    Float32 = 32,

    /// <summary>64 bits.</summary>
    Float64 = 64,
}

/// <summary>Whether floats of different widths may behave differently in one kernel.</summary>
public enum FloatIndependence
{
    /// <summary>Only 32 bits may differ from the others.</summary>
    Float32Only = 0,

    /// <summary>Each width may differ.</summary>
    All = 1,

    /// <summary>All must be the same.</summary>
    None = 2,
}
