using Functional.Vulkan;
using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>How much work kernels say they are, against what a person counts: operations, and 16 for every element that passes to or from memory.</summary>
public sealed class WorkTests
{
    private const double Element = 16;
    private const double Factor = 4;

    // A tanh is an exponential and a quotient: a polynomial, a power of two, the ends.
    private const double TanhWork = 30;

    [Fact]
    public void An_elementwise_kernel_is_its_elements_times_what_passes_and_what_is_computed()
    {
        var n = 1 << 18;
        AssertNear(n * ((2 * Element) + 1), Programs.Ramp(n) + 1f);
        AssertNear(n * ((3 * Element) + 2), (Programs.Ramp(n) * Programs.Ramp(n)) + 1f);
        AssertNear(n * ((2 * Element) + TanhWork), Tanh(Programs.Ramp(n)));
    }

    [Fact]
    public void Calls_count_one_by_one()
    {
        var n = 1 << 16;
        var x = Programs.Ramp(n);
        for (var i = 0; i < 24; i++)
            x = Tanh(x) + 0.1f;
        AssertNear(n * 24 * (TanhWork + 1), x);
    }

    [Fact]
    public void A_reduction_counts_its_elements()
    {
        AssertNear(256 * 4096 * (Element + TanhWork + 1), Tanh(Programs.Ramp(256, 4096)).Sum(1));
        AssertNear(4096 * 256 * (Element + TanhWork + 1), Tanh(Programs.Ramp(4096, 256)).Sum(0));
        AssertNear((1 << 20) * (Element + 1), Programs.Ramp(1 << 20).Sum());
    }

    [Fact]
    public void What_is_the_same_for_a_whole_sum_is_computed_once()
    {
        var row = Programs.Ramp(64);
        for (var i = 0; i < 3; i++)
            row = Tanh(row);
        AssertNear(4096 * 64 * (Element + 2), (Programs.Ramp(4096, 64) * row).Sum(0));
    }

    [Fact]
    public void Random_numbers_count_their_rounds() =>
        AssertNear(
            (1 << 16) * 150.0,
            RandomBitsOp.Make(Tensor.Of(7), Tensor.Of(9), Tensor.Range(1 << 16, DType.Int32).Evaluate(), 0)
        );

    // Every element is compared as often as there are doublings of one; blocks of 1,024 are sorted at once, longer ones are merged.
    [Fact]
    public void A_sort_counts_its_comparisons()
    {
        AssertNear(64 * 1024 * (10 * 20), OrderOf(Programs.Ramp(64, 1024)));
        AssertNear(4096 * 8 * 80, OrderOf(Programs.Ramp(4096, 8)));
        AssertNear((1 << 17) * ((10 * 20) + (7 * ((4 * Element) + 60))), OrderOf(Programs.Ramp(1, 1 << 17)));
    }

    [Fact]
    public void Running_sums_count_their_elements()
    {
        AssertNear(4096 * 256 * ((2 * Element) + 1), Programs.Ramp(4096, 256).CumSum(1));
        // In parts: every element is read twice.
        AssertNear(16 * 65536 * ((3 * Element) + 2), Programs.Ramp(16, 65536).CumSum(1));
        // Two dispatches of the loops that one may have.
        AssertNear(40000 * 3 * ((2 * Element) + 1), Programs.Ramp(40000, 3).CumProd(0));
    }

    [Fact]
    public void Picking_and_putting_count_what_is_picked_and_put()
    {
        var places = (Tensor.Range(5000, DType.Int32) % 900).Evaluate();
        AssertNear(5000 * 64 * 3 * Element, Programs.Ramp(1000, 64).Take(places, 0));
        // Sorted by place first; then each place adds up its list.
        AssertNear(
            (3 * 200_000 * Element) + (200_000 * 900.0),
            Programs.Ramp(3000).ScatterAdd(Many(), Programs.Ramp(200_000), 0)
        );
        // Few are not sorted: every place looks at all.
        AssertNear(3000 * 9 * Element, Programs.Ramp(3000).ScatterAdd(Few(), Programs.Ramp(8), 0));

        static Tensor Many() => (Tensor.Range(200_000, DType.Int32) % 2999).Evaluate();
        static Tensor Few() => Tensor.Of([5, 2, 2, 7, 1, 0, 9, 8]);
    }

    [Fact]
    public void A_product_counts_its_multiplications_and_additions()
    {
        AssertNear(2.0 * 512 * 512 * 512, Programs.Ramp(512, 512).MatMul(Programs.Ramp(512, 512)));
        AssertNear(2.0 * 64 * 64 * 8192, Programs.Ramp(64, 8192).MatMul(Programs.Ramp(8192, 64)));
        AssertNear(
            2.0 * 4 * 32 * 32 * 64 * (64 * 9),
            Programs.Ramp(4, 64, 32, 32).Conv2D(Programs.Ramp(64, 64, 3, 3), padding: 1)
        );
    }

    [Fact]
    public void What_follows_a_product_is_counted_with_it()
    {
        var (x, w) = (Programs.Ramp(512, 2), Programs.Ramp(2, 512));
        var more = Sum(Abs((x.MatMul(w) * 0.5f) + 1f)) - Sum(x.MatMul(w));
        Assert.InRange(more, 512 * 512 * 3, 512 * 512 * 3 * Factor);
    }

    // A third of n³ multiplications and additions; each loads both factors, most of them from a cache.
    [Fact]
    public void Decompositions_count_cubes()
    {
        AssertNear(8 * 256.0 * 256 * 256 / 3, Programs.Ramp(256, 256).Cholesky());
        AssertNear(8 * 64 * 128.0 * 128 * 128 / 3, Programs.Ramp(64, 128, 128).Cholesky());
    }

    private static Tensor OrderOf(Tensor x) => x.ArgSort(1);

    private static void AssertNear(double counted, Tensor root) => Assert.InRange(Sum(root), counted / Factor, counted * Factor);

    private static double Sum(Tensor root)
    {
        var device = Device.OrSkip();
        var work = 0.0;
        VulkanProgram.Of(
            device,
            OnBoth.PlanOf(root).Plan,
            kernel =>
            {
                work += kernel.Work;
                return SpirvPrinter.Print(kernel, device.KernelOptions);
            }
        );
        return work;
    }
}
