using System.Runtime.CompilerServices;
using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Compiled kernels go back to the driver when nothing runs them any more, and plans keep no more than a device allows.</summary>
public sealed class KernelLimitTests
{
    private const int Limit = 8;

    [Fact]
    public void Many_different_trees_leave_few_kernels()
    {
        using var device = Limited();
        for (var tree = 0; tree < 64; tree++)
            Assert.Equal(Expected(tree), Run(device, tree));
        // Plans of the limit, what was asked for last, and what the last plans to run may still hold on a stack.
        Assert.InRange(Remaining(device), 1, 2 * Limit);
        Assert.Empty(device.ValidationMessages);
    }

    [Fact]
    public void A_plan_that_was_forgotten_runs_again()
    {
        using var device = Limited();
        for (var round = 0; round < 2; round++)
        for (var tree = 0; tree < 3 * Limit; tree++)
        {
            Assert.Equal(Expected(tree), Run(device, tree));
            if (tree % Limit == 0)
                Remaining(device);
        }
        Assert.Empty(device.ValidationMessages);
    }

    [Fact]
    public void A_compiled_function_outlives_its_kernels()
    {
        using var device = Limited();
        var compiled = Compile.Function((Tensor x) => Chain(x, 1000));
        var x = Tensor.Of([0.5f, 0.25f]).To(device);
        var first = compiled(x).ToArray<float>();
        for (var tree = 0; tree < 3 * Limit; tree++)
            Run(device, tree);
        Remaining(device);
        Assert.Equal(first, compiled(x).ToArray<float>());
    }

    [Fact]
    public void Commands_keep_the_kernels_that_they_run()
    {
        using var device = Limited();
        using var buffer = device.Allocate(8);
        buffer.Write<float>([3, 1]);
        using var list = new CommandList(device, reusable: true);
        Record(device, list, buffer);
        for (var tree = 0; tree < Limit; tree++)
            Run(device, tree);
        Remaining(device);
        list.Submit([buffer]);
        var read = new float[2];
        buffer.Read<float>(read);
        Assert.Equal(11.5f, read[0]);
        Assert.Empty(device.ValidationMessages);
    }

    [Fact]
    public void The_same_words_are_one_kernel_while_it_lives()
    {
        using var device = Device.Own();
        var kernel = Kernels.Square(device);
        Remaining(device);
        Assert.Same(kernel, Kernels.Square(device));
        Assert.Equal(1, device.KernelCount);
    }

    [Fact]
    public void A_limit_is_at_least_one()
    {
        using var device = Device.Own();
        Assert.Throws<ArgumentOutOfRangeException>(() => device.KernelLimit = 0);
    }

    private static VulkanDevice Limited()
    {
        var device = Device.Own();
        device.KernelLimit = Limit;
        return device;
    }

    // Another kernel for each number.
    private static Tensor Chain(Tensor x, int tree)
    {
        for (var bit = 0; bit < 10; bit++)
            x = ((tree >> bit) & 1) == 1 ? x * x : x + 1f;
        return x;
    }

    private static float[] Expected(int tree) => Chain(Tensor.Of([0.5f, 0.25f]), tree).ToArray<float>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float[] Run(VulkanDevice device, int tree) =>
        Chain(Tensor.Of([0.5f, 0.25f]).To(device), tree).ToArray<float>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Record(VulkanDevice device, CommandList list, DeviceBuffer buffer) =>
        list.Dispatch(Kernels.Square(device, more: 1.5f), [buffer], [], 1);

    // What the collector does not find is handed back, and what holds it before it.
    private static int Remaining(VulkanDevice device)
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            device.Finish();
        }
        return device.KernelCount;
    }
}
