namespace Functional;

/// <summary>Independent pieces of one matrix' decomposition, in parallel where they are worth it.</summary>
internal static class MatrixJobs
{
    // Multiplications that are worth a fork.
    private const long ForkWork = 1 << 17;

    private const int MostParts = 64;

    /// <summary>Calls the action for every index below <paramref name="count"/>; <paramref name="work"/> is that of all together.</summary>
    public static void For(int count, long work, Action<int> action)
    {
        var parts = (int)Math.Min(Math.Min(count, MostParts), work / ForkWork);
        var job = new Job(count, Math.Max(1, parts), action);
        WorkerPool.Shared.For(Math.Max(1, parts), ref job);
    }

    private readonly struct Job(int count, int parts, Action<int> action) : IParallelJob
    {
        public void Run(int index)
        {
            var end = (int)((long)count * (index + 1) / parts);
            for (var i = (int)((long)count * index / parts); i < end; i++)
                action(i);
        }
    }
}
