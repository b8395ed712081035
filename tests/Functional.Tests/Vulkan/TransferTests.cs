using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Copies between host and device, where the host sees the device's memory and where it does not.</summary>
public sealed class TransferTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void What_is_written_is_read(bool isUnified, bool isCoherent)
    {
        using var device = Device.Own(
            new() { Without = isUnified ? DeviceFeatures.None : DeviceFeatures.UnifiedMemory, IsNonCoherent = !isCoherent }
        );
        foreach (var size in new[] { 0, 1, 3, 4097, (16 << 20) - 1, (16 << 20) + 5, 40 << 20 })
        {
            var bytes = new byte[size];
            new Random(size).NextBytes(bytes);
            using var buffer = device.Allocate((ulong)size);
            Assert.Equal(isUnified, buffer.IsMapped);
            buffer.Write<byte>(bytes);
            var read = new byte[size];
            buffer.Read<byte>(read);
            Assert.True(bytes.AsSpan().SequenceEqual(read), $"{size} bytes");
            if (size < 100)
                continue;
            buffer.Write<byte>([1, 2, 3], 5);
            buffer.Read<byte>(read.AsSpan(0, 10), 1);
            Assert.Equal([bytes[4], 1, 2, 3, bytes[8]], read[3..8]);
        }
        Assert.Empty(device.ValidationMessages);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Writes_come_after_work_that_was_queued_and_before_what_follows(bool isUnified)
    {
        using var device = isUnified ? Device.Own() : Device.Discrete();
        using DeviceBuffer source = device.Allocate(4 << 20),
            target = device.Allocate(4 << 20);
        var (words, read) = (new uint[1 << 20], new uint[1 << 20]);
        for (var i = 1u; i < 20; i++)
        {
            Array.Fill(words, i);
            source.Write<uint>(words);
            device.Copy(source, target);
            Array.Fill(words, 1000 + i);
            source.Write<uint>(words); // the copy must see what was there before
            target.Read<uint>(read);
            Assert.Equal(-1, read.AsSpan().IndexOfAnyExcept(i));
            source.Read<uint>(read);
            Assert.Equal(-1, read.AsSpan().IndexOfAnyExcept(1000 + i));
        }
    }

    [Fact]
    public void Bytes_outside_of_a_buffer_are_refused()
    {
        var device = Device.OrSkip();
        using var buffer = device.Allocate(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Write<byte>([1, 2, 3], 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Read<int>(new int[3]));
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Write<byte>([1]));
    }
}
