using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Functional;

/// <summary>Reads and writes the elements that a view names, in runs of the row-major order of its space.</summary>
internal sealed unsafe class ViewReader
{
    private const int MostAxes = 16;

    private readonly View _view;
    private readonly int[] _sizes;
    private readonly long[] _strides;
    private readonly (int Low, int High)[] _masks;
    private readonly SourceKind _kind;
    private readonly DType _type;
    private readonly int _size;

    public ViewReader(View view, SourceKind kind, DType type)
    {
        view = view.InOrder;
        (_view, _kind, _type, _size) = (view, kind, type, type.ByteSize);
        (_sizes, _strides, _masks) = Merge(view);
        if (_sizes.Length > MostAxes)
            throw new ShapeException(
                $"[view] a view of {_sizes.Length} axes that cannot be merged is more than {MostAxes}: {view.Shape}."
            );
    }

    private int Inner => _sizes.Length == 0 ? 1 : _sizes[^1];

    private long InnerStride => _sizes.Length == 0 ? 1 : _strides[^1];

    private bool IsMasked => _view.Mask is not null;

    /// <summary>The elements in place if they lie one after another, else null.</summary>
    public byte* TryDirect(byte* buffer, long start, int count)
    {
        if (_kind != SourceKind.Buffer || _view.Inner is not null || IsMasked)
            return null;
        var inner = start % Inner;
        if ((InnerStride != 1 && count != 1) || inner + count > Inner)
            return null;
        return buffer + ((RowOffset(start / Inner) + (inner * InnerStride)) * _size);
    }

    /// <summary>Copies a run of elements.</summary>
    public void Read(byte* buffer, long start, int count, byte* target)
    {
        if (_view.Inner is not null)
        {
            ReadSlowly(buffer, start, count, target);
            return;
        }
        var row = start / Inner;
        var inner = (int)(start - (row * Inner));
        while (count > 0)
        {
            var run = Math.Min(Inner - inner, count);
            ReadRow(buffer, row, inner, run, target);
            target += run * _size;
            count -= run;
            row++;
            inner = 0;
        }
    }

    /// <summary>Puts a run of elements where the view says; no mask.</summary>
    public void Write(byte* buffer, long start, int count, byte* values, bool isAdded)
    {
        var row = start / Inner;
        var inner = (int)(start - (row * Inner));
        while (count > 0)
        {
            var run = Math.Min(Inner - inner, count);
            var target = buffer + ((RowOffset(row) + (inner * InnerStride)) * _size);
            if (isAdded)
                StridedRuns.Add(_type, target, InnerStride, values, run);
            else
                StridedRuns.Scatter(_size, target, InnerStride, values, run);
            values += run * _size;
            count -= run;
            row++;
            inner = 0;
        }
    }

    private void ReadRow(byte* buffer, long row, int inner, int run, byte* target)
    {
        var offset = RowOffset(row);
        var (low, high) =
            !IsMasked ? (0, Inner)
            : IsRowMasked(row) ? (0, 0)
            : _masks.Length == 0 ? (0, Inner)
            : _masks[^1];
        var from = Math.Clamp(low, inner, inner + run);
        var to = Math.Clamp(high, from, inner + run);
        if (_kind == SourceKind.Mask)
        {
            Unsafe.InitBlockUnaligned(target, 0, (uint)run);
            Unsafe.InitBlockUnaligned(target + (from - inner), 1, (uint)(to - from));
            return;
        }
        if (from > inner)
            Unsafe.InitBlockUnaligned(target, 0, (uint)((from - inner) * _size));
        if (to > from && _kind == SourceKind.Iota)
            StridedRuns.Count(_type, offset + (from * InnerStride), InnerStride, target + ((from - inner) * _size), to - from);
        else if (to > from)
            StridedRuns.Gather(
                _size,
                buffer + ((offset + (from * InnerStride)) * _size),
                InnerStride,
                target + ((from - inner) * _size),
                to - from
            );
        if (inner + run > to)
            Unsafe.InitBlockUnaligned(target + ((to - inner) * _size), 0, (uint)((inner + run - to) * _size));
    }

    private void ReadSlowly(byte* buffer, long start, int count, byte* target)
    {
        for (var i = 0; i < count; i++)
        {
            var address = _view.Address(start + i);
            var bits =
                _kind == SourceKind.Mask ? (address >= 0 ? 1 : 0)
                : _kind == SourceKind.Iota ? Scalars.ToBits(_type, Math.Max(0, address))
                : address < 0 ? 0
                : Scalars.Read(_type, buffer + (address * _size));
            Scalars.Write(_type, target + (i * _size), bits);
        }
    }

    private long RowOffset(long row)
    {
        var offset = _view.Offset;
        for (var axis = _sizes.Length - 2; axis >= 0; axis--)
        {
            var size = _sizes[axis];
            var next = row / size;
            offset += (row - (next * size)) * _strides[axis];
            row = next;
        }
        return offset;
    }

    private bool IsRowMasked(long row)
    {
        for (var axis = _sizes.Length - 2; axis >= 0; axis--)
        {
            var index = row % _sizes[axis];
            row /= _sizes[axis];
            if (index < _masks[axis].Low || index >= _masks[axis].High)
                return true;
        }
        return false;
    }

    // Neighbouring axes that run through memory like one become one; axes of size 1 go.
    private static (int[], long[], (int, int)[]) Merge(View view)
    {
        var (sizes, strides, masks) = (new List<int>(), new List<long>(), new List<(int Low, int High)>());
        for (var axis = 0; axis < view.Shape.Rank; axis++)
        {
            var (size, stride) = (view.Shape[axis], view.Strides[axis]);
            var mask = view.Mask?[axis] ?? (0, size);
            var isWhole = mask == (0, size);
            if (size == 1 && isWhole)
                continue;
            if (
                sizes.Count > 0
                && isWhole
                && strides[^1] == stride * size
                && masks[^1] == (0, sizes[^1])
                && (long)sizes[^1] * size <= int.MaxValue
            )
            {
                sizes[^1] *= size;
                (strides[^1], masks[^1]) = (stride, (0, sizes[^1]));
                continue;
            }
            sizes.Add(size);
            strides.Add(stride);
            masks.Add(mask);
        }
        return ([.. sizes], [.. strides], [.. masks]);
    }
}

/// <summary>Runs of elements at a fixed distance.</summary>
internal static unsafe class StridedRuns
{
    public static void Gather(int size, byte* from, long stride, byte* to, int count)
    {
        if (stride == 1)
            Unsafe.CopyBlockUnaligned(to, from, (uint)(count * size));
        else if (size == 4 && stride == 2)
            GatherEven((int*)from, (int*)to, count);
        else if (size == 4)
            Gather((int*)from, stride, (int*)to, count);
        else if (size == 8)
            Gather((long*)from, stride, (long*)to, count);
        else if (size == 2)
            Gather((short*)from, stride, (short*)to, count);
        else
            Gather(from, stride, to, count);
    }

    /// <summary>The numbers <c>first, first + step, …</c> as int32 or int64.</summary>
    public static void Count(DType type, long first, long step, byte* to, int count)
    {
        if (type == DType.Int64)
            for (var i = 0; i < count; i++)
                ((long*)to)[i] = first + (i * step);
        else
            for (var i = 0; i < count; i++)
                ((int*)to)[i] = (int)first + (i * (int)step);
    }

    public static void Scatter(int size, byte* to, long stride, byte* from, int count)
    {
        if (stride == 1)
            Unsafe.CopyBlockUnaligned(to, from, (uint)(count * size));
        else if (size == 4)
            Scatter((int*)to, stride, (int*)from, count);
        else if (size == 8)
            Scatter((long*)to, stride, (long*)from, count);
        else if (size == 2)
            Scatter((short*)to, stride, (short*)from, count);
        else
            Scatter(to, stride, from, count);
    }

    public static void Add(DType type, byte* to, long stride, byte* from, int count)
    {
        switch (type)
        {
            case DType.Float32:
                Add((float*)to, stride, (float*)from, count);
                break;
            case DType.Float64:
                Add((double*)to, stride, (double*)from, count);
                break;
            case DType.Int32:
                Add((int*)to, stride, (int*)from, count);
                break;
            case DType.Int64:
                Add((long*)to, stride, (long*)from, count);
                break;
            case DType.Int16:
                Add((short*)to, stride, (short*)from, count);
                break;
            case DType.Int8 or DType.UInt8:
                Add(to, stride, from, count);
                break;
            case DType.Float16:
                Add((Half*)to, stride, (Half*)from, count);
                break;
            case DType.BFloat16:
                for (var i = 0; i < count; i++)
                    ((BFloat16*)to)[i * stride] = (BFloat16)((float)((BFloat16*)to)[i * stride] + (float)((BFloat16*)from)[i]);
                break;
            default:
                for (var i = 0; i < count; i++)
                    to[i * stride] |= from[i];
                break;
        }
    }

    private static void Gather<T>(T* from, long stride, T* to, int count)
        where T : unmanaged
    {
        if (stride == 0)
            new Span<T>(to, count).Fill(*from);
        else
            for (var i = 0; i < count; i++)
                to[i] = from[i * stride];
    }

    // Every other word: the low halves of double words. The last vector is left out, since it reads a word too far.
    private static void GatherEven(int* from, int* to, int count)
    {
        var i = 0;
        for (; i < count - Vector512<int>.Count; i += Vector512<int>.Count)
            Vector512
                .Narrow(Vector512.Load((ulong*)(from + (2 * i))), Vector512.Load((ulong*)(from + (2 * i) + Vector512<int>.Count)))
                .AsInt32()
                .Store(to + i);
        Gather(from + (2 * i), 2, to + i, count - i);
    }

    private static void Scatter<T>(T* to, long stride, T* from, int count)
        where T : unmanaged
    {
        for (var i = 0; i < count; i++)
            to[i * stride] = from[i];
    }

    private static void Add<T>(T* to, long stride, T* from, int count)
        where T : unmanaged, System.Numerics.IAdditionOperators<T, T, T>
    {
        for (var i = 0; i < count; i++)
            to[i * stride] += from[i];
    }
}
