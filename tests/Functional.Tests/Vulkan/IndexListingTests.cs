using Functional.Vulkan;
using static Functional.Tests.Vulkan.Programs;

namespace Functional.Tests.Vulkan;

/// <summary>The kernels of indices, orders and running sums in <c>shaders/</c> are what the library prints.</summary>
public sealed class IndexListingTests
{
    private const int Status = VulkanStage.StatusBuffer;

    private static readonly Dictionary<string, (string Comment, Func<Kernel> Make)> Listings = new()
    {
        ["take_rows"] = (
            "table.Take(index), table: float32[1000,768], index: int64[64]; input0: table, input1: index, output1: status",
            () =>
            {
                var stage = StageOf<GatherStage>(Zeros(1000, 768).Take(Places(1000, 64)));
                var indices = new IndexOperand(stage.Index, stage.Axis, 1000, stage.Names);
                return new GatherKernel(stage.Table, indices, [0, 1, 2, Status]);
            }
        ),
        ["report_wrong_index"] = (
            "after table.Take(index), index: int64[64]; output0: status",
            () =>
            {
                var stage = StageOf<GatherStage>(Zeros(1000, 768).Take(Places(1000, 64)));
                return new IndexReportKernel(new IndexOperand(stage.Index, stage.Axis, 1000, stage.Names), [1, Status]);
            }
        ),
        ["scatter_few"] = (
            "the sum of updates at every place, updates: float32[20,768], index: int64[20]; input0: index, input1: updates, output1: status",
            () => ScatterOf(20, (stage, indices) => new DirectScatterKernel(stage, indices, [0, 1, 2, Status]))
        ),
        ["place_starts"] = (
            "where the updates of every place begin among 5000 that are sorted by place; input0: places",
            () => ScatterOf(5000, (_, indices) => new PlaceStartsKernel(DType.Int32, 1, indices.Count, indices.Size, [~0, ~1]))
        ),
        ["scatter_lists"] = (
            "the sum of updates at every place, updates: float32[5000,768]; input0: numbers of updates, sorted by place, input1: where those of a place begin, input2: updates",
            () => ScatterOf(5000, (stage, indices) => ListScatterKernel.Of(stage, indices, 5000, [~0, ~1, 1, 2]).First())
        ),
        ["sort_blocks"] = (
            "blocks of x.ArgSort(), x: float32[100000]; output0: keys in order, output1: their places",
            () =>
            {
                var keys = new ElementKeys(StageOf<SortStage>(Zeros(100_000).ArgSort()), [0]);
                return new BlockSortKernel(keys, new PairTarget(keys, ~0, ~1));
            }
        ),
        ["merge_runs"] = (
            "runs of 1024 of x.ArgSort() merged two by two, x: float32[100000]; input0, output0: keys, input1, output1: places",
            () =>
            {
                var keys = new ElementKeys(StageOf<SortStage>(Zeros(100_000).ArgSort()), [0]);
                return new MergeKernel(keys, 1024, (~0, ~1), new PairTarget(keys, ~2, ~3));
            }
        ),
        ["running_product"] = (
            "x.CumProd(1), x: float32[4096,100]",
            () => CumulativeKernel.Of(LinesOf(Zeros(4096, 100).CumProd(1)), DType.Float32, [0, 1]).First()
        ),
        ["running_sum_of_parts"] = (
            "x.CumSum(0), x: float32[100000]; input1: sums up to the end of every part of 256",
            () => new CumulativePartKernel(LinesOf(Zeros(100_000).CumSum(0)), 256, DType.Float32, [0, ~1, 1])
        ),
    };

    public static TheoryData<string> Names => [.. Listings.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_listing_is_what_the_library_prints(string name) =>
        ListingTests.Check(name, GlslPrinter.Print(Listings[name].Make(), Listings[name].Comment));

    private static Kernel ScatterOf(int count, Func<ScatterStage, IndexOperand, Kernel> make)
    {
        var sum = Zeros(1000, 768).IndexAdd(Places(1000, count), Ramp(count, 768), 0);
        var stage = StageOf<ScatterStage>(sum);
        return make(stage, new IndexOperand(stage.Index, stage.Axis, 1000, stage.Names));
    }

    private static CumulativeLines LinesOf(Tensor x)
    {
        var stage = StageOf<CumulativeStage>(x);
        return new(stage.Op, stage.Op.Axis, [(stage.Inputs[0].Type, stage.Inputs[0].View)], DType.Float64);
    }

    private static T StageOf<T>(Tensor x)
        where T : Stage => OnBoth.PlanOf(x).Plan.Stages.OfType<T>().Single();
}
