namespace Functional.Properties;

/// <summary>How kernels run: on how many threads, and emitted or interpreted. Results must not depend on it.</summary>
internal readonly record struct Setting(int Threads, bool IsEmitted)
{
    private static readonly bool CanEmit = TileKernel.Emits;

    /// <summary>1, 2, 3 and 8 threads; interpreted kernels, and emitted ones where the run allows them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        .. from isEmitted in CanEmit ? new[] { false, true } : [false]
        from threads in new[] { 1, 2, 3, 8 }
        select new Setting(threads, isEmitted),
    ];

    public static Setting Draw(Random random) => All[random.Next(All.Count)];

    /// <summary>Computes something under this setting.</summary>
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

    public override string ToString() => $"{Threads} threads, {(IsEmitted ? "emitted" : "interpreted")}";
}

/// <summary>Tests that change settings run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunsAlone
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Settings";
}
