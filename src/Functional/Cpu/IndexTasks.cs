using System.Numerics;
using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>Rows of elements that share an index: a gather or scatter as (outer, along the axis, inner).</summary>
internal sealed unsafe class IndexedRows
{
    private const int InnerLimit = 4096;

    private readonly Operand _index;
    private readonly View _indexView;
    private readonly View _otherView;
    private readonly IndexLabel _label;
    private readonly long _lowest;

    public IndexedRows(IndexLabel label, Operand index, View other, int axis, int size)
    {
        (_label, _index, _indexView, _otherView, Size) = (label, index, index.View, other, size);
        _lowest = label.Lowest(size);
        var shape = index.View.Shape;
        Count = shape[axis];
        Inner = checked((int)Shape.Of(shape.Axes[(axis + 1)..]).Size);
        Outer = Shape.Of(shape.Axes[..axis]).Size;
        IsSameInRow = IsStill(index.View, axis + 1);
        InnerPart = Math.Min(Inner, InnerLimit);
    }

    public long Outer { get; }

    public int Count { get; }

    public int Inner { get; }

    /// <summary>Size of the indexed axis.</summary>
    public int Size { get; }

    /// <summary>True if a whole inner row has one index.</summary>
    public bool IsSameInRow { get; }

    public int InnerPart { get; }

    /// <summary>The index of an element, made non-negative.</summary>
    public long IndexAt(byte** buffers, long number)
    {
        var index = Scalars.ToInt64(
            _index.Type,
            Scalars.Read(_index.Type, buffers[_index.Buffer] + (_indexView.Address(number) * _index.Type.ByteSize))
        );
        if (index < _lowest || index >= Size)
            throw _label.OutOfRange(index, Size);
        return index < 0 ? index + Size : index;
    }

    public long OtherAt(long number) => _otherView.Address(number);

    private static bool IsStill(View view, int from)
    {
        for (var axis = from; axis < view.Shape.Rank; axis++)
            if (view.Shape[axis] != 1 && view.Strides[axis] != 0)
                return false;
        return true;
    }
}

/// <summary>Elements picked by index.</summary>
internal sealed unsafe class GatherTask : CpuTask
{
    private const int PartElements = 1 << 14;

    private readonly GatherStage _stage;
    private readonly IndexedRows _rows;
    private readonly int _size;
    private readonly bool _hasDenseRows;
    private readonly int _rowsPerPart;

    public GatherTask(GatherStage stage)
    {
        _stage = stage;
        _size = stage.Table.Type.ByteSize;
        _rows = new IndexedRows(stage.Names, stage.Index, stage.Table.View, stage.Axis, stage.Table.View.Shape[stage.Axis]);
        _hasDenseRows = _rows.IsSameInRow && IsDense(stage.Table.View, stage.Axis + 1);
        _rowsPerPart = Math.Max(1, PartElements / Math.Max(1, _rows.Inner));
    }

    public override void Run(byte** buffers)
    {
        var rows = _rows.Outer * _rows.Count;
        if (rows * _rows.Inner == 0)
            return;
        var job = new Job(this, buffers);
        WorkerPool.Shared.For(checked((int)((rows + _rowsPerPart - 1) / _rowsPerPart)), ref job);
    }

    private void Row(byte** buffers, long row)
    {
        var (outer, inner) = (row / _rows.Count, (long)_rows.Inner);
        var target = buffers[_stage.Target] + (row * inner * _size);
        var table = buffers[_stage.Table.Buffer];
        if (_hasDenseRows)
        {
            var index = _rows.IndexAt(buffers, row * inner);
            Unsafe.CopyBlockUnaligned(
                target,
                table + (_rows.OtherAt(((outer * _rows.Size) + index) * inner) * _size),
                (uint)(inner * _size)
            );
            return;
        }
        for (long i = 0; i < inner; i++)
        {
            var index = _rows.IndexAt(buffers, (row * inner) + i);
            Unsafe.CopyBlockUnaligned(
                target + (i * _size),
                table + (_rows.OtherAt((((outer * _rows.Size) + index) * inner) + i) * _size),
                (uint)_size
            );
        }
    }

    private static bool IsDense(View view, int from)
    {
        long expected = 1;
        for (var axis = view.Shape.Rank - 1; axis >= from; axis--)
        {
            if (view.Shape[axis] != 1 && view.Strides[axis] != expected)
                return false;
            expected *= view.Shape[axis];
        }
        return true;
    }

    private readonly struct Job(GatherTask task, byte** buffers) : IParallelJob
    {
        public void Run(int index)
        {
            var last = Math.Min(task._rows.Outer * task._rows.Count, (long)(index + 1) * task._rowsPerPart);
            for (var row = (long)index * task._rowsPerPart; row < last; row++)
                task.Row(buffers, row);
        }
    }
}

/// <summary>How two elements at one place become one.</summary>
internal interface IScatterRule<T>
{
    /// <summary>What a place without any holds.</summary>
    static abstract T Identity { get; }

    static abstract T Combine(T x, T y);
}

/// <summary>The sum.</summary>
internal readonly struct ScatterSum<T> : IScatterRule<T>
    where T : INumber<T>
{
    public static T Identity => T.Zero;

    public static T Combine(T x, T y) => x + y;
}

/// <summary>The larger one; NaN if either is.</summary>
internal readonly struct ScatterMaximum<T> : IScatterRule<T>
    where T : INumber<T>
{
    public static T Identity => T.CreateSaturating(double.NegativeInfinity);

    public static T Combine(T x, T y) => T.Max(x, y);
}

/// <summary>Elements put at indices; what comes to one place is combined in row-major order of the updates.</summary>
internal static class ScatterTask
{
    public static CpuTask Of(ScatterStage stage) =>
        stage.Updates.Type switch
        {
            DType.Float32 => Of<float>(stage),
            DType.Float64 => Of<double>(stage),
            DType.Int32 => Of<int>(stage),
            DType.Int64 => Of<long>(stage),
            var type => throw new DTypeException($"[{stage.Label}] has no CPU kernel for {type.Name}."),
        };

    private static CpuTask Of<T>(ScatterStage stage)
        where T : unmanaged, INumber<T> =>
        stage.Rule == ScatterRule.Max ? new ScatterTask<T, ScatterMaximum<T>>(stage) : new ScatterTask<T, ScatterSum<T>>(stage);
}

/// <summary>Elements of type <typeparamref name="T"/> put at indices.</summary>
internal sealed unsafe class ScatterTask<T, TRule>(ScatterStage stage) : CpuTask
    where T : unmanaged
    where TRule : struct, IScatterRule<T>
{
    private readonly IndexedRows _rows = new(stage.Names, stage.Index, stage.Updates.View, stage.Axis, stage.Shape[stage.Axis]);

    public override void Run(byte** buffers)
    {
        var target = (T*)buffers[stage.Target];
        new Span<T>(target, checked((int)stage.Shape.Size)).Fill(TRule.Identity);
        if (_rows.Outer * _rows.Count * _rows.Inner == 0)
            return;
        // Parts own columns, so that no two threads write to one place.
        var parts = (_rows.Inner + _rows.InnerPart - 1) / _rows.InnerPart;
        var job = new Job(this, buffers, target, parts);
        WorkerPool.Shared.For(checked((int)(_rows.Outer * parts)), ref job);
    }

    private void PutColumns(byte** buffers, T* target, long outer, int from, int to)
    {
        var updates = (T*)buffers[stage.Updates.Buffer];
        for (var k = 0; k < _rows.Count; k++)
        {
            var number = ((outer * _rows.Count) + k) * _rows.Inner;
            var index = _rows.IsSameInRow ? _rows.IndexAt(buffers, number) : 0;
            for (var i = from; i < to; i++)
            {
                if (!_rows.IsSameInRow)
                    index = _rows.IndexAt(buffers, number + i);
                ref var place = ref target[(((outer * _rows.Size) + index) * _rows.Inner) + i];
                place = TRule.Combine(place, updates[_rows.OtherAt(number + i)]);
            }
        }
    }

    private readonly struct Job(ScatterTask<T, TRule> task, byte** buffers, T* target, int parts) : IParallelJob
    {
        public void Run(int index)
        {
            var from = index % parts * task._rows.InnerPart;
            task.PutColumns(buffers, target, index / parts, from, Math.Min(task._rows.Inner, from + task._rows.InnerPart));
        }
    }
}
