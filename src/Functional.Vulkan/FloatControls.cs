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

    /// <summary>What a driver says.</summary>
    internal static FloatControls Of(in VkPhysicalDeviceVulkan12Properties p)
    {
        static FloatWidths Widths(bool f16, bool f32, bool f64) =>
            (f16 ? FloatWidths.Float16 : 0) | (f32 ? FloatWidths.Float32 : 0) | (f64 ? FloatWidths.Float64 : 0);
        return new FloatControls(
            Widths(
                p.shaderSignedZeroInfNanPreserveFloat16,
                p.shaderSignedZeroInfNanPreserveFloat32,
                p.shaderSignedZeroInfNanPreserveFloat64
            ),
            Widths(p.shaderDenormPreserveFloat16, p.shaderDenormPreserveFloat32, p.shaderDenormPreserveFloat64),
            Widths(p.shaderRoundingModeRTEFloat16, p.shaderRoundingModeRTEFloat32, p.shaderRoundingModeRTEFloat64),
            (FloatIndependence)p.denormBehaviorIndependence,
            (FloatIndependence)p.roundingModeIndependence
        );
    }

    /// <summary>The widths for which a kernel that uses some may declare a mode on the device.</summary>
    internal FloatWidths Declared(ExecutionMode mode, FloatWidths used) =>
        mode switch
        {
            ExecutionMode.SignedZeroInfNanPreserve => SignedZeroInfNanPreserve & used,
            ExecutionMode.DenormPreserve => Tied(used, DenormPreserve, DenormIndependence),
            _ => Tied(used, RoundingModeRte, RoundingIndependence),
        };

    // Widths that the device ties together are declared together or not at all.
    private static FloatWidths Tied(FloatWidths used, FloatWidths supported, FloatIndependence independence)
    {
        const FloatWidths others = FloatWidths.Float16 | FloatWidths.Float64;
        FloatWidths Group(FloatWidths group) => (used & group) != 0 && (supported & group) == group ? group : 0;
        return independence switch
        {
            FloatIndependence.All => used & supported,
            FloatIndependence.Float32Only => Group(FloatWidths.Float32) | Group(others),
            _ => Group(FloatWidths.Float32 | others),
        };
    }
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
