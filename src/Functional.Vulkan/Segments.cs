namespace Functional.Vulkan;

/// <summary>Command lists to be submitted one after another, none of which keeps the device busy for long: watchdogs end what does.</summary>
internal sealed class Segments(VulkanDevice device, string name) : IDisposable
{
    // A tenth of a second at the least that GPUs do, and a fraction of one on processors.
    private const double Limit = 2e10;
    private const int CommandLimit = 1024;

    private readonly List<CommandList> _lists = [];
    private double _work;

    /// <summary>Commands of all lists.</summary>
    public int Commands => _lists.Sum(list => list.Count);

    /// <summary>Number of lists.</summary>
    public int Count => _lists.Count;

    /// <summary>The list for a command of so many elementary operations.</summary>
    public CommandList For(double work)
    {
        if (_lists.Count == 0 || _work + work > Limit || _lists[^1].Count >= CommandLimit)
        {
            _lists.Add(new CommandList(device, reusable: true, name));
            _work = 0;
        }
        _work += work;
        return _lists[^1];
    }

    /// <summary>Hands all lists to the device, after what was handed over before; gives the number to wait for.</summary>
    /// <param name="uses">The memory that the commands touch and that others may use when they are done.</param>
    public ulong Submit(ReadOnlySpan<DeviceBuffer?> uses)
    {
        var last = 0UL;
        foreach (var list in _lists)
            last = list.Submit(uses);
        return last;
    }

    public void Dispose()
    {
        foreach (var list in _lists)
            list.Dispose();
    }
}
