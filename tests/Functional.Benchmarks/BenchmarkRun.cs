using System.Text.Json;

namespace Functional.Benchmarks;

/// <summary>The program: one JSON object a line for each workload.</summary>
public static class BenchmarkRun
{
    /// <summary>Runs the workloads that the arguments ask for.</summary>
    /// <returns>0; 1 if a result was wrong; 2 if the arguments make no sense.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        try
        {
            var options = BenchmarkOptions.Parse(arguments);
            if (options.Threads is { } threads)
                WorkerPool.Threads = threads;
            foreach (var workload in options.Workloads)
            {
                output.WriteLine(JsonSerializer.Serialize(Measurement.Of(workload, options.Seconds).ToFields()));
                output.Flush();
            }
            return 0;
        }
        catch (WrongResultException wrong)
        {
            error.WriteLine(wrong.Message);
            return 1;
        }
        catch (ArgumentException wrong)
        {
            error.WriteLine(wrong.Message);
            return 2;
        }
    }
}
