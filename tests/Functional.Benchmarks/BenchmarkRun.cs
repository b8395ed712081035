using System.Text.Json;
using Functional.Vulkan;

namespace Functional.Benchmarks;

/// <summary>The program: one JSON object a line for each workload.</summary>
public static class BenchmarkRun
{
    /// <summary>Runs the workloads that the arguments ask for.</summary>
    /// <returns>0; 1 if a result was wrong; 2 if the arguments make no sense, or a device cannot do what they ask.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        try
        {
            var options = BenchmarkOptions.Parse(arguments);
            if (options.Threads is { } threads)
                WorkerPool.Threads = threads;
            using var vulkan = options.Device == "cpu" ? null : Open(options.Device);
            foreach (var workload in options.Workloads)
            {
                var measurement = Measurement.Of(workload, vulkan ?? Device.Cpu, options.Seconds);
                output.WriteLine(JsonSerializer.Serialize(measurement.ToFields()));
                output.Flush();
            }
            return 0;
        }
        catch (WrongResultException wrong)
        {
            error.WriteLine(wrong.Message);
            return 1;
        }
        catch (Exception wrong) when (wrong is ArgumentException or DeviceException)
        {
            error.WriteLine(wrong.Message);
            return 2;
        }
    }

    private static VulkanDevice Open(string name) => VulkanDevice.Create(name == "vulkan" ? null : name);
}
