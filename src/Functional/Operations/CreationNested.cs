using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional;

// Tensors from arrays of up to four axes, and from collection expressions.
public sealed partial class Tensor
{
    /// <summary>A matrix from rows of equal length.</summary>
    /// <exception cref="ShapeException">The rows differ in length.</exception>
    /// <exception cref="DTypeException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static Tensor Of<T>(T[][] rows)
        where T : unmanaged => Joined<T>(rows, 2);

    /// <summary>A tensor of three axes from nested arrays of equal lengths.</summary>
    /// <exception cref="ShapeException">Arrays of one level differ in length.</exception>
    /// <exception cref="DTypeException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static Tensor Of<T>(T[][][] blocks)
        where T : unmanaged => Joined<T>(blocks, 3);

    /// <summary>A tensor of four axes from nested arrays of equal lengths.</summary>
    /// <exception cref="ShapeException">Arrays of one level differ in length.</exception>
    /// <exception cref="DTypeException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static Tensor Of<T>(T[][][][] blocks)
        where T : unmanaged => Joined<T>(blocks, 4);

    /// <summary>A matrix from a rectangular array, with a copy of the elements.</summary>
    /// <exception cref="DTypeException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static Tensor Of<T>(T[,] values)
        where T : unmanaged => Rectangular<T>(values);

    /// <summary>A tensor of three axes from a rectangular array, with a copy of the elements.</summary>
    /// <exception cref="DTypeException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static Tensor Of<T>(T[,,] values)
        where T : unmanaged => Rectangular<T>(values);

    /// <summary>A tensor of four axes from a rectangular array, with a copy of the elements.</summary>
    /// <exception cref="DTypeException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static Tensor Of<T>(T[,,,] values)
        where T : unmanaged => Rectangular<T>(values);

    /// <summary>What a collection expression makes: its elements stacked along a new first axis.</summary>
    /// <remarks>
    /// <code>
    /// Tensor x = [1, 2.5, 3];          // float32[3]
    /// Tensor y = [[1, 2], [3, 4]];     // int64[2,2]
    /// Tensor z = [x, x + 1, .. more];  // rows of one shape
    /// </code>
    /// Elements promote to one type. C#'s numbers are literals, as beside an operator: among tensors they take the tensors' type, alone they are
    /// float32, int64 or bool. For another type, or for many numbers, use <c>Tensor.Of</c>, which takes the type of .NET's numbers.
    /// </remarks>
    /// <exception cref="ShapeException">The elements differ in shape.</exception>
    public static Tensor OfElements(ReadOnlySpan<Tensor> elements)
    {
        if (elements.Length == 0)
            return Zeros([0]);
        DType? strong = null,
            weak = null;
        foreach (var element in elements)
            if (element.IsWeak)
                weak = weak is { } known ? DTypes.Promote(known, element.DType) : element.DType;
            else
                strong = strong is { } known ? DTypes.Promote(known, element.DType) : element.DType;
        var type =
            strong is null ? weak!.Value
            : weak is null ? strong.Value
            : DTypes.PromoteWeak(weak.Value, strong.Value);
        var converted = new Tensor[elements.Length];
        for (var i = 0; i < converted.Length; i++)
            converted[i] = elements[i].To(type);
        return strong is null ? Filled(converted, type) : Stack(0, converted);
    }

    /// <summary>The slices along the first axis, one after another.</summary>
    /// <exception cref="ShapeException">This is a scalar, which has no axes.</exception>
    public IEnumerator<Tensor> GetEnumerator()
    {
        if (Rank == 0)
            throw new ShapeException($"[enumerate] needs an axis to run along, got a scalar of type {DType.Name}.");
        return Slices().GetEnumerator();

        IEnumerable<Tensor> Slices()
        {
            for (var i = 0; i < Shape[0]; i++)
                yield return Select(0, i);
        }
    }

    // Literals go into memory at once.
    private static unsafe Tensor Filled(Tensor[] literals, DType type)
    {
        var storage = HostStorage.Rent((long)literals.Length * type.ByteSize);
        for (var i = 0; i < literals.Length; i++)
            Scalars.Write(type, storage.Pointer + ((long)i * type.ByteSize), ((ConstantOp)literals[i].Op).Bits);
        return new Tensor(storage, [literals.Length], type);
    }

    private static unsafe Tensor Rectangular<T>(Array values)
        where T : unmanaged
    {
        var shape = Shape.Of([.. Enumerable.Range(0, values.Rank).Select(values.GetLength)]);
        ref var first = ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values));
        return Of(MemoryMarshal.CreateReadOnlySpan(ref first, values.Length), shape);
    }

    // Level by level: the arrays of one level must have the length of the first.
    private static Tensor Joined<T>(Array[] outer, int rank)
        where T : unmanaged
    {
        var sizes = new int[rank];
        sizes[0] = outer.Length;
        Array[] level = outer;
        for (var axis = 1; axis < rank; axis++)
        {
            sizes[axis] = level.Length == 0 ? 0 : level[0].Length;
            for (var i = 0; i < level.Length; i++)
                if (level[i].Length != sizes[axis])
                    throw new ShapeException(
                        rank == 2
                            ? $"[tensor] needs rows of one length: row 0 has {sizes[1]} elements, row {i} has {level[i].Length}."
                            : $"[tensor] needs arrays of one length along axis {axis}: the first has {sizes[axis]} elements, number {i} has {level[i].Length}."
                    );
            if (axis < rank - 1)
                level = [.. level.SelectMany(array => (Array[])array)];
        }
        var numbers = new T[Shape.Of(sizes).Size];
        for (var i = 0; i < level.Length; i++)
            ((T[])level[i]).CopyTo(numbers.AsSpan(i * sizes[^1]));
        return Of<T>(numbers, Shape.Of(sizes));
    }
}
