using Functional.Tests.Architecture;

namespace Functional.Tests;

/// <summary>Public data sets that may lie beside the repository; a test that needs one that is absent is skipped.</summary>
internal static class SharedData
{
    public static string PathOf(string name)
    {
        var path = Path.Combine(SourceTree.Root, "../shared/data", name);
        Assert.SkipUnless(Path.Exists(path), $"shared/data/{name} is not there.");
        return path;
    }
}
