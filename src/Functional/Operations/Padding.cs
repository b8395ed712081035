using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>Zeros on both sides of each spatial axis: numbers, <see cref="Same"/> or <see cref="Valid"/>.</summary>
/// <remarks>Numbers and the words <c>"same"</c> and <c>"valid"</c> convert by themselves: <c>padding: 1</c>, <c>padding: [1, 0]</c>, <c>padding: "same"</c>.</remarks>
[CollectionBuilder(typeof(Padding), nameof(Of))]
[SuppressMessage("Naming", "CA1710", Justification = "Numbers, or a rule that gives them.")]
public readonly struct Padding : IEnumerable<int>
{
    private readonly PerAxis _values;
    private readonly bool _isSame;

    private Padding(PerAxis values, bool isSame) => (_values, _isSame) = (values, isSame);

    /// <summary>As many zeros as the result needs to be as large as the input (at stride 1); an odd one goes to the end.</summary>
    public static Padding Same { get; } = new(default, isSame: true);

    /// <summary>None.</summary>
    public static Padding Valid { get; } = new(0, isSame: false);

    /// <summary>A number for each axis, on both sides.</summary>
    public static Padding Of(params ReadOnlySpan<int> values) => new(PerAxis.Of(values), isSame: false);

    /// <summary>One number for all axes, on both sides.</summary>
    public static implicit operator Padding(int value) => new(value, isSame: false);

    /// <summary>A number for each axis, on both sides.</summary>
    public static implicit operator Padding(int[] values) => Of(values);

    /// <summary><c>"same"</c> or <c>"valid"</c>.</summary>
    /// <exception cref="ShapeException">It is another word.</exception>
    public static implicit operator Padding(string word) =>
        word switch
        {
            "same" => Same,
            "valid" => Valid,
            _ => throw new ShapeException($"[padding] is \"same\", \"valid\" or numbers, got \"{word}\"."),
        };

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => _values.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => _isSame ? "same" : _values.ToString();

    /// <summary>Zeros before and after each axis; <paramref name="reaches"/> are the windows' extents less one.</summary>
    internal (int Low, int High)[] For(string operation, int[] reaches, int[] strides)
    {
        if (!_isSame)
            return [.. _values.For(operation, "padding", reaches.Length, fallback: 0, least: 0).Select(value => (value, value))];
        if (strides.Any(stride => stride != 1))
            throw new ShapeException(
                $"[{operation}] padding \"same\" needs stride 1, got [{string.Join(',', strides)}]. Give the padding as numbers."
            );
        return [.. reaches.Select(reach => (reach / 2, reach - (reach / 2)))];
    }
}
