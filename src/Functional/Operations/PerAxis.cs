using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>A whole number for each spatial axis, or one for all: <c>stride: 2</c> or <c>stride: [2, 1]</c>.</summary>
/// <remarks>Where it is left out, an operation's default counts: 1 for strides and dilations, the kernel's size for strides of pooling.</remarks>
[CollectionBuilder(typeof(PerAxis), nameof(Of))]
[SuppressMessage("Naming", "CA1710", Justification = "It is a number that may differ between axes, not a collection.")]
public readonly struct PerAxis : IEnumerable<int>
{
    private readonly int[]? _values;

    private PerAxis(int[] values) => _values = values;

    /// <summary>True if nothing was given.</summary>
    public bool IsDefault => _values is null;

    /// <summary>One number for each axis.</summary>
    public static PerAxis Of(params ReadOnlySpan<int> values) => new(values.ToArray());

    /// <summary>One number for all axes.</summary>
    public static implicit operator PerAxis(int value) => new([value]);

    /// <summary>One number for each axis.</summary>
    public static implicit operator PerAxis(int[] values) => Of(values);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_values ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(',', _values ?? [])}]";

    /// <summary>The numbers of <paramref name="count"/> axes, none below <paramref name="least"/>.</summary>
    internal int[] For(string operation, string name, int count, int fallback, int least)
    {
        if (_values is null)
            return [.. Enumerable.Repeat(fallback, count)];
        if (_values.Length != 1 && _values.Length != count)
            throw new ShapeException($"[{operation}] needs one {name} or {count}, one for each spatial axis; got {this}.");
        foreach (var value in _values)
            if (value < least)
                throw new ShapeException($"[{operation}] needs a {name} of at least {least}, got {value}.");
        return _values.Length == count ? [.. _values] : [.. Enumerable.Repeat(_values[0], count)];
    }
}
