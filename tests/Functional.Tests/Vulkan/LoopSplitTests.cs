using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Groups of operations with more buffers than a device binds.</summary>
public sealed class LoopSplitTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(16)]
    public void No_part_binds_more_than_the_device_does(int most)
    {
        foreach (var program in ManyBuffers())
        {
            var (parts, bytes) = LoopSplit.Of(program, most);
            Assert.All(parts, part => Assert.True(part.Program.BindingCount <= most, $"{part.Program.BindingCount} of {most}"));
            Assert.All(parts, part => Assert.Equal(part.Program.BindingCount, part.Buffers.Distinct().Count()));
            Assert.Equal(program.Calls.Count, parts.Sum(part => part.Program.Calls.Count));
            Assert.True(program.BindingCount <= most == (parts.Count == 1 && bytes.Count == 0));
        }
    }

    [Fact]
    public void Parts_give_what_the_whole_gives()
    {
        using var small = Device.Own(new() { Limits = DeviceRestrictions.ParseLimits("buffers=4") });
        var x = Enumerable.Range(0, 9).Select(i => (Programs.Ramp(7, 30) * (0.1f * (i + 1))).Evaluate()).ToArray();
        Tensor[] Roots()
        {
            var sum = x.Aggregate((a, b) => (a * 0.5f) + Operations.Tanh(b));
            var choice = Operations.Where(x[0] > x[1], x[2] * x[3], x[4] - x[5]);
            return [sum, choice, sum * choice + x[8], Operations.Sum(sum * choice * x[7], 1)];
        }
        var expected = Roots().Select(root => root.ToArray<float>()).ToArray();
        var actual = Roots().Select(root => root.To(small)).ToArray();
        Tensor.Evaluate(actual);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i].ToArray<float>(), (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));
    }

    private static IEnumerable<LoopProgram> ManyBuffers()
    {
        var x = Enumerable.Range(0, 20).Select(_ => Programs.Ramp(6, 5).Evaluate() + 0).ToArray();
        Tensor.Evaluate(x);
        var sum = x.Aggregate((a, b) => a + b);
        var (plan, _) = OnBoth.PlanOf(sum, x[0] * x[1] * sum, Operations.Sum(sum * x[3], 0));
        return plan.Stages.OfType<LoopStage>().Select(stage => stage.Program);
    }
}
