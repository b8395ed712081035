using System.Runtime.InteropServices;

namespace Functional.Vulkan;

/// <summary>Where the buffers of a plan lie while its commands are recorded.</summary>
/// <param name="device">The device.</param>
/// <param name="places">The memory of a plan's buffer.</param>
/// <param name="scratchAt">Where in the arena the memory of single stages begins.</param>
/// <param name="statuses">The status word of a stage that may report.</param>
internal sealed class Recorder(
    VulkanDevice device,
    Func<int, BufferRange> places,
    ulong scratchAt,
    Func<VulkanStage, BufferRange> statuses
)
{
    private Segments _segments = null!;
    private DeviceBuffer _arena = null!;
    private BufferRange[] _ranges = [];

    /// <summary>Begins to record.</summary>
    /// <param name="segments">Command lists to be submitted one after another.</param>
    /// <param name="arena">The memory of intermediate results, and behind them of single stages.</param>
    public Recorder Into(Segments segments, DeviceBuffer arena)
    {
        (_segments, _arena) = (segments, arena);
        return this;
    }

    /// <summary>Room for what a dispatch binds, until the next one.</summary>
    public Span<BufferRange> Room(int count)
    {
        if (_ranges.Length < count)
            _ranges = new BufferRange[count];
        return _ranges.AsSpan(0, count);
    }

    /// <summary>Lets go of what was recorded last.</summary>
    public void End()
    {
        (_segments, _arena) = (null!, null!);
        Array.Clear(_ranges);
    }

    public DeviceAlignment Alignment { get; } = DeviceAlignment.Of(device);

    /// <summary>The memory of a plan's buffer.</summary>
    public BufferRange this[int buffer] => places(buffer);

    /// <summary>Memory of the stage that is being recorded.</summary>
    public BufferRange Scratch(ulong offset, long bytes) => new(_arena, scratchAt + offset, VulkanStorage.WholeWords(bytes));

    public BufferRange StatusOf(VulkanStage stage) => statuses(stage);

    /// <param name="stage">The stage's name.</param>
    /// <param name="pipeline">The kernel, compiled.</param>
    /// <param name="buffers">What it binds.</param>
    /// <param name="kernel">The dispatch.</param>
    public void Dispatch(string stage, ComputePipeline pipeline, ReadOnlySpan<BufferRange> buffers, KernelCall kernel)
    {
        if (kernel.Groups == 0)
            return;
        ReadOnlySpan<int> parameter = kernel.Parameter is { } number ? [number] : [];
        var bytes = MemoryMarshal.AsBytes(parameter);
        _segments.For(kernel.Work).Dispatch(pipeline, buffers, bytes, (uint)Groups(device, kernel), stage: stage);
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
    public void Clear(BufferRange target) => _segments.For(KernelCall.Access / sizeof(int) * target.Size).Fill(target, 0);

    /// <summary>Copies bytes from one place to another.</summary>
    public void Copy(BufferRange source, ulong sourceAt, BufferRange target, ulong targetAt, long bytes) =>
        _segments
            .For(2 * KernelCall.Access / sizeof(int) * bytes)
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
        new Recorder(device, inner, scratchAt + scratch, statuses).Into(_segments, _arena);
}
