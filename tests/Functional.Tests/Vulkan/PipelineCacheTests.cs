using System.Buffers.Binary;
using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Compiled kernels on disk: found again, and never in the way.</summary>
public sealed class PipelineCacheTests : OwnFolder
{
    [Fact]
    public void What_one_device_leaves_the_next_finds()
    {
        using (var device = Open())
            Compile(device, 1);
        var file = Assert.Single(Files());
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}\\.bin$", Path.GetFileName(file));
        using var again = Open();
        Assert.Equal(new FileInfo(file).Length - PipelineCache.Header, again.Cache.Loaded);
        Assert.Equal(file, again.Cache.Path);
        Compile(again, 1);
        Assert.Empty(again.ValidationMessages);
    }

    [Fact]
    public void It_is_written_when_so_many_kernels_are_new()
    {
        using var device = Open();
        Compile(device, 3);
        Assert.Empty(Files());
        Compile(device, 4);
        Assert.Single(Files());
    }

    [Fact]
    public void A_device_without_new_kernels_writes_nothing()
    {
        Open().Dispose();
        Assert.Empty(Files());
    }

    [Fact]
    public void A_file_that_is_not_ours_is_as_good_as_none()
    {
        using (var device = Open())
            Compile(device, 1);
        var file = Assert.Single(Files());
        var good = File.ReadAllBytes(file);
        byte[][] bad =
        [
            [],
            [1, 2, 3],
            good[..^1],
            [.. good, 0],
            [.. good[..^1], (byte)(good[^1] ^ 1)], // damaged
            [.. "other"u8, .. good[5..]],
            Whole(good, 8, 99), // another vendor's
            Whole(good, 16, 99), // another driver's
            Whole(good, 4, 2), // a header of another form
        ];
        foreach (var bytes in bad)
        {
            File.WriteAllBytes(file, bytes);
            using var device = Open();
            Assert.Equal(0, device.Cache.Loaded);
            Compile(device, 1);
            Assert.Equal(10, Kernels.Run(device, Kernels.Square(device), 3, 1));
        }
        using var last = Open(); // the device before put it right
        Assert.Equal(good.Length - PipelineCache.Header, last.Cache.Loaded);
    }

    [Fact]
    public void A_file_that_is_too_large_is_left_alone()
    {
        using (var device = Open())
            Compile(device, 1);
        var file = Assert.Single(Files());
        using (var stream = File.OpenWrite(file))
            stream.SetLength(PipelineCache.MaxBytes + 1000L);
        using var again = Open();
        Assert.Equal(0, again.Cache.Loaded);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_no_error()
    {
        var blocked = Write("blocked", [1]);
        using var device = Device.Own(new() { CacheFolder = blocked });
        Compile(device, 9);
        Assert.Equal(10, Kernels.Run(device, Kernels.Square(device), 3, 1));
    }

    [Fact]
    public void Two_devices_may_write_at_once()
    {
        Parallel.For(
            0,
            4,
            _ =>
            {
                using var device = Open();
                Compile(device, 9);
            }
        );
        Assert.Single(Files());
        using var last = Open();
        Assert.NotEqual(0, last.Cache.Loaded);
    }

    // The data begins with the driver's own header; its hash is put right so that only the header is wrong.
    private static byte[] Whole(byte[] file, int place, byte value)
    {
        var changed = (byte[])file.Clone();
        changed[PipelineCache.Header + place] = value;
        BinaryPrimitives.WriteInt64LittleEndian(changed.AsSpan(16), PipelineCache.Checksum(changed.AsSpan(PipelineCache.Header)));
        return changed;
    }

    private static void Compile(VulkanDevice device, int count)
    {
        for (var i = 0; i < count; i++)
            Kernels.Square(device, more: i);
    }

    private VulkanDevice Open() => Device.Own(new() { CacheFolder = Folder });

    private string[] Files() => Directory.GetFiles(Folder, "*", SearchOption.AllDirectories);
}
