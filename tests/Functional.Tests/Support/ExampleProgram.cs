using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Functional.Tests;

/// <summary>An example, run as a user runs it: in a process of its own.</summary>
internal static class ExampleProgram
{
    /// <summary>What a program printed that did well and complained of nothing.</summary>
    public static string[] Lines(string program, params string[] arguments)
    {
        var (status, output, error) = Run(program, arguments);
        Assert.Equal((0, ""), (status, error));
        return output.TrimEnd().Split(Environment.NewLine);
    }

    public static (int Status, string Output, string Error) Run(string program, params string[] arguments) =>
        Run(program, [], arguments);

    public static (int Status, string Output, string Error) Run(
        string program,
        (string Name, string Value)[] environment,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(
            "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, program + ".dll"), .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>The number that a line has where the pattern has its first group.</summary>
    public static double Number(string line, string pattern)
    {
        var match = Regex.Match(line, pattern);
        Assert.True(match.Success, $"'{line}' is not like {pattern}");
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
