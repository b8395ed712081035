namespace Functional.Vulkan;

public sealed unsafe partial class VulkanDevice
{
    // What is on its way at once; two halves, so that the host fills one while the device empties the other.
    private const ulong StagingBytes = 16UL << 20;

    private readonly Lock _staging = new();
    private ulong _staged;
    private ulong _uploaded;

    /// <summary>Copies to a buffer, after the work that was queued before and ahead of what is queued later; waits for neither.</summary>
    internal void Write(DeviceBuffer buffer, ulong offset, ReadOnlySpan<byte> source)
    {
        CheckUsable();
        if (buffer.IsMapped && IsIdle(buffer.Allocation))
        {
            CopyIn(source, buffer, offset);
            return;
        }
        while (source.Length > 0)
        {
            var chunk = (int)Math.Min(StagingBytes, (ulong)source.Length);
            using var staging = Allocate((ulong)chunk, MemoryKind.Upload);
            CopyIn(source[..chunk], staging, 0);
            Copy(staging, new BufferRange(buffer, offset, (ulong)chunk));
            Throttle((ulong)chunk);
            source = source[chunk..];
            offset += (ulong)chunk;
        }
    }

    /// <summary>Copies from a buffer, after the work that was queued before; waits for that once.</summary>
    internal void Read(DeviceBuffer buffer, ulong offset, Span<byte> target)
    {
        CheckUsable();
        if (buffer.IsMapped)
        {
            Finish(buffer.Allocation);
            CopyOut(buffer, offset, target);
            return;
        }
        // The device fills a part while the host empties the one before.
        DeviceBuffer? earlier = null;
        var (place, filled) = (0, 0UL);
        while (place < target.Length)
        {
            var chunk = (int)Math.Min(StagingBytes, (ulong)(target.Length - place));
            var staging = Allocate((ulong)chunk, MemoryKind.Readback);
            Copy(new BufferRange(buffer, offset + (ulong)place, (ulong)chunk), staging);
            var submission = Flush();
            Empty(earlier, filled, target, place);
            (earlier, filled, place) = (staging, submission, place + chunk);
        }
        Empty(earlier, filled, target, place);
    }

    // What was staged ends where the next part begins.
    private void Empty(DeviceBuffer? staging, ulong submission, Span<byte> target, int end)
    {
        if (staging is null)
            return;
        Wait(submission);
        var size = (int)staging.Size;
        CopyOut(staging, 0, target.Slice(end - size, size));
        staging.Dispose();
    }

    private void Throttle(ulong bytes)
    {
        ulong before;
        lock (_staging)
        {
            _staged += bytes;
            if (_staged < StagingBytes)
                return;
            _staged = 0;
            before = _uploaded;
            _uploaded = Flush();
        }
        Wait(before);
    }

    /// <summary>Whether the device has nothing to do with a range that was given to it.</summary>
    private bool IsIdle(Allocation allocation)
    {
        lock (_gate)
            return !IsQueued(allocation) && (allocation.LastUse == 0 || allocation.LastUse <= Completed());
    }

    private void Finish(Allocation allocation)
    {
        lock (_gate)
        {
            if (IsQueued(allocation))
                Flush();
        }
        Wait(allocation.LastUse);
    }

    private void CopyIn(ReadOnlySpan<byte> source, DeviceBuffer target, ulong offset)
    {
        source.CopyTo(new Span<byte>(target.Pointer + offset, source.Length));
        if (!target.Allocation.Block.Coherent && source.Length > 0)
        {
            var range = Range(target.Allocation, offset, (ulong)source.Length);
            Check(Functions.vkFlushMappedMemoryRanges(Handle, 1, &range), "vkFlushMappedMemoryRanges");
        }
        GC.KeepAlive(target);
    }

    private void CopyOut(DeviceBuffer source, ulong offset, Span<byte> target)
    {
        if (!source.Allocation.Block.Coherent && target.Length > 0)
        {
            var range = Range(source.Allocation, offset, (ulong)target.Length);
            Check(Functions.vkInvalidateMappedMemoryRanges(Handle, 1, &range), "vkInvalidateMappedMemoryRanges");
        }
        new ReadOnlySpan<byte>(source.Pointer + offset, target.Length).CopyTo(target);
        GC.KeepAlive(source);
    }

    // Allocations begin and end at multiples of the atom, so the rounding stays inside of them.
    private VkMappedMemoryRange Range(Allocation allocation, ulong offset, ulong size)
    {
        var atom = Math.Max(1, Capabilities.Limits.NonCoherentAtom);
        var (start, end) = (allocation.Offset + offset, allocation.Offset + offset + size);
        start = start / atom * atom;
        return new VkMappedMemoryRange
        {
            memory = allocation.Block.Memory,
            offset = start,
            size = ((end + atom - 1) / atom * atom) - start,
        };
    }
}
