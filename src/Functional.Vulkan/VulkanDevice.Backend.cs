namespace Functional.Vulkan;

public sealed partial class VulkanDevice : Device, IBackend
{
    private DeviceBuffer? _arena;

    /// <summary>Whether plans that the device cannot run are run by the CPU instead; refused otherwise.</summary>
    public bool FallsBackToCpu { get; set; } =
        Environment.GetEnvironmentVariable("FUNCTIONAL_FALLBACK") is { } fallback
        && fallback.Equals("cpu", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// How many compiled kernels plans may keep on the device, counted once for each plan; at least one plan's. Past it, the plans that
    /// ran longest ago let go of theirs, and have them made again if they run again.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 1.</exception>
    public int KernelLimit
    {
        get => Programs.Limit;
        set => Programs.Limit = value;
    }

    /// <inheritdoc/>
    public override string Name => Capabilities.Name;

    internal override Storage Take(Storage storage, DType type, Shape shape)
    {
        string Text(VulkanException error) => $"[to] on Vulkan: cannot place {type.Name}{shape}: {error.Reason}";
        try
        {
            return VulkanStorage.Of(this, storage);
        }
        catch (DeviceMemoryException error)
        {
            throw error.Saying(Text(error));
        }
        catch (DeviceLimitException error)
        {
            throw error.Saying(Text(error));
        }
    }

    IProgram IBackend.Prepare(Plan plan)
    {
        try
        {
            var program = VulkanProgram.Of(this, plan);
            Programs.Add(plan, program);
            return program;
        }
        catch (VulkanException refusal)
            when (FallsBackToCpu && refusal is (DeviceUnsupportedException or DeviceLimitException or DeviceMemoryException))
        {
            return new HostProgram(plan);
        }
    }

    /// <summary>Held from asking for the arena until all that uses it is handed over, so that no other plan's commands come between.</summary>
    internal Lock ArenaGate { get; } = new();

    /// <summary>Memory for intermediate results, shared by all plans: work on the one queue is done in order. Ask under <see cref="ArenaGate"/>.</summary>
    internal DeviceBuffer Arena(ulong bytes)
    {
        lock (ArenaGate)
        {
            if (_arena is null || _arena.Size < bytes)
            {
                _arena?.Dispose();
                _arena = null;
                _arena = Allocate(bytes);
            }
            return _arena;
        }
    }
}
