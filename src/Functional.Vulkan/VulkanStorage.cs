namespace Functional.Vulkan;

/// <summary>The memory of a computed value on a Vulkan device; handed back when the collector finds its owner dead.</summary>
/// <param name="device">Where it lies.</param>
/// <param name="buffer">The memory.</param>
/// <param name="bytes">Bytes in use.</param>
/// <param name="checks">What must turn out well before the numbers may be seen.</param>
internal sealed class VulkanStorage(VulkanDevice device, DeviceBuffer buffer, long bytes, IReadOnlyList<RunCheck> checks)
    : Storage
{
    /// <summary>The device that it lies on.</summary>
    public VulkanDevice Device => device;

    /// <summary>The memory; its size is a multiple of four.</summary>
    public DeviceBuffer Buffer => buffer;

    /// <summary>What must turn out well before the numbers may be seen.</summary>
    public IReadOnlyList<RunCheck> Checks => checks;

    public override unsafe HostStorage OnHost()
    {
        foreach (var check in checks)
            check.Complete();
        var host = HostStorage.Rent(bytes);
        const int part = 1 << 30;
        for (long done = 0; done < bytes; done += part)
            buffer.Read(new Span<byte>(host.Pointer + done, (int)Math.Min(part, bytes - done)), (ulong)done);
        GC.KeepAlive(host);
        return host;
    }

    /// <summary>A storage with the numbers of another.</summary>
    public static unsafe VulkanStorage Of(VulkanDevice device, Storage storage)
    {
        if (storage is VulkanStorage known && known.Device == device)
            return known;
        var host = storage.OnHost();
        var buffer = device.Allocate(WholeWords(host.Bytes));
        const int part = 1 << 30;
        for (long done = 0; done < host.Bytes; done += part)
            buffer.Write(new ReadOnlySpan<byte>(host.Pointer + done, (int)Math.Min(part, host.Bytes - done)), (ulong)done);
        GC.KeepAlive(host);
        return new VulkanStorage(device, buffer, host.Bytes, []);
    }

    /// <summary>Bytes of a buffer that is read and written in words.</summary>
    public static ulong WholeWords(long bytes) => (ulong)Math.Max(4, (bytes + 3) & ~3L);
}
