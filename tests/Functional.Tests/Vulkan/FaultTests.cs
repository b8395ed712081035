using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>What happens when the driver refuses: an exception that says it, nothing left behind, and work that goes on where it can.</summary>
[Collection(Alone.Name)]
public sealed unsafe class FaultTests
{
    [Fact]
    public void Memory_that_is_refused_is_an_exception_with_numbers()
    {
        var device = Device.Own();
        using var faults = new Faults(device);
        using var before = device.Allocate(1000);
        Faults.Fail("vkAllocateMemory", VkResult.ErrorOutOfDeviceMemory);
        var size = device.Memory.BlockBytes;
        var error = Assert.Throws<DeviceMemoryException>(() => device.Allocate(size));
        Assert.Equal(((long)size, 1024L, "vkAllocateMemory"), (error.BytesAsked, error.BytesInUse, error.Call));
        Assert.Equal((long)size - 1024, error.LargestFreeRange);
        Assert.InRange(error.Budget, (long)size, long.MaxValue);
        Assert.Equal((int)VkResult.ErrorOutOfDeviceMemory, error.Result);
        using var ready = device.Allocate(2000); // what lies ready needs no driver
        Faults.Mend();
        using var after = device.Allocate(size);
    }

    [Fact]
    public void A_smaller_block_is_asked_for_when_a_usual_one_is_refused()
    {
        var device = Device.Own();
        using var faults = new Faults(device);
        Faults.Fail("vkAllocateMemory", VkResult.ErrorOutOfDeviceMemory, times: 1);
        using var buffer = device.Allocate(5000);
        Assert.Equal(5120UL, buffer.Allocation.Block.Size);
    }

    [Fact]
    public void Blocks_that_lie_ready_make_way_for_a_larger_one()
    {
        var device = Device.Own();
        using var faults = new Faults(device);
        device.Allocate(device.Memory.BlockBytes).Dispose();
        Faults.Fail("vkAllocateMemory", VkResult.ErrorOutOfDeviceMemory, times: 1);
        using var large = device.Allocate(device.Memory.BlockBytes + 1);
        Assert.Equal(1, device.Memory.BlockCount);
    }

    [Theory]
    [InlineData("vkMapMemory", (int)VkResult.ErrorMemoryMapFailed)]
    [InlineData("vkCreateBuffer", (int)VkResult.ErrorOutOfHostMemory)]
    public void What_a_refused_block_had_already_is_freed(string call, int result)
    {
        var device = Device.Own();
        using var faults = new Faults(device);
        Faults.Fail(call, (VkResult)result);
        var error = Assert.Throws<DeviceMemoryException>(() => device.Allocate(100, MemoryKind.Upload));
        Assert.Equal((call, result), (error.Call, error.Result));
        Assert.Empty(Faults.Alive);
    }

    [Fact]
    public void Staging_that_is_refused_leaves_the_device_usable()
    {
        var device = Device.Discrete();
        using var faults = new Faults(device);
        using var buffer = device.Allocate(100);
        Faults.Fail("vkMapMemory", VkResult.ErrorMemoryMapFailed);
        Assert.Throws<DeviceMemoryException>(() => buffer.Write<byte>([1, 2, 3]));
        Assert.Throws<DeviceMemoryException>(() => buffer.Read<byte>(new byte[3]));
        Faults.Mend();
        buffer.Write<byte>([1, 2, 3]);
        var read = new byte[3];
        buffer.Read<byte>(read);
        Assert.Equal([1, 2, 3], read);
    }

    [Theory]
    [InlineData("vkCreateComputePipelines")]
    [InlineData("vkCreateShaderModule")]
    [InlineData("vkCreateDescriptorSetLayout")]
    [InlineData("vkCreatePipelineLayout")]
    public void A_kernel_that_does_not_compile_is_named(string call)
    {
        var device = Device.Own();
        using var faults = new Faults(device);
        Faults.Fail(call, VkResult.ErrorUnknown, times: 1);
        var error = Assert.Throws<VulkanException>(() => Kernels.Square(device, "square"));
        Assert.Equal($"[vulkan] {call} failed on '{device.Name}' for kernel 'square': ErrorUnknown (-13).", error.Message);
        Faults.Fail(call, VkResult.ErrorOutOfHostMemory, times: 1);
        Assert.Throws<DeviceMemoryException>(() => Kernels.Square(device, "square"));
        Assert.DoesNotContain(Faults.Alive, alive => !alive.Key.EndsWith(" layout", StringComparison.Ordinal));
        Assert.Equal(10, Kernels.Run(device, Kernels.Square(device, "square"), 3, 1));
    }

    [Theory]
    [InlineData("vkCreateCommandPool")]
    [InlineData("vkAllocateCommandBuffers")]
    [InlineData("vkCreateDescriptorPool")]
    [InlineData("vkAllocateDescriptorSets")]
    [InlineData("vkBeginCommandBuffer")]
    public void Recording_that_is_refused_can_be_tried_again(string call)
    {
        var device = Device.Own();
        using var faults = new Faults(device);
        var kernel = Kernels.Square(device, "square");
        Faults.Fail(call, VkResult.ErrorOutOfHostMemory, times: 1);
        Assert.Throws<DeviceMemoryException>(() => Kernels.Run(device, kernel, 3, 1));
        Assert.Equal(10, Kernels.Run(device, kernel, 3, 1));
    }

    [Theory]
    [InlineData("vkCreateCommandPool")]
    [InlineData("vkAllocateDescriptorSets")]
    [InlineData("vkBeginCommandBuffer")]
    [InlineData("vkEndCommandBuffer")]
    [InlineData("vkQueueSubmit2")]
    public void A_plan_whose_commands_fail_is_recorded_again(string call)
    {
        var device = Device.Own();
        using var faults = new Faults(device);
        var (plan, arguments) = OnBoth.PlanOf(Programs.Ramp(64).Exp().Sum());
        var storages = Placed(device, arguments);
        var program = VulkanProgram.Of(device, plan);
        Faults.Fail(call, VkResult.ErrorOutOfHostMemory, times: 1);
        var error = Assert.Throws<DeviceMemoryException>(() => program.Run(storages));
        Assert.Equal(call, error.Call);
        Assert.Contains("The plan takes 256 bytes of arguments, 4 of results", error.Message, StringComparison.Ordinal);
        var expected = OnBoth.OnHost(Evaluator.Run(plan, arguments, Functional.Device.Cpu))[0];
        for (var run = 0; run < 2; run++)
            Assert.Equal(Read(expected), Read(program.Run(storages)[0].OnHost()), 1e-3f);
        Assert.Empty(device.ValidationMessages);

        static float Read(HostStorage storage)
        {
            var number = *(float*)storage.Pointer;
            GC.KeepAlive(storage);
            return number;
        }
    }

    [Fact]
    public void Queued_work_that_the_driver_drops_is_as_bad_as_a_lost_device()
    {
        var device = Device.Own();
        using var faults = new Faults(device);
        using var buffer = device.Allocate(8);
        device.Fill(buffer, 1);
        Faults.Fail("vkEndCommandBuffer", VkResult.ErrorOutOfHostMemory, times: 1);
        var error = Assert.Throws<DeviceLostException>(() => device.Finish());
        Assert.Equal("vkEndCommandBuffer", error.Call);
        Assert.StartsWith(
            $"[vulkan] '{device.Capabilities.Name}' is lost: the driver could not take queued work",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(error.Message, Assert.Throws<DeviceLostException>(() => device.Fill(buffer, 2)).Message);
        Assert.Empty(device.ValidationMessages);
    }

    private static Storage[] Placed(VulkanDevice device, Tensor[] tensors)
    {
        var storages = Array.ConvertAll(
            tensors,
            tensor => (Storage)VulkanStorage.Of(device, Evaluator.StorageOf(tensor, isOptional: false)!)
        );
        device.Finish();
        return storages;
    }

    [Fact]
    public void A_device_that_is_lost_in_a_plan_names_it()
    {
        var device = Device.Own();
        using var faults = new Faults(device);
        var (plan, arguments) = OnBoth.PlanOf(Programs.Ramp(64).Exp().Sum());
        var storages = Placed(device, arguments);
        var program = VulkanProgram.Of(device, plan);
        Faults.Fail("vkQueueSubmit2", VkResult.ErrorDeviceLost);
        var error = Assert.Throws<DeviceLostException>(() => program.Run(storages));
        Assert.Contains("the plan of 'sum'", error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Message, Assert.Throws<DeviceLostException>(() => program.Run(storages)).Message);
    }

    [Fact]
    public void The_longest_of_times_can_be_waited_for()
    {
        using var device = Device.Own();
        device.WaitTimeout = TimeSpan.MaxValue;
        using var buffer = device.Allocate(8);
        device.Fill(buffer, 1);
        device.Finish();
    }

    [Fact]
    public void Work_that_could_not_be_submitted_is_submitted_later()
    {
        var device = Device.Own();
        using var faults = new Faults(device);
        using var buffer = device.Allocate(8);
        device.Fill(buffer, 1);
        Faults.Fail("vkQueueSubmit2", VkResult.ErrorOutOfHostMemory, times: 1);
        Assert.Throws<DeviceMemoryException>(() => device.Finish());
        device.Fill(new BufferRange(buffer, 0, 4), 2);
        var read = new int[2];
        buffer.Read<int>(read);
        Assert.Equal([2, 1], read);
    }

    [Theory]
    [InlineData("vkQueueSubmit2")]
    [InlineData("vkWaitSemaphores")]
    [InlineData("vkGetSemaphoreCounterValue")]
    public void A_lost_device_says_so_at_every_call(string call)
    {
        var device = Device.Own();
        using (var faults = new Faults(device))
        {
            var kernel = Kernels.Square(device, "square");
            using var buffer = device.Allocate(8);
            using var list = new CommandList(device, reusable: true, "plan 'step'");
            list.Dispatch(kernel, [buffer], [], 1);
            list.Dispatch(kernel, [buffer], [], 1);
            // Software is often done before it is waited for.
            Faults.Fail("vkGetSemaphoreCounterValue", VkResult.ErrorDeviceLost);
            Faults.Fail(call, VkResult.ErrorDeviceLost);
            if (call == "vkWaitSemaphores")
                device.Functions.vkGetSemaphoreCounterValue = &Kernels.NothingDone;
            var first = Assert.Throws<DeviceLostException>(() => device.Wait(list.Submit()));
            Assert.Equal((call, (int)VkResult.ErrorDeviceLost), (first.Call, first.Result));
            Assert.Equal("plan 'step' with square", first.LastWork);
            Assert.Equal(
                $"[vulkan] '{device.Name}' is lost (at {call}); {(call == "vkWaitSemaphores" ? "it was at" : "it was last given")} plan 'step' with square. A kernel ran too long or outside of its memory, or the device was removed. What lived only there is gone; open the device again.",
                first.Message
            );
            Faults.Mend();
            Action[] later =
            [
                () => device.Allocate(8),
                () => buffer.Write<int>([1]),
                () => buffer.Read<int>(new int[1]),
                () => device.Fill(buffer, 1),
                () => device.Finish(),
                () => list.Submit(),
                () => Kernels.Square(device, "other"),
            ];
            Assert.All(later, act => Assert.Equal(first.Message, Assert.Throws<DeviceLostException>(act).Message));
        }
        using var another = Device.Own();
        Assert.Equal(10, Kernels.Run(another, Kernels.Square(another, "square"), 3, 1));
    }

    [Fact]
    public void A_range_is_not_lent_again_before_the_device_is_past_its_last_use()
    {
        var device = Device.Own();
        using var faults = new Faults(device);
        DeviceBuffer used = device.Allocate(1000),
            idle = device.Allocate(1000);
        var list = new CommandList(device, reusable: true);
        list.Fill(used, 1);
        device.Functions.vkGetSemaphoreCounterValue = &Kernels.NothingDone; // as if the device never caught up
        list.Submit([used]);
        list.Dispose();
        used.Dispose();
        idle.Dispose();
        using DeviceBuffer next = device.Allocate(1000),
            after = device.Allocate(1000);
        Assert.Equal(idle.Allocation.Offset, next.Allocation.Offset);
        Assert.NotEqual(used.Allocation.Offset, after.Allocation.Offset);
    }

    [Fact]
    public void A_lost_device_names_what_had_not_ended()
    {
        var device = Device.Own();
        using (var faults = new Faults(device))
        {
            var kernel = Kernels.Square(device, "square");
            using var buffer = device.Allocate(8);
            using CommandList first = new(device, reusable: true, "the plan of 'first'"),
                second = new(device, reusable: true, "the plan of 'second'");
            first.Dispatch(kernel, [buffer], [], 1, stage: "pow");
            second.Dispatch(kernel, [buffer], [], 1, stage: "mul");
            device.Functions.vkGetSemaphoreCounterValue = &Kernels.NothingDone;
            first.Submit();
            var last = second.Submit();
            Faults.Fail("vkWaitSemaphores", VkResult.ErrorDeviceLost);
            var error = Assert.Throws<DeviceLostException>(() => device.Wait(last));
            Assert.Equal("the plan of 'first' with square of pow", error.LastWork);
            Assert.Contains(
                "it was at the plan of 'first' with square of pow, and had 1 more submissions.",
                error.Message,
                StringComparison.Ordinal
            );
        }
        device.Dispose();
    }

    [Fact]
    public void A_device_that_takes_too_long_is_an_exception()
    {
        var device = Device.Own();
        using var faults = new Faults(device);
        device.WaitTimeout = TimeSpan.FromSeconds(0.5);
        using var buffer = device.Allocate(8);
        device.Fill(buffer, 1);
        device.Functions.vkGetSemaphoreCounterValue = &Kernels.NothingDone;
        Faults.Fail("vkWaitSemaphores", VkResult.Timeout);
        var error = Assert.Throws<VulkanException>(device.Finish);
        Assert.Equal($"[vulkan] '{device.Name}' did not finish within 0.5 s; it was at queued work.", error.Message);
    }

    [Fact]
    public void A_driver_that_knows_its_budget_is_believed()
    {
        var device = Device.Own();
        using var faults = new Faults(device);
        var (functions, physical) = (device.InstanceFunctions, device.Physical);
        var most = physical.Memory.memoryHeaps[0].size / 5 * 4;
        Assert.Equal(most - 5, physical.Available(functions, 0, taken: 5, knowsBudget: false));
        Assert.Equal(0UL, physical.Available(functions, 0, taken: most + 1, knowsBudget: false));
        functions.vkGetPhysicalDeviceMemoryProperties2 = &Kernels.SmallBudget;
        Assert.Equal(700UL, physical.Available(functions, 0, taken: 5, knowsBudget: true)); // others' counts, too
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Uploads_do_not_wait_and_downloads_wait_once(bool isUnified)
    {
        var device = isUnified ? Device.Own() : Device.Discrete();
        using var faults = new Faults(device);
        device.Functions.vkGetSemaphoreCounterValue = &Kernels.NothingDone; // as if the device never caught up
        var bytes = new byte[1 << 20];
        bytes[^1] = 7;
        var buffers = Enumerable.Range(0, 10).Select(_ => device.Allocate(1 << 20)).ToList();
        for (var i = 0; i < 2; i++)
            buffers.ForEach(buffer => buffer.Write<byte>(bytes));
        Assert.Equal(0, Faults.CallsOf("vkWaitSemaphores"));
        if (!isUnified)
        {
            buffers[9].Read<byte>(bytes);
            Assert.Equal(1, Faults.CallsOf("vkWaitSemaphores"));
            Assert.Equal(7, bytes[^1]);
        }
        buffers.ForEach(buffer => buffer.Dispose());
    }
}
