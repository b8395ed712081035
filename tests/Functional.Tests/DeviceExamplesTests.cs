using System.Globalization;
using System.Text.RegularExpressions;
using static Functional.Tests.ExampleProgram;

namespace Functional.Tests;

/// <summary>The examples that know nothing of devices, on one: where <see cref="Device.Default"/> is it, they print what they print on the CPU.</summary>
public sealed partial class DeviceExamplesTests
{
    private static readonly (string, string) OnDevice = ("DOTNET_STARTUP_HOOKS", typeof(DeviceExamplesTests).Assembly.Location);

    [Theory]
    [InlineData("LinearRegression", 1e-3)]
    [InlineData("GaussianProcess", 0.02)]
    [InlineData("ResidualNetwork", 0.05, "3")]
    [InlineData("FSharpExample", 0.05, "40")]
    [InlineData("LanguageExtExample", 0.1, "--patience", "1")]
    public void A_program_without_a_device_of_its_own_runs_on_one(string program, double tolerance, params string[] arguments)
    {
        Vulkan.Device.OrSkip();
        Assert.SkipUnless(TestSize.IsFull, "A minute on a device in software; tried with FUNCTIONAL_TESTS=full.");
        var here = Array.ConvertAll(Lines(program, arguments), WithoutFolders);
        var (status, output, error) = Run(program, [OnDevice], arguments);
        Assert.Equal((0, ""), (status, error));
        var there = Array.ConvertAll(output.TrimEnd().Split(Environment.NewLine), WithoutFolders);
        Assert.Equal(Array.ConvertAll(here, Words), Array.ConvertAll(there, Words));
        foreach (var (want, got) in Numbers(here).Zip(Numbers(there)))
            Assert.Equal(want, got, tolerance * Math.Max(1, Math.Abs(want)));
    }

    [Fact]
    public void What_the_device_lacks_is_refused_by_its_name()
    {
        Vulkan.Device.OrSkip();
        var (status, _, error) = Run("PrincipalComponents", [OnDevice]);
        Assert.NotEqual(0, status);
        Assert.Matches(@"\[\w+\] on Vulkan: .*Use the CPU\.", error);
    }

    // Without a driver the programs would run as ever, if it were not the device that they run on.
    [Theory]
    [InlineData("LinearRegression")]
    [InlineData("FSharpExample")]
    public void Such_a_program_needs_the_driver(string program)
    {
        var (status, output, error) = Run(program, [OnDevice, ("VK_DRIVER_FILES", "/nowhere"), ("VK_ICD_FILENAMES", "/nowhere")]);
        Assert.NotEqual((0, ""), (status, error));
        Assert.Equal("", output);
        Assert.Contains("[vulkan] ", error);
    }

    // Each run has a folder of its own.
    private static string WithoutFolders(string line) => Folder().Replace(line, "'");

    private static string Words(string line) => Number().Replace(line, "#");

    private static IEnumerable<double> Numbers(string[] lines) =>
        lines.SelectMany(line => Number().Matches(line)).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture));

    [GeneratedRegex("'[^']*/")]
    private static partial Regex Folder();

    [GeneratedRegex(@" *-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
