namespace Functional.Vulkan;

/// <summary>Makes stages ready for a device, or says why it cannot.</summary>
internal sealed partial class VulkanLowering(VulkanDevice device, Plan plan, Func<Kernel, uint[]>? print)
    : IStageCases<VulkanStage>
{
    /// <summary>Where temporary buffers lie, each at a place where a binding may begin.</summary>
    public MemoryPlan Memory { get; } =
        MemoryPlan.Of(plan, (long)DeviceAlignment.Of(device).Bytes, device.Capabilities.Limits.MaxStorageBuffers);

    public VulkanStage Loop(LoopStage stage)
    {
        var program = device.Capabilities.Has(DeviceFeatures.Int64) ? stage.Program : IndexNarrowing.Of(stage.Program);
        var written = program.Stores[0];
        void Refuse(bool isRefused, string reason)
        {
            if (isRefused)
                throw Refusal(stage, $"{written.Type.Name}{written.View.Shape}", reason);
        }
        // What is stored, and what is computed with, which is never narrow: a value that stays in a register needs no storage of its type.
        void Need(DType type) =>
            Refuse(!device.Capabilities.Computes(type), $"{type.Name} is not supported by '{device.Capabilities.Name}'");
        void NeedInRegisters(DType type)
        {
            if (type != DType.Bool)
                Need(type.Lane);
        }
        foreach (var source in program.Sources)
            if (source.Binding >= 0)
                Need(source.Type);
            else
                NeedInRegisters(source.Type);
        foreach (var call in program.Calls)
            NeedInRegisters(call.Type);
        foreach (var store in program.Stores)
            Need(store.Type);
        var limits = device.Capabilities.Limits;
        var (kernels, scratch) = LoopKernel.Of(
            program,
            (int)Math.Min(LoopKernel.LargeGroup, limits.MaxWorkgroupInvocations),
            (int)Math.Min(int.MaxValue, limits.MaxStorageBuffers)
        );
        CheckSizes(
            stage,
            $"{written.Type.Name}{written.View.Shape}",
            stage.Bindings.Select(buffer => plan.Buffers[buffer].Bytes).Concat(scratch)
        );
        var isInPlace = IsInPlace(stage);
        var calls = new List<CompiledCall>();
        foreach (var kernel in kernels)
        {
            Refuse(
                (uint)kernel.Bindings.Length > limits.MaxStorageBuffers,
                $"{kernel.Bindings.Length} buffers are more than the {limits.MaxStorageBuffers} that '{device.Capabilities.Name}' binds"
            );
            if (kernel.Groups > 0)
                calls.Add(new CompiledCall(kernel, Compile(kernel, isInPlace)));
        }
        return new VulkanStage(stage.Label, -1, stage.Bindings, [.. calls], [.. scratch]);
    }

    public VulkanStage Fill(FillStage stage) => new(stage.Label, stage.Target, [], [], []);

    public VulkanStage Scan(ScanStage stage)
    {
        stage = stage with { Body = Epilogues.Fuse(stage.Body, device.Capabilities.Limits.MaxStorageBuffers) };
        var inner = new VulkanLowering(device, stage.Body, print);
        VulkanStage[] body = [.. stage.Body.Stages.Select(step => step.Match(inner))];
        return new VulkanStage(stage.Label, -1, [], [], []) { Scan = new VulkanScan(device, stage, body, inner.Memory) };
    }

    private bool IsInPlace(Stage stage)
    {
        foreach (var buffer in stage.Writes)
            if (Memory.InPlaceOf[buffer] >= 0)
                return true;
        return false;
    }

    private ComputePipeline Compile(Kernel kernel, bool isInPlace)
    {
        if (print is not null)
            return device.Pipeline(print(kernel), (uint)kernel.SubgroupSize, kernel.Label);
        var module = SpirvPrinter.Module(kernel, device.KernelOptions, isInPlace);
        return device.Pipeline(module.ToWords(), (uint)kernel.SubgroupSize, kernel.Label, known: module.Interface);
    }

    private void CheckSizes(Stage stage, string what, IEnumerable<long> sizes)
    {
        var most = device.Capabilities.Limits.MaxStorageBufferRange;
        foreach (var bytes in sizes)
            if ((ulong)bytes > most)
                throw new DeviceLimitException(
                    $"[{stage.Label}] on Vulkan: cannot compute {what}: a buffer of {bytes} bytes is larger than the {most} that '{device.Capabilities.Name}' binds. Use the CPU.",
                    nameof(DeviceLimits.MaxStorageBufferRange),
                    most,
                    (ulong)bytes
                );
    }

    private static DeviceUnsupportedException Refusal(Stage stage, string what, string reason) =>
        new($"[{stage.Label}] on Vulkan: cannot compute {what}: {reason}. Use the CPU.");
}
