using System.Reflection;
using Functional.Tests.Architecture;

namespace Functional.Tests.Readme;

/// <summary>The README's table has every function of tensors, and says of each what is so.</summary>
[Collection(Alone.Name)]
public sealed class OperationTableTests
{
    private const string Begin = "<!-- operations: FUNCTIONAL_UPDATE_GOLDEN=1 writes them -->\n";
    private const string End = "<!-- end of operations -->\n";

    // What makes, places, looks at or describes tensors, and layers.
    private static readonly string[] Others =
    [
        .. (string[])
            ["Eye", "FftFreq", "Full", "FullLike", "LinSpace", "LogSpace", "Of", "OfElements", "Ones", "OnesLike", "Range"],
        .. (string[])["RfftFreq", "View", "Zeros", "ZerosLike"],
        .. (string[])["Evaluate", "Identity", "StopGradient", "GetEnumerator", "GruWithState", "RnnWithState"],
    ];

    [Fact]
    public void Every_function_of_tensors_has_a_row()
    {
        var rows = OperationFamilies.All.SelectMany(family => family.Rows).SelectMany(row => row.Names).ToList();
        Assert.Equal(rows.Distinct(), rows);
        var functions = typeof(Operations)
            .GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Concat(
                typeof(Tensor).GetMethods(
                    BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly
                )
            )
            .Where(method => !method.IsSpecialName && GivesTensors(method.ReturnType))
            .Select(method => method.Name)
            .Distinct();
        Violations.AssertNone(
            functions.Except(rows).Except(Others).Select(name => $"{name} is in no family of OperationFamilies.")
        );
    }

    [Fact]
    public void The_readme_has_the_table()
    {
        var device = Vulkan.Device.OrSkip();
        var path = Path.Combine(SourceTree.Root, "README.md");
        var readme = File.ReadAllText(path).Replace("\r", "");
        var (begin, end) = (
            readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length,
            readme.IndexOf(End, StringComparison.Ordinal)
        );
        Assert.True(begin >= Begin.Length && end >= begin, "README.md has no place for the table.");
        var table = OperationTable.Text(device);
        if (Environment.GetEnvironmentVariable("FUNCTIONAL_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, readme[..begin] + table + readme[end..]);
        else
            Assert.Equal(table, readme[begin..end]);
    }

    private static bool GivesTensors(Type type) =>
        type == typeof(Tensor)
        || type == typeof(Tensor[])
        || (
            type.IsGenericType
            && type.Name.StartsWith("ValueTuple", StringComparison.Ordinal)
            && type.GetGenericArguments()[0] == typeof(Tensor)
        );
}
