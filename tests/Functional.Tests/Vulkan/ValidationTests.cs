using System.Runtime.InteropServices;
using System.Text;
using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Whether validation would notice: mistakes made on purpose, past the library's own checks.</summary>
public sealed unsafe class ValidationTests
{
    private static DeviceFunctions? Real;

    [Fact]
    public void A_misaligned_fill_is_an_error_before_it_is_submitted()
    {
        using var device = Validated();
        Real = VulkanLoader.Of(device.InstanceFunctions, device.Handle);
        using var buffer = device.Allocate(256);
        device.Functions.vkCmdFillBuffer = &Misaligned;
        device.Functions.vkQueueSubmit2 = &NoSubmission;
        var error = Assert.Throws<VulkanException>(() =>
        {
            device.Fill(new BufferRange(buffer, 0, 64), 1);
            device.Finish();
        });
        Assert.StartsWith("[vulkan] validation: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("VUID-vkCmdFillBuffer-dstOffset-00025", error.Message, StringComparison.Ordinal);
        Assert.Equal((int)VkResult.ErrorValidationFailed, error.Result);
        Assert.Contains(device.ValidationMessages, message => message.StartsWith("Error: ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_not_freed_is_an_error_when_the_device_is_disposed()
    {
        var device = Validated();
        Leak(device);
        var error = Assert.Throws<VulkanException>(device.Dispose);
        Assert.StartsWith("[vulkan] validation: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("VkBuffer", error.Message, StringComparison.Ordinal);
        Assert.Equal("vkDestroyDevice", error.Call);
        device.Dispose();
    }

    [Fact]
    public void What_was_not_freed_does_not_hide_the_error_that_came_before()
    {
        var device = Validated();
        Leak(device, size: 0);
        Assert.Contains(
            "VUID-VkBufferCreateInfo-size-00912",
            Assert.Throws<VulkanException>(() => device.Check(VkResult.Success, "vkCreateBuffer")).Message,
            StringComparison.Ordinal
        );
        Leak(device);
        var said = device.ValidationMessages.Count;
        device.Dispose();
        Assert.True(device.ValidationMessages.Count > said);

        var lost = Validated();
        Leak(lost);
        Assert.Throws<DeviceLostException>(() => lost.Check(VkResult.ErrorDeviceLost, "vkQueueSubmit2"));
        lost.Dispose();
        Assert.NotEmpty(lost.ValidationMessages);
    }

    [Fact]
    public void A_run_of_tests_under_validation_fails_for_what_their_shared_device_left()
    {
        const string Test = nameof(A_run_of_tests_under_validation_fails_for_what_their_shared_device_left);
        if (Environment.GetEnvironmentVariable(OwnProcess.Variable) == Test)
        {
            Leak(Device.OrSkip());
            return;
        }
        Validated().Dispose();
        var (status, output, _) = ExampleProgram.Run(
            typeof(ValidationTests).Assembly.GetName().Name!,
            [("FUNCTIONAL_VALIDATION", "1"), (OwnProcess.Variable, Test)],
            "-noLogo",
            "-noColor",
            "-method",
            $"{typeof(ValidationTests).FullName}.{Test}"
        );
        Assert.NotEqual(0, status);
        Assert.Contains("Total: 1, Errors: 1, Failed: 0, Skipped: 0", output, StringComparison.Ordinal);
        Assert.Contains("[vulkan] validation: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_frees_all_is_disposed_in_silence()
    {
        var device = Validated();
        var x = Programs.Ramp(64, 64).To(device);
        _ = x.MatMul(x).Sum(1).ToArray<float>();
        device.Dispose();
        Assert.Empty(device.ValidationMessages);
    }

    [Fact]
    public void Warnings_are_kept_and_only_errors_are_thrown()
    {
        using var log = new ValidationLog();
        Say(log, VkDebugUtilsMessageSeverityFlagsEXT.Warning, "slow");
        log.Throw();
        log.ThrowFirst("vkDestroyDevice");
        Say(log, VkDebugUtilsMessageSeverityFlagsEXT.Error, "wrong");
        Say(log, VkDebugUtilsMessageSeverityFlagsEXT.Error, "worse");
        var error = Assert.Throws<VulkanException>(() => log.Throw("vkCreateBuffer"));
        Assert.Equal($"[vulkan] validation: wrong{Environment.NewLine}worse", error.Message);
        Assert.Equal("vkCreateBuffer", error.Call);
        log.Throw();
        Say(log, VkDebugUtilsMessageSeverityFlagsEXT.Error, "worst");
        log.ThrowFirst("vkDestroyDevice");
        Assert.Equal(["Warning: slow", "Error: wrong", "Error: worse", "Error: worst"], log.Messages);
    }

    private static VulkanDevice Validated()
    {
        Device.OrSkip();
        var device = VulkanDevice.TryCreate(out var reason, validation: true);
        Assert.SkipWhen(device is null, reason ?? "");
        return device!;
    }

    private static void Leak(VulkanDevice device, ulong size = 64)
    {
        var info = new VkBufferCreateInfo { size = size, usage = VkBufferUsageFlags.StorageBuffer };
        VkBuffer buffer;
        _ = device.Functions.vkCreateBuffer(device.Handle, &info, null, &buffer);
    }

    private static void Say(ValidationLog log, VkDebugUtilsMessageSeverityFlagsEXT severity, string text)
    {
        var create = log.CreateInfo;
        fixed (byte* message = Encoding.UTF8.GetBytes(text + "\0"))
        {
            var data = new VkDebugUtilsMessengerCallbackDataEXT { pMessage = message };
            var tell = (delegate* unmanaged<
                VkDebugUtilsMessageSeverityFlagsEXT,
                VkDebugUtilsMessageTypeFlagsEXT,
                VkDebugUtilsMessengerCallbackDataEXT*,
                void*,
                uint>)
                create.pfnUserCallback;
            _ = tell(severity, VkDebugUtilsMessageTypeFlagsEXT.Validation, &data, create.pUserData);
        }
    }

    [UnmanagedCallersOnly]
    private static void Misaligned(VkCommandBuffer commands, VkBuffer buffer, ulong offset, ulong size, uint word) =>
        Real!.vkCmdFillBuffer(commands, buffer, offset + 1, size, word);

    [UnmanagedCallersOnly]
    private static VkResult NoSubmission(VkQueue queue, uint count, VkSubmitInfo2* info, VkFence fence) => VkResult.ErrorUnknown;
}
