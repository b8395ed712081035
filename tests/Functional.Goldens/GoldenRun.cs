using Functional.Vulkan;

namespace Functional.Goldens;

/// <summary>The program: runs golden cases and says what failed and what is missing.</summary>
public static class GoldenRun
{
    private static readonly Dictionary<string, Func<GoldenCase, Verdict>> Kinds = new()
    {
        ["operation"] = OperationCases.Run,
        ["optimizer"] = Optimization.Trajectory,
        ["clip"] = Optimization.Clip,
        ["schedule"] = Scheduling.Run,
        ["initializer"] = Initialization.Run,
    };

    // Decompositions whose iterations have no form on a GPU, and what is composed of them.
    private static readonly HashSet<string> Refusable =
    [
        "eig",
        "eigvals",
        "svd",
        "svdvals",
        "eigh",
        "eigvalsh",
        "lu",
        "pinv",
        "lstsq",
        "matrix_rank",
        "matrix_norm",
        "cond",
    ];

    /// <summary>Runs the cases that the arguments ask for; the last line is <c>N passed, N failed, N skipped</c>.</summary>
    /// <param name="arguments">As on the command line.</param>
    /// <param name="output">Where the report goes.</param>
    /// <param name="error">Where complaints about the arguments go.</param>
    /// <returns>0 if nothing failed, 1 if something did, 2 if the arguments make no sense or a file is damaged.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        try
        {
            var options = GoldenOptions.Parse(arguments);
            if (!options.OnVulkan)
                return Run(options, output) == 0 ? 0 : 1;
            // Nothing is left in the user's folders.
            if (Environment.GetEnvironmentVariable("FUNCTIONAL_CACHE") is null)
                Environment.SetEnvironmentVariable("FUNCTIONAL_CACHE", Path.Combine(Path.GetTempPath(), "functional-goldens"));
            using var device = VulkanDevice.Create();
            output.WriteLine($"on {device.Name} ({device.Capabilities.Driver})");
            var before = Device.Default;
            try
            {
                Device.Default = device;
                return Run(options, output) == 0 ? 0 : 1;
            }
            finally
            {
                Device.Default = before;
            }
        }
        catch (Exception wrong) when (wrong is ArgumentException or InvalidDataException or DeviceUnsupportedException)
        {
            error.WriteLine(wrong.Message);
            return 2;
        }
    }

    private static int Run(GoldenOptions options, TextWriter output)
    {
        var (passed, failed) = (0, 0);
        var missing = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var refused = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var golden in CaseFiles.Read(options.Folder, options.Floating))
        {
            if (options.Operation is { } only && golden.Name != only)
                continue;
            var verdict = Judge(golden);
            if (verdict.Lacks is { } name)
                missing[name] = missing.GetValueOrDefault(name) + 1;
            else if (verdict.IsRefused)
                refused[golden.Name] = refused.GetValueOrDefault(golden.Name) + 1;
            else if (verdict.Failures.Count == 0)
                passed++;
            else
                failed++;
            foreach (var reason in verdict.Failures)
                output.WriteLine($"FAILED {golden.Id} {golden.Name}: {reason}");
        }
        foreach (var (name, count) in missing)
            output.WriteLine($"missing: {name} ({count} {(count == 1 ? "case" : "cases")})");
        foreach (var (name, count) in refused)
            output.WriteLine($"refused: {name} ({count} {(count == 1 ? "case" : "cases")})");
        passed += refused.Values.Sum();
        output.WriteLine($"{passed} passed, {failed} failed, {missing.Values.Sum()} skipped");
        return failed;
    }

    private static Verdict Judge(GoldenCase golden)
    {
        if (!Kinds.TryGetValue(golden.Kind, out var run))
            return Verdict.Missing($"{golden.Kind} {golden.Name}");
        try
        {
            return run(golden);
        }
        catch (DeviceUnsupportedException thrown) when (Refusable.Contains(golden.Name) && thrown.Operation is not null)
        {
            return Verdict.Refused;
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            return Verdict.Of($"threw {thrown.GetType().Name}: {thrown.Message}");
        }
    }
}
