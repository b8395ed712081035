using System.Runtime.InteropServices;

namespace Functional;

public sealed partial class Tensor
{
    private static readonly Tensor[][] Special =
    [
        .. DTypes.All.Select(type => new[] { 0.0, 1, -1, 2, 0.5 }.Select(v => Scalar(type, Scalars.ToBits(type, v))).ToArray()),
    ];

    /// <summary>A scalar literal; its element type follows the operand beside it, and is float32 where there is none.</summary>
    public static implicit operator Tensor(double value) => Scalar(DType.Float32, Scalars.ToBits(DType.Float32, value), value);

    /// <summary>A scalar literal; its element type follows the operand beside it, and is int64 where there is none.</summary>
    public static implicit operator Tensor(long value) => Scalar(DType.Int64, value, value);

    /// <summary>A scalar literal; its element type follows the operand beside it.</summary>
    public static implicit operator Tensor(bool value) => Scalar(DType.Bool, value ? 1 : 0, value ? 1 : 0);

    /// <summary>A scalar tensor of the element type that .NET's type has.</summary>
    /// <exception cref="DTypeException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static Tensor Of<T>(T value)
        where T : unmanaged => Scalar(DTypes.Of<T>(), Scalars.ToBits(value));

    /// <summary>A vector with a copy of the elements.</summary>
    /// <exception cref="DTypeException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static Tensor Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Of(values, [values.Length]);

    /// <summary>A tensor with a copy of the elements, in row-major order.</summary>
    /// <exception cref="ShapeException">The shape has another number of elements.</exception>
    /// <exception cref="DTypeException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static unsafe Tensor Of<T>(ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged
    {
        var type = DTypes.Of<T>();
        if (shape.Size != values.Length)
            throw new ShapeException($"[tensor] {shape} has {shape.Size} elements, got {values.Length}.");
        var storage = HostStorage.Rent(shape.Size * type.ByteSize);
        MemoryMarshal.AsBytes(values).CopyTo(new Span<byte>(storage.Pointer, checked((int)(shape.Size * type.ByteSize))));
        GC.KeepAlive(storage);
        return new Tensor(storage, shape, type);
    }

    /// <summary>A vector with a copy of the elements.</summary>
    /// <exception cref="DTypeException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static Tensor Of<T>(T[] values)
        where T : unmanaged => Of(values.AsSpan());

    /// <summary>A tensor over memory of yours, in row-major order, without a copy.</summary>
    /// <remarks>
    /// The memory stays alive and in place while a tensor uses it; nothing is ever written into it. Do not write into it yourself: tensors are
    /// values, and what has been computed from this one does not change with it.
    /// </remarks>
    /// <exception cref="ShapeException">The shape has another number of elements.</exception>
    /// <exception cref="DTypeException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static Tensor View<T>(ReadOnlyMemory<T> memory, Shape shape)
        where T : unmanaged
    {
        var type = DTypes.Of<T>();
        if (shape.Size != memory.Length)
            throw new ShapeException($"[view] {shape} has {shape.Size} elements, the memory has {memory.Length}.");
        // Nothing to pin where nothing is.
        return memory.IsEmpty
            ? Of<T>([], shape)
            : new Tensor(new HostStorage(new ForeignMemory<T>(memory), shape.Size * type.ByteSize), shape, type);
    }

    /// <summary>A vector over memory of yours, without a copy.</summary>
    /// <inheritdoc cref="View{T}(ReadOnlyMemory{T}, Shape)"/>
    public static Tensor View<T>(ReadOnlyMemory<T> memory)
        where T : unmanaged => View(memory, [memory.Length]);

    internal static Tensor Constant(DType type, double value) => Constant(type, Scalars.ToBits(type, value));

    internal static Tensor Constant(DType type, long bits)
    {
        var value = Scalars.ToDouble(type, bits);
        var special = value switch
        {
            0 when bits == 0 => 0,
            1 => 1,
            -1 => 2,
            2 => 3,
            0.5 => 4,
            _ => -1,
        };
        return special >= 0 && Special is { } known ? known[(int)type][special] : Scalar(type, bits);
    }

    /// <summary>Row-major numbers 0, 1, 2, … as int32 or int64.</summary>
    internal static Tensor Iota(Shape shape, DType type = DType.Int64) => new(IotaOp.Instance, shape, type);

    // A weak literal keeps all bits of the double until its type is known.
    private static Tensor Scalar(DType type, long bits, double? literal = null) =>
        new(new ConstantOp(type, bits, literal), Shape.Scalar, type);
}
