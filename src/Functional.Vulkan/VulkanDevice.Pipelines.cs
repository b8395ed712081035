using System.Runtime.InteropServices;

namespace Functional.Vulkan;

public sealed unsafe partial class VulkanDevice
{
    private readonly Lock _compiling = new();
    private readonly Dictionary<uint, Dictionary<uint[], ComputePipeline>> _pipelines = [];
    private readonly Dictionary<
        (int Buffers, uint PushConstantBytes),
        (VkDescriptorSetLayout Set, VkPipelineLayout Pipeline)
    > _layouts = [];

    /// <summary>The kernel of some words: compiled at the first call, kept for the next.</summary>
    /// <param name="words">A SPIR-V module with one compute entry point, its storage buffers in set 0.</param>
    /// <param name="subgroupSize">The subgroup size that the kernel counts on, or 0.</param>
    /// <param name="label">What the kernel is called in errors.</param>
    /// <exception cref="VulkanException">The words are malformed, or need what the device lacks.</exception>
    internal ComputePipeline Pipeline(ReadOnlySpan<uint> words, uint subgroupSize = 0, string? label = null)
    {
        CheckUsable();
        lock (_compiling)
        {
            if (!_pipelines.TryGetValue(subgroupSize, out var table))
                _pipelines[subgroupSize] = table = new(new WordComparer());
            if (table.GetAlternateLookup<ReadOnlySpan<uint>>().TryGetValue(words, out var pipeline))
                return pipeline;
            var kernel = SpirvInterface.Read(words);
            CheckKernel(kernel, subgroupSize);
            pipeline = ComputePipeline.Create(
                this,
                words,
                kernel,
                Layout(kernel.Buffers, kernel.PushConstantBytes),
                subgroupSize,
                label
            );
            table[words.ToArray()] = pipeline;
            Cache.Added();
            return pipeline;
        }
    }

    /// <summary>Compiled kernels on disk.</summary>
    internal PipelineCache Cache { get; }

    /// <summary>The number of kernels that were compiled.</summary>
    internal int PipelineCount
    {
        get
        {
            lock (_compiling)
                return _pipelines.Values.Sum(table => table.Count);
        }
    }

    private (VkDescriptorSetLayout Set, VkPipelineLayout Pipeline) Layout(int buffers, uint pushConstantBytes)
    {
        if (_layouts.TryGetValue((buffers, pushConstantBytes), out var layout))
            return layout;
        var bindings = new VkDescriptorSetLayoutBinding[buffers];
        for (var i = 0; i < buffers; i++)
        {
            bindings[i] = new VkDescriptorSetLayoutBinding
            {
                binding = (uint)i,
                descriptorType = VkDescriptorType.StorageBuffer,
                descriptorCount = 1,
                stageFlags = VkShaderStageFlags.Compute,
            };
        }
        VkDescriptorSetLayout set;
        VkPipelineLayout pipeline;
        fixed (VkDescriptorSetLayoutBinding* pointer = bindings)
        {
            var setInfo = new VkDescriptorSetLayoutCreateInfo { bindingCount = (uint)buffers, pBindings = pointer };
            Check(Functions.vkCreateDescriptorSetLayout(Handle, &setInfo, null, &set), "vkCreateDescriptorSetLayout");
        }
        var range = new VkPushConstantRange { stageFlags = VkShaderStageFlags.Compute, size = pushConstantBytes };
        var info = new VkPipelineLayoutCreateInfo
        {
            setLayoutCount = 1,
            pSetLayouts = &set,
            pushConstantRangeCount = pushConstantBytes > 0 ? 1u : 0,
            pPushConstantRanges = &range,
        };
        Check(Functions.vkCreatePipelineLayout(Handle, &info, null, &pipeline), "vkCreatePipelineLayout");
        return _layouts[(buffers, pushConstantBytes)] = (set, pipeline);
    }

    private void CheckKernel(SpirvInterface kernel, uint subgroupSize)
    {
        foreach (var capability in kernel.Capabilities)
            if (!Supports(capability))
                throw new DeviceUnsupportedException(
                    $"[kernel] on Vulkan: {capability} is not supported by '{Capabilities.Name}'."
                );
        var limits = Capabilities.Limits;
        var (size, most) = (kernel.LocalSize, limits.MaxWorkgroupSize);
        void Limit(string name, ulong value, ulong need, string what)
        {
            if (need > value)
                throw new DeviceLimitException(
                    $"[kernel] on Vulkan: {what}: {need} are more than the {value} of '{Capabilities.Name}'.",
                    name,
                    value,
                    need
                );
        }
        Limit(nameof(DeviceLimits.MaxWorkgroupSize), most.X, size.X, "invocations along x");
        Limit(nameof(DeviceLimits.MaxWorkgroupSize), most.Y, size.Y, "invocations along y");
        Limit(nameof(DeviceLimits.MaxWorkgroupSize), most.Z, size.Z, "invocations along z");
        var invocations = (ulong)size.X * size.Y * size.Z;
        Limit(
            nameof(DeviceLimits.MaxWorkgroupInvocations),
            limits.MaxWorkgroupInvocations,
            invocations,
            "invocations of a workgroup"
        );
        Limit(nameof(DeviceLimits.MaxStorageBuffers), limits.MaxStorageBuffers, (ulong)kernel.Buffers, "buffers");
        Limit(
            nameof(DeviceLimits.MaxPushConstantBytes),
            limits.MaxPushConstantBytes,
            kernel.PushConstantBytes,
            "bytes of push constants"
        );
        if (invocations == 0)
            throw new VulkanException($"[kernel] on Vulkan: a workgroup of {size} is empty.");
        if (subgroupSize == 0)
            return;
        var subgroup = Capabilities.Subgroup;
        if (!Capabilities.Has(DeviceFeatures.SubgroupSizeControl))
            throw new DeviceUnsupportedException($"[kernel] on Vulkan: '{Capabilities.Name}' takes no wish for a subgroup size.");
        if (subgroupSize < subgroup.MinSize || subgroupSize > subgroup.MaxSize)
            throw new DeviceUnsupportedException(
                $"[kernel] on Vulkan: a subgroup of {subgroupSize} is not within {subgroup.MinSize} to {subgroup.MaxSize} on '{Capabilities.Name}'."
            );
    }

    /// <summary>Whether kernels may declare a capability: what is not known here is refused.</summary>
    private bool Supports(Capability capability)
    {
        bool Lanes(SubgroupOperations operations) => (Capabilities.Subgroup.Operations & operations) == operations;
        return capability switch
        {
            Capability.Shader or Capability.Matrix => true,
            Capability.Float64 => Capabilities.Has(DeviceFeatures.Float64),
            Capability.Float16 => Capabilities.Has(DeviceFeatures.Float16),
            Capability.Int64 => Capabilities.Has(DeviceFeatures.Int64),
            Capability.Int64Atomics => Capabilities.Has(DeviceFeatures.Int64Atomics),
            Capability.Int16 => Capabilities.Has(DeviceFeatures.Int16),
            Capability.Int8 => Capabilities.Has(DeviceFeatures.Int8),
            Capability.StorageBuffer16BitAccess => Capabilities.Has(DeviceFeatures.Storage16),
            Capability.StorageBuffer8BitAccess => Capabilities.Has(DeviceFeatures.Storage8),
            Capability.VulkanMemoryModel => Capabilities.Has(DeviceFeatures.VulkanMemoryModel),
            Capability.VulkanMemoryModelDeviceScope => Capabilities.Has(DeviceFeatures.VulkanMemoryModelDeviceScope),
            Capability.GroupNonUniform => Lanes(SubgroupOperations.Basic),
            Capability.GroupNonUniformVote => Lanes(SubgroupOperations.Vote),
            Capability.GroupNonUniformArithmetic => Lanes(SubgroupOperations.Arithmetic),
            Capability.GroupNonUniformBallot => Lanes(SubgroupOperations.Ballot),
            Capability.GroupNonUniformShuffle => Lanes(SubgroupOperations.Shuffle),
            Capability.GroupNonUniformShuffleRelative => Lanes(SubgroupOperations.ShuffleRelative),
            Capability.GroupNonUniformClustered => Lanes(SubgroupOperations.Clustered),
            Capability.GroupNonUniformQuad => Lanes(SubgroupOperations.Quad),
            Capability.SignedZeroInfNanPreserve => Capabilities.FloatControls.SignedZeroInfNanPreserve != 0,
            Capability.DenormPreserve => Capabilities.FloatControls.DenormPreserve != 0,
            Capability.CooperativeMatrixKHR => Capabilities.Has(DeviceFeatures.CooperativeMatrix),
            Capability.BFloat16TypeKHR or Capability.BFloat16CooperativeMatrixKHR => Capabilities.Has(
                DeviceFeatures.CooperativeMatrixBFloat16
            ),
            Capability.RoundingModeRTE => Capabilities.FloatControls.RoundingModeRte != 0,
            _ => false,
        };
    }

    private void FreePipelines()
    {
        if (_lost is null)
            Cache.Save();
        Cache.Free();
        foreach (var pipeline in _pipelines.Values.SelectMany(table => table.Values))
            Functions.vkDestroyPipeline(Handle, pipeline.Handle, null);
        foreach (var (set, layout) in _layouts.Values)
        {
            Functions.vkDestroyPipelineLayout(Handle, layout, null);
            Functions.vkDestroyDescriptorSetLayout(Handle, set, null);
        }
    }

    /// <summary>Equality of modules, word by word; looked up without a copy.</summary>
    private sealed class WordComparer : IEqualityComparer<uint[]>, IAlternateEqualityComparer<ReadOnlySpan<uint>, uint[]>
    {
        public bool Equals(uint[]? x, uint[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(uint[] words) => GetHashCode(words.AsSpan());

        public bool Equals(ReadOnlySpan<uint> alternate, uint[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<uint> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(alternate));
            return hash.ToHashCode();
        }

        public uint[] Create(ReadOnlySpan<uint> alternate) => alternate.ToArray();
    }
}
