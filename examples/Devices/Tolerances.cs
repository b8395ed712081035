using Functional;

namespace Devices;

/// <summary>How far a device may be from the true value, in units of the last place; the README says the same.</summary>
internal static class Tolerances
{
    // Half a unit is what rounding itself may cost; the elementary functions' own errors are below two.
    private const double OfSingles = 4;

    // Halves are computed in float32, and rounded once.
    private const double OfHalves = 1;

    // Differences of numbers of the size of one: near their roots the last place is none that anything was computed to.
    private static readonly HashSet<string> WithRoots = ["digamma", "lgamma", "logaddexp", "logaddexp2", "logit"];

    /// <summary>What an operation may be off by.</summary>
    public static double Of(DType type) => type is DType.Float16 or DType.BFloat16 ? OfHalves : OfSingles;

    /// <summary>Results that are smaller are measured with this one's units.</summary>
    public static double Least(string operation) => WithRoots.Contains(operation) ? 0.5 : 0;
}
