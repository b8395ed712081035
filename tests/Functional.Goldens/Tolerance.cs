namespace Functional.Goldens;

/// <summary>How far a number may be from the recorded one: <c>Absolute + Relative · |b| + Scaled · max(1, |b|)</c>.</summary>
internal readonly record struct Tolerance(double Absolute, double Relative, double Scaled)
{
    /// <summary>True if integers and bools must be equal.</summary>
    public bool CountsIntegers { get; init; } = true;

    // Decompositions and iterations, whose last digits depend on the algorithm.
    private static readonly HashSet<string> Wide =
    [
        .. (string[])
            ["svd", "svdvals", "eigh", "eigvalsh", "pinv", "lstsq", "qr", "matrix_exp", "slogdet", "det", "cdist", "ctc_loss"],
        .. (string[])["erfinv", "lgamma", "digamma"],
        // The recorded slopes of a hard sigmoid and of a celu are of 1/6 and 1/alpha in single precision.
        "hardsigmoid",
        "celu",
    ];

    /// <summary>Everything finite passes: only types, shapes, integers and the pattern of NaN and infinity count.</summary>
    public static Tolerance Pattern => new(double.PositiveInfinity, 0, 0);

    /// <summary>The tolerance of a case.</summary>
    /// <param name="operation">Its operation.</param>
    /// <param name="floating">The type of the run.</param>
    /// <param name="singleError">The recorded error of single precision, if there is one.</param>
    public static Tolerance Of(string operation, DType floating, double? singleError) =>
        floating == DType.Float64 ? (Wide.Contains(operation) ? new(1e-9, 1e-7, 0) : new(1e-11, 1e-9, 0))
        : singleError is { } error ? new(0, 0, (20 * error) + 1e-6)
        : Pattern;

    public double Allowed(double expected) =>
        Absolute + (Relative * Math.Abs(expected)) + (Scaled * Math.Max(1, Math.Abs(expected)));
}
