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
        var program = stage.Program;
        var written = program.Stores[0];
        void Refuse(bool isRefused, string reason)
        {
            if (isRefused)
                throw Refusal(stage, $"{written.Type.Name}{written.View.Shape}", reason);
        }
        foreach (var type in TypesOf(program))
            Refuse(!device.Capabilities.Computes(type), $"{type.Name} is not supported by '{device.Capabilities.Name}'");
        var limits = device.Capabilities.Limits;
        var (kernels, scratch) = LoopKernel.Of(
            program,
            (int)Math.Min(LoopKernel.LargeGroup, limits.MaxWorkgroupInvocations),
            (int)Math.Min(int.MaxValue, limits.MaxStorageBuffers)
        );
        foreach (var bytes in stage.Bindings.Select(buffer => plan.Buffers[buffer].Bytes).Concat(scratch))
            Refuse(
                (ulong)bytes > limits.MaxStorageBufferRange,
                $"a buffer of {bytes} bytes is larger than the {limits.MaxStorageBufferRange} that '{device.Capabilities.Name}' binds"
            );
        var isInPlace = IsInPlace(stage);
        return new VulkanStage(
            stage.Label,
            -1,
            stage.Bindings,
            [.. kernels.Where(kernel => kernel.Groups > 0).Select(kernel => ((KernelCall)kernel, Compile(kernel, isInPlace)))],
            [.. scratch]
        );
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

    private ComputePipeline Compile(Kernel kernel, bool isInPlace) =>
        device.Pipeline(
            print?.Invoke(kernel) ?? SpirvPrinter.Print(kernel, device.KernelOptions, isInPlace),
            (uint)kernel.SubgroupSize,
            kernel.Label
        );

    private static DeviceUnsupportedException Refusal(Stage stage, string what, string reason) =>
        new($"[{stage.Label}] on Vulkan: cannot compute {what}: {reason}. Use the CPU.");

    // What is stored, and what is computed with, which is never narrow: a value that stays in a register needs no storage of its type.
    private static IEnumerable<DType> TypesOf(LoopProgram program) =>
        program
            .Sources.Select(source => source.Binding >= 0 ? source.Type : source.Type.Lane)
            .Concat(program.Calls.Select(call => call.Type.Lane))
            .Concat(program.Stores.Select(store => store.Type))
            .Distinct();
}
