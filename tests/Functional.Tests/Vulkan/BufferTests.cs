using System.Runtime.CompilerServices;
using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Memory of a device: what is lent, what comes back, and when it is lent again.</summary>
[Collection(Alone.Name)]
public sealed class BufferTests
{
    private const ulong MiB = 1 << 20;

    [Fact]
    public void Buffers_are_parts_of_one_block()
    {
        using var device = Device.Own();
        var buffers = Enumerable.Range(0, 100).Select(i => device.Allocate((ulong)(i * 37))).ToList();
        Assert.Equal(1, device.Memory.BlockCount);
        Assert.All(buffers, buffer => Assert.Equal(0UL, buffer.Allocation.Offset % 256));
        for (var i = 1; i < buffers.Count; i++)
            Assert.True(End(buffers[i - 1]) <= buffers[i].Allocation.Offset);
        Assert.Equal(buffers.Sum(buffer => (long)buffer.Allocation.Capacity), device.BytesInUse);
        buffers.ForEach(buffer => buffer.Dispose());
        device.Collect();
        Assert.Equal(0, device.BytesInUse);
        Assert.Equal(buffers.Sum(buffer => (long)buffer.Allocation.Capacity), device.PeakBytes);
    }

    [Fact]
    public void A_range_that_comes_back_is_lent_again()
    {
        using var device = Device.Own();
        var first = device.Allocate(1000);
        using var second = device.Allocate(1000);
        first.Dispose();
        using var third = device.Allocate(900);
        Assert.Equal(first.Allocation.Offset, third.Allocation.Offset);
    }

    [Fact]
    public void A_range_is_not_lent_again_while_queued_work_uses_it()
    {
        using var device = Device.Own();
        var (used, idle) = (device.Allocate(1000), device.Allocate(1000));
        device.Fill(used, 1);
        used.Dispose();
        idle.Dispose();
        using var next = device.Allocate(1000); // the other range of the same block is free at once
        Assert.Equal(idle.Allocation.Offset, next.Allocation.Offset);
        device.Finish();
        using var last = device.Allocate(1000);
        Assert.Equal(used.Allocation.Offset, last.Allocation.Offset);
    }

    [Fact]
    public void What_is_large_has_a_block_of_its_own()
    {
        using var device = Device.OfMemory(256 << 20);
        Assert.Equal(16 * MiB, device.Memory.BlockBytes);
        using var large = device.Allocate(40 * MiB);
        using var small = device.Allocate(1000);
        Assert.Equal(40 * MiB, large.Allocation.Block.Size);
        Assert.NotSame(large.Allocation.Block, small.Allocation.Block);
        large.Dispose();
        using var other = device.Allocate(1000);
        using var again = device.Allocate(33 * MiB);
        Assert.Same(small.Allocation.Block, other.Allocation.Block);
        Assert.Same(large.Allocation.Block, again.Allocation.Block);
    }

    [Fact]
    public void Blocks_that_are_whole_for_long_go_back()
    {
        using var device = Device.Own();
        device.Allocate(1000).Dispose();
        device.Collect();
        Assert.Equal(1, device.Memory.BlockCount);
        device.Memory.KeepsFor = TimeSpan.Zero;
        Thread.Sleep(30);
        using var kept = device.Allocate(1000);
        device.Allocate(2 * device.Memory.BlockBytes / 2 + 1).Dispose();
        Assert.Equal(2, device.Memory.BlockCount);
        device.Collect();
        Thread.Sleep(30);
        device.Allocate(1).Dispose();
        device.Collect();
        Assert.Equal(1, device.Memory.BlockCount);
        Assert.Equal((long)device.Memory.BlockBytes, device.BytesReserved);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Memory_stays_flat_when_nobody_disposes(bool isDiscrete)
    {
        using var device = Device.OfMemory(512 << 20, isDiscrete ? DeviceFeatures.UnifiedMemory : DeviceFeatures.None);
        var bytes = new byte[3 << 20];
        for (var i = 0; i < 400; i++)
            Drop(device, bytes);
        Assert.InRange(device.BytesReserved, 1, 4 * (long)device.Memory.BlockBytes);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Drop(VulkanDevice device, byte[] bytes)
        {
            var buffer = device.Allocate((ulong)bytes.Length);
            buffer.Write<byte>(bytes);
            device.Fill(buffer, 7);
        }
    }

    [Fact]
    public void Plans_that_nobody_disposes_give_their_memory_back()
    {
        using var device = Device.OfMemory(512 << 20);
        var x = Programs.Ramp(1024, 1024);
        var (plan, arguments) = OnBoth.PlanOf(Operations.Tanh(x) + 1);
        for (var i = 0; i < 40; i++)
            Run(device, plan, arguments[0]);
        Assert.InRange(device.BytesReserved, 1, 5 * (long)device.Memory.BlockBytes);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Run(VulkanDevice device, Plan plan, Tensor x) =>
            VulkanProgram.Of(device, plan).Run([Evaluator.StorageOf(x, isOptional: false)!]);
    }

    [Fact]
    public void More_than_there_is_is_refused_with_numbers()
    {
        using var device = Device.OfMemory(64 << 20);
        var buffers = Enumerable.Range(0, 8).Select(_ => device.Allocate(8 * MiB)).ToList();
        var error = Assert.Throws<DeviceMemoryException>(() => device.Allocate(9 * MiB));
        Assert.Equal(
            (9 << 20, 64 << 20, 64 << 20, 0),
            (error.BytesAsked, error.BytesInUse, error.Budget, error.LargestFreeRange)
        );
        Assert.Equal(
            $"[vulkan] '{device.Capabilities.Name}' has no memory for 9437184 bytes more: 67108864 of a budget of 67108864 are in use, 0 are free in one piece. Use smaller batches, or drop what is not needed.",
            error.Message
        );
        buffers[3].Dispose();
        buffers[6].Dispose();
        Assert.Equal(8 << 20, Assert.Throws<DeviceMemoryException>(() => device.Allocate(9 * MiB)).LargestFreeRange);
        buffers[7].Dispose(); // whole again, the block makes way for another
        using var last = device.Allocate(16 * MiB);
        buffers.ForEach(buffer => buffer.Dispose());
    }

    [Fact]
    public void One_piece_larger_than_the_device_has_pieces_is_refused_by_the_limit()
    {
        using var device = Device.Own(new() { Limits = DeviceRestrictions.ParseLimits("allocation=1048576") });
        var error = Assert.Throws<DeviceLimitException>(() => device.Allocate((1 << 20) + 1));
        Assert.Equal(("MaxAllocation", 1UL << 20, (1UL << 20) + 1), (error.Limit, error.Value, error.Need));
        using var largest = device.Allocate(1 << 20);
        Assert.Throws<DeviceLimitException>(() => device.Allocate(ulong.MaxValue));
    }

    [Fact]
    public void Threads_share_a_device()
    {
        using var device = Device.Discrete();
        Parallel.For(
            0,
            4,
            thread =>
            {
                var random = new Random(thread);
                var held = new List<(DeviceBuffer Buffer, byte Value)>();
                for (var i = 0; i < 200; i++)
                {
                    var bytes = new byte[random.Next(1, 20_000)];
                    var value = (byte)random.Next(256);
                    Array.Fill(bytes, value);
                    var buffer = device.Allocate((ulong)bytes.Length);
                    buffer.Write<byte>(bytes);
                    held.Add((buffer, value));
                    if (held.Count < 10)
                        continue;
                    var place = random.Next(held.Count);
                    var read = new byte[held[place].Buffer.Size];
                    held[place].Buffer.Read<byte>(read);
                    Assert.Equal(-1, read.AsSpan().IndexOfAnyExcept(held[place].Value));
                    held[place].Buffer.Dispose();
                    held.RemoveAt(place);
                }
            }
        );
    }

    private static ulong End(DeviceBuffer buffer) => buffer.Allocation.Offset + buffer.Allocation.Capacity;
}
