namespace Functional.Tests.Architecture;

/// <summary>What a rule of the source tree found, one a line.</summary>
internal static class Violations
{
    /// <summary>Fails with the whole list, which <c>Assert.Empty</c> would cut short.</summary>
    public static void AssertNone(IEnumerable<string> violations)
    {
        var found = violations.ToList();
        Assert.True(found.Count == 0, $"{found.Count} violations:\n{string.Join('\n', found)}");
    }
}
