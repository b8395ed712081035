using System.Globalization;

namespace Functional.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Seconds">How long each workload is repeated.</param>
/// <param name="Device"><c>cpu</c>, <c>vulkan</c>, or what chooses among the Vulkan devices: an index, part of a name, a UUID.</param>
/// <param name="Threads">Threads of the CPU backend; all cores if none are given.</param>
/// <param name="Workloads">In this order.</param>
internal sealed record BenchmarkOptions(double Seconds, string Device, int? Threads, IReadOnlyList<Workload> Workloads)
{
    public const string Usage =
        "Usage: Functional.Benchmarks [--seconds S] [--device cpu|vulkan|NAME] [--threads N] [WORKLOAD ...]";

    /// <exception cref="ArgumentException">An option or a workload is unknown; the message says which.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var (seconds, device, threads, chosen) = (2.0, "cpu", (int?)null, new List<Workload>());
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
                case "--device" when value.Length > 0:
                    device = value;
                    break;
                default:
                    throw new ArgumentException($"cannot read {arguments[i - 1]} {value}.\n{Usage}");
            }
        }
        var isOnCpu = device == "cpu";
        if (isOnCpu && chosen.Find(workload => workload.IsForVulkan) is { } misplaced)
            throw new ArgumentException($"{misplaced.Name} measures a Vulkan device: add --device vulkan.\n{Usage}");
        if (chosen.Count == 0)
            chosen.AddRange(Workload.All.Where(workload => !isOnCpu || !workload.IsForVulkan));
        return new(seconds, device, threads, chosen);
    }
}
