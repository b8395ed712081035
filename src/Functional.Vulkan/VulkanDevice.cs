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
    private DeviceLostException? _lost;
    private ulong _submitted;
    private bool _disposed;

    private VulkanDevice(VulkanInstance instance, PhysicalDevice physical, VkDevice handle, bool ownsInstance, bool ownsDevice)
    {
        _instance = instance;
        _physical = physical;
        Name = NameOfOpening(physical.Capabilities.Name);
        _ownsInstance = ownsInstance;
        _ownsDevice = ownsDevice;
        Handle = handle;
        Functions = VulkanLoader.Of(instance.Functions, handle);
        Memory = new DeviceMemory(this, physical);
        Programs = new ProgramTable(this);
        var queueInfo = new VkDeviceQueueInfo2 { queueFamilyIndex = QueueFamily };
        VkQueue found;
        Functions.vkGetDeviceQueue2(handle, &queueInfo, &found);
        _queue = found;
        var type = new VkSemaphoreTypeCreateInfo { semaphoreType = VkSemaphoreType.Timeline };
        var info = new VkSemaphoreCreateInfo { pNext = &type };
        VkSemaphore semaphore;
        Check(Functions.vkCreateSemaphore(handle, &info, null, &semaphore), "vkCreateSemaphore");
        _timeline = semaphore;
        Cache = new PipelineCache(this, physical);
    }

    /// <summary>What the device is, and which of its features are enabled.</summary>
    public DeviceCapabilities Capabilities => _capabilities ?? _physical.Capabilities;

    /// <summary>How long to wait for the device before giving up; for ever, by default.</summary>
    public TimeSpan WaitTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>What the validation layer has said: errors and warnings. Empty without validation.</summary>
    public IReadOnlyCollection<string> ValidationMessages => _instance.ValidationMessages;

    internal VkDevice Handle { get; }

    internal DeviceFunctions Functions { get; }

    internal PhysicalDevice Physical => _physical;

    internal InstanceFunctions InstanceFunctions => _instance.Functions;

    internal uint QueueFamily => _physical.QueueFamily;

    /// <summary>The devices of the system, in the driver's order: an index here is one for <see cref="Create(string?, bool?)"/>.</summary>
    /// <remarks>What cannot be used is listed too, and <see cref="DeviceCapabilities.Rejection"/> says why.</remarks>
    /// <exception cref="DeviceUnsupportedException">The system has no Vulkan loader.</exception>
    public static IReadOnlyList<DeviceCapabilities> List()
    {
        using var instance = VulkanInstance.Create(validation: false);
        return instance.Devices;
    }

    /// <summary>Opens a device.</summary>
    /// <param name="select">An index, a part of a name, or a UUID; null asks <c>FUNCTIONAL_DEVICE</c>, and without it the fastest kind is taken.</param>
    /// <param name="validation">Whether to validate; null asks <c>FUNCTIONAL_VALIDATION</c>.</param>
    /// <exception cref="DeviceUnsupportedException">There is no loader, or no usable device.</exception>
    public static VulkanDevice Create(string? select = null, bool? validation = null) => Create(select, validation, new());

    /// <summary>Opens a device as if it had less than it has.</summary>
    internal static VulkanDevice Create(string? select, bool? validation, DeviceRestrictions restrictions)
    {
        FirstKernel.Prepare();
        var instance = VulkanInstance.Create(validation);
        try
        {
            return Create(instance, instance.Choose(select).With(restrictions), ownsInstance: true);
        }
        catch
        {
            instance.Close(isQuiet: true);
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
    /// <exception cref="DeviceUnsupportedException">The device is not the instance's or not usable, or the family does not compute.</exception>
    /// <exception cref="VulkanException">A handle is null.</exception>
    public static VulkanDevice From(
        nint instance,
        nint physicalDevice,
        nint device,
        uint queueFamily,
        DeviceFeatures enabled = DeviceFeatures.None
    )
    {
        if (instance == 0 || physicalDevice == 0 || device == 0)
            throw new VulkanException(
                $"[vulkan] a handle is null: instance {instance}, physical device {physicalDevice}, device {device}. Open the device first."
            );
        var wrapped = VulkanInstance.From(new VkInstance(instance));
        return From(wrapped, new VkPhysicalDevice(physicalDevice), new VkDevice(device), queueFamily, enabled);
    }

    internal static VulkanDevice From(
        VulkanInstance instance,
        VkPhysicalDevice handle,
        VkDevice device,
        uint queueFamily,
        DeviceFeatures enabled
    )
    {
        var physical =
            instance.PhysicalDevices().Find(physical => physical.Handle == handle)
            ?? throw new DeviceUnsupportedException(
                "[vulkan] the physical device is none of the instance's. Hand over the instance with which it was enumerated."
            );
        var name = physical.Capabilities.Name;
        if (physical.Capabilities.Rejection is { } reason)
            throw new DeviceUnsupportedException($"[vulkan] '{name}' is not usable: {reason}.");
        if (!physical.QueueFamilies.Contains(queueFamily))
            throw new DeviceUnsupportedException(
                $"[vulkan] queue family {queueFamily} of '{name}' does not compute; those that do are {string.Join(", ", physical.QueueFamilies)}."
            );
        physical = physical.With(enabled | PhysicalDevice.Required | DeviceFeatures.UnifiedMemory, queueFamily);
        return new VulkanDevice(instance, physical, device, ownsInstance: true, ownsDevice: false);
    }

    internal static VulkanDevice Create(VulkanInstance instance, PhysicalDevice physical, bool ownsInstance)
    {
        var handle = physical.Open(instance.Functions, out var result);
        instance.Log?.Throw("vkCreateDevice");
        if (result < 0)
            throw VulkanException.Failed(result, "vkCreateDevice", physical.Capabilities.Name);
        try
        {
            return new VulkanDevice(instance, physical, handle, ownsInstance, ownsDevice: true);
        }
        catch
        {
            VulkanLoader.Of(instance.Functions, handle).vkDestroyDevice(handle, null);
            throw;
        }
    }

    /// <summary>Waits for the work at hand and frees everything that the device made.</summary>
    /// <exception cref="VulkanException">
    /// Validation is on and found an error that no call has thrown, such as something that was not freed. It is thrown when all is done,
    /// and not after an error that was thrown before, which it would hide.
    /// </exception>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            _ = Functions.vkDeviceWaitIdle(Handle);
            foreach (var resource in _kept)
                resource.Free(this);
            _kept.Clear();
            _waitingLists.Clear();
            _waiting.Clear();
            _retired.Clear();
            Memory.Free();
            FreeLayouts();
            Functions.vkDestroySemaphore(Handle, _timeline, null);
            if (_ownsDevice)
                Functions.vkDestroyDevice(Handle, null);
            var isQuiet = _lost is not null;
            try
            {
                if (!isQuiet)
                    _instance.Log?.ThrowFirst("vkDestroyDevice");
            }
            finally
            {
                if (_ownsInstance)
                    _instance.Close(isQuiet);
            }
        }
    }

    /// <summary>Throws if a call failed, if the validation layer found an error, or if the device is lost.</summary>
    internal void Check(VkResult result, string call, string? what = null)
    {
        if (result == VkResult.ErrorDeviceLost && _lost is null)
            Interlocked.CompareExchange(ref _lost, Lost(result, call), null);
        _instance.Log?.Throw(call);
        if (_lost is { } lost)
            throw lost.Again();
        if (result < 0)
            throw VulkanException.Failed(result, call, Name, what);
    }

    /// <summary>Throws if the device cannot be used any more.</summary>
    internal void CheckUsable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_lost is { } lost)
            throw lost.Again();
    }

    private DeviceLostException Lost(VkResult result, string call)
    {
        var (text, work) = Unfinished();
        return new DeviceLostException(
            $"[vulkan] '{Name}' is lost (at {call}); {text}. A kernel ran too long or outside of its memory, or the device was removed. What lived only there is gone; open the device again.",
            result,
            call,
            work
        );
    }
}
