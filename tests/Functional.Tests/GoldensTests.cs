using Functional.Goldens;

namespace Functional.Tests;

/// <summary>Recorded results of another library; what this library lacks is skipped there.</summary>
[Trait("Category", "Interpreted")]
public sealed class GoldensTests
{
    [Theory]
    [InlineData("float64")]
    [InlineData("float32")]
    public void Golden_values_and_gradients_are_reproduced(string type)
    {
        var report = new StringWriter();
        var status = GoldenRun.Run(["--dtype", type], report, report);
        Assert.True(status == 0, string.Join('\n', Failures(report)));
        Assert.DoesNotContain("\n0 passed", report.ToString());
    }

    [Fact]
    public void Arguments_that_make_no_sense_are_refused()
    {
        var complaint = new StringWriter();
        Assert.Equal(2, GoldenRun.Run(["--dtype", "float16"], TextWriter.Null, complaint));
        Assert.Contains("--dtype float16", complaint.ToString());
    }

    private static IEnumerable<string> Failures(StringWriter report) =>
        report.ToString().Split('\n').Where(line => !line.StartsWith("missing: ", StringComparison.Ordinal));
}
