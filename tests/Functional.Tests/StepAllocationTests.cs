using System.Runtime.CompilerServices;
using static Functional.Operations;

namespace Functional.Tests;

/// <summary>A compiled function that is warm allocates the handles of its results, and nothing besides.</summary>
public sealed class StepAllocationTests
{
    private const int Steps = 1000;

    // A tensor, its storage, and what keeps its memory: on a device the buffer and its place in a block as well.
    private const int HostHandle = 264;
    private const int DeviceHandle = 400;

    [Fact]
    public void A_warm_step_on_the_cpu_allocates_its_results()
    {
        Assert.InRange(BytesPerStep(Functional.Device.Cpu), 1, HostHandle);
    }

    [Fact]
    public void A_warm_step_on_a_device_allocates_its_results()
    {
        Assert.InRange(BytesPerStep(Vulkan.Device.OrSkip()), 1, DeviceHandle);
    }

    // A step in which a scalar and the tensor change: x ← x + rate · tanh(x) and its sum would be two results; one is enough here.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double BytesPerStep(Functional.Device device)
    {
        var step = Compile.Function((Tensor x, Tensor rate) => x + (rate * Tanh(x * 0.5f)));
        var x = Tensor.Of([.. Enumerable.Range(0, 1000).Select(i => i / 1000f)]).To(device).Evaluate();
        Tensor[] rates = [0.125f, 0.25f, 0.5f];
        // Long enough for every method to be compiled for good, and for the memory to come back to where it was before.
        for (var i = 0; i < 200; i++)
            x = step(x, rates[i % rates.Length]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Steps; i++)
            x = step(x, rates[i % rates.Length]);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(float.IsFinite(x.Sum().Item<float>()));
        return (double)bytes / Steps;
    }
}
