using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Functional.Tests;

/// <summary>A test's body in a process of its own, whose memory no other test has used.</summary>
internal static class OwnProcess
{
    /// <summary>Names the test whose body the process is for.</summary>
    public const string Variable = "FUNCTIONAL_TEST_ALONE";

    private const string FolderVariable = "FUNCTIONAL_TEST_FOLDER";

    /// <summary>Runs something in this process, and then the calling test again in another, and there its body; both have one folder for files.</summary>
    public static void RunAfter<TTests>(
        string folder,
        Action<string> before,
        Action<string> body,
        [CallerMemberName] string test = ""
    )
    {
        if (Environment.GetEnvironmentVariable(Variable) == test)
        {
            body(Environment.GetEnvironmentVariable(FolderVariable)!);
            return;
        }
        before(folder);
        Start<TTests>(test, folder);
    }

    /// <summary>Runs the calling test again, in another process, and there its body.</summary>
    public static void Run<TTests>(Action body, [CallerMemberName] string test = "")
    {
        if (Environment.GetEnvironmentVariable(Variable) == test)
        {
            body();
            return;
        }
        Start<TTests>(test, folder: null);
    }

    private static void Start<TTests>(string test, string? folder)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            ["exec", typeof(TTests).Assembly.Location, "-noLogo", "-noColor", "-method", $"{typeof(TTests).FullName}.{test}"]
        )
        {
            RedirectStandardOutput = true,
        };
        start.Environment[Variable] = test;
        start.Environment[FolderVariable] = folder;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(
            process.ExitCode == 0 && output.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", StringComparison.Ordinal),
            output
        );
    }
}
