namespace Functional.Vulkan;

/// <summary>A kernel, compiled for a device. It lives as long as the device.</summary>
internal sealed unsafe class ComputePipeline
{
    internal required VulkanDevice Device { get; init; }

    internal required VkPipeline Handle { get; init; }

    internal required VkPipelineLayout Layout { get; init; }

    internal required VkDescriptorSetLayout SetLayout { get; init; }

    /// <summary>What the kernel is called in errors, if anything.</summary>
    internal required string? Label { get; init; }

    /// <summary>What the kernel's words say of its buffers, push constants and size.</summary>
    internal required SpirvInterface Interface { get; init; }

    /// <summary>Compiles a kernel; the device keeps the result by the kernel's words.</summary>
    internal static ComputePipeline Create(
        VulkanDevice device,
        ReadOnlySpan<uint> words,
        SpirvInterface kernel,
        KernelLayout layout,
        uint subgroupSize,
        string? label
    )
    {
        var what = label is null ? "a kernel" : $"kernel '{label}'";
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
                return new ComputePipeline
                {
                    Device = device,
                    Label = label,
                    Handle = pipeline,
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
