using System.Globalization;

namespace Functional.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Seconds">How long each workload is repeated.</param>
/// <param name="Threads">Threads of the CPU backend; all cores if none are given.</param>
/// <param name="Workloads">In this order.</param>
internal sealed record BenchmarkOptions(double Seconds, int? Threads, IReadOnlyList<Workload> Workloads)
{
    public const string Usage = "Usage: Functional.Benchmarks [--seconds S] [--device cpu|vulkan] [--threads N] [WORKLOAD ...]";

    /// <exception cref="ArgumentException">An option or a workload is unknown; the message says which.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var (seconds, threads, chosen) = (2.0, (int?)null, new List<Workload>());
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                chosen.Add(Workload.Named(arguments[i]));
                continue;
            }
            var value =
                i + 1 < arguments.Count
                    ? arguments[i + 1]
                    : throw new ArgumentException($"{arguments[i]} needs a value.\n{Usage}");
            switch (arguments[i++])
            {
                case "--seconds"
                    when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0:
                    seconds = number;
                    break;
                case "--threads"
                    when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0:
                    threads = count;
                    break;
                case "--device" when value == "cpu":
                    break;
                case "--device" when value == "vulkan":
                    throw new ArgumentException("--device vulkan: not built yet. Use --device cpu.");
                default:
                    throw new ArgumentException($"cannot read {arguments[i - 1]} {value}.\n{Usage}");
            }
        }
        return new(seconds, threads, chosen.Count > 0 ? chosen : Workload.All);
    }
}
