using System.Diagnostics.CodeAnalysis;

namespace Functional.Vulkan;

/// <summary>What is written of the values that a block may mention: its own, and those of the blocks around it.</summary>
internal sealed class Scope<T>(Scope<T>? outer = null)
    where T : notnull
{
    private readonly Scope<T>? _outer = outer;
    private readonly Dictionary<Value, T> _own = new(ReferenceEqualityComparer.Instance);

    /// <summary>What is written of a value.</summary>
    /// <exception cref="InvalidOperationException">The value belongs to a block that has ended.</exception>
    public T Get(Value value) =>
        TryGet(value, out var written)
            ? written
            : throw new InvalidOperationException($"A value ({value.Code}) is mentioned outside of the block that has it.");

    public bool TryGet(Value value, [MaybeNullWhen(false)] out T written)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
            if (scope._own.TryGetValue(value, out written))
                return true;
        written = default;
        return false;
    }

    public bool Has(Value value) => TryGet(value, out _);

    /// <summary>Notes what is written of a value, for this block.</summary>
    public void Set(Value value, T written) => _own[value] = written;
}
