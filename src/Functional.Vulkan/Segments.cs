namespace Functional.Vulkan;

/// <summary>Command lists to be submitted one after another, none of which keeps the device busy for long: watchdogs end what does.</summary>
internal sealed class Segments(VulkanDevice device, string name) : IDisposable
{
    // A tenth of a second at the least that GPUs do, and a fraction of one on processors.
    private const double Limit = 2e10;
    private const int CommandLimit = 1024;

    // Lists behind the used ones are left from an earlier recording.
    private readonly List<CommandList> _lists = [];
    private double _work;

    /// <summary>Commands of all lists.</summary>
    public int Commands
    {
        get
        {
            var commands = 0;
            for (var i = 0; i < Count; i++)
                commands += _lists[i].Count;
            return commands;
        }
    }

    /// <summary>Number of lists.</summary>
    public int Count { get; private set; }

    /// <summary>The last submission.</summary>
    public ulong LastSubmit => Count > 0 ? _lists[Count - 1].LastSubmit : 0;

    /// <summary>The list for a command of so many elementary operations.</summary>
    public CommandList For(double work)
    {
        if (Count == 0 || _work + work > Limit || _lists[Count - 1].Count >= CommandLimit)
        {
            if (Count == _lists.Count)
                _lists.Add(new CommandList(device, reusable: true, name));
            else
                _lists[Count].Reset();
            Count++;
            _work = 0;
        }
        _work += work;
        return _lists[Count - 1];
    }

    /// <summary>Empties the lists to be recorded again; the device must be done with them.</summary>
    public void Reset() => (Count, _work) = (0, 0);

    /// <summary>Hands all lists to the device, after what was handed over before; gives the number to wait for.</summary>
    /// <param name="uses">The memory that the commands touch and that others may use when they are done.</param>
    public ulong Submit(ReadOnlySpan<DeviceBuffer?> uses)
    {
        var last = 0UL;
        for (var i = 0; i < Count; i++)
            last = _lists[i].Submit(uses);
        return last;
    }

    public void Dispose()
    {
        foreach (var list in _lists)
            list.Dispose();
    }
}
