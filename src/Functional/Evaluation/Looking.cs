using System.Runtime.CompilerServices;

namespace Functional;

public sealed partial class Tensor
{
    /// <summary>Computes several tensors in one plan, so that they share what they have in common.</summary>
    /// <exception cref="TracingException">A tensor has no value yet.</exception>
    public static void Evaluate(params ReadOnlySpan<Tensor> tensors) => Evaluator.Evaluate(tensors, "", 0);

    /// <summary>Computes this tensor now; returns it.</summary>
    /// <exception cref="TracingException">There is no value yet: the tensor is an argument of a function under Compile or Vectorize, or depends on one.</exception>
    public Tensor Evaluate([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (!IsComputed)
            Evaluator.Evaluate([this], file, line);
        return this;
    }

    /// <summary>The elements in row-major order, as a new array.</summary>
    /// <exception cref="TracingException">There is no value yet: the tensor is an argument of a function under Compile or Vectorize, or depends on one.</exception>
    /// <exception cref="DTypeException">The element type is not <typeparamref name="T"/>; convert with <see cref="To(DType)"/> first.</exception>
    public unsafe T[] ToArray<T>([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where T : unmanaged
    {
        var storage = Look<T>("to_array", file, line);
        var copy = new T[Size];
        new ReadOnlySpan<T>(storage.Pointer, copy.Length).CopyTo(copy);
        GC.KeepAlive(storage);
        return copy;
    }

    /// <summary>True if another tensor has this one's type, shape and bits; both are computed.</summary>
    internal unsafe bool HasSameBits(Tensor other)
    {
        if (DType != other.DType || !Shape.Equals(other.Shape))
            return false;
        var (mine, theirs) = (OnHost(), other.OnHost());
        var left = (byte*)mine.Pointer;
        var right = (byte*)theirs.Pointer;
        // Spans are of at most 2³¹ bytes.
        const int part = 1 << 30;
        var (bytes, isSame) = (Size * DType.ByteSize, true);
        for (long at = 0; isSame && at < bytes; at += part)
        {
            var length = (int)Math.Min(part, bytes - at);
            isSame = new ReadOnlySpan<byte>(left + at, length).SequenceEqual(new ReadOnlySpan<byte>(right + at, length));
        }
        GC.KeepAlive(mine);
        GC.KeepAlive(theirs);
        return isSame;
    }

    /// <summary>The elements in row-major order, without a copy; the span keeps them alive by itself.</summary>
    /// <exception cref="TracingException">There is no value yet.</exception>
    /// <exception cref="DTypeException">The element type is not <typeparamref name="T"/>.</exception>
    public ReadOnlySpan<T> AsSpan<T>([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where T : unmanaged => Look<T>("as_span", file, line).Expose<T>(Size);

    /// <summary>The only element.</summary>
    /// <exception cref="ShapeException">There is more than one element, or none.</exception>
    /// <exception cref="TracingException">There is no value yet.</exception>
    /// <exception cref="DTypeException">The element type is not <typeparamref name="T"/>.</exception>
    public unsafe T Item<T>([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where T : unmanaged
    {
        if (Size != 1)
            throw new ShapeException($"[item] needs one element, got {Shape} ({Size} elements). Reduce or select first.");
        var storage = Look<T>("item", file, line);
        var value = *(T*)storage.Pointer;
        GC.KeepAlive(storage);
        return value;
    }

    /// <summary>The only element as a double, whatever its type.</summary>
    /// <exception cref="ShapeException">There is more than one element, or none.</exception>
    /// <exception cref="TracingException">There is no value yet.</exception>
    public double Item([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Size != 1
            ? throw new ShapeException($"[item] needs one element, got {Shape} ({Size} elements). Reduce or select first.")
            : ElementAt(Evaluate(file, line).OnHost(), 0);

    /// <summary>The numbers of a computed tensor in the host's memory.</summary>
    internal HostStorage OnHost() => Storage!.OnHost();

    internal double ElementAt(HostStorage storage, long index) => Scalars.ToDouble(DType, BitsAt(storage, index));

    internal unsafe long BitsAt(HostStorage storage, long index)
    {
        var bits = Scalars.Read(DType, storage.Pointer + (index * DType.ByteSize));
        GC.KeepAlive(storage);
        return bits;
    }

    private HostStorage Look<T>(string name, string file, int line)
        where T : unmanaged =>
        DTypes.Of<T>() == DType
            ? Evaluate(file, line).OnHost()
            : throw new DTypeException(
                $"[{name}] cannot read {DType.Name}{Shape} as {DTypes.Of<T>().Name}. Convert with .To(DType.{DTypes.Of<T>()})."
            );
}
