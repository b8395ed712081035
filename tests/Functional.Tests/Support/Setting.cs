namespace Functional.Tests;

/// <summary>How kernels run: on how many threads, and emitted or interpreted. Only for tests of the collection <see cref="Alone"/>.</summary>
internal readonly record struct Setting(int Threads, bool IsEmitted)
{
    private static readonly bool CanEmit = TileKernel.Emits;

    /// <summary>1, 2 and 3 threads; interpreted kernels, and emitted ones where the run allows them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        .. from isEmitted in CanEmit ? new[] { false, true } : [false]
        from threads in new[] { 1, 2, 3 }
        select new Setting(threads, isEmitted),
    ];

    public T Run<T>(Func<T> compute)
    {
        var (threads, emits, atOnce) = (WorkerPool.Threads, TileKernel.Emits, TileKernel.EmitsAtOnce);
        try
        {
            (WorkerPool.Threads, TileKernel.Emits, TileKernel.EmitsAtOnce) = (Threads, IsEmitted, IsEmitted);
            return compute();
        }
        finally
        {
            (WorkerPool.Threads, TileKernel.Emits, TileKernel.EmitsAtOnce) = (threads, emits, atOnce);
        }
    }
}
