using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>What the device cannot run is refused before anything runs, by name.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void A_type_that_the_device_has_not_is_named()
    {
        Device.OrSkip();
        using var device = Device.Own(new() { Without = DeviceFeatures.Int64 });
        var x = Programs.Ramp(2, 3).To(DType.Int64).Evaluate();
        var (plan, _) = OnBoth.PlanOf(x.MatMul(x.Transpose()));
        var error = Assert.Throws<DeviceUnsupportedException>(() => VulkanProgram.Of(device, plan));
        Assert.Equal("matmul", error.Operation);
        Assert.Equal(
            $"[matmul] on Vulkan: cannot compute int64[2,3] and int64[3,2]: int64 is not supported by '{device.Capabilities.Name}'. Use the CPU.",
            error.Message
        );
    }

    [Fact]
    public void The_bindings_own_errors_are_the_librarys()
    {
        var device = Device.OrSkip();
        Assert.IsType<DeviceException>(Assert.Throws<VulkanException>(() => device.Pipeline([1, 2, 3])), exactMatch: false);
    }

    [Fact]
    public void An_operation_with_more_buffers_than_the_device_binds_is_named()
    {
        Device.OrSkip();
        using var device = Device.Own(new() { Limits = DeviceRestrictions.ParseLimits("buffers=2") });
        var x = Programs.Ramp(2, 3);
        var (plan, _) = OnBoth.PlanOf(x * Programs.Ramp(3));
        var error = Assert.Throws<DeviceUnsupportedException>(() => VulkanProgram.Of(device, plan));
        Assert.Equal(
            $"[multiply] on Vulkan: cannot compute float32[2,3]: 3 buffers are more than the 2 that '{device.Capabilities.Name}' binds. Use the CPU.",
            error.Message
        );
    }

    [Fact]
    public void A_plan_that_needs_more_memory_than_there_is_is_refused_before_it_runs()
    {
        using var device = Device.OfMemory(64 << 20);
        var x = Programs.Ramp(2048, 1);
        var (plan, _) = OnBoth.PlanOf(Operations.Tanh(x + Programs.Ramp(4096)), x * Programs.Ramp(5120));
        var error = Assert.Throws<DeviceMemoryException>(() => VulkanProgram.Of(device, plan));
        Assert.InRange(error.BytesAsked, 9 << 23, (9 << 23) + 4096);
        Assert.Equal(64 << 20, error.Budget);
        Assert.Equal(
            $"[multiply] on Vulkan: '{device.Capabilities.Name}' has 67108864 bytes for the library. The plan takes 45056 bytes of arguments, 75497472 of results and {error.BytesAsked - (9 << 23)} for what lies between; its largest tensors are float32[2048,5120] of multiply (result), float32[2048,4096] of tanh (result), float32[5120] (argument), float32[4096] (argument). Use smaller batches, or the CPU.",
            error.Message
        );
    }

    [Fact]
    public void Intermediate_results_larger_than_one_piece_are_refused_before_they_run()
    {
        using var device = Device.Own(new() { Limits = DeviceRestrictions.ParseLimits("allocation=4194304") });
        var x = Programs.Ramp(1024, 1024).Softmax(-1).MatMul(Programs.Ramp(1024, 1024)).Sum();
        var (plan, _) = OnBoth.PlanOf(x);
        var error = Assert.Throws<DeviceLimitException>(() => VulkanProgram.Of(device, plan));
        Assert.Equal(("MaxAllocation", 4UL << 20), (error.Limit, error.Value));
        Assert.Contains("The plan takes 8388608 bytes of arguments, 4 of results", error.Message, StringComparison.Ordinal);
        Assert.Contains("float32[1024,1024] of matmul, float32[1024,1024] of divide", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_larger_than_one_piece_is_refused_before_it_runs_or_run_by_the_CPU_if_asked()
    {
        using var device = Device.Own(new() { Limits = DeviceRestrictions.ParseLimits("allocation=4194304") });
        var y = Programs.Ramp(1024, 1).To(device) * Programs.Ramp(2048).To(device);
        var error = Assert.Throws<DeviceLimitException>(() => y.Evaluate());
        Assert.Equal(("MaxAllocation", 4UL << 20, 8UL << 20), (error.Limit, error.Value, error.Need));
        Assert.StartsWith("[multiply] on Vulkan: cannot allocate 8388608 bytes on ", error.Message, StringComparison.Ordinal);
        Assert.Contains("float32[1024,2048] of multiply (result)", error.Message, StringComparison.Ordinal);
        device.FallsBackToCpu = true;
        Assert.Equal(1024L * 2048, y.Size);
        Assert.Equal((Programs.Ramp(1024, 1) * Programs.Ramp(2048)).ToArray<float>(), y.ToArray<float>());
    }

    [Fact]
    public void A_tensor_that_cannot_be_placed_is_named()
    {
        using var small = Device.OfMemory(32 << 20);
        var x = Programs.Ramp(3000, 3000).Evaluate();
        var memory = Assert.Throws<DeviceMemoryException>(() => x.To(small).Evaluate());
        Assert.StartsWith(
            $"[to] on Vulkan: cannot place float32[3000,3000]: '{small.Capabilities.Name}' has no memory",
            memory.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(36_000_000, memory.BytesAsked);
        using var pieces = Device.Own(new() { Limits = DeviceRestrictions.ParseLimits("allocation=4194304") });
        var limit = Assert.Throws<DeviceLimitException>(() => x.To(pieces).Evaluate());
        Assert.StartsWith(
            "[to] on Vulkan: cannot place float32[3000,3000]: cannot allocate 36000000 bytes",
            limit.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_without_memory_names_the_plans_tensors_and_leaves_it_usable()
    {
        using var device = Device.OfMemory(64 << 20);
        var x = Programs.Ramp(1024, 1);
        var (plan, arguments) = OnBoth.PlanOf(x * Programs.Ramp(4096));
        var program = VulkanProgram.Of(device, plan);
        var storages = Array.ConvertAll(arguments, argument => Evaluator.StorageOf(argument, isOptional: false)!);
        var taken = Enumerable.Range(0, 7).Select(_ => device.Allocate(8 << 20)).ToList();
        var error = Assert.Throws<DeviceMemoryException>(() => program.Run(storages));
        Assert.Equal((16 << 20, 64 << 20), (error.BytesAsked, error.Budget));
        Assert.StartsWith(
            $"[multiply] on Vulkan: '{device.Capabilities.Name}' has no memory for 16777216 bytes more: ",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "its largest tensors are float32[1024,4096] of multiply (result), float32[4096] (argument), float32[1024] (argument).",
            error.Message,
            StringComparison.Ordinal
        );
        taken.ForEach(buffer => buffer.Dispose());
        Assert.Equal(
            OnBoth.OnHost(Evaluator.Run(plan, arguments, Functional.Device.Cpu))[0].Bytes,
            program.Run(storages)[0].OnHost().Bytes
        );
    }

    [Fact]
    public void A_kernel_that_shares_more_than_the_device_has_is_named()
    {
        Device.OrSkip();
        using var device = Device.Own(new() { Limits = DeviceRestrictions.ParseLimits("shared=100") });
        var (plan, _) = OnBoth.PlanOf(Programs.Ramp(1000).Sum());
        var error = Assert.Throws<DeviceLimitException>(() => VulkanProgram.Of(device, plan));
        Assert.Equal(("SharedMemory", 100UL, 256UL), (error.Limit, error.Value, error.Need));
        Assert.Equal(
            $"[reduction] on Vulkan: bytes of shared memory: 256 are more than the 100 of '{device.Capabilities.Name}'.",
            error.Message
        );
    }
}
