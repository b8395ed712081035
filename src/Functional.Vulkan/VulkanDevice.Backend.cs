namespace Functional.Vulkan;

public sealed partial class VulkanDevice : Device, IBackend
{
    private readonly Lock _arenaGate = new();
    private DeviceBuffer? _arena;

    /// <summary>Whether plans that the device cannot run are run by the CPU instead; refused otherwise.</summary>
    public bool FallsBackToCpu { get; set; } =
        Environment.GetEnvironmentVariable("FUNCTIONAL_FALLBACK") is { } fallback
        && fallback.Equals("cpu", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string Name => Capabilities.Name;

    internal override Storage Take(Storage storage) => VulkanStorage.Of(this, storage);

    IProgram IBackend.Prepare(Plan plan)
    {
        try
        {
            return VulkanProgram.Of(this, plan);
        }
        catch (DeviceException) when (FallsBackToCpu)
        {
            return new HostProgram(plan);
        }
    }

    /// <summary>Memory for intermediate results, shared by all plans: work on the one queue is done in order.</summary>
    internal DeviceBuffer Arena(ulong bytes)
    {
        lock (_arenaGate)
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
