namespace Functional.Vulkan;

/// <summary>What kernels of one run may have found wrong with the values they got: its stages' status words, copied to where the host reads them.</summary>
internal sealed class RunCheck(VulkanDevice device, VulkanStage[] stages, DeviceAlignment alignment)
{
    private readonly Lock _reading = new();
    private DeviceBuffer? _words;
    private ulong _submission;
    private FunctionalException? _found;

    /// <summary>True once it is known that nothing was wrong; does not wait.</summary>
    public bool IsDone
    {
        get
        {
            lock (_reading)
            {
                if (_words is null)
                    return _found is null;
                if (_submission > device.Completed())
                    return false;
            }
            Complete();
            return true;
        }
    }

    /// <summary>Queues the copy; later runs may then use the words again.</summary>
    public void Collect(DeviceBuffer statuses)
    {
        _words = device.Allocate(statuses.Size, MemoryKind.Readback);
        device.Copy(statuses, _words);
        _submission = device.Flush();
    }

    /// <summary>Waits for the run; throws what it found, at every call.</summary>
    public void Complete()
    {
        lock (_reading)
        {
            if (_words is { } words)
            {
                device.Wait(_submission);
                _found = Read(words);
                words.Dispose();
                _words = null;
            }
            if (_found is not null)
                throw _found;
        }
    }

    private FunctionalException? Read(DeviceBuffer words)
    {
        var status = new int[words.Size / sizeof(int)];
        words.Read<int>(status);
        for (var i = 0; i < stages.Length; i++)
            if (
                status.AsSpan(i * (int)alignment.Bytes / sizeof(int), VulkanStage.StatusWords) is var own
                && own[0] != VulkanStage.NoReport
            )
                return stages[i].Report!(own);
        return null;
    }
}
