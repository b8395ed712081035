namespace Functional;

/// <summary>Products of the same sizes and strides at different places.</summary>
internal unsafe struct MatrixBatch<T>(MatrixProblem<T> first, long* a, long* b, long* c, int count) : IParallelJob
    where T : unmanaged
{
    // Products at least this large are shared between the threads one after the other.
    private const long LargeProduct = 1 << 24,
        TaskWork = 1 << 18;

    private int _perTask;

    /// <summary>Writes all products; on the caller alone if they have less than <paramref name="parallelWork"/>.</summary>
    public void Run(WorkerPool pool, long parallelWork)
    {
        long work = Math.Max(1, MatrixProduct.Work(first.M, first.N, first.K));
        if (work >= LargeProduct || (count == 1 && work >= parallelWork))
            MultiplyAll(0, count, pool);
        else if (work * count < parallelWork)
            MultiplyAll(0, count, null);
        else
        {
            _perTask = (int)Math.Max(1, TaskWork / work);
            pool.For((count + _perTask - 1) / _perTask, ref this);
        }
    }

    /// <inheritdoc/>
    public readonly void Run(int index) => MultiplyAll(index * _perTask, Math.Min((index + 1) * _perTask, count), null);

    private readonly void MultiplyAll(int begin, int end, WorkerPool? pool)
    {
        for (int i = begin; i < end; i++)
            MatrixProduct.Multiply(first.Moved(a[i], b[i], c[i]), pool);
    }
}
