using System.Runtime.CompilerServices;
using Functional.Vulkan;
using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>The shaders in <c>shaders/</c> are what the library prints. <c>FUNCTIONAL_UPDATE_GOLDEN=1</c> writes them anew.</summary>
public sealed class ListingTests
{
    private static readonly Dictionary<string, (string Comment, Func<Tensor> Make)> Listings = new()
    {
        ["tanh_chain"] = (
            "Tanh(x * w + b) * Sigmoid(x), x: float32[1024,768], w, b: float32[768]",
            () => Tanh((Zeros(1024, 768) * Zeros(768)) + Ones(768)) * Sigmoid(Zeros(1024, 768))
        ),
        ["padded_transpose"] = (
            "x.Transpose().Pad((1, 1), (0, 2)) + y, x: float32[30,20], y: float32[22,32]",
            () => Zeros(30, 20).Transpose().Pad((1, 1), (0, 2)) + Zeros(22, 32)
        ),
        ["sum_rows"] = ("(x * w).Sum(1), x: float32[1024,768], w: float32[768]", () => (Zeros(1024, 768) * Zeros(768)).Sum(1)),
        ["sum_columns"] = ("x.Sum(0), x: float32[100,768]", () => Zeros(100, 768).Sum(0)),
        ["sum_all"] = ("x.Sum(), x: float32[1024,768]", () => Zeros(1024, 768).Sum()),
        ["max_short_rows"] = ("x.Max(1), x: float32[1024,10]", () => Zeros(1024, 10).Max(1)),
    };

    public static TheoryData<string> Names => [.. Listings.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_listing_is_what_the_library_prints(string name) => Check(name, Print(name));

    /// <summary>A listing of that name has this text.</summary>
    internal static void Check(string name, string text)
    {
        var file = Path.Combine(Folder(), $"{name}.comp");
        if (Environment.GetEnvironmentVariable("FUNCTIONAL_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Folder());
            File.WriteAllText(file, text);
        }
        Assert.True(File.Exists(file), $"{file} is missing; FUNCTIONAL_UPDATE_GOLDEN=1 writes it.");
        Assert.Equal(File.ReadAllText(file), text);
    }

    // The kernels of a group, each a shader of its own; the later ones of a long reduction combine the partial results of the first.
    private static string Print(string name)
    {
        var (comment, make) = Listings[name];
        var (plan, _) = OnBoth.PlanOf(make());
        var kernels = plan.Stages.OfType<LoopStage>().SelectMany(stage => LoopKernel.Of(stage.Program).Kernels).ToArray();
        return GlslPrinter.Print(kernels[0], kernels.Length == 1 ? comment : $"{comment}; the first of {kernels.Length} passes");
    }

    private static Tensor Zeros(params int[] sizes) =>
        Tensor.Of(new float[sizes.Aggregate(1, (size, axis) => size * axis)]).Reshape(sizes);

    private static Tensor Ones(int size) => Tensor.Of([.. Enumerable.Repeat(1f, size)]);

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "shaders"));
}
