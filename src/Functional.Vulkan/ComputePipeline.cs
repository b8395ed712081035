namespace Functional.Vulkan;

/// <summary>A kernel, compiled for a device. Dropped, it is freed when no commands name it any more.</summary>
internal sealed unsafe class ComputePipeline
{
    // What a driver keeps for a kernel, roughly; the collector does not see it.
    private const int DriverBytes = 256 << 10;

    private ComputePipeline() => GC.AddMemoryPressure(DriverBytes);

    // Vulkan is never called here; see DeviceResource.
    ~ComputePipeline()
    {
        GC.RemoveMemoryPressure(DriverBytes);
        Device.Retire(Code);
    }

    internal required VulkanDevice Device { get; init; }

    /// <summary>The native half.</summary>
    internal required CompiledKernel Code { get; init; }

    internal required VkPipelineLayout Layout { get; init; }

    internal required VkDescriptorSetLayout SetLayout { get; init; }

    /// <summary>What the kernel is called in errors, if anything.</summary>
    internal required string? Label { get; init; }

    /// <summary>What the kernel's words say of its buffers, push constants and size.</summary>
    internal required SpirvInterface Interface { get; init; }

    /// <summary>What a kernel is called in errors.</summary>
    internal static string Named(string? label) => label is null ? "a kernel" : $"kernel '{label}'";

    /// <summary>Raised with the words of every kernel that a device's driver took.</summary>
    internal static event Action<ReadOnlyMemory<uint>>? Compiled;

    /// <summary>Compiles a kernel.</summary>
    internal static ComputePipeline Create(
        VulkanDevice device,
        uint[] words,
        SpirvInterface kernel,
        KernelLayout layout,
        uint subgroupSize,
        string? label
    )
    {
        var what = Named(label);
        fixed (uint* code = words)
        fixed (byte* entry = VulkanLoader.Utf8(kernel.EntryPoint))
        {
            var moduleInfo = new VkShaderModuleCreateInfo { codeSize = (nuint)words.Length * sizeof(uint), pCode = code };
            VkShaderModule module;
            device.Check(
                device.Functions.vkCreateShaderModule(device.Handle, &moduleInfo, null, &module),
                "vkCreateShaderModule",
                what
            );
            try
            {
                var size = new VkPipelineShaderStageRequiredSubgroupSizeCreateInfo { requiredSubgroupSize = subgroupSize };
                var full =
                    subgroupSize != 0
                    && device.Capabilities.Has(DeviceFeatures.FullSubgroups)
                    && kernel.LocalSize.X % subgroupSize == 0;
                var info = new VkComputePipelineCreateInfo
                {
                    layout = layout.Pipeline,
                    stage = new VkPipelineShaderStageCreateInfo
                    {
                        pNext = subgroupSize != 0 ? &size : null,
                        flags = full ? VkPipelineShaderStageCreateFlags.RequireFullSubgroups : 0,
                        stage = VkShaderStageFlags.Compute,
                        module = module,
                        pName = entry,
                    },
                };
                VkPipeline pipeline;
                device.Check(
                    device.Functions.vkCreateComputePipelines(device.Handle, device.Cache.Handle, 1, &info, null, &pipeline),
                    "vkCreateComputePipelines",
                    what
                );
                var compiled = new CompiledKernel(pipeline);
                device.Keep(compiled);
                Compiled?.Invoke(words);
                return new ComputePipeline
                {
                    Device = device,
                    Label = label,
                    Code = compiled,
                    Layout = layout.Pipeline,
                    SetLayout = layout.Set,
                    Interface = kernel,
                };
            }
            finally
            {
                device.Functions.vkDestroyShaderModule(device.Handle, module, null);
            }
        }
    }
}

/// <summary>The native half of a compiled kernel.</summary>
internal sealed unsafe class CompiledKernel(VkPipeline handle) : DeviceResource
{
    internal VkPipeline Handle => handle;

    internal override void Free(VulkanDevice device) => device.Functions.vkDestroyPipeline(device.Handle, handle, null);
}
