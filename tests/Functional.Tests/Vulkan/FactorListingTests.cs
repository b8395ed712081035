using Functional.Vulkan;
using static Functional.Tests.Vulkan.Programs;

namespace Functional.Tests.Vulkan;

/// <summary>The kernels of factors of matrices in <c>shaders/</c> are what the library prints.</summary>
public sealed class FactorListingTests
{
    private const int Status = VulkanStage.StatusBuffer;

    private static readonly Dictionary<string, (string Comment, Func<Kernel> Make)> Listings = new()
    {
        ["cholesky"] = (
            "x.Cholesky(), x: float32[100,20,20]; output0: factors, output1: status",
            () => CholeskyKernel.Of(StageOf(Zeros(100, 20, 20).Cholesky()).Inputs[0], [0, 1, Status]).Single()
        ),
        ["substitution"] = (
            "t.SolveTriangular(b, upper: true), t: float32[20,20], b: float32[20,100]",
            () => SubstitutionKernel.Of(StageOf(Zeros(20, 20).SolveTriangular(Zeros(20, 100), upper: true)), [0, 1, 2]).Single()
        ),
        ["lu"] = (
            "x.Lu(), x: float32[1000,1000]; output0: the factors in one matrix, and beside them the numbers of rows; parameter: which dispatch",
            () => LuKernel.Of(StageOf(Zeros(1000, 1000).Lu().U), [1]).First()
        ),
        ["reflections"] = (
            "x.Qr(), x: float32[20,10]; output0: R, and below its diagonal the reflections, output1: their factors",
            () => ReflectionKernel.Of(StageOf(Zeros(20, 10).Qr().R).Inputs[0], [~0, ~1]).Single()
        ),
        ["columns_of_q"] = (
            "x.Qr(), x: float32[20,10]; input0: reflections, input1: their factors, output0: columns of the identity become those of Q",
            () => QrFormKernel.Of(DType.Float32, 1, 20, 10, [~0, ~1, 1]).Single()
        ),
    };

    public static TheoryData<string> Names => [.. Listings.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_listing_is_what_the_library_prints(string name) =>
        ListingTests.Check(name, GlslPrinter.Print(Listings[name].Make(), Listings[name].Comment));

    private static DecompositionStage StageOf(Tensor x) => OnBoth.PlanOf(x).Plan.Stages.OfType<DecompositionStage>().Single();
}
