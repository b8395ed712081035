namespace Functional.Vulkan;

/// <summary>A plan's commands for one set of buffers.</summary>
/// <remarks>It does not keep the buffers: their memory may serve others, and when it comes back the commands are right for it again.</remarks>
internal sealed class Recording(Segments segments, MemoryPlace[] places) : IDisposable
{
    /// <summary>Commands: dispatches, copies and fills.</summary>
    public int Commands => segments.Commands;

    /// <summary>True if the commands are for buffers at these places.</summary>
    public bool Matches(ReadOnlySpan<MemoryPlace> others) => others.SequenceEqual(places);

    /// <summary>Hands the commands to the device; gives the number to wait for.</summary>
    public ulong Submit(ReadOnlySpan<DeviceBuffer?> uses) => segments.Submit(uses);

    public void Dispose() => segments.Dispose();
}
