using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Every kind of group on the device gives the CPU's numbers.</summary>
public sealed class ProgramTests
{
    [Theory]
    [MemberData(nameof(Programs.Names), MemberType = typeof(Programs))]
    public void A_group_gives_what_it_gives_on_the_CPU(string name)
    {
        // Sums, and sums of products, are added in another order; those here have magnitudes of less than 10,000 in all.
        string[] sums = ["sum", "products", "convolutions", "factors"];
        var isSum = sums.Any(sum => name.StartsWith(sum, StringComparison.Ordinal));
        var slack = isSum ? 1e-3 : 0;
        OnBoth.Compare(Programs.All[name](), name == "softmax" ? 4 : 0.5, (_, _) => slack);
    }

    [Fact]
    public void The_group_that_works_in_place_does() =>
        Assert.Contains(OnBoth.PlanOf(Programs.All["sums in place"]()).Plan.Memory.InPlaceOf, buffer => buffer >= 0);

    [Fact]
    public void A_plan_runs_again_with_other_arguments()
    {
        var device = Device.OrSkip();
        Tensor x = Programs.Ramp(100),
            y = Programs.Ramp(200).Slice(0, 100) + 0;
        y.Evaluate();
        var (plan, _) = OnBoth.PlanOf(Operations.Tanh(x).Sum());
        var onDevice = VulkanProgram.Of(device, plan);
        foreach (var argument in (Tensor[])[x, y, x])
        {
            var expected = Evaluator.Run(plan, [argument], Functional.Device.Cpu)[0].OnHost();
            var actual = onDevice.Run([Evaluator.StorageOf(argument, isOptional: false)!.OnHost()])[0].OnHost();
            Assert.Equal(First(expected), First(actual), 1e-4);
        }
    }

    private static unsafe float First(HostStorage storage)
    {
        var first = *(float*)storage.Pointer;
        GC.KeepAlive(storage);
        return first;
    }
}
