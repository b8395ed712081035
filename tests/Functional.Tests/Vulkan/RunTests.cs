using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Functional.Vulkan;
using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>What a run of a plan does besides the work: it records once for each set of buffers, and waits for the run before the last one.</summary>
public sealed unsafe class RunTests
{
    private static readonly ConcurrentQueue<ulong> Waits = new();
    private static DeviceFunctions? Real;

    [Fact]
    public void A_plan_is_recorded_once_for_each_set_of_buffers()
    {
        using var device = Device.Own();
        var (program, arguments, x) = InPlace(device, Programs.Ramp(5000));
        Storage[][] sets = [Placed(device, arguments), Placed(device, arguments), Placed(device, arguments)];
        for (var i = 0; i < 30; i++)
        {
            var set = sets[i % 3];
            set[x] = program.Run(set)[0];
        }
        Assert.Equal(3, program.Recorded);
        var expected = Programs.Ramp(5000);
        for (var i = 0; i < 10; i++)
            expected = (Tanh(expected) * 0.5f).Evaluate();
        foreach (var set in sets)
            Assert.Equal(expected.ToArray<float>(), Numbers(set[x], 5000), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_buffer_at_another_place_is_recorded_for_again()
    {
        using var device = Device.Own();
        var (program, arguments, x) = InPlace(device, Programs.Ramp(100));
        var held = new List<Storage[]>();
        for (var i = 1; i <= 5; i++)
        {
            held.Add(Placed(device, arguments));
            program.Run(held[^1]);
            Assert.Equal(i, program.Recorded);
        }
        foreach (var set in held)
            Assert.Equal(Numbers(held[0][x], 100), Numbers(set[x], 100));
    }

    [Fact]
    public void At_most_two_runs_are_under_way()
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("FUNCTIONAL_VALIDATION") == "gpu",
            "checks of kernels lose track of timeline semaphores, so that the queue is waited for instead"
        );
        using var device = Device.Own();
        var (program, arguments, x) = InPlace(device, Programs.Ramp(64));
        var set = Placed(device, arguments);
        program.Run(set); // what is only done once
        device.Finish();
        Real = VulkanLoader.Of(device.InstanceFunctions, device.Handle);
        Waits.Clear();
        device.Functions.vkGetSemaphoreCounterValue = &Kernels.NothingDone; // as far as the host can see
        device.Functions.vkWaitSemaphores = &Wait;
        var submissions = new List<ulong> { program.LastSubmit };
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(Math.Max(0, i - 1), Waits.Count);
            set[x] = program.Run(set)[0];
            submissions.Add(program.LastSubmit);
        }
        // The second run after one waits for it, and for no later one.
        Assert.Equal(submissions[..^2], Waits);
        device.Functions.vkGetSemaphoreCounterValue = Real.vkGetSemaphoreCounterValue;
        device.Functions.vkWaitSemaphores = Real.vkWaitSemaphores;
    }

    // The plan of tanh(x) / 2, which overwrites x.
    private static (VulkanProgram Program, Tensor[] Arguments, int X) InPlace(VulkanDevice device, Tensor x)
    {
        var (plan, arguments) = OnBoth.PlanOf(Tanh(x) * 0.5f);
        var place = Array.IndexOf(arguments, x);
        return (VulkanProgram.Of(device, plan.Donating([place])), arguments, place);
    }

    private static Storage[] Placed(VulkanDevice device, Tensor[] arguments) =>
        [.. arguments.Select(x => VulkanStorage.Of(device, Evaluator.StorageOf(x, isOptional: false)!))];

    private static float[] Numbers(Storage storage, int count)
    {
        var host = storage.OnHost();
        var numbers = new ReadOnlySpan<float>(host.Pointer, count).ToArray();
        GC.KeepAlive(host);
        return numbers;
    }

    [UnmanagedCallersOnly]
    private static VkResult Wait(VkDevice device, VkSemaphoreWaitInfo* info, ulong nanoseconds)
    {
        Waits.Enqueue(*info->pValues);
        return Real!.vkWaitSemaphores(device, info, nanoseconds);
    }
}
