namespace Functional.Vulkan;

/// <summary>What is sorted: lines of elements, each with a key.</summary>
internal abstract class SortKeys
{
    /// <summary>How many lines there are.</summary>
    public abstract long Lines { get; }

    /// <summary>Elements of a line.</summary>
    public abstract int Length { get; }

    /// <summary>The type of keys: int32 or int64. The smallest comes first, and of equal ones the one that comes first in the line.</summary>
    public abstract DType Type { get; }

    /// <summary>What keys are read from, with the stage's buffers.</summary>
    public abstract KernelBinding[] Bindings { get; }

    /// <summary>The stage's buffers that these are.</summary>
    public abstract int[] Buffers { get; }

    /// <summary>The views through which they are read.</summary>
    public abstract View View { get; }

    /// <summary>The key of an element.</summary>
    public abstract Value Key(KernelCode code, IndexArithmetic at, Value line, Value place);
}

/// <summary>Numbers along an axis as integers in the same order: zeros of either sign are equal, and NaN is the largest.</summary>
internal sealed class ElementKeys(SortStage stage, int[] buffers) : SortKeys
{
    private readonly int _axis = stage.Op.Axis;
    private readonly DType _type = stage.Input.Type;

    /// <summary>Elements of the axes behind the sorted one.</summary>
    public long Inner { get; } = Shape.Of(stage.Input.View.Shape.Axes[(stage.Op.Axis + 1)..]).Size;

    public override long Lines => Length == 0 ? 0 : View.Shape.Size / Length;

    public override int Length => View.Shape[_axis];

    public override DType Type => _type is DType.Int64 or DType.Float64 ? DType.Int64 : DType.Int32;

    public override KernelBinding[] Bindings => [new(_type, false)];

    public override int[] Buffers => buffers;

    public override View View => stage.Input.View;

    public override Value Key(KernelCode code, IndexArithmetic at, Value line, Value place)
    {
        var (outer, inner) = (at.Divide(line, Inner), at.Remainder(line, Inner));
        var address = at.Of(View, (outer, 0, _axis), (place, _axis, _axis + 1), (inner, _axis + 1, View.Shape.Rank)).Address!;
        var key = Ascending(code.Load(0, address));
        return stage.Op.IsDescending ? ~key : key;
    }

    // The bits of floats are ordered like signed integers, but for the negative ones, which go the other way round.
    private Value Ascending(Value x)
    {
        if (!_type.IsFloating)
            return x.To(Type);
        var (sign, infinity) = Type == DType.Int32 ? (31, 0x7F80_0000L) : (63, 0x7FF0_0000_0000_0000L);
        var most = x.As(Type).Literal(Type == DType.Int32 ? int.MaxValue : long.MaxValue);
        var bits = x.As(Type);
        var magnitude = bits & most;
        var ordered = Value.Select(Value.Equal(magnitude, most.Literal(0L)), most.Literal(0L), bits ^ ((bits >> sign) & most));
        return Value.Select(magnitude > most.Literal(infinity), most, ordered);
    }
}

/// <summary>Updates of a scatter by the places to which they go: those of a place stay in their order.</summary>
internal sealed class PlaceKeys(IndexOperand indices, int[] buffers) : SortKeys
{
    public override long Lines => indices.Outer;

    public override int Length => checked((int)(indices.IsSameInRow ? indices.Count : indices.Count * indices.Inner));

    /// <summary>Places of a line.</summary>
    public long Places => indices.IsSameInRow ? indices.Size : indices.Size * indices.Inner;

    public override DType Type => Places < int.MaxValue ? DType.Int32 : DType.Int64;

    public override KernelBinding[] Bindings => [new(indices.Type, false), new(DType.Int32, true)];

    public override int[] Buffers => buffers;

    public override View View => indices.View;

    public override Value Key(KernelCode code, IndexArithmetic at, Value line, Value place)
    {
        var (along, inner) = indices.IsSameInRow
            ? (place, at.Literal(0))
            : (at.Divide(place, indices.Inner), at.Remainder(place, indices.Inner));
        var row = indices.Read(code, at, 0, 1, (line, along, inner));
        return (indices.IsSameInRow ? row : at.Add(at.Multiply(row, indices.Inner), inner)).To(Type);
    }
}

/// <summary>Where a sorting kernel puts what is in order.</summary>
internal abstract class SortTarget
{
    public abstract KernelBinding[] Bindings { get; }

    public abstract int[] Buffers { get; }

    /// <summary>Puts down that the element number <paramref name="number"/> of a line with this key comes at a place.</summary>
    /// <param name="code">The kernel.</param>
    /// <param name="at">Its index arithmetic.</param>
    /// <param name="binding">The first of this target's bindings.</param>
    /// <param name="line">The line.</param>
    /// <param name="place">The place in it.</param>
    /// <param name="key">The key.</param>
    /// <param name="number">The number.</param>
    public abstract void Store(
        KernelCode code,
        IndexArithmetic at,
        int binding,
        Value line,
        Value place,
        Value key,
        Value number
    );
}

/// <summary>Keys and numbers, line after line, to be sorted further or looked up.</summary>
internal sealed class PairTarget(SortKeys keys, int keyBuffer, int numberBuffer) : SortTarget
{
    public override KernelBinding[] Bindings => [new(keys.Type, true), new(DType.Int32, true)];

    public override int[] Buffers => [keyBuffer, numberBuffer];

    public override void Store(KernelCode code, IndexArithmetic at, int binding, Value line, Value place, Value key, Value number)
    {
        var address = code.Keep(at.Add(at.Multiply(line, keys.Length), place), "address");
        code.Store(binding, address, key);
        code.Store(binding + 1, address, number);
    }
}

/// <summary>The numbers alone, int64, along the axis of a tensor.</summary>
internal sealed class OrderTarget(ElementKeys keys, int buffer) : SortTarget
{
    public override KernelBinding[] Bindings => [new(DType.Int64, true)];

    public override int[] Buffers => [buffer];

    public override void Store(KernelCode code, IndexArithmetic at, int binding, Value line, Value place, Value key, Value number)
    {
        var outer = at.Multiply(at.Divide(line, keys.Inner), keys.Length * keys.Inner);
        var address = at.Add(at.Add(outer, at.Multiply(place, keys.Inner)), at.Remainder(line, keys.Inner));
        code.Store(binding, address, number.To(DType.Int64));
    }
}
