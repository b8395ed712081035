using System.Diagnostics;
using System.Globalization;
using Functional.Vulkan;

namespace Functional.Benchmarks;

/// <summary>How long the runs of a workload took.</summary>
/// <param name="Workload">Its name.</param>
/// <param name="Device">Where it ran.</param>
/// <param name="First">The first run in the process, in milliseconds: tracing, compiling and running.</param>
/// <param name="Sorted">The runs after warming up, in milliseconds, shortest first.</param>
internal sealed record Measurement(string Workload, Device Device, double First, IReadOnlyList<double> Sorted)
{
    private const int LeastRuns = 5;
    private const int WarmRuns = 3;

    // The runtime compiles hot methods again in the background, 0.1 s after they first ran thirty times.
    private const double WarmMilliseconds = 500;

    /// <summary>Prepares, warms up, measures, checks the last result.</summary>
    /// <exception cref="WrongResultException">The last result is wrong.</exception>
    public static Measurement Of(Workload workload, Device device, double seconds)
    {
        var prepared = workload.Prepare(device);
        var first = Time(prepared, device, out _);
        var warm = Stopwatch.GetTimestamp();
        for (var i = 0; i < WarmRuns || Stopwatch.GetElapsedTime(warm).TotalMilliseconds < WarmMilliseconds; i++)
            Time(prepared, device, out _);
        var times = new List<double>();
        var start = Stopwatch.GetTimestamp();
        Tensor[] result;
        do times.Add(Time(prepared, device, out result));
        while (times.Count < LeastRuns || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        prepared.Check(Device.Cpu.Place(result));
        times.Sort();
        return new(workload.Name, device, first, times) { Work = prepared.Work };
    }

    /// <summary>What one run amounts to, of a ceiling.</summary>
    public (string Field, double Amount)? Work { get; private init; }

    public Dictionary<string, object> ToFields()
    {
        var fields = new Dictionary<string, object>
        {
            ["workload"] = Workload,
            ["median_ms"] = Math.Round(Sorted[Sorted.Count / 2], 4),
            ["min_ms"] = Math.Round(Sorted[0], 4),
            ["runs"] = Sorted.Count,
            ["first_ms"] = Math.Round(First, 3),
            ["peak_mb"] = Math.Round(PeakMegabytes(), 1),
            ["device"] = Device.Name,
            ["threads"] = WorkerPool.Threads,
        };
        // The best run: a ceiling is what the device can do.
        if (Work is var (field, amount))
            fields[field] = Math.Round(amount / Sorted[0] / 1e6, 2);
        return fields;
    }

    private static double Time(Prepared prepared, Device device, out Tensor[] result)
    {
        var start = Stopwatch.GetTimestamp();
        result = prepared.Run();
        (device as VulkanDevice)?.Finish();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    // The most memory that was resident at once: VmHWM, in KiB. Where there is no such file, what the process has now.
    private static double PeakMegabytes()
    {
        const string Status = "/proc/self/status";
        if (!File.Exists(Status))
            return Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        var line = File.ReadLines(Status).First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split([':', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
            / 1024;
    }
}
