namespace Functional;

/// <summary>The order of elements along an axis.</summary>
internal static class SortTask
{
    public static CpuTask Of(SortStage stage) =>
        stage.Input.Type switch
        {
            DType.Float32 => new SortTask<float, NarrowEntry>(stage),
            DType.Float64 => new SortTask<double, WideEntry>(stage),
            DType.Int32 => new SortTask<int, NarrowEntry>(stage),
            DType.Int64 => new SortTask<long, WideEntry>(stage),
            DType.Bool => new SortTask<byte, NarrowEntry>(stage),
            var type => throw new DTypeException($"[{stage.Op.Name}] has no CPU kernel for {type.Name}."),
        };
}

/// <summary>The order of elements of type <typeparamref name="T"/> along an axis: rows in parallel, each by a stable radix sort.</summary>
internal sealed unsafe class SortTask<T, TEntry> : CpuTask
    where T : unmanaged
    where TEntry : unmanaged, ISortEntry<TEntry>
{
    // Elements that are worth another part of the job.
    private const int PartSize = 8192;

    private readonly SortStage _stage;
    private readonly View _view;
    private readonly int _size;
    private readonly long _inner;
    private readonly long _rows;
    private readonly ulong _flip;

    public SortTask(SortStage stage)
    {
        (_stage, _view) = (stage, stage.Input.View);
        _size = _view.Shape[stage.Op.Axis];
        _inner = Shape.Of(_view.Shape.Axes[(stage.Op.Axis + 1)..]).Size;
        _rows = _size == 0 ? 0 : _view.Shape.Size / _size;
        // Complemented keys descend, and equal ones stay equal: the sort keeps their order.
        _flip = stage.Op.IsDescending ? ulong.MaxValue >> (64 - (8 * sizeof(T))) : 0;
    }

    public override void Run(byte** buffers)
    {
        if (_rows == 0)
            return;
        var perPart = Math.Max(1, PartSize / _size);
        var job = new Job(this, (T*)buffers[_stage.Input.Buffer], (long*)buffers[_stage.Target], perPart);
        WorkerPool.Shared.For(checked((int)((_rows + perPart - 1) / perPart)), ref job);
    }

    private void Rows(T* source, long* target, long from, long to)
    {
        var scratch = HostStorage.Rent(2L * _size * sizeof(TEntry));
        var entries = (TEntry*)scratch.Pointer;
        for (var row = from; row < to; row++)
            Row(source, target, row, entries);
        scratch.Release();
    }

    private void Row(T* source, long* target, long row, TEntry* entries)
    {
        var first = (row / _inner * _size * _inner) + (row % _inner);
        var (from, stride) = (_view.Address(first), _view.Strides[_stage.Op.Axis]);
        for (var i = 0; i < _size; i++)
            entries[i] = TEntry.Of(SortKey.Of(source[from + (i * stride)]) ^ _flip, i);
        var sorted = RadixSort.Sort(entries, entries + _size, _size, sizeof(T));
        for (var i = 0; i < _size; i++)
            target[first + (i * _inner)] = sorted[i].Place;
    }

    private readonly struct Job(SortTask<T, TEntry> task, T* source, long* target, int perPart) : IParallelJob
    {
        public void Run(int index) =>
            task.Rows(source, target, (long)index * perPart, Math.Min(task._rows, ((long)index + 1) * perPart));
    }
}
