using Functional.Vulkan;
using static Functional.Operations;
using static Functional.Tests.Vulkan.Programs;

namespace Functional.Tests.Vulkan;

/// <summary>Where neighbours are read and written together.</summary>
public sealed class LoopPacksTests
{
    [Fact]
    public void Neighbours_that_lie_side_by_side_make_packs()
    {
        Assert.Equal([true, true], Read(Ramp(7, 12) + Ramp(7, 12)));
        Assert.Equal([true, true], Read(Ramp(3, 4).Pad((1, 1), (0, 0)) + Ramp(5, 4)));
        Assert.Equal([true, true], Read(Ramp(6, 2).Slice(0, 2, 6) + Ramp(4, 2)));
    }

    [Fact]
    public void What_is_the_same_for_a_pack_is_read_once() => Assert.Equal([true, false], Read(Ramp(7, 12) + Ramp(7, 1)));

    [Fact]
    public void Elements_that_lie_apart_are_read_one_by_one() =>
        Assert.Equal([true, false, true], Read(Ramp(8, 12) + Ramp(12, 8).Transpose() + Ramp(12)));

    [Fact]
    public void Without_whole_packs_there_are_none()
    {
        Assert.Null(Packs(Ramp(7, 9) + 1));
        Assert.Null(Packs(Ramp(8, 12).Transpose() * 2));
        Assert.Null(Packs(Ramp(16).Slice(0, 1, 13) * 2));
        Assert.Null(Packs(Ramp(12, 40).Sum(1)));
    }

    [Fact]
    public void Long_bodies_go_element_by_element() => Assert.Null(Packs(Tanh(Sin(Exp(Tanh(Sin(Ramp(8))))))));

    private static bool[] Read(Tensor tensor) => Assert.IsType<bool[]>(Packs(tensor));

    // For every buffer that the program of a tree reads, whether it is read in packs.
    private static bool[]? Packs(Tensor tensor)
    {
        var program = Assert.Single(OnBoth.PlanOf(tensor).Plan.Stages.OfType<LoopStage>()).Program;
        var packs = LoopPacks.Of(program);
        return packs is null
            ? null
            : [.. Enumerable.Range(0, program.Sources.Count).Where(i => program.Sources[i].Binding >= 0).Select(packs.IsPack)];
    }
}
