using System.Globalization;

namespace Functional.Vulkan;

public sealed unsafe partial class VulkanDevice
{
    // Long queues of small kernels are handed over in parts, so that the device starts early.
    private const int CommandsPerSubmission = 256;

    private const int RunningLimit = 64;

    private readonly Queue<(ulong Submission, WorkName Work)> _running = new(RunningLimit + 1);
    private readonly Queue<CommandList> _pending = [];
    private readonly Stack<CommandList> _idle = [];
    private CommandList? _current;
    private CommandList? _closed;

    /// <summary>Queues a kernel; see <see cref="CommandList.Dispatch"/>. Work is done in the order given.</summary>
    internal void Dispatch(
        ComputePipeline pipeline,
        ReadOnlySpan<BufferRange> buffers,
        ReadOnlySpan<byte> pushConstants,
        uint x,
        uint y = 1,
        uint z = 1
    )
    {
        lock (_gate)
        {
            Current().Dispatch(pipeline, buffers, pushConstants, x, y, z);
            if (Current().Count >= CommandsPerSubmission)
                Flush();
        }
    }

    /// <summary>Queues a copy; the ranges are of one size and do not overlap.</summary>
    internal void Copy(BufferRange source, BufferRange target)
    {
        lock (_gate)
            Current().Copy(source, target);
    }

    /// <summary>Queues a fill with a word.</summary>
    internal void Fill(BufferRange target, uint word)
    {
        lock (_gate)
            Current().Fill(target, word);
    }

    /// <summary>Queues the setting of a few bytes.</summary>
    internal void Update(BufferRange target, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
            Current().Update(target, bytes);
    }

    /// <summary>Hands the queued work to the device; gives the number to wait for.</summary>
    internal ulong Flush()
    {
        lock (_gate)
        {
            CheckUsable();
            while ((_closed ?? _current) is { Count: > 0 } list)
            {
                // A list that cannot be submitted now is the first to be tried at the next call.
                if (_closed is null)
                    (_closed, _current) = (list, null);
                try
                {
                    list.Submit();
                }
                catch (VulkanException error) when (list.IsBroken)
                {
                    _closed = null;
                    list.Dispose();
                    if (error.Result == (int)VkResult.ErrorValidationFailed)
                        throw;
                    throw LostWork(list.Name, error);
                }
                _closed = null;
                _pending.Enqueue(list);
            }
            return _submitted;
        }
    }

    // Later work would read what these commands did not write.
    private DeviceLostException LostWork(WorkName work, VulkanException error)
    {
        var lost = new DeviceLostException(
            $"[vulkan] '{Capabilities.Name}' is lost: the driver could not take {work} ({error.Reason}) What lived only there is gone; open the device again.",
            (VkResult)error.Result,
            error.Call,
            work.ToString(),
            error
        );
        return Interlocked.CompareExchange(ref _lost, lost, null) ?? lost;
    }

    /// <summary>Waits until all work that was queued is done.</summary>
    internal void Finish() => Wait(Flush());

    /// <summary>Hands a finished command list to the queue.</summary>
    internal ulong Submit(CommandList list, CommandResources resources, ReadOnlySpan<DeviceBuffer?> uses)
    {
        lock (_gate)
        {
            CheckUsable();
            if (list != _closed)
                Flush(); // what was given before comes before
            var commands = new VkCommandBufferSubmitInfo { commandBuffer = resources.Commands };
            var signal = new VkSemaphoreSubmitInfo
            {
                semaphore = _timeline,
                value = _submitted + 1,
                stageMask = VkPipelineStageFlags2.AllCommands,
            };
            var info = new VkSubmitInfo2
            {
                commandBufferInfoCount = 1,
                pCommandBufferInfos = &commands,
                signalSemaphoreInfoCount = 1,
                pSignalSemaphoreInfos = &signal,
            };
            Remember(list.Name);
            Check(Functions.vkQueueSubmit2(_queue, 1, &info, default), "vkQueueSubmit2");
            _submitted++;
            resources.LastUse = _submitted;
            foreach (var allocation in resources.Held)
                allocation.LastUse = _submitted;
            foreach (var buffer in uses)
                if (buffer is not null)
                    buffer.Allocation.LastUse = _submitted;
            return _submitted;
        }
    }

    /// <summary>Waits until a submission, and all before it, is done.</summary>
    internal void Wait(ulong submission)
    {
        CheckUsable();
        if (submission > Completed())
        {
            var semaphore = _timeline;
            var info = new VkSemaphoreWaitInfo
            {
                semaphoreCount = 1,
                pSemaphores = &semaphore,
                pValues = &submission,
            };
            var nanoseconds =
                WaitTimeout == Timeout.InfiniteTimeSpan
                    ? ulong.MaxValue
                    : (ulong)Math.Min(WaitTimeout.Ticks, long.MaxValue / 100) * 100;
            var result = Functions.vkWaitSemaphores(Handle, &info, nanoseconds);
            if (result == VkResult.Timeout)
                throw new VulkanException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"[vulkan] '{Name}' did not finish within {WaitTimeout.TotalSeconds} s; {Unfinished().Text}."
                    ),
                    result,
                    "vkWaitSemaphores"
                );
            Check(result, "vkWaitSemaphores");
        }
        Collect();
    }

    /// <summary>The last submission that is done.</summary>
    internal ulong Completed()
    {
        if (_instance.ChecksKernels)
        {
            lock (_gate)
            {
                Check(Functions.vkQueueWaitIdle(_queue), "vkQueueWaitIdle");
                return _submitted;
            }
        }
        ulong value;
        Check(Functions.vkGetSemaphoreCounterValue(Handle, _timeline, &value), "vkGetSemaphoreCounterValue");
        return value;
    }

    /// <summary>Whether queued work that was not submitted yet names an allocation.</summary>
    private bool IsQueued(Allocation allocation) => _current?.Uses(allocation) == true || _closed?.Uses(allocation) == true;

    // What was handed over and had not ended when the device was last asked; the rest is forgotten now and then.
    private void Remember(WorkName work)
    {
        _running.Enqueue((_submitted + 1, work));
        if (_running.Count > RunningLimit)
            _running.Dequeue();
    }

    /// <summary>What the device is at, as far as it still says: the first submission whose number it has not reached; else the last one.</summary>
    private (string Text, string? Work) Unfinished()
    {
        lock (_gate)
        {
            (ulong Submission, WorkName Name)[] running = [.. _running];
            if (running.Length == 0)
                return ("it was given nothing", null);
            ulong reached;
            var last = running.Length - 1;
            var isKnown =
                Functions.vkGetSemaphoreCounterValue(Handle, _timeline, &reached) == VkResult.Success
                && reached < running[last].Submission;
            var first = isKnown ? 0 : last;
            while (isKnown && running[first].Submission <= reached)
                first++;
            var work = running[first].Name.ToString();
            var behind = last - first;
            return (
                !isKnown ? $"it was last given {work}"
                : behind == 0 ? $"it was at {work}"
                : string.Create(CultureInfo.InvariantCulture, $"it was at {work}, and had {behind} more submissions"),
                work
            );
        }
    }

    private CommandList Current()
    {
        CheckUsable();
        if (_current is not null)
            return _current;
        if (_idle.Count == 0 && _pending.Count > 0)
            Recycle(Completed());
        return _current = _idle.TryPop(out var list) ? list : new CommandList(this, reusable: false);
    }

    private void Recycle(ulong completed)
    {
        while (_pending.TryPeek(out var list) && list.LastSubmit <= completed)
        {
            _pending.Dequeue();
            list.Reset();
            _idle.Push(list);
        }
    }
}
