using System.Runtime.CompilerServices;
using static Functional.Operations;

namespace Functional.Tests;

/// <summary>A compiled function that is warm allocates the handles of its results, and nothing besides.</summary>
public sealed class StepAllocationTests
{
    private const int Steps = 200;

    // A tensor, its storage, the arguments of the call; on a device also the buffer and its place in a block.
    private const int HostHandle = 216;
    private const int DeviceHandle = 320;

    // The memory of 1,000 numbers on the host is a managed array, and comes back when the collector finds its owner dead.
    private const int HostMemory = 24 + 64 + 4096;

    [Fact]
    public void A_warm_step_on_the_cpu_allocates_its_results()
    {
        Assert.InRange(BytesPerStep(Functional.Device.Cpu), 1, HostHandle + HostMemory);
    }

    [Fact]
    public void A_warm_step_on_a_device_allocates_its_results()
    {
        Assert.InRange(BytesPerStep(Vulkan.Device.OrSkip()), 1, DeviceHandle);
    }

    // A scalar and the tensor change in every step.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double BytesPerStep(Functional.Device device)
    {
        var step = Compile.Function((Tensor x, Tensor rate) => x + (rate * Tanh(x * 0.5f)));
        var x = Tensor.Of([.. Enumerable.Range(0, 1000).Select(i => i / 1000f)]).To(device).Evaluate();
        Tensor[] rates = [0.125f, 0.25f, 0.5f];
        // Long enough for every method to be compiled for good, and for the memory to come back to where it was before.
        for (var i = 0; i < 200; i++)
            x = step(x, rates[i % rates.Length]);
        var least = long.MaxValue;
        // What grows now and then (a pool's list, a table of weak references) is no step's own: of several rounds the least counts.
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Steps; i++)
                x = step(x, rates[i % rates.Length]);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.True(float.IsFinite(x.Sum().Item<float>()));
        return (double)least / Steps;
    }
}
