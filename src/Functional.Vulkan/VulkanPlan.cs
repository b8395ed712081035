namespace Functional.Vulkan;

/// <summary>A plan on a Vulkan device: kernels compiled, memory laid out and commands recorded once, to be run many times.</summary>
/// <remarks>It owns its buffers, so one thread runs it at a time; others wait.</remarks>
internal sealed class VulkanPlan : IDisposable
{
    private readonly Lock _running = new();
    private readonly Plan _plan;
    private readonly DeviceBuffer?[] _buffers;
    private readonly DeviceBuffer? _arena;
    private readonly List<DeviceBuffer> _scratch = [];
    private readonly CommandList _commands;

    private VulkanPlan(VulkanDevice device, Plan plan, IReadOnlyList<VulkanStage> stages, MemoryPlan memory)
    {
        _plan = plan;
        _buffers = new DeviceBuffer?[plan.Buffers.Length];
        for (var i = 0; i < _buffers.Length; i++)
            if (plan.Buffers[i].Role != BufferRole.Temporary)
                _buffers[i] = device.Allocate(WholeWords(plan.Buffers[i].Bytes));
        _arena = memory.ArenaBytes > 0 ? device.Allocate((ulong)memory.ArenaBytes) : null;
        _commands = new CommandList(device, reusable: true);
        foreach (var stage in stages)
            Record(device, stage, memory);
    }

    /// <summary>Commands of the plan: dispatches and fills.</summary>
    public int Commands => _commands.Count;

    /// <summary>Compiles and records a plan.</summary>
    /// <param name="device">The device.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="print">Gives a kernel's words in place of the library's own printer.</param>
    /// <exception cref="DeviceException">A stage cannot run on the device; the message names it. Nothing has run then.</exception>
    public static VulkanPlan Of(VulkanDevice device, Plan plan, Func<Kernel, uint[]>? print = null)
    {
        var lowering = new VulkanLowering(device, plan, print);
        VulkanStage[] stages = [.. plan.Stages.Select(stage => stage.Match(lowering))];
        return new VulkanPlan(device, plan, stages, lowering.Memory);
    }

    /// <summary>Uploads the arguments, runs, and downloads: one storage per root.</summary>
    public unsafe HostStorage[] Run(ReadOnlySpan<HostStorage> arguments)
    {
        lock (_running)
        {
            for (var i = 0; i < arguments.Length; i++)
                Write(_buffers[i]!, arguments[i], _plan.Buffers[i].Bytes);
            _commands.Submit();
            var results = new HostStorage[_plan.RootBuffers.Length];
            for (var i = 0; i < results.Length; i++)
            {
                var (buffer, first) = (_plan.RootBuffers[i], Array.IndexOf(_plan.RootBuffers, _plan.RootBuffers[i]));
                results[i] =
                    buffer < arguments.Length ? arguments[buffer]
                    : first < i ? results[first]
                    : Read(_buffers[buffer]!, _plan.Buffers[buffer].Bytes);
            }
            return results;
        }
    }

    public void Dispose()
    {
        _commands.Dispose();
        _arena?.Dispose();
        foreach (var buffer in _buffers.Concat(_scratch))
            buffer?.Dispose();
    }

    private void Record(VulkanDevice device, VulkanStage stage, MemoryPlan memory)
    {
        var scratch = Array.ConvertAll(stage.ScratchBytes, bytes => device.Allocate(WholeWords(bytes)));
        _scratch.AddRange(scratch);
        BufferRange RangeOf(int buffer) =>
            _buffers[buffer] is { } own
                ? own
                : new BufferRange(_arena!, (ulong)memory.Offsets[buffer], WholeWords(_plan.Buffers[buffer].Bytes));
        if (stage.Cleared >= 0)
            _commands.Fill(RangeOf(stage.Cleared), 0);
        foreach (var (kernel, pipeline) in stage.Kernels)
            _commands.Dispatch(
                pipeline,
                Array.ConvertAll(kernel.Buffers, buffer => buffer < 0 ? scratch[~buffer] : RangeOf(stage.Buffers[buffer])),
                [],
                Groups(device, kernel)
            );
    }

    // Enough workgroups to fill the device; each strides over what is left.
    private static uint Groups(VulkanDevice device, Kernel kernel)
    {
        var most = Math.Min(
            device.Capabilities.Kind == DeviceKind.Cpu ? 1024 : 4096,
            device.Capabilities.Limits.MaxWorkgroupCount.X
        );
        return (uint)Math.Min(kernel.Groups, most);
    }

    private static unsafe void Write(DeviceBuffer buffer, HostStorage storage, long bytes)
    {
        const int part = 1 << 30;
        for (long done = 0; done < bytes; done += part)
            buffer.Write(new ReadOnlySpan<byte>(storage.Pointer + done, (int)Math.Min(part, bytes - done)), (ulong)done);
        GC.KeepAlive(storage);
    }

    private static unsafe HostStorage Read(DeviceBuffer buffer, long bytes)
    {
        const int part = 1 << 30;
        var storage = HostStorage.Rent(bytes);
        for (long done = 0; done < bytes; done += part)
            buffer.Read(new Span<byte>(storage.Pointer + done, (int)Math.Min(part, bytes - done)), (ulong)done);
        return storage;
    }

    private static ulong WholeWords(long bytes) => (ulong)Math.Max(4, (bytes + 3) & ~3L);
}
