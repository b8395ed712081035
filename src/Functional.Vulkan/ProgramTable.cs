namespace Functional.Vulkan;

/// <summary>Bounds the kernels that plans keep on a device: of too many, the plans that ran longest ago forget theirs.</summary>
/// <remarks>Nothing is freed here. What a plan forgot is garbage, and its kernels go back to the device when it is collected.</remarks>
internal sealed class ProgramTable(VulkanDevice device)
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private int _kernels;

    // Drivers for processors take about a megabyte for a kernel, those for GPUs a tenth of that.
    private int _limit = device.Capabilities.Kind == DeviceKind.Cpu ? 1024 : 8192;

    /// <summary>How many kernels plans may keep, counted once for each plan.</summary>
    public int Limit
    {
        get => _limit;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            lock (_gate)
            {
                _limit = value;
                Shrink(value);
            }
        }
    }

    /// <summary>Takes note of a plan that was made ready.</summary>
    public void Add(Plan plan, VulkanProgram program)
    {
        var entry = new Entry(new(plan), new(program), program.Kernels);
        lock (_gate)
        {
            if (_kernels + entry.Kernels > _limit)
                Shrink((_limit * 3L / 4) - entry.Kernels);
            _entries.Add(entry);
            _kernels += entry.Kernels;
        }
    }

    private void Shrink(long most)
    {
        _entries.RemoveAll(entry => !entry.Program.TryGetTarget(out _));
        _kernels = _entries.Sum(entry => entry.Kernels);
        // Each is asked once when it ran, since they go on running.
        foreach (var entry in _entries.OrderBy(entry => entry.LastSubmit).ToList())
        {
            if (_kernels <= most)
                break;
            _kernels -= entry.Kernels;
            _entries.Remove(entry);
            if (entry.Plan.TryGetTarget(out var plan))
                plan.Forget(device);
        }
    }

    private sealed record Entry(WeakReference<Plan> Plan, WeakReference<VulkanProgram> Program, int Kernels)
    {
        public ulong LastSubmit => Program.TryGetTarget(out var program) ? program.LastSubmit : 0;
    }
}
