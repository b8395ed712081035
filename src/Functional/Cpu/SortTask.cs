namespace Functional;

/// <summary>The order of elements along an axis.</summary>
internal static class SortTask
{
    public static CpuTask Of(SortStage stage) =>
        stage.Input.Type switch
        {
            DType.Float32 => new SortTask<float>(stage),
            DType.Float64 => new SortTask<double>(stage),
            DType.Int32 => new SortTask<int>(stage),
            DType.Int64 => new SortTask<long>(stage),
            _ => new SortTask<byte>(stage),
        };
}

/// <summary>The order of elements of type <typeparamref name="T"/> along an axis, rows in parallel.</summary>
internal sealed unsafe class SortTask<T> : CpuTask
    where T : unmanaged, IComparable<T>
{
    private readonly SortStage _stage;
    private readonly View _view;
    private readonly int _size;
    private readonly long _inner;

    public SortTask(SortStage stage)
    {
        (_stage, _view) = (stage, stage.Input.View);
        _size = _view.Shape[stage.Op.Axis];
        _inner = Shape.Of(_view.Shape.Axes[(stage.Op.Axis + 1)..]).Size;
    }

    public override void Run(byte** buffers)
    {
        if (_size == 0)
            return;
        var job = new Job(this, (T*)buffers[_stage.Input.Buffer], (long*)buffers[_stage.Target]);
        WorkerPool.Shared.For(checked((int)(_view.Shape.Size / _size)), ref job);
    }

    private void Row(T* source, long* target, long row)
    {
        var first = (row / _inner * _size * _inner) + (row % _inner);
        var (from, stride) = (_view.Address(first), _view.Strides[_stage.Op.Axis]);
        var keys = new (T Key, int Place)[_size];
        for (var i = 0; i < _size; i++)
            keys[i] = (source[from + (i * stride)], i);
        Array.Sort(keys, _stage.Op.IsDescending ? Descending : Ascending);
        for (var i = 0; i < _size; i++)
            target[first + (i * _inner)] = keys[i].Place;
    }

    // .NET orders NaN first, we last.
    private static int Order(T x, T y) => IsNaN(x) || IsNaN(y) ? IsNaN(x).CompareTo(IsNaN(y)) : x.CompareTo(y);

    private static bool IsNaN(T x) => x is float.NaN or double.NaN;

    private static int Ascending((T Key, int Place) x, (T Key, int Place) y) =>
        Order(x.Key, y.Key) is not 0 and var order ? order : x.Place.CompareTo(y.Place);

    private static int Descending((T Key, int Place) x, (T Key, int Place) y) =>
        Order(y.Key, x.Key) is not 0 and var order ? order : x.Place.CompareTo(y.Place);

    private readonly struct Job(SortTask<T> task, T* source, long* target) : IParallelJob
    {
        public void Run(int index) => task.Row(source, target, index);
    }
}
