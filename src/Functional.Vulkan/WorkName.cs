namespace Functional.Vulkan;

/// <summary>What a command list is called if a device is lost on it: its name, and the kernels that it runs.</summary>
internal sealed class WorkName(string name)
{
    private const int Most = 8;

    private readonly List<string> _kernels = [];
    private int _others;

    /// <summary>True while it names no kernel.</summary>
    internal bool IsEmpty => _kernels.Count == 0;

    internal void Add(string? stage, string kernel)
    {
        if (stage is not null && stage != kernel)
            kernel = $"{kernel} of {stage}";
        if (_kernels.Contains(kernel))
            return;
        if (_kernels.Count < Most)
            _kernels.Add(kernel);
        else
            _others++;
    }

    public override string ToString() =>
        _kernels.Count == 0 ? name : $"{name} with {string.Join(", ", _kernels)}{(_others > 0 ? $" and {_others} more" : "")}";
}
