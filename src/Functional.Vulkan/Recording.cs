namespace Functional.Vulkan;

/// <summary>A plan's commands for one set of buffers.</summary>
/// <remarks>It does not keep the buffers: their memory may serve others, and when it comes back the commands are right for it again.</remarks>
internal sealed class Recording(Segments segments, int places) : IDisposable
{
    private readonly MemoryPlace[] _places = new MemoryPlace[places];

    /// <summary>Commands: dispatches, copies and fills.</summary>
    public int Commands => segments.Commands;

    /// <summary>The last submission.</summary>
    public ulong LastSubmit => segments.LastSubmit;

    /// <summary>True if the commands are for buffers at these places.</summary>
    public bool Matches(ReadOnlySpan<MemoryPlace> others) => others.SequenceEqual(_places);

    /// <summary>Empties it, to be recorded for buffers at these places; the device must be done with it.</summary>
    public Segments Begin(ReadOnlySpan<MemoryPlace> others)
    {
        others.CopyTo(_places);
        segments.Reset();
        return segments;
    }

    /// <summary>Hands the commands to the device; gives the number to wait for.</summary>
    public ulong Submit(ReadOnlySpan<DeviceBuffer?> uses) => segments.Submit(uses);

    public void Dispose() => segments.Dispose();
}
