using System.Numerics;

namespace Functional;

/// <summary>Every element combined with all before it along an axis.</summary>
internal static class CumulativeTask
{
    public static CpuTask Of(CumulativeStage stage) =>
        (stage.Op, stage.Input.Type) switch
        {
            (CumulativeSumOp, DType.Float32) => new CumulativeTask<float, Sum<float>>(stage),
            (CumulativeSumOp, DType.Float64) => new CumulativeTask<double, Sum<double>>(stage),
            (CumulativeSumOp, DType.Int32) => new CumulativeTask<int, Sum<int>>(stage),
            (CumulativeSumOp, DType.Int64) => new CumulativeTask<long, Sum<long>>(stage),
            var (op, type) => throw new DTypeException($"[{op.Name}] has no CPU kernel for {type.Name}."),
        };

    internal interface ICombination<T>
    {
        static abstract T Combine(T x, T y);
    }

    private readonly struct Sum<T> : ICombination<T>
        where T : INumber<T>
    {
        public static T Combine(T x, T y) => x + y;
    }
}

/// <summary>Every element of type <typeparamref name="T"/> combined with all before it, rows in parallel.</summary>
internal sealed unsafe class CumulativeTask<T, TCombination> : CpuTask
    where T : unmanaged
    where TCombination : struct, CumulativeTask.ICombination<T>
{
    private readonly CumulativeStage _stage;
    private readonly View _view;
    private readonly int _size;
    private readonly long _inner;
    private readonly long _rows;

    public CumulativeTask(CumulativeStage stage)
    {
        (_stage, _view) = (stage, stage.Input.View);
        _size = _view.Shape[stage.Op.Axis];
        _inner = Shape.Of(_view.Shape.Axes[(stage.Op.Axis + 1)..]).Size;
        _rows = _size == 0 ? 0 : _view.Shape.Size / _size;
    }

    public override void Run(byte** buffers)
    {
        var job = new Job(this, (T*)buffers[_stage.Input.Buffer], (T*)buffers[_stage.Target]);
        WorkerPool.Shared.For(checked((int)_rows), ref job);
    }

    private void Row(T* source, T* target, long row)
    {
        var first = (row / _inner * _size * _inner) + (row % _inner);
        var (from, stride) = (_view.Address(first), _view.Strides[_stage.Op.Axis]);
        var sum = source[from];
        target[first] = sum;
        for (var i = 1; i < _size; i++)
        {
            sum = TCombination.Combine(sum, source[from + (i * stride)]);
            target[first + (i * _inner)] = sum;
        }
    }

    private readonly struct Job(CumulativeTask<T, TCombination> task, T* source, T* target) : IParallelJob
    {
        public void Run(int index) => task.Row(source, target, index);
    }
}
