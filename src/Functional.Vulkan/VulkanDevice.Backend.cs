using System.Collections.Concurrent;
using System.Globalization;

namespace Functional.Vulkan;

public sealed partial class VulkanDevice : Device, IBackend
{
    private static readonly ConcurrentDictionary<string, int> Openings = [];

    private DeviceBuffer? _arena;

    /// <summary>Whether plans that the device cannot run are run by the CPU instead; refused otherwise.</summary>
    public bool FallsBackToCpu { get; set; } =
        Environment.GetEnvironmentVariable("FUNCTIONAL_FALLBACK") switch
        {
            null or "" => false,
            { } fallback when fallback.Equals("cpu", StringComparison.OrdinalIgnoreCase) => true,
            { } fallback => throw new VulkanException(
                $"[vulkan] FUNCTIONAL_FALLBACK is '{fallback}'. It takes 'cpu', or nothing."
            ),
        };

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

    /// <summary>
    /// The name of <see cref="Capabilities"/>; what was opened before in this process is told apart by a number: <c>NAME, opening 2</c>.
    /// </summary>
    public override string Name { get; }

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

    // Tensors of a device outlive it, and must not seem to be on the next one: no number comes twice.
    private static string NameOfOpening(string name) =>
        Openings.AddOrUpdate(name, 1, static (_, count) => count + 1) is > 1 and var count
            ? string.Create(CultureInfo.InvariantCulture, $"{name}, opening {count}")
            : name;

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
