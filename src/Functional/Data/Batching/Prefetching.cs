using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Functional;

/// <summary>Batches through a bounded queue: one thread makes them, another takes them.</summary>
internal static class Prefetching
{
    public static IEnumerable<Batch> Run(IEnumerable<Batch> source, int count, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var queue = new BlockingCollection<Batch>(count);
        var maker = Task.Factory.StartNew(
            () => Make(source, queue, stop.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        try
        {
            foreach (var batch in queue.GetConsumingEnumerable(cancellation))
                yield return batch;
            maker.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            // Whatever it threw was thrown above, or is of no interest to who has left.
            ((IAsyncResult)maker).AsyncWaitHandle.WaitOne();
            _ = maker.Exception;
        }
    }

    public static async IAsyncEnumerable<Batch> RunAsync(
        IAsyncEnumerable<Batch> source,
        int count,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queue = Channel.CreateBounded<Batch>(count);
        var maker = Task.Run(() => MakeAsync(source, queue.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in queue.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
                yield return batch;
            await maker.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await maker.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void Make(IEnumerable<Batch> source, BlockingCollection<Batch> queue, CancellationToken stop)
    {
        try
        {
            foreach (var batch in source)
                queue.Add(Computed(batch), stop);
        }
        finally
        {
            queue.CompleteAdding();
        }
    }

    private static async Task MakeAsync(IAsyncEnumerable<Batch> source, ChannelWriter<Batch> queue, CancellationToken stop)
    {
        try
        {
            await foreach (var batch in source.WithCancellation(stop).ConfigureAwait(false))
                await queue.WriteAsync(Computed(batch), stop).ConfigureAwait(false);
        }
        finally
        {
            queue.Complete();
        }
    }

    // Otherwise only the tree would be made here, and whoever takes the batch would compute it.
    private static Batch Computed(Batch batch)
    {
        Tensor.Evaluate(batch.Inputs, batch.Targets);
        return batch;
    }
}
