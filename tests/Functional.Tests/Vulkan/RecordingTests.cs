using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Recorded work: how many barriers it has, and that handing it over again makes no garbage.</summary>
public sealed class RecordingTests
{
    [Fact]
    public void Only_ranges_that_overlap_wait_for_each_other()
    {
        var device = Device.OrSkip();
        using DeviceBuffer x = device.Allocate(1024),
            y = device.Allocate(1024); // of one block, most likely
        var list = new CommandList(device, reusable: true);
        list.Fill(new BufferRange(x, 0, 512), 1);
        list.Fill(new BufferRange(x, 512, 512), 2);
        list.Fill(y, 3);
        Assert.Equal(0, list.Barriers);
        list.Copy(new BufferRange(x, 256, 256), new BufferRange(y, 0, 256));
        Assert.Equal(1, list.Barriers);
        list.Copy(new BufferRange(x, 256, 256), new BufferRange(y, 256, 256)); // both read, and write apart
        Assert.Equal(1, list.Barriers);
        list.Fill(new BufferRange(x, 508, 8), 4); // overlaps what is read
        Assert.Equal(2, list.Barriers);
        list.Dispose();
    }

    [Fact]
    public void A_block_that_goes_back_leaves_nothing_in_a_list_that_is_recorded_again()
    {
        using var device = Device.Own();
        device.Memory.KeepsFor = TimeSpan.Zero;
        for (var i = 0; i < 20; i++)
        {
            var buffer = device.Allocate(4096);
            device.Fill(buffer, (uint)i);
            var read = new uint[1024];
            buffer.Read<uint>(read);
            Assert.Equal(-1, read.AsSpan().IndexOfAnyExcept((uint)i));
            buffer.Dispose();
            Thread.Sleep(2);
            device.Finish();
        }
        Assert.Empty(device.ValidationMessages);
    }

    [Fact]
    public void Submitting_what_is_recorded_makes_no_garbage()
    {
        using var device = Device.Own();
        using var buffer = device.Allocate(1 << 12);
        using var list = new CommandList(device, reusable: true);
        var kernel = Kernels.Square(device);
        for (var i = 0; i < 20; i++)
            list.Dispatch(kernel, [new BufferRange(buffer, 0, 8)], [], 1);
        var bytes = new byte[1 << 12];
        void Step()
        {
            if (buffer.IsMapped)
                buffer.Write<byte>(bytes);
            device.Wait(list.Submit());
            if (buffer.IsMapped)
                buffer.Read<byte>(bytes);
        }
        for (var i = 0; i < 50; i++)
            Step();
        // The least of several rounds: a table may grow once.
        var least = long.MaxValue;
        for (var round = 0; round < 4; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
                Step();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}
