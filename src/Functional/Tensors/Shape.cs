using System.Collections;
using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>The sizes of a tensor's axes, outermost first; <c>[]</c> is a scalar's.</summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public sealed class Shape : IEquatable<Shape>, IEnumerable<int>
{
    private readonly int[] _sizes;
    private readonly int _hash;

    private Shape(int[] sizes)
    {
        _sizes = sizes;
        long size = 1;
        var hash = 17;
        foreach (var axis in sizes)
        {
            if (axis < 0)
                throw new ShapeException($"[shape] an axis cannot have {axis} elements: [{string.Join(',', sizes)}].");
            if (axis > 0 && size > long.MaxValue / axis)
                throw new ShapeException($"[shape] [{string.Join(',', sizes)}] has more elements than 64 bits can count.");
            size *= axis;
            hash = (hash * 31) + axis;
        }
        Size = size;
        _hash = hash;
    }

    /// <summary>The shape of a scalar: no axes, one element.</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>Number of axes.</summary>
    public int Rank => _sizes.Length;

    /// <summary>Number of elements: the product of all axes, 1 for a scalar.</summary>
    public long Size { get; }

    /// <summary>The axes as a span.</summary>
    public ReadOnlySpan<int> Axes => _sizes;

    /// <summary>The size of one axis; negative axes count from the end.</summary>
    public int this[int axis] => _sizes[axis < 0 ? axis + Rank : axis];

    /// <summary>A shape from the sizes of its axes.</summary>
    /// <exception cref="ShapeException">An axis is negative.</exception>
    public static Shape Of(params ReadOnlySpan<int> sizes) => sizes.Length == 0 ? Scalar : new(sizes.ToArray());

    /// <summary>A shape from an array with the sizes of its axes; from F#: <c>Shape.Of [| 2; 3 |]</c>.</summary>
    /// <exception cref="ShapeException">An axis is negative.</exception>
    public static Shape Of(int[] sizes) => Of(sizes.AsSpan());

    /// <summary>Makes a possibly negative axis non-negative.</summary>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    public int Axis(string operation, int axis) =>
        axis >= -Rank && axis < Rank
            ? (axis < 0 ? axis + Rank : axis)
            : throw new AxisException(
                Rank == 0
                    ? $"[{operation}] axis {axis} is out of range for a scalar, which has no axes."
                    : $"[{operation}] axis {axis} is out of range for {this}; valid are {-Rank} to {Rank - 1}."
            );

    /// <summary>True if two operands stretch to one shape.</summary>
    internal static bool CanBroadcast(Shape x, Shape y)
    {
        for (var back = 1; back <= Math.Min(x.Rank, y.Rank); back++)
            if (x[-back] != y[-back] && x[-back] != 1 && y[-back] != 1)
                return false;
        return true;
    }

    /// <summary>The shape that two operands stretch to (NumPy's rules).</summary>
    /// <exception cref="ShapeException">An axis differs and neither side is 1.</exception>
    public static Shape Broadcast(string operation, Shape x, Shape y)
    {
        if (ReferenceEquals(x, y) || x.Equals(y) || y.Rank == 0)
            return x;
        if (x.Rank == 0)
            return y;
        var sizes = new int[Math.Max(x.Rank, y.Rank)];
        for (var back = 1; back <= sizes.Length; back++)
        {
            var a = back <= x.Rank ? x[-back] : 1;
            var b = back <= y.Rank ? y[-back] : 1;
            if (a != b && a != 1 && b != 1)
                throw new ShapeException($"[{operation}] cannot broadcast {x} with {y}: axis {-back} is {a} against {b}.");
            sizes[^back] = a == 1 ? b : a;
        }
        var broadcast = new Shape(sizes);
        return broadcast.Equals(x) ? x
            : broadcast.Equals(y) ? y
            : broadcast;
    }

    /// <summary>This shape without some axes, or with them kept as 1.</summary>
    internal Shape Reduce(ReadOnlySpan<int> axes, bool keepAxes)
    {
        Span<bool> dropped = stackalloc bool[Rank];
        foreach (var axis in axes)
            dropped[axis] = true;
        var sizes = new List<int>(Rank);
        for (var axis = 0; axis < Rank; axis++)
            if (!dropped[axis])
                sizes.Add(_sizes[axis]);
            else if (keepAxes)
                sizes.Add(1);
        return Of(sizes.ToArray());
    }

    /// <summary>Row-major strides in elements.</summary>
    internal long[] Strides()
    {
        var strides = new long[Rank];
        long stride = 1;
        for (var axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= _sizes[axis];
        }
        return strides;
    }

    /// <summary>This shape behind a new first axis.</summary>
    internal Shape Prepend(int size) => Of([size, .. _sizes]);

    /// <inheritdoc/>
    public bool Equals(Shape? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && Axes.SequenceEqual(other.Axes));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The axes in brackets: <c>[2,3]</c>.</summary>
    public override string ToString() => $"[{string.Join(',', _sizes)}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_sizes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _sizes.GetEnumerator();
}
