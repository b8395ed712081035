namespace Functional.Vulkan;

/// <summary>A connection to the Vulkan loader: the devices of the system, and the validation layer if it is wanted.</summary>
/// <remarks>
/// <c>FUNCTIONAL_VALIDATION=1</c> turns validation on, <c>sync</c> adds checks of synchronisation and <c>gpu</c> of kernels' accesses;
/// an error then throws at the library's next call.
/// </remarks>
public sealed unsafe class VulkanInstance : IDisposable
{
    private const uint Api13 = (1u << 22) | (3u << 12);
    private const string ValidationLayer = "VK_LAYER_KHRONOS_validation";

    private readonly VkDebugUtilsMessengerEXT _messenger;
    private readonly bool _owned;
    private bool _disposed;

    private VulkanInstance(VkInstance handle, ValidationLog? log, bool owned, bool checksKernels = false)
    {
        Handle = handle;
        _owned = owned;
        ChecksKernels = checksKernels;
        Functions = VulkanLoader.Of(handle);
        Log = log;
        if (log is null)
            return;
        var info = log.CreateInfo;
        VkDebugUtilsMessengerEXT created;
        Check(Functions.vkCreateDebugUtilsMessengerEXT(handle, &info, null, &created), "vkCreateDebugUtilsMessengerEXT");
        _messenger = created;
    }

    internal VkInstance Handle { get; }

    internal InstanceFunctions Functions { get; }

    internal ValidationLog? Log { get; }

    /// <summary>
    /// Whether the layer checks what kernels do. Until mid-2023 it then loses track of timeline semaphores
    /// (KhronosGroup/Vulkan-ValidationLayers#4968), so the queue is waited for instead.
    /// </summary>
    internal bool ChecksKernels { get; }

    /// <summary>What the validation layer has said: errors and warnings. Empty without validation.</summary>
    public IReadOnlyCollection<string> ValidationMessages => Log?.Messages ?? [];

    /// <summary>Connects to the loader.</summary>
    /// <param name="validation">Whether to validate; null asks <c>FUNCTIONAL_VALIDATION</c>.</param>
    /// <exception cref="VulkanException">There is no loader, the validation layer is wanted and missing, or the variable is unknown.</exception>
    public static VulkanInstance Create(bool? validation = null)
    {
        var setting = Environment.GetEnvironmentVariable("FUNCTIONAL_VALIDATION") ?? "";
        if (setting is not ("" or "0" or "1" or "sync" or "gpu"))
            throw new VulkanException(
                $"[vulkan] FUNCTIONAL_VALIDATION is '{setting}'. It takes '1', 'sync', 'gpu', or '0' for none."
            );
        var validate = validation ?? setting is not ("" or "0");
        var loader = VulkanLoader.Functions;
        var offered = Names(loader, null);
        if (
            validate
            && (
                !Layers(loader).Contains(ValidationLayer)
                || !Names(loader, ValidationLayer).Union(offered).Contains("VK_EXT_debug_utils")
            )
        )
            throw new DeviceUnsupportedException(
                $"[vulkan] validation is wanted, but {ValidationLayer} is not installed. Install it, or unset FUNCTIONAL_VALIDATION."
            );

        var portable = offered.Contains("VK_KHR_portability_enumeration");
        List<string> extensions = [];
        if (portable)
            extensions.Add("VK_KHR_portability_enumeration");
        if (validate)
            extensions.Add("VK_EXT_debug_utils");
        VkValidationFeatureEnableEXT[] checks = setting switch
        {
            "sync" => [VkValidationFeatureEnableEXT.SynchronizationValidation],
            "gpu" => [VkValidationFeatureEnableEXT.GpuAssisted],
            _ => [],
        };
        if (validate && checks.Length > 0)
            extensions.Add("VK_EXT_validation_features");

        var log = validate ? new ValidationLog() : null;
        try
        {
            return new VulkanInstance(
                CreateHandle(loader, validate ? [ValidationLayer] : [], extensions, checks, portable, log),
                log,
                owned: true,
                checksKernels: validate && setting == "gpu"
            );
        }
        catch
        {
            log?.Dispose();
            throw;
        }
    }

    /// <summary>The devices of the system, in the driver's order.</summary>
    public IReadOnlyList<DeviceCapabilities> Devices => [.. PhysicalDevices().Select(device => device.Capabilities)];

    /// <summary>Opens a device; it must be disposed before the instance.</summary>
    /// <param name="select">An index, a part of a name, or a UUID; null asks <c>FUNCTIONAL_DEVICE</c>, and without it the fastest kind is taken.</param>
    /// <exception cref="VulkanException">No device fits.</exception>
    public VulkanDevice Open(string? select = null) => VulkanDevice.Create(this, Choose(select), ownsInstance: false);

    internal PhysicalDevice Choose(string? select)
    {
        var variable = Environment.GetEnvironmentVariable(DeviceSelection.Variable) is { Length: > 0 } set ? set : null;
        var devices = PhysicalDevices();
        var capabilities = devices.ConvertAll(device => device.Capabilities);
        return DeviceSelection.Best(capabilities, select ?? variable) is { } index
            ? devices[index]
            : throw DeviceSelection.Refusal(capabilities, select ?? variable, isFromEnvironment: select is null);
    }

    /// <summary>The devices of the system, in the driver's order, by names that tell them apart.</summary>
    internal List<PhysicalDevice> PhysicalDevices()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        uint count = 0;
        Check(Functions.vkEnumeratePhysicalDevices(Handle, &count, null), "vkEnumeratePhysicalDevices");
        var handles = new VkPhysicalDevice[count];
        fixed (VkPhysicalDevice* pointer = handles)
            Check(Functions.vkEnumeratePhysicalDevices(Handle, &count, pointer), "vkEnumeratePhysicalDevices");
        var devices = new List<PhysicalDevice>();
        for (var i = 0; i < Math.Min(count, handles.Length); i++)
            devices.Add(PhysicalDevice.Query(Functions, handles[i]));
        var names = DeviceSelection.ToldApart([.. devices.Select(device => device.Capabilities.Name)]);
        return [.. devices.Zip(names, (device, name) => device.With(name))];
    }

    /// <summary>Wraps an instance of somebody else's, which is left alone when this is disposed.</summary>
    internal static VulkanInstance From(VkInstance handle) => new(handle, null, owned: false);

    /// <summary>Disconnects. Devices opened here must be gone.</summary>
    /// <exception cref="VulkanException">The validation layer found an error that no call has thrown.</exception>
    public void Dispose() => Close(isQuiet: false);

    /// <summary>Disconnects; what the validation layer found is thrown last, unless another error is on its way.</summary>
    internal void Close(bool isQuiet)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!_owned)
            return;
        if (_messenger != default)
            Functions.vkDestroyDebugUtilsMessengerEXT(Handle, _messenger, null);
        Functions.vkDestroyInstance(Handle, null);
        Log?.Dispose();
        if (!isQuiet)
            Log?.ThrowFirst("vkDestroyInstance");
    }

    private void Check(VkResult result, string call)
    {
        Log?.Throw(call);
        if (result < 0)
            throw VulkanException.Failed(result, call, "instance");
    }

    private static VkInstance CreateHandle(
        LoaderFunctions loader,
        string[] layers,
        List<string> extensions,
        VkValidationFeatureEnableEXT[] checks,
        bool portable,
        ValidationLog? log
    )
    {
        using var layerNames = new NativeStrings(layers);
        using var extensionNames = new NativeStrings(extensions);
        var application = new VkApplicationInfo { apiVersion = Api13 };
        var messages = log?.CreateInfo ?? default;
        fixed (VkValidationFeatureEnableEXT* enabled = checks)
        {
            var features = new VkValidationFeaturesEXT
            {
                enabledValidationFeatureCount = (uint)checks.Length,
                pEnabledValidationFeatures = enabled,
            };
            messages.pNext = checks.Length > 0 ? &features : null;
            var info = new VkInstanceCreateInfo
            {
                pNext = log is null ? null : &messages,
                flags = portable ? VkInstanceCreateFlags.EnumeratePortabilityKHR : 0,
                pApplicationInfo = &application,
                enabledLayerCount = layerNames.Count,
                ppEnabledLayerNames = layerNames.Pointer,
                enabledExtensionCount = extensionNames.Count,
                ppEnabledExtensionNames = extensionNames.Pointer,
            };
            VkInstance instance;
            var result = loader.vkCreateInstance(&info, null, &instance);
            return result >= 0 ? instance
                : result == VkResult.ErrorIncompatibleDriver ? throw DeviceSelection.NoDriver(result, "vkCreateInstance")
                : throw VulkanException.Failed(result, "vkCreateInstance", "loader");
        }
    }

    private static HashSet<string> Layers(LoaderFunctions loader)
    {
        uint count = 0;
        _ = loader.vkEnumerateInstanceLayerProperties(&count, null);
        var layers = new VkLayerProperties[count];
        fixed (VkLayerProperties* pointer = layers)
        {
            _ = loader.vkEnumerateInstanceLayerProperties(&count, pointer);
            HashSet<string> names = [];
            for (var i = 0; i < Math.Min(count, layers.Length); i++)
                names.Add(VulkanLoader.Text(pointer[i].layerName, 256));
            return names;
        }
    }

    private static HashSet<string> Names(LoaderFunctions loader, string? layer)
    {
        fixed (byte* name = layer is null ? null : VulkanLoader.Utf8(layer))
        {
            uint count = 0;
            _ = loader.vkEnumerateInstanceExtensionProperties(name, &count, null);
            var extensions = new VkExtensionProperties[count];
            fixed (VkExtensionProperties* pointer = extensions)
            {
                _ = loader.vkEnumerateInstanceExtensionProperties(name, &count, pointer);
                return PhysicalDevice.Names(pointer, Math.Min((int)count, extensions.Length));
            }
        }
    }
}
