namespace Functional.Vulkan;

/// <summary>What a command list is called if a device is lost on it: its name, and the kernels that it runs.</summary>
internal sealed class WorkName(string name)
{
    private const int Most = 8;

    private readonly string?[] _stages = new string?[Most];
    private readonly string[] _kernels = new string[Most];
    private int _count;
    private int _others;

    /// <summary>Adds a kernel, and what of a plan it computes.</summary>
    internal void Add(string? stage, string kernel)
    {
        for (var i = 0; i < _count; i++)
            if (_kernels[i] == kernel && _stages[i] == stage)
                return;
        if (_count < Most)
            (_stages[_count], _kernels[_count++]) = (stage, kernel);
        else
            _others++;
    }

    /// <summary>Forgets the kernels: the list is recorded again.</summary>
    internal void Clear() => (_count, _others) = (0, 0);

    public override string ToString()
    {
        if (_count == 0)
            return name;
        var kernels = new string[_count];
        for (var i = 0; i < kernels.Length; i++)
            kernels[i] = _stages[i] is { } stage && stage != _kernels[i] ? $"{_kernels[i]} of {stage}" : _kernels[i];
        return $"{name} with {string.Join(", ", kernels)}{(_others > 0 ? $" and {_others} more" : "")}";
    }
}
