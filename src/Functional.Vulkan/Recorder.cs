using System.Runtime.InteropServices;

namespace Functional.Vulkan;

/// <summary>Where the buffers of a plan lie while its commands are recorded.</summary>
/// <param name="device">The device.</param>
/// <param name="segments">What is recorded: command lists to be submitted one after another.</param>
/// <param name="places">The memory of a plan's buffer.</param>
/// <param name="arena">The memory of intermediate results, and behind them of single stages.</param>
/// <param name="scratchAt">Where in the arena the memory of single stages begins.</param>
/// <param name="statuses">The status word of a stage that may report.</param>
internal sealed class Recorder(
    VulkanDevice device,
    Segments segments,
    Func<int, BufferRange> places,
    DeviceBuffer arena,
    ulong scratchAt,
    Func<VulkanStage, BufferRange> statuses
)
{
    public DeviceAlignment Alignment { get; } = DeviceAlignment.Of(device);

    /// <summary>The memory of a plan's buffer.</summary>
    public BufferRange this[int buffer] => places(buffer);

    /// <summary>Memory of the stage that is being recorded.</summary>
    public BufferRange Scratch(ulong offset, long bytes) => new(arena, scratchAt + offset, VulkanStorage.WholeWords(bytes));

    public BufferRange StatusOf(VulkanStage stage) => statuses(stage);

    /// <param name="stage">The stage's name.</param>
    /// <param name="pipeline">The kernel, compiled.</param>
    /// <param name="buffers">What it binds.</param>
    /// <param name="kernel">The dispatch.</param>
    public void Dispatch(string stage, ComputePipeline pipeline, BufferRange[] buffers, KernelCall kernel)
    {
        if (kernel.Groups == 0)
            return;
        ReadOnlySpan<int> parameter = kernel.Parameter is { } number ? [number] : [];
        var bytes = MemoryMarshal.AsBytes(parameter);
        segments.For(kernel.Work).Dispatch(pipeline, buffers, bytes, (uint)Groups(device, kernel), stage: stage);
    }

    /// <summary>Workgroups of a dispatch: enough to fill the device, where each strides over what is left.</summary>
    public static long Groups(VulkanDevice device, KernelCall kernel)
    {
        var most = Math.Min(
            device.Capabilities.Kind == DeviceKind.Cpu ? 1024u : 4096,
            device.Capabilities.Limits.MaxWorkgroupCount.X
        );
        return kernel.IsStriding ? Math.Min(kernel.Groups, Math.Max(most, LeastGroups(device, kernel))) : kernel.Groups;
    }

    // Mesa's processor driver ends the loops of an invocation, silently, after 65,535 turns in all.
    private static long LeastGroups(VulkanDevice device, KernelCall kernel)
    {
        const double mostTurns = 60_000;
        var least = (long)Math.Ceiling(kernel.Turns / mostTurns);
        var most = device.Capabilities.Limits.MaxWorkgroupCount.X;
        return device.Capabilities.Kind != DeviceKind.Cpu || least <= most
            ? Math.Min(least, most)
            : throw new DeviceLimitException(
                $"[{kernel.Label}] on Vulkan: the work is too much for '{device.Capabilities.Name}', whose loops end after 65,535 turns. Use the CPU.",
                nameof(DeviceLimits.MaxWorkgroupCount),
                most,
                (ulong)least
            );
    }

    /// <summary>Zeros.</summary>
    public void Clear(BufferRange target) => segments.For(target.Size).Fill(target, 0);

    /// <summary>Copies bytes from one place to another.</summary>
    public void Copy(BufferRange source, ulong sourceAt, BufferRange target, ulong targetAt, long bytes) =>
        segments
            .For(bytes)
            .Copy(
                source with
                {
                    Offset = source.Offset + sourceAt,
                    Size = (ulong)bytes,
                },
                target with
                {
                    Offset = target.Offset + targetAt,
                    Size = (ulong)bytes,
                }
            );

    /// <summary>The same commands and status words for the plan of a loop's body.</summary>
    public Recorder Inside(Func<int, BufferRange> inner, ulong scratch) =>
        new(device, segments, inner, arena, scratchAt + scratch, statuses);
}
