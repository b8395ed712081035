namespace Functional.Tests;

/// <summary>How much a run tests: a little ordinarily, the numbers where <c>FUNCTIONAL_TESTS=full</c>.</summary>
internal static class TestSize
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("FUNCTIONAL_TESTS") == "full";

    public static int Of(int ordinary, int full) => IsFull ? full : ordinary;
}
