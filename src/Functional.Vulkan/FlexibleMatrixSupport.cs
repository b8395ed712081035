namespace Functional.Vulkan;

/// <summary>What a device says of matrices whose sizes a kernel chooses.</summary>
internal static unsafe class FlexibleMatrixSupport
{
    private const string Extension = "VK_NV_cooperative_matrix2";

    /// <summary>What there is; null without the extension, or where the first form is not used either.</summary>
    public static FlexibleMatrices? Of(
        InstanceFunctions functions,
        VkPhysicalDevice handle,
        IReadOnlySet<string> extensions,
        DeviceFeatures features
    )
    {
        if (
            !extensions.Contains(Extension)
            || !features.HasFlag(DeviceFeatures.CooperativeMatrix)
            || functions.vkGetPhysicalDeviceCooperativeMatrixFlexibleDimensionsPropertiesNV is null
        )
            return null;
        var own = new VkPhysicalDeviceCooperativeMatrix2FeaturesNV();
        var features2 = new VkPhysicalDeviceFeatures2 { pNext = &own };
        functions.vkGetPhysicalDeviceFeatures2(handle, &features2);
        if (!own.cooperativeMatrixFlexibleDimensions)
            return null;
        var limits = new VkPhysicalDeviceCooperativeMatrix2PropertiesNV();
        var properties = new VkPhysicalDeviceProperties2 { pNext = &limits };
        functions.vkGetPhysicalDeviceProperties2(handle, &properties);
        return new FlexibleMatrices(
            Units(functions, handle, own.cooperativeMatrixWorkgroupScope),
            (int)limits.cooperativeMatrixFlexibleDimensionsMaxDimension,
            own.cooperativeMatrixWorkgroupScope,
            (int)limits.cooperativeMatrixWorkgroupScopeMaxWorkgroupSize,
            (int)limits.cooperativeMatrixWorkgroupScopeReservedSharedMemory,
            own.cooperativeMatrixTensorAddressing
        );
    }

    private static FlexibleMatrixUnit[] Units(InstanceFunctions functions, VkPhysicalDevice handle, bool isOfWorkgroups)
    {
        uint count = 0;
        if (functions.vkGetPhysicalDeviceCooperativeMatrixFlexibleDimensionsPropertiesNV(handle, &count, null) < 0)
            return [];
        var listed = new VkCooperativeMatrixFlexibleDimensionsPropertiesNV[count];
        Array.Fill(listed, new());
        fixed (VkCooperativeMatrixFlexibleDimensionsPropertiesNV* pointer = listed)
            if (functions.vkGetPhysicalDeviceCooperativeMatrixFlexibleDimensionsPropertiesNV(handle, &count, pointer) < 0)
                return [];
        var units = new List<FlexibleMatrixUnit>();
        foreach (var p in listed.AsSpan(0, (int)Math.Min(count, listed.Length)))
            if (UnitOf(p) is { } unit && (isOfWorkgroups || unit.Invocations == 0))
                units.Add(unit);
        return [.. units.Distinct()];
    }

    private static FlexibleMatrixUnit? UnitOf(in VkCooperativeMatrixFlexibleDimensionsPropertiesNV p)
    {
        DType? type = p.AType switch
        {
            VkComponentTypeKHR.Float16 => DType.Float16,
            VkComponentTypeKHR.Bfloat16 => DType.BFloat16,
            _ => null,
        };
        int? invocations = p.scope switch
        {
            VkScopeKHR.Subgroup => 0,
            VkScopeKHR.Workgroup => (int)p.workgroupInvocations,
            _ => null,
        };
        return
            type is { } own
            && invocations is { } held
            && p.BType == p.AType
            && p is { CType: VkComponentTypeKHR.Float32, ResultType: VkComponentTypeKHR.Float32 }
            ? new FlexibleMatrixUnit((int)p.MGranularity, (int)p.NGranularity, (int)p.KGranularity, own, held)
            : null;
    }
}
