namespace Functional.Vulkan;

/// <summary>
/// Something that the device lends. It has no finalizer: its owner hands it back, and the device takes it on a thread that may
/// call Vulkan, once nothing uses it.
/// </summary>
internal abstract class DeviceResource
{
    private int _holds;
    private ulong _lastUse;

    /// <summary>The last submission that uses it.</summary>
    internal ulong LastUse
    {
        get => Volatile.Read(ref _lastUse);
        set => Volatile.Write(ref _lastUse, value);
    }

    /// <summary>Whether a command list, submitted or not, names it.</summary>
    internal bool IsHeld => Volatile.Read(ref _holds) > 0;

    internal void Hold() => Interlocked.Increment(ref _holds);

    internal void LetGo() => Interlocked.Decrement(ref _holds);

    internal abstract void Free(VulkanDevice device);
}
