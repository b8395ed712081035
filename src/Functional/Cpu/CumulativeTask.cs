using System.Numerics;

namespace Functional;

/// <summary>Combines a running result of type <typeparamref name="TSum"/> with elements of type <typeparamref name="T"/>.</summary>
internal interface ICombination<T, TSum>
{
    /// <summary>True if there is a second operand.</summary>
    static abstract bool HasFactors { get; }

    static abstract TSum Start(T x);
    static abstract TSum Combine(TSum sum, T x, T factor);
    static abstract T Finish(TSum sum);
}

/// <summary>Every element combined with all before it along an axis.</summary>
/// <remarks>Single precision is accumulated in double: a running sum of ten million ones is right to the last.</remarks>
internal static class CumulativeTask
{
    public static CpuTask Of(CumulativeStage stage) =>
        stage.Inputs[0].Type switch
        {
            DType.Float32 => Of<float, double>(stage),
            DType.Float64 => Of<double, double>(stage),
            DType.Int32 => Of<int, int>(stage),
            DType.Int64 => Of<long, long>(stage),
            var type => throw NoKernel(stage, type),
        };

    private static CpuTask Of<T, TSum>(CumulativeStage stage)
        where T : unmanaged, INumber<T>
        where TSum : unmanaged, INumber<TSum> =>
        stage.Op switch
        {
            CumulativeSumOp => new CumulativeTask<T, TSum, Sum<T, TSum>>(stage),
            CumulativeProductOp => new CumulativeTask<T, TSum, Product<T, TSum>>(stage),
            CumulativeMaxOp => new CumulativeTask<T, T, Largest<T>>(stage),
            RecurrenceOp => new CumulativeTask<T, TSum, Recurrence<T, TSum>>(stage),
            _ => throw NoKernel(stage, stage.Inputs[0].Type),
        };

    private static DTypeException NoKernel(CumulativeStage stage, DType type) =>
        new($"[{stage.Op.Name}] has no CPU kernel for {type.Name}.");

    private readonly struct Sum<T, TSum> : ICombination<T, TSum>
        where T : INumber<T>
        where TSum : INumber<TSum>
    {
        public static bool HasFactors => false;

        public static TSum Start(T x) => TSum.CreateTruncating(x);

        public static TSum Combine(TSum sum, T x, T factor) => sum + TSum.CreateTruncating(x);

        public static T Finish(TSum sum) => T.CreateTruncating(sum);
    }

    private readonly struct Product<T, TSum> : ICombination<T, TSum>
        where T : INumber<T>
        where TSum : INumber<TSum>
    {
        public static bool HasFactors => false;

        public static TSum Start(T x) => TSum.CreateTruncating(x);

        public static TSum Combine(TSum sum, T x, T factor) => sum * TSum.CreateTruncating(x);

        public static T Finish(TSum sum) => T.CreateTruncating(sum);
    }

    private readonly struct Largest<T> : ICombination<T, T>
        where T : INumber<T>
    {
        public static bool HasFactors => false;

        public static T Start(T x) => x;

        public static T Combine(T sum, T x, T factor) => sum >= x || T.IsNaN(sum) ? sum : x;

        public static T Finish(T sum) => sum;
    }

    private readonly struct Recurrence<T, TSum> : ICombination<T, TSum>
        where T : INumber<T>
        where TSum : INumber<TSum>
    {
        public static bool HasFactors => true;

        public static TSum Start(T x) => TSum.CreateTruncating(x);

        public static TSum Combine(TSum sum, T x, T factor) => (sum * TSum.CreateTruncating(factor)) + TSum.CreateTruncating(x);

        public static T Finish(TSum sum) => T.CreateTruncating(sum);
    }
}

/// <summary>Every element of type <typeparamref name="T"/> combined with all before it: several rows side by side, and those in parallel.</summary>
internal sealed unsafe class CumulativeTask<T, TSum, TCombination> : CpuTask
    where T : unmanaged
    where TSum : unmanaged
    where TCombination : struct, ICombination<T, TSum>
{
    // Neighbours along the last axis share cache lines; rows that do not only hide each other's latency.
    private const int Wide = 64;
    private const int Narrow = 8;

    // Elements that are worth another part of the job.
    private const int PartSize = 16384;

    private readonly CumulativeStage _stage;
    private readonly View _view;
    private readonly View _factors;
    private readonly int _size;
    private readonly long _inner;
    private readonly long _rows;
    private readonly int _side;

    public CumulativeTask(CumulativeStage stage)
    {
        (_stage, _view, _factors) = (stage, stage.Inputs[0].View, stage.Inputs[^1].View);
        _size = _view.Shape[stage.Op.Axis];
        _inner = Shape.Of(_view.Shape.Axes[(stage.Op.Axis + 1)..]).Size;
        _rows = _size == 0 ? 0 : _view.Shape.Size / _size;
        _side = _inner == 1 ? Narrow : Wide;
    }

    public override void Run(byte** buffers)
    {
        if (_rows == 0)
            return;
        var perPart = Math.Max(1, PartSize / _size / _side) * _side;
        var factors = (T*)buffers[_stage.Inputs[^1].Buffer];
        var job = new Job(this, (T*)buffers[_stage.Inputs[0].Buffer], factors, (T*)buffers[_stage.Target], perPart);
        WorkerPool.Shared.For(checked((int)((_rows + perPart - 1) / perPart)), ref job);
    }

    // Up to Wide rows, element by element: their sums do not wait for each other.
    private void Rows(T* source, T* factors, T* target, long row, int count)
    {
        var sums = stackalloc TSum[Wide];
        var from = stackalloc long[Wide];
        var scaled = stackalloc long[Wide];
        var to = stackalloc long[Wide];
        var (stride, step) = (_view.Strides[_stage.Op.Axis], _factors.Strides[_stage.Op.Axis]);
        for (var k = 0; k < count; k++)
        {
            to[k] = ((row + k) / _inner * _size * _inner) + ((row + k) % _inner);
            from[k] = _view.Address(to[k]);
            scaled[k] = _factors.Address(to[k]);
            sums[k] = TCombination.Start(source[from[k]]);
            target[to[k]] = TCombination.Finish(sums[k]);
        }
        for (long i = 1; i < _size; i++)
        for (var k = 0; k < count; k++)
        {
            var factor = TCombination.HasFactors ? factors[scaled[k] + (i * step)] : default;
            sums[k] = TCombination.Combine(sums[k], source[from[k] + (i * stride)], factor);
            target[to[k] + (i * _inner)] = TCombination.Finish(sums[k]);
        }
    }

    private readonly struct Job(CumulativeTask<T, TSum, TCombination> task, T* source, T* factors, T* target, int perPart)
        : IParallelJob
    {
        public void Run(int index)
        {
            var end = Math.Min(task._rows, ((long)index + 1) * perPart);
            for (var row = (long)index * perPart; row < end; row += task._side)
                task.Rows(source, factors, target, row, (int)Math.Min(task._side, end - row));
        }
    }
}
