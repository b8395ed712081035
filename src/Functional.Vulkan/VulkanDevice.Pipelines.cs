using System.Runtime.InteropServices;

namespace Functional.Vulkan;

public sealed unsafe partial class VulkanDevice
{
    private readonly Lock _compiling = new();
    private readonly Dictionary<KernelWords, WeakReference<ComputePipeline>> _pipelines = [];
    private int _pipelinesAtSweep = 64;

    // The last ones asked for, which plans that are made anew at each run would otherwise compile each time.
    private readonly Queue<ComputePipeline> _recent = [];
    private readonly List<KernelLayout> _layouts = [];

    /// <summary>The kernel of some words: compiled, unless there is one already. It lives as long as someone refers to it, or it was among the last to be asked for.</summary>
    /// <param name="words">A SPIR-V module with one compute entry point, its storage buffers in set 0.</param>
    /// <param name="subgroupSize">The subgroup size that the kernel counts on, or 0.</param>
    /// <param name="label">What the kernel is called in errors.</param>
    /// <param name="known">What the words say of the dispatch, if the library wrote them; read from them otherwise.</param>
    /// <exception cref="VulkanException">The words are malformed, or need what the device lacks.</exception>
    internal ComputePipeline Pipeline(uint[] words, uint subgroupSize = 0, string? label = null, SpirvInterface? known = null)
    {
        CheckUsable();
        lock (_compiling)
        {
            var key = new KernelWords(words, subgroupSize);
            if (_pipelines.TryGetValue(key, out var kept) && kept.TryGetTarget(out var pipeline))
                return Recent(pipeline);
            var kernel = known ?? SpirvInterface.Read(words);
            CheckKernel(kernel, subgroupSize, label ?? "kernel");
            pipeline = ComputePipeline.Create(
                this,
                words,
                kernel,
                Layout(kernel.Buffers, kernel.PushConstantBytes, ComputePipeline.Named(label)),
                subgroupSize,
                label
            );
            Cache.Added();
            Sweep();
            _pipelines[key] = new(pipeline);
            return Recent(pipeline);
        }
    }

    /// <summary>What plans keep on the device.</summary>
    internal ProgramTable Programs { get; }

    /// <summary>Compiled kernels on disk.</summary>
    internal PipelineCache Cache { get; }

    private ComputePipeline Recent(ComputePipeline pipeline)
    {
        _recent.Enqueue(pipeline);
        while (_recent.Count > KernelLimit / 4)
            _recent.Dequeue();
        return pipeline;
    }

    // Words of kernels that are gone; asked for rarely enough to cost nothing.
    private void Sweep()
    {
        if (_pipelines.Count < _pipelinesAtSweep)
            return;
        foreach (var (words, pipeline) in _pipelines)
            if (!pipeline.TryGetTarget(out _))
                _pipelines.Remove(words);
        _pipelinesAtSweep = Math.Max(64, 2 * _pipelines.Count);
    }

    private KernelLayout Layout(int buffers, uint pushConstantBytes, string? what)
    {
        foreach (var known in _layouts)
            if (known.Buffers == buffers && known.PushConstantBytes == pushConstantBytes)
                return known;
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
            Check(Functions.vkCreateDescriptorSetLayout(Handle, &setInfo, null, &set), "vkCreateDescriptorSetLayout", what);
        }
        var range = new VkPushConstantRange { stageFlags = VkShaderStageFlags.Compute, size = pushConstantBytes };
        var info = new VkPipelineLayoutCreateInfo
        {
            setLayoutCount = 1,
            pSetLayouts = &set,
            pushConstantRangeCount = pushConstantBytes > 0 ? 1u : 0,
            pPushConstantRanges = &range,
        };
        var result = Functions.vkCreatePipelineLayout(Handle, &info, null, &pipeline);
        if (result < 0)
            Functions.vkDestroyDescriptorSetLayout(Handle, set, null);
        Check(result, "vkCreatePipelineLayout", what);
        var layout = new KernelLayout(buffers, pushConstantBytes, set, pipeline);
        _layouts.Add(layout);
        return layout;
    }

    private void CheckKernel(SpirvInterface kernel, uint subgroupSize, string name)
    {
        foreach (var capability in kernel.Capabilities)
            if (!Supports(capability))
                throw new DeviceUnsupportedException(
                    $"[{name}] on Vulkan: {capability} is not supported by '{Capabilities.Name}'."
                );
        var limits = Capabilities.Limits;
        var (size, most) = (kernel.LocalSize, limits.MaxWorkgroupSize);
        void Limit(string limit, ulong value, ulong need, string what)
        {
            if (need > value)
                throw new DeviceLimitException(
                    $"[{name}] on Vulkan: {what}: {need} are more than the {value} of '{Capabilities.Name}'.",
                    limit,
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
        Limit(nameof(DeviceLimits.SharedMemory), limits.SharedMemory, kernel.SharedBytes, "bytes of shared memory");
        if (invocations == 0)
            throw new VulkanException($"[{name}] on Vulkan: a workgroup of {size} is empty.");
        if (subgroupSize == 0)
            return;
        var subgroup = Capabilities.Subgroup;
        if (!Capabilities.Has(DeviceFeatures.SubgroupSizeControl))
            throw new DeviceUnsupportedException($"[{name}] on Vulkan: '{Capabilities.Name}' takes no wish for a subgroup size.");
        if (subgroupSize < subgroup.MinSize || subgroupSize > subgroup.MaxSize)
            throw new DeviceUnsupportedException(
                $"[{name}] on Vulkan: a subgroup of {subgroupSize} is not within {subgroup.MinSize} to {subgroup.MaxSize} on '{Capabilities.Name}'."
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

    private void FreeLayouts()
    {
        if (_lost is null)
            Cache.Save();
        Cache.Free();
        foreach (var layout in _layouts)
        {
            Functions.vkDestroyPipelineLayout(Handle, layout.Pipeline, null);
            Functions.vkDestroyDescriptorSetLayout(Handle, layout.Set, null);
        }
    }

    /// <summary>A kernel's words, and the subgroup size that it counts on, as a key.</summary>
    private sealed class KernelWords : IEquatable<KernelWords>
    {
        private readonly uint[] _words;
        private readonly uint _subgroupSize;
        private readonly int _hash;

        public KernelWords(uint[] words, uint subgroupSize)
        {
            (_words, _subgroupSize) = (words, subgroupSize);
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(words.AsSpan()));
            _hash = hash.ToHashCode();
        }

        public bool Equals(KernelWords? other) =>
            other is not null
            && _hash == other._hash
            && _subgroupSize == other._subgroupSize
            && _words.AsSpan().SequenceEqual(other._words);

        public override bool Equals(object? obj) => Equals(obj as KernelWords);

        public override int GetHashCode() => _hash;
    }
}

/// <summary>What kernels with as many buffers and bytes of push constants share.</summary>
internal sealed record KernelLayout(int Buffers, uint PushConstantBytes, VkDescriptorSetLayout Set, VkPipelineLayout Pipeline);
