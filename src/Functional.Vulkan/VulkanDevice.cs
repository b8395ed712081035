using System.Collections.Concurrent;
using System.Globalization;

namespace Functional.Vulkan;

/// <summary>An open Vulkan device: its memory, its kernels, and a queue of work.</summary>
/// <remarks>
/// Members may be called from any thread. After the device is lost every call throws the same error. Disposing waits for
/// the work at hand and frees all that the device made; buffers and kernels are useless afterwards.
/// </remarks>
public sealed unsafe partial class VulkanDevice : IDisposable
{
    private readonly VulkanInstance _instance;
    private readonly PhysicalDevice _physical;
    private readonly bool _ownsInstance;
    private readonly bool _ownsDevice;
    private readonly VkQueue _queue;
    private readonly VkSemaphore _timeline;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<DeviceResource> _retired = new();
    private readonly List<DeviceResource> _waiting = [];
    private readonly HashSet<DeviceResource> _live = [];
    private VulkanException? _lost;
    private ulong _submitted;
    private long _bytesInUse;
    private bool _disposed;

    private VulkanDevice(VulkanInstance instance, PhysicalDevice physical, VkDevice handle, bool ownsInstance, bool ownsDevice)
    {
        _instance = instance;
        _physical = physical;
        _ownsInstance = ownsInstance;
        _ownsDevice = ownsDevice;
        Handle = handle;
        Functions = VulkanLoader.Of(instance.Functions, handle);
        var queueInfo = new VkDeviceQueueInfo2 { queueFamilyIndex = QueueFamily };
        VkQueue found;
        Functions.vkGetDeviceQueue2(handle, &queueInfo, &found);
        _queue = found;
        var type = new VkSemaphoreTypeCreateInfo { semaphoreType = VkSemaphoreType.Timeline };
        var info = new VkSemaphoreCreateInfo { pNext = &type };
        VkSemaphore semaphore;
        Check(Functions.vkCreateSemaphore(handle, &info, null, &semaphore), "vkCreateSemaphore");
        _timeline = semaphore;
    }

    /// <summary>What the device is, and which of its features are enabled.</summary>
    public DeviceCapabilities Capabilities => _physical.Capabilities;

    /// <summary>Bytes of memory that the library holds on the device.</summary>
    public long BytesInUse => Volatile.Read(ref _bytesInUse);

    /// <summary>The most that <see cref="BytesInUse"/> has been.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>How long to wait for the device before giving up; for ever, by default.</summary>
    public TimeSpan WaitTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>What the validation layer has said: errors and warnings. Empty without validation.</summary>
    public IReadOnlyCollection<string> ValidationMessages => _instance.ValidationMessages;

    internal VkDevice Handle { get; }

    internal DeviceFunctions Functions { get; }

    internal uint QueueFamily => _physical.QueueFamily;

    /// <summary>Opens a device.</summary>
    /// <param name="select">An index, a part of a name, or a UUID; null asks <c>FUNCTIONAL_DEVICE</c>, and without it the fastest kind is taken.</param>
    /// <param name="validation">Whether to validate; null asks <c>FUNCTIONAL_VALIDATION</c>.</param>
    /// <exception cref="VulkanException">There is no loader, or no usable device.</exception>
    public static VulkanDevice Create(string? select = null, bool? validation = null)
    {
        var instance = VulkanInstance.Create(validation);
        try
        {
            return Create(instance, instance.Choose(select), ownsInstance: true);
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>Opens a device, or says why there is none.</summary>
    public static VulkanDevice? TryCreate(out string? reason, string? select = null, bool? validation = null)
    {
        try
        {
            reason = null;
            return Create(select, validation);
        }
        catch (VulkanException error)
        {
            reason = error.Message;
            return null;
        }
    }

    /// <summary>
    /// Uses a device that the application has opened. It stays the application's, and so does the duty that nobody else
    /// submits to the first queue of the family at the same time.
    /// </summary>
    /// <param name="instance">The <c>VkInstance</c>, made for Vulkan 1.3 or later through the system's loader.</param>
    /// <param name="physicalDevice">The <c>VkPhysicalDevice</c>.</param>
    /// <param name="device">The <c>VkDevice</c>, with timeline semaphores, synchronization2 and maintenance4 enabled.</param>
    /// <param name="queueFamily">A family of queues that computes.</param>
    /// <param name="enabled">The features that were enabled besides; Vulkan cannot be asked.</param>
    public static VulkanDevice From(
        nint instance,
        nint physicalDevice,
        nint device,
        uint queueFamily,
        DeviceFeatures enabled = DeviceFeatures.None
    )
    {
        var wrapped = VulkanInstance.From(new VkInstance(instance));
        var physical = PhysicalDevice
            .Query(wrapped.Functions, new VkPhysicalDevice(physicalDevice))
            .With(enabled | PhysicalDevice.Required | DeviceFeatures.UnifiedMemory, queueFamily);
        if (physical.Capabilities.Rejection is { } reason)
            throw new VulkanException($"[vulkan] '{physical.Capabilities.Name}' is not usable: {reason}.");
        return new VulkanDevice(wrapped, physical, new VkDevice(device), ownsInstance: true, ownsDevice: false);
    }

    internal static VulkanDevice Create(VulkanInstance instance, PhysicalDevice physical, bool ownsInstance)
    {
        var handle = physical.Open(instance.Functions, out var result);
        instance.Log?.Throw("vkCreateDevice");
        if (result < 0)
            throw VulkanException.Failed(result, "vkCreateDevice", physical.Capabilities.Name);
        return new VulkanDevice(instance, physical, handle, ownsInstance, ownsDevice: true);
    }

    /// <summary>Waits for the work at hand and frees everything that the device made.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            _ = Functions.vkDeviceWaitIdle(Handle);
            foreach (var resource in _live)
                resource.Free(this);
            _live.Clear();
            _waiting.Clear();
            _retired.Clear();
            FreePipelines();
            Functions.vkDestroySemaphore(Handle, _timeline, null);
            if (_ownsDevice)
                Functions.vkDestroyDevice(Handle, null);
            if (_ownsInstance)
                _instance.Dispose();
        }
    }

    /// <summary>Throws if a call failed, if the validation layer found an error, or if the device is lost.</summary>
    internal void Check(VkResult result, string call)
    {
        if (result == VkResult.ErrorDeviceLost)
        {
            _lost ??= new VulkanException(
                $"[vulkan] '{Capabilities.Name}' is lost (at {call}). A kernel ran too long or outside of its memory, or the device was removed; what lived on it is gone.",
                result,
                call
            );
        }
        _instance.Log?.Throw(call);
        if (_lost is not null)
            throw _lost;
        if (result < 0)
            throw VulkanException.Failed(result, call, Capabilities.Name);
    }

    /// <summary>Throws if the device cannot be used any more.</summary>
    internal void CheckUsable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_lost is not null)
            throw _lost;
    }

    /// <summary>Remembers something native, to free it with the device at the latest.</summary>
    internal void Keep(DeviceResource resource)
    {
        lock (_gate)
            _live.Add(resource);
    }

    /// <summary>Takes something native back. Calls no Vulkan, so finalizers may come here.</summary>
    internal void Retire(DeviceResource resource) => _retired.Enqueue(resource);

    internal void Count(long bytes)
    {
        var now = Interlocked.Add(ref _bytesInUse, bytes);
        if (now > PeakBytes)
            PeakBytes = now;
    }

    /// <summary>Hands a finished command list to the queue.</summary>
    internal ulong Submit(CommandList list, CommandResources resources)
    {
        lock (_gate)
        {
            CheckUsable();
            if (list != _current)
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
            Check(Functions.vkQueueSubmit2(_queue, 1, &info, default), "vkQueueSubmit2");
            _submitted++;
            resources.LastUse = _submitted;
            foreach (var allocation in resources.Held)
                allocation.LastUse = _submitted;
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
            var nanoseconds = WaitTimeout == Timeout.InfiniteTimeSpan ? ulong.MaxValue : (ulong)WaitTimeout.Ticks * 100;
            var result = Functions.vkWaitSemaphores(Handle, &info, nanoseconds);
            if (result == VkResult.Timeout)
                throw new VulkanException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"[vulkan] '{Capabilities.Name}' did not finish within {WaitTimeout.TotalSeconds} s."
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

    /// <summary>Frees what was handed back and is not in use.</summary>
    internal void Collect()
    {
        if (_retired.IsEmpty && _waiting.Count == 0 && _pending.Count == 0)
            return;
        lock (_gate)
        {
            var completed = Completed();
            Recycle(completed);
            while (_retired.TryDequeue(out var resource))
                _waiting.Add(resource);
            // Command lists come first: they let go of buffers.
            _waiting.Sort((a, b) => (a is Allocation).CompareTo(b is Allocation));
            _waiting.RemoveAll(resource =>
            {
                if (resource.IsHeld || resource.LastUse > completed)
                    return false;
                if (_live.Remove(resource))
                    resource.Free(this);
                return true;
            });
        }
    }
}
