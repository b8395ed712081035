namespace Functional.Vulkan;

/// <summary>What a device says of its matrix units.</summary>
internal static unsafe class MatrixSupport
{
    private const string Matrices = "VK_KHR_cooperative_matrix";
    private const string BFloat16 = "VK_KHR_shader_bfloat16";

    // What kernels with matrices use besides.
    private const DeviceFeatures Needed =
        DeviceFeatures.VulkanMemoryModel
        | DeviceFeatures.SubgroupSizeControl
        | DeviceFeatures.FullSubgroups
        | DeviceFeatures.Storage16
        | DeviceFeatures.Float16;

    /// <summary>The features that the device has.</summary>
    public static DeviceFeatures Features(InstanceFunctions functions, VkPhysicalDevice handle, IReadOnlySet<string> extensions)
    {
        if (!extensions.Contains(Matrices) || functions.vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR is null)
            return DeviceFeatures.None;
        var bfloat16 = new VkPhysicalDeviceShaderBfloat16FeaturesKHR();
        var matrices = new VkPhysicalDeviceCooperativeMatrixFeaturesKHR
        {
            pNext = extensions.Contains(BFloat16) ? &bfloat16 : null,
        };
        var features = new VkPhysicalDeviceFeatures2 { pNext = &matrices };
        functions.vkGetPhysicalDeviceFeatures2(handle, &features);
        return !matrices.cooperativeMatrix ? DeviceFeatures.None
            : bfloat16.shaderBFloat16Type && bfloat16.shaderBFloat16CooperativeMatrix
                ? DeviceFeatures.CooperativeMatrix | DeviceFeatures.CooperativeMatrixBFloat16
            : DeviceFeatures.CooperativeMatrix;
    }

    /// <summary>Features without those that make no sense without others.</summary>
    public static DeviceFeatures Consistent(DeviceFeatures features) =>
        features.HasFlag(DeviceFeatures.CooperativeMatrix) ? features : features & ~DeviceFeatures.CooperativeMatrixBFloat16;

    /// <summary>The extensions that features need to be enabled.</summary>
    public static IEnumerable<string> Extensions(DeviceFeatures features)
    {
        if (features.HasFlag(DeviceFeatures.CooperativeMatrix))
            yield return Matrices;
        if (features.HasFlag(DeviceFeatures.CooperativeMatrixBFloat16))
            yield return BFloat16;
    }

    /// <summary>Whether a unit can be used with some features.</summary>
    public static bool IsFor(MatrixUnit unit, DeviceFeatures features) =>
        features.HasFlag(Needed | DeviceFeatures.CooperativeMatrix)
        && (unit.Type == DType.Float16 || features.HasFlag(DeviceFeatures.CooperativeMatrixBFloat16));

    /// <summary>Why none may be used, if so: a driver that ends the process cannot be tried.</summary>
    /// <remarks>Mesa 26's processor driver crashes while it compiles matrices whose rows are not as many as its lanes (at 512 bits, 16).</remarks>
    public static string? Refusal(IReadOnlyList<MatrixUnit> units, DeviceKind kind, uint lanes) =>
        kind == DeviceKind.Cpu && units.Any(unit => unit.Rows != lanes)
            ? $"a processor's driver compiles no matrices of other sizes than its {lanes} lanes"
            : null;

    /// <summary>The products of float16 and bfloat16 that subgroups add up in float32, in the driver's order.</summary>
    public static IReadOnlyList<MatrixUnit> Of(InstanceFunctions functions, VkPhysicalDevice handle, DeviceFeatures features)
    {
        if (!features.HasFlag(Needed | DeviceFeatures.CooperativeMatrix))
            return [];
        uint count = 0;
        if (functions.vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR(handle, &count, null) < 0)
            return [];
        var properties = new VkCooperativeMatrixPropertiesKHR[count];
        Array.Fill(properties, new());
        fixed (VkCooperativeMatrixPropertiesKHR* pointer = properties)
            if (functions.vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR(handle, &count, pointer) < 0)
                return [];
        var units = new List<MatrixUnit>();
        foreach (var p in properties.AsSpan(0, (int)Math.Min(count, properties.Length)))
        {
            DType? type = p.AType switch
            {
                VkComponentTypeKHR.Float16 => DType.Float16,
                VkComponentTypeKHR.Bfloat16 => DType.BFloat16,
                _ => null,
            };
            if (
                type is { } own
                && p.BType == p.AType
                && p is { CType: VkComponentTypeKHR.Float32, ResultType: VkComponentTypeKHR.Float32, scope: VkScopeKHR.Subgroup }
                && new MatrixUnit((int)p.MSize, (int)p.NSize, (int)p.KSize, own) is var unit
                && IsFor(unit, features)
            )
                units.Add(unit);
        }
        return [.. units.Distinct()];
    }
}
