using Functional;
using Functional.Vulkan;

namespace Devices;

/// <summary>How finely a floating type divides the numbers.</summary>
/// <param name="Type">The type.</param>
/// <param name="Bits">Bits behind the leading one.</param>
/// <param name="Least">The exponent of the smallest normal number.</param>
/// <param name="Most">The exponent of the largest.</param>
internal sealed record Precision(DType Type, int Bits, int Least, int Most)
{
    /// <summary>The smallest normal number.</summary>
    public double SmallestNormal => Math.ScaleB(1, Least);

    /// <summary>The largest number.</summary>
    public double Largest => Math.ScaleB(2 - Math.ScaleB(1, -Bits), Most);

    public static Precision Of(DType type) =>
        type switch
        {
            DType.Float16 => new(type, 10, -14, 15),
            DType.BFloat16 => new(type, 7, -126, 127),
            DType.Float32 => new(type, 23, -126, 127),
            _ => new(type, 52, -1022, 1023),
        };

    /// <summary>How far a number is from what it should be, in units of the last place there; a number that is none, or should be none, is infinitely far.</summary>
    /// <param name="got">What came out.</param>
    /// <param name="wanted">What is right.</param>
    /// <param name="least">Smaller numbers are measured with the units of this one: near a root, say.</param>
    /// <remarks>Beyond the largest number the type has infinity, which stands for the next power of two. Zeros of either sign are the same.</remarks>
    public double Error(double got, double wanted, double least = 0)
    {
        if (double.IsNaN(wanted) || double.IsNaN(got))
            return double.IsNaN(wanted) && double.IsNaN(got) ? 0 : double.PositiveInfinity;
        if (double.IsInfinity(wanted))
            return got == wanted ? 0 : double.PositiveInfinity;
        var size = Math.Max(Math.Abs(wanted), least);
        var unit = Math.ScaleB(1, Math.Clamp(size == 0 ? Least : Math.ILogB(size), Least, Most) - Bits);
        // Of what is larger than every number both infinity and the largest number are near enough.
        var end = Type == DType.Float64 ? double.MaxValue : Math.ScaleB(1, Most + 1);
        var (near, far) = (Math.Clamp(wanted, -end, end), double.IsInfinity(got) ? Math.CopySign(end, got) : got);
        return near == far ? 0 : Math.Abs(near - far) / unit;
    }

    /// <summary>Whether kernels on the device keep what is smaller than the smallest normal number; others may take it for zero.</summary>
    public bool KeepsSubnormals(DeviceCapabilities device)
    {
        // Halves are computed in float32, where their subnormal numbers are normal.
        if (Type == DType.Float16)
            return true;
        var (kept, ties) = (device.FloatControls.DenormPreserve, device.FloatControls.DenormIndependence);
        var width = Type == DType.Float64 ? FloatWidths.Float64 : FloatWidths.Float32;
        var needed = (ties, width) switch
        {
            (FloatIndependence.All, _) or (FloatIndependence.Float32Only, FloatWidths.Float32) => width,
            (FloatIndependence.Float32Only, _) => FloatWidths.Float16 | FloatWidths.Float64,
            _ => FloatWidths.Float16 | FloatWidths.Float32 | FloatWidths.Float64,
        };
        return (kept & needed) == needed;
    }
}
