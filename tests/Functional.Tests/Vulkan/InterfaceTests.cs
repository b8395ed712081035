using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>What the library knows of the kernels that it writes is what their words say.</summary>
public sealed class InterfaceTests
{
    [Fact]
    public void What_is_known_of_a_kernel_is_what_is_read_from_its_words()
    {
        var device = Device.OrSkip();
        var kernels = 0;
        foreach (var (_, make) in Programs.All)
        {
            var (plan, _) = OnBoth.PlanOf(make());
            VulkanProgram.Of(
                device,
                plan,
                kernel =>
                {
                    var module = SpirvPrinter.Module(kernel, device.KernelOptions, isInPlace: false);
                    var words = module.ToWords();
                    AssertSame(SpirvInterface.Read(words), module.Interface);
                    kernels++;
                    return words;
                }
            );
        }
        Assert.True(kernels > 50, $"only {kernels} kernels");
    }

    [Fact]
    public void The_first_kernel_of_a_process_can_be_made_without_a_device() => Assert.True(FirstKernel.Make() >= 2);

    [Fact]
    public void Shared_memory_is_counted_in_any_types()
    {
        var module = new SpirvModule(1);
        module.Shared(module.Float32, 10);
        module.Shared(module.Vector(module.UInt32, 4), 3);
        module.Shared(module.Int64, 2);
        module.Shared(module.Bool, 5);
        var read = SpirvInterface.Read(module.ToWords());
        Assert.Equal(40UL + 48 + 16 + 20, read.SharedBytes);
        AssertSame(read, module.Interface);
    }

    private static void AssertSame(SpirvInterface read, SpirvInterface known)
    {
        Assert.Equal(
            (read.EntryPoint, read.LocalSize, read.Buffers, read.PushConstantBytes, read.SharedBytes),
            (known.EntryPoint, known.LocalSize, known.Buffers, known.PushConstantBytes, known.SharedBytes)
        );
        Assert.Equal(read.Written, known.Written);
        Assert.Equal(read.Capabilities.Order(), known.Capabilities);
    }
}
