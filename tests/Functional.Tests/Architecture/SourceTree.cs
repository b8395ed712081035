namespace Functional.Tests.Architecture;

/// <summary>The repository's own sources, as the tests of the architecture read them.</summary>
internal static class SourceTree
{
    /// <summary>The folder of the solution, found upwards from where the tests run.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Every C# file written by hand under some folders of the root; files that a tool wrote (<c>.g.cs</c>) are not.</summary>
    public static IReadOnlyList<SourceFile> Files(params ReadOnlySpan<string> folders)
    {
        var files = new List<SourceFile>();
        foreach (var folder in folders)
            files.AddRange(
                from path in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
                let relative = Path.GetRelativePath(Root, path).Replace('\\', '/')
                where
                    !relative.Split('/').Any(part => part is "bin" or "obj")
                    && !relative.EndsWith(".g.cs", StringComparison.Ordinal)
                orderby relative
                select new SourceFile(relative, File.ReadAllText(path))
            );
        return files;
    }

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Functional.sln")) ? folder
        : Path.GetDirectoryName(folder) is { } parent ? FindRoot(parent)
        : throw new DirectoryNotFoundException($"No Functional.sln above {AppContext.BaseDirectory}.");
}
