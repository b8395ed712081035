using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Functional.Tests;

/// <summary>A test's body in a process of its own, whose memory no other test has used.</summary>
internal static class OwnProcess
{
    private const string Variable = "FUNCTIONAL_TEST_ALONE";

    /// <summary>Runs the calling test again, in another process, and there its body.</summary>
    public static void Run<TTests>(Action body, [CallerMemberName] string test = "")
    {
        if (Environment.GetEnvironmentVariable(Variable) == test)
        {
            body();
            return;
        }
        var start = new ProcessStartInfo(
            "dotnet",
            ["exec", typeof(TTests).Assembly.Location, "-noLogo", "-noColor", "-method", $"{typeof(TTests).FullName}.{test}"]
        )
        {
            RedirectStandardOutput = true,
        };
        start.Environment[Variable] = test;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0 && output.Contains("Failed: 0", StringComparison.Ordinal), output);
    }
}
