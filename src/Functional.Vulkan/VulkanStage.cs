namespace Functional.Vulkan;

/// <summary>A stage, ready for the device.</summary>
/// <param name="Label">The stage's name, for errors.</param>
/// <param name="Cleared">A buffer of the plan to fill with zeros first, or −1.</param>
/// <param name="Buffers">The plan's buffers by the stage's bindings.</param>
/// <param name="Kernels">What runs, in order.</param>
/// <param name="ScratchBytes">Sizes of buffers that only these kernels use.</param>
internal sealed record VulkanStage(string Label, int Cleared, int[] Buffers, CompiledCall[] Kernels, long[] ScratchBytes)
{
    /// <summary>For a loop of the tree, its steps.</summary>
    public VulkanScan? Scan { get; init; }

    /// <summary>The exception for what the kernels report about the values they got: a kernel lowers the first of the stage's status words below <see cref="NoReport"/>.</summary>
    public Func<ReadOnlySpan<int>, FunctionalException>? Report { get; init; }

    /// <summary>What all status words hold at first, and the first of them where nothing is wrong.</summary>
    public const int NoReport = int.MaxValue;

    /// <summary>How many status words a stage has.</summary>
    public const int StatusWords = 4;

    /// <summary>Among the buffers of a kernel: the stage's status words, int32.</summary>
    public const int StatusBuffer = int.MinValue;

    /// <summary>The stages that may report, in order, those inside of loops too.</summary>
    public IEnumerable<VulkanStage> Reporting =>
        Scan is { } scan ? scan.Reporting
        : Report is null ? []
        : [this];

    /// <summary>Buffers that the commands name besides the plan's.</summary>
    public IEnumerable<DeviceBuffer> Own => Scan?.Own ?? [];

    /// <summary>Bytes of memory that the stage needs for itself.</summary>
    public ulong Scratch(DeviceAlignment alignment)
    {
        if (Scan is { } scan)
            return scan.Scratch;
        var bytes = 0UL;
        foreach (var size in ScratchBytes)
            bytes += alignment.Round(size);
        return bytes;
    }

    /// <summary>Compiled kernels that the stage keeps.</summary>
    public int KernelCount => Scan is { } scan ? scan.Body.Sum(stage => stage.KernelCount) : Kernels.Length;

    /// <summary>What the stage runs, for reports: of a loop of the tree, what each of its steps runs.</summary>
    public StageDispatches Dispatches(VulkanDevice device)
    {
        var kernels = new List<DispatchReport>();
        if (Scan is { } scan)
            foreach (var stage in scan.Body)
                kernels.AddRange(stage.Dispatches(device).Kernels);
        foreach (var (call, _) in Kernels)
            kernels.Add(new DispatchReport(call.Label, Recorder.Groups(device, call), call.GroupSize, call.Division));
        return new StageDispatches(kernels, (long)Scratch(DeviceAlignment.Of(device)));
    }

    /// <summary>Records the stage's commands.</summary>
    public void Record(Recorder recorder)
    {
        if (Scan is { } scan)
        {
            scan.Record(this, recorder);
            return;
        }
        if (Cleared >= 0)
            recorder.Clear(recorder[Cleared]);
        foreach (var kernel in Kernels)
        {
            var buffers = kernel.Call.Buffers;
            var ranges = recorder.Room(buffers.Length);
            for (var i = 0; i < ranges.Length; i++)
                ranges[i] =
                    buffers[i] == StatusBuffer ? recorder.StatusOf(this)
                    : buffers[i] < 0 ? ScratchOf(~buffers[i], recorder)
                    : recorder[Buffers[buffers[i]]];
            recorder.Dispatch(Label, kernel.Pipeline, ranges, kernel.Call);
        }
    }

    private BufferRange ScratchOf(int number, Recorder recorder)
    {
        var offset = 0UL;
        for (var i = 0; i < number; i++)
            offset += recorder.Alignment.Round(ScratchBytes[i]);
        return recorder.Scratch(offset, ScratchBytes[number]);
    }
}

/// <summary>A dispatch, and the kernel that it runs.</summary>
internal sealed record CompiledCall(KernelCall Call, ComputePipeline Pipeline);

/// <summary>Places at which a device lets buffers begin.</summary>
internal readonly record struct DeviceAlignment(ulong Bytes)
{
    public static DeviceAlignment Of(VulkanDevice device) =>
        new(Math.Max((ulong)MemoryPlan.Alignment, device.Capabilities.Limits.StorageBufferAlignment));

    /// <summary>Bytes that a buffer of so many takes; at least one word.</summary>
    public ulong Round(long bytes) => ((ulong)Math.Max(4, bytes) + Bytes - 1) / Bytes * Bytes;
}
