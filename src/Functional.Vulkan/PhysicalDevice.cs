namespace Functional.Vulkan;

/// <summary>A device of the system, before it is opened.</summary>
internal sealed unsafe class PhysicalDevice
{
    /// <summary>What the library cannot do without.</summary>
    internal const DeviceFeatures Required =
        DeviceFeatures.TimelineSemaphore | DeviceFeatures.Synchronization2 | DeviceFeatures.Maintenance4;

    private const VkMemoryPropertyFlags Unified =
        VkMemoryPropertyFlags.DeviceLocal
        | VkMemoryPropertyFlags.HostVisible
        | VkMemoryPropertyFlags.HostCoherent
        | VkMemoryPropertyFlags.HostCached;

    private PhysicalDevice(
        VkPhysicalDevice handle,
        DeviceCapabilities capabilities,
        VkPhysicalDeviceMemoryProperties memory,
        IReadOnlyList<uint> queueFamilies,
        uint? queueFamily = null
    )
    {
        Handle = handle;
        Capabilities = capabilities;
        Memory = memory;
        QueueFamilies = queueFamilies;
        QueueFamily = queueFamily ?? queueFamilies.FirstOrDefault(uint.MaxValue);
    }

    internal VkPhysicalDevice Handle { get; }

    internal DeviceCapabilities Capabilities { get; }

    internal VkPhysicalDeviceMemoryProperties Memory { get; }

    /// <summary>The driver's version, in its own numbering.</summary>
    internal uint DriverVersion { get; private init; }

    /// <summary>Whether a driver's kernels may come by a loop that is known to turn where no invocation is left: see Note [Idle loops].</summary>
    internal bool EndsIdleLoops { get; private init; } = true;

    /// <summary>What the driver writes at the head of its pipeline caches.</summary>
    internal Guid CacheUuid { get; private init; }

    /// <summary>Where compiled kernels are kept; null leaves that to the environment.</summary>
    internal string? CacheFolder { get; private init; }

    private bool IsNonCoherent { get; init; }

    /// <summary>The families of queues that compute.</summary>
    internal IReadOnlyList<uint> QueueFamilies { get; }

    /// <summary>The first of these, or the one that the device was opened with.</summary>
    internal uint QueueFamily { get; }

    internal static PhysicalDevice Query(InstanceFunctions functions, VkPhysicalDevice handle)
    {
        var properties13 = new VkPhysicalDeviceVulkan13Properties();
        var properties12 = new VkPhysicalDeviceVulkan12Properties { pNext = &properties13 };
        var properties11 = new VkPhysicalDeviceVulkan11Properties { pNext = &properties12 };
        var properties = new VkPhysicalDeviceProperties2 { pNext = &properties11 };
        VkPhysicalDeviceProperties plain;
        functions.vkGetPhysicalDeviceProperties(handle, &plain);
        var version = new Version(
            (int)(plain.apiVersion >> 22) & 0x7F,
            (int)(plain.apiVersion >> 12) & 0x3FF,
            (int)plain.apiVersion & 0xFFF
        );
        var recent = version >= new Version(1, 3);
        // Older drivers do not know these structs, and are refused below.
        if (recent)
            functions.vkGetPhysicalDeviceProperties2(handle, &properties);
        else
            properties.properties = plain;

        var memory = new VkPhysicalDeviceMemoryProperties2();
        functions.vkGetPhysicalDeviceMemoryProperties2(handle, &memory);
        var queueFamilies = ComputeFamilies(functions, handle);
        var features = recent ? Features(functions, handle) : DeviceFeatures.None;
        if (plain.deviceType != VkPhysicalDeviceType.DiscreteGpu && HasType(memory.memoryProperties, Unified))
            features |= DeviceFeatures.UnifiedMemory;
        var restrictions = DeviceRestrictions.FromEnvironment();
        var extensions = Extensions(functions, handle);
        if (recent)
            features |= MatrixSupport.Features(functions, handle, extensions);
        if (!properties13.requiredSubgroupSizeStages.HasFlag(VkShaderStageFlags.Compute))
            features &= ~DeviceFeatures.SubgroupSizeControl;
        features = MatrixSupport.Consistent(features & ~restrictions.Without);
        var missing = Required & ~features;
        var units = MatrixSupport.Of(functions, handle, features);
        var matrixRefusal = MatrixSupport.Refusal(units, (DeviceKind)plain.deviceType, properties11.subgroupSize);
        var limits = plain.limits;
        var capabilities = new DeviceCapabilities
        {
            Name = VulkanLoader.Text(plain.deviceName, 256),
            Driver =
                $"{VulkanLoader.Text(properties12.driverName, 256)} {VulkanLoader.Text(properties12.driverInfo, 256)}".Trim(),
            Kind = (DeviceKind)plain.deviceType,
            ApiVersion = version,
            VendorId = plain.vendorID,
            DeviceId = plain.deviceID,
            Uuid = new Guid(new ReadOnlySpan<byte>(properties11.deviceUUID, 16), bigEndian: true),
            Features = features,
            FloatControls = FloatControls.Of(properties12),
            Limits = restrictions.Apply(
                new DeviceLimits(
                    DeviceHeaps(memory.memoryProperties),
                    properties11.maxMemoryAllocationSize,
                    properties13.maxBufferSize,
                    limits.maxStorageBufferRange,
                    limits.minStorageBufferOffsetAlignment,
                    limits.nonCoherentAtomSize,
                    Math.Min(limits.maxPerStageDescriptorStorageBuffers, limits.maxDescriptorSetStorageBuffers),
                    limits.maxPushConstantsSize,
                    limits.maxComputeSharedMemorySize,
                    limits.maxComputeWorkGroupInvocations,
                    (limits.maxComputeWorkGroupSize[0], limits.maxComputeWorkGroupSize[1], limits.maxComputeWorkGroupSize[2]),
                    (limits.maxComputeWorkGroupCount[0], limits.maxComputeWorkGroupCount[1], limits.maxComputeWorkGroupCount[2]),
                    limits.timestampPeriod
                )
            ),
            Subgroup = new SubgroupProperties(
                properties11.subgroupSize,
                properties13.minSubgroupSize,
                properties13.maxSubgroupSize,
                properties11.subgroupSupportedStages.HasFlag(VkShaderStageFlags.Compute)
                    ? (SubgroupOperations)((uint)properties11.subgroupSupportedOperations & 0xFF)
                    : 0
            ),
            Extensions = extensions,
            MatrixUnits = matrixRefusal is null ? units : [],
            MatrixRefusal = matrixRefusal,
            FlexibleMatrices = FlexibleMatrixSupport.Of(functions, handle, extensions, features),
            Rejection =
                !recent ? $"Vulkan {version} is older than 1.3"
                : missing != 0 ? $"it lacks {missing}"
                : queueFamilies.Count == 0 ? "it has no compute queue"
                : null,
        };
        return new PhysicalDevice(handle, capabilities, memory.memoryProperties, queueFamilies)
        {
            DriverVersion = plain.driverVersion,
            EndsIdleLoops = properties12.driverID != VkDriverId.MesaLlvmpipe || plain.driverVersion >> 22 < 23,
            CacheUuid = new Guid(new ReadOnlySpan<byte>(plain.pipelineCacheUUID, 16), bigEndian: true),
        };
    }

    /// <summary>Opens the device with the features that the capabilities name.</summary>
    internal VkDevice Open(InstanceFunctions functions, out VkResult result)
    {
        var has = Capabilities.Has;
        var features13 = new VkPhysicalDeviceVulkan13Features
        {
            synchronization2 = true,
            maintenance4 = true,
            subgroupSizeControl = has(DeviceFeatures.SubgroupSizeControl),
            computeFullSubgroups = has(DeviceFeatures.FullSubgroups),
        };
        var features12 = new VkPhysicalDeviceVulkan12Features
        {
            pNext = &features13,
            timelineSemaphore = true,
            storageBuffer8BitAccess = has(DeviceFeatures.Storage8),
            shaderFloat16 = has(DeviceFeatures.Float16),
            shaderInt8 = has(DeviceFeatures.Int8),
            shaderBufferInt64Atomics = has(DeviceFeatures.Int64Atomics),
            shaderSubgroupExtendedTypes = has(DeviceFeatures.SubgroupExtendedTypes),
            hostQueryReset = has(DeviceFeatures.HostQueryReset),
            vulkanMemoryModel = has(DeviceFeatures.VulkanMemoryModel),
            vulkanMemoryModelDeviceScope = has(DeviceFeatures.VulkanMemoryModelDeviceScope),
        };
        var features11 = new VkPhysicalDeviceVulkan11Features
        {
            pNext = &features12,
            storageBuffer16BitAccess = has(DeviceFeatures.Storage16),
        };
        var matrices = new VkPhysicalDeviceCooperativeMatrixFeaturesKHR { pNext = &features11, cooperativeMatrix = true };
        var bfloat16 = new VkPhysicalDeviceShaderBfloat16FeaturesKHR
        {
            pNext = &matrices,
            shaderBFloat16Type = true,
            shaderBFloat16CooperativeMatrix = true,
        };
        var features = new VkPhysicalDeviceFeatures2
        {
            pNext =
                has(DeviceFeatures.CooperativeMatrixBFloat16) ? &bfloat16
                : has(DeviceFeatures.CooperativeMatrix) ? &matrices
                : &features11,
        };
        features.features.shaderFloat64 = has(DeviceFeatures.Float64);
        features.features.shaderInt64 = has(DeviceFeatures.Int64);
        features.features.shaderInt16 = has(DeviceFeatures.Int16);

        // A device that offers the portability subset must be told that the user knows.
        using var extensions = new NativeStrings([
            .. Capabilities.Extensions.Where(name => name is "VK_KHR_portability_subset"),
            .. MatrixSupport.Extensions(Capabilities.Features),
        ]);
        var priority = 1f;
        var queue = new VkDeviceQueueCreateInfo
        {
            queueFamilyIndex = QueueFamily,
            queueCount = 1,
            pQueuePriorities = &priority,
        };
        var info = new VkDeviceCreateInfo
        {
            pNext = &features,
            queueCreateInfoCount = 1,
            pQueueCreateInfos = &queue,
            enabledExtensionCount = extensions.Count,
            ppEnabledExtensionNames = extensions.Pointer,
        };
        VkDevice device;
        result = functions.vkCreateDevice(Handle, &info, null, &device);
        return device;
    }

    /// <summary>The same device with fewer features or another queue family: as somebody else opened it.</summary>
    internal PhysicalDevice With(DeviceFeatures features, uint queueFamily) =>
        With(Capabilities.With(features & Capabilities.Features), queueFamily);

    /// <summary>The same device by a name that no other of the system has.</summary>
    internal PhysicalDevice With(string name) => With(Capabilities with { Name = name }, QueueFamily);

    /// <summary>The same device as if it had less.</summary>
    internal PhysicalDevice With(DeviceRestrictions restrictions)
    {
        var capabilities = Capabilities.With(Capabilities.Features & ~restrictions.Without) with
        {
            Limits = restrictions.Apply(Capabilities.Limits),
        };
        return With(capabilities, QueueFamily, restrictions);
    }

    private PhysicalDevice With(DeviceCapabilities capabilities, uint queueFamily, DeviceRestrictions? restrictions = null) =>
        new(Handle, capabilities, Memory, QueueFamilies, queueFamily)
        {
            DriverVersion = DriverVersion,
            EndsIdleLoops = EndsIdleLoops,
            CacheUuid = CacheUuid,
            IsNonCoherent = restrictions?.IsNonCoherent ?? IsNonCoherent,
            CacheFolder = restrictions is null ? CacheFolder : restrictions.CacheFolder,
        };

    /// <summary>The first memory type among the allowed that has all that is needed and nothing unwanted.</summary>
    internal uint? MemoryType(uint allowed, VkMemoryPropertyFlags needed, VkMemoryPropertyFlags unwanted = 0)
    {
        var memory = Memory;
        for (var i = 0; i < memory.memoryTypeCount; i++)
        {
            var flags = memory.memoryTypes[i].propertyFlags;
            if ((allowed & (1u << i)) != 0 && (flags & needed) == needed && (flags & unwanted) == 0)
                return (uint)i;
        }
        return null;
    }

    /// <summary>Whether the driver says how much of a heap may be taken.</summary>
    internal bool KnowsBudget => Capabilities.Extensions.Contains("VK_EXT_memory_budget");

    internal uint Heap(uint type)
    {
        var memory = Memory;
        return memory.memoryTypes[(int)type].heapIndex;
    }

    /// <summary>
    /// Bytes of a heap that may still be taken: as the driver says, who sees other programs too, or else a part of the heap,
    /// because others need some.
    /// </summary>
    /// <param name="functions">The instance's commands.</param>
    /// <param name="heap">The heap's number.</param>
    /// <param name="taken">What was taken so far.</param>
    /// <param name="knowsBudget">Whether the driver can be asked.</param>
    internal ulong Available(InstanceFunctions functions, uint heap, ulong taken, bool knowsBudget)
    {
        ulong most;
        if (knowsBudget)
        {
            var budget = new VkPhysicalDeviceMemoryBudgetPropertiesEXT();
            var memory = new VkPhysicalDeviceMemoryProperties2 { pNext = &budget };
            functions.vkGetPhysicalDeviceMemoryProperties2(Handle, &memory);
            (most, taken) = (budget.heapBudget[heap], budget.heapUsage[heap]);
        }
        else
        {
            var memory = Memory;
            most = memory.memoryHeaps[(int)heap].size / 5 * 4;
        }
        return most > taken ? most - taken : 0;
    }

    /// <summary>Whether memory of a type is the same to host and device without being made visible.</summary>
    internal bool IsCoherent(uint type)
    {
        var memory = Memory;
        return !IsNonCoherent && memory.memoryTypes[(int)type].propertyFlags.HasFlag(VkMemoryPropertyFlags.HostCoherent);
    }

    internal static HashSet<string> Names(VkExtensionProperties* extensions, int count)
    {
        HashSet<string> names = [];
        for (var i = 0; i < count; i++)
            names.Add(VulkanLoader.Text(extensions[i].extensionName, 256));
        return names;
    }

    private static DeviceFeatures Features(InstanceFunctions functions, VkPhysicalDevice handle)
    {
        var features13 = new VkPhysicalDeviceVulkan13Features();
        var features12 = new VkPhysicalDeviceVulkan12Features { pNext = &features13 };
        var features11 = new VkPhysicalDeviceVulkan11Features { pNext = &features12 };
        var features = new VkPhysicalDeviceFeatures2 { pNext = &features11 };
        functions.vkGetPhysicalDeviceFeatures2(handle, &features);
        var found = DeviceFeatures.None;
        void Add(VkBool32 isPresent, DeviceFeatures feature) => found |= isPresent.Value != 0 ? feature : 0;
        Add(features.features.shaderFloat64, DeviceFeatures.Float64);
        Add(features12.shaderFloat16, DeviceFeatures.Float16);
        Add(features.features.shaderInt64, DeviceFeatures.Int64);
        Add(features.features.shaderInt16, DeviceFeatures.Int16);
        Add(features12.shaderInt8, DeviceFeatures.Int8);
        Add(features11.storageBuffer16BitAccess, DeviceFeatures.Storage16);
        Add(features12.storageBuffer8BitAccess, DeviceFeatures.Storage8);
        Add(features12.timelineSemaphore, DeviceFeatures.TimelineSemaphore);
        Add(features13.synchronization2, DeviceFeatures.Synchronization2);
        Add(features13.maintenance4, DeviceFeatures.Maintenance4);
        Add(features12.vulkanMemoryModel, DeviceFeatures.VulkanMemoryModel);
        Add(features12.vulkanMemoryModelDeviceScope, DeviceFeatures.VulkanMemoryModelDeviceScope);
        Add(features13.subgroupSizeControl, DeviceFeatures.SubgroupSizeControl);
        Add(features13.computeFullSubgroups, DeviceFeatures.FullSubgroups);
        Add(features12.shaderSubgroupExtendedTypes, DeviceFeatures.SubgroupExtendedTypes);
        Add(features12.shaderBufferInt64Atomics, DeviceFeatures.Int64Atomics);
        Add(features12.hostQueryReset, DeviceFeatures.HostQueryReset);
        return found;
    }

    private static HashSet<string> Extensions(InstanceFunctions functions, VkPhysicalDevice handle)
    {
        uint count = 0;
        _ = functions.vkEnumerateDeviceExtensionProperties(handle, null, &count, null);
        var extensions = new VkExtensionProperties[count];
        fixed (VkExtensionProperties* pointer = extensions)
        {
            _ = functions.vkEnumerateDeviceExtensionProperties(handle, null, &count, pointer);
            return Names(pointer, Math.Min((int)count, extensions.Length));
        }
    }

    private static List<uint> ComputeFamilies(InstanceFunctions functions, VkPhysicalDevice handle)
    {
        uint count = 0;
        functions.vkGetPhysicalDeviceQueueFamilyProperties(handle, &count, null);
        var families = new VkQueueFamilyProperties[count];
        fixed (VkQueueFamilyProperties* pointer = families)
            functions.vkGetPhysicalDeviceQueueFamilyProperties(handle, &count, pointer);
        List<uint> computing = [];
        for (var i = 0u; i < Math.Min(count, (uint)families.Length); i++)
            if ((families[i].queueFlags & VkQueueFlags.Compute) != 0)
                computing.Add(i);
        return computing;
    }

    private static ulong DeviceHeaps(in VkPhysicalDeviceMemoryProperties memory)
    {
        var total = 0UL;
        for (var i = 0; i < memory.memoryHeapCount; i++)
            if (memory.memoryHeaps[i].flags.HasFlag(VkMemoryHeapFlags.DeviceLocal))
                total += memory.memoryHeaps[i].size;
        return total;
    }

    private static bool HasType(in VkPhysicalDeviceMemoryProperties memory, VkMemoryPropertyFlags flags)
    {
        for (var i = 0; i < memory.memoryTypeCount; i++)
            if ((memory.memoryTypes[i].propertyFlags & flags) == flags)
                return true;
        return false;
    }
}
