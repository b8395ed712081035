using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Commands in lists, none of which keeps the device so busy that a watchdog would end it.</summary>
public sealed class SegmentTests
{
    [Fact]
    public void A_list_takes_commands_until_it_is_a_tenth_of_a_second_of_work()
    {
        using var segments = new Segments(Device.OrSkip(), "work");
        var first = segments.For(0.9e10);
        Assert.Same(first, segments.For(0.9e10));
        var second = segments.For(0.9e10);
        Assert.NotSame(first, second);
        Assert.Same(second, segments.For(1));
        Assert.NotSame(second, segments.For(1e15)); // more than a list may have: alone
        segments.For(1);
        Assert.Equal(4, segments.Count);
        segments.Reset();
        Assert.Equal(0, segments.Count);
        Assert.Same(first, segments.For(1));
    }

    [Fact]
    public void A_plan_of_much_work_is_cut_where_kernels_end()
    {
        var device = Device.OrSkip();
        Assert.Equal((5, 5), Recorded(device, Products(2048)));
        Assert.Equal((1, 5), Recorded(device, Products(64)));
    }

    // 1.7e10 multiplications and additions each: two are more than a list may have.
    private static Tensor Products(int size)
    {
        Tensor x = Programs.Ramp(size, size),
            product = x;
        for (var i = 0; i < 5; i++)
            product = product.MatMul(x);
        return product;
    }

    [Fact]
    public void A_list_has_no_more_than_1024_commands()
    {
        var device = Device.OrSkip();
        using var buffer = device.Allocate(256);
        using var segments = new Segments(device, "fills");
        for (var i = 0; i < 2500; i++)
            segments.For(1).Fill(new BufferRange(buffer, 0, 256), (uint)i);
        Assert.Equal((3, 2500), (segments.Count, segments.Commands));
        device.Wait(segments.Submit([buffer]));
        var read = new uint[64];
        buffer.Read<uint>(read);
        Assert.Equal(-1, read.AsSpan().IndexOfAnyExcept(2499u));
    }

    [Fact]
    public void A_run_of_several_lists_computes_what_one_would()
    {
        using var device = Device.Own();
        const int Steps = 700;
        var xs = Programs.Ramp(Steps, 16);
        var (plan, arguments) = OnBoth.PlanOf(
            Loop.Scan((Tensor sum, Tensor x) => (Operations.Tanh(sum + x), sum), Tensor.Zeros([16]), xs).Item1
        );
        var program = VulkanProgram.Of(device, plan);
        Storage[] held = [.. arguments.Select(x => VulkanStorage.Of(device, Evaluator.StorageOf(x, isOptional: false)!))];
        program.Run(held);
        var before = device.Flush();
        var result = program.Run(held)[0];
        // At least a copy of the slice, the kernel, and a copy of the sum for each step.
        Assert.InRange(program.Commands, 3 * Steps, 6 * Steps);
        Assert.Equal((ulong)((program.Commands + 1023) / 1024), program.LastSubmit - before);
        OnBoth.AssertSame(
            [Tensor.Zeros([16])],
            OnBoth.OnHost(Evaluator.Run(plan, arguments, Functional.Device.Cpu)),
            [result.OnHost()],
            ulps: 4,
            slack: 1e-6
        );
    }

    // Lists and commands of a plan that is recorded and never run.
    private static (int Lists, int Commands) Recorded(VulkanDevice device, Tensor root)
    {
        var (plan, _) = OnBoth.PlanOf(root);
        var lowering = new VulkanLowering(device, plan, null);
        VulkanStage[] stages = [.. plan.Stages.Select(stage => stage.Match(lowering))];
        using var memory = device.Allocate(VulkanStorage.WholeWords(plan.Buffers.Max(buffer => buffer.Bytes)));
        using var segments = new Segments(device, "plan");
        var recorder = new Recorder(
            device,
            buffer => new BufferRange(memory, 0, VulkanStorage.WholeWords(plan.Buffers[buffer].Bytes)),
            0,
            _ => throw new InvalidOperationException("no stage reports")
        ).Into(segments, memory);
        foreach (var stage in stages)
            stage.Record(recorder);
        return (segments.Count, segments.Commands);
    }
}
