namespace Functional;

/// <summary>What can be done with batches on their way to a training.</summary>
/// <remarks>All keep the order, so that what follows is as deterministic as what came. From sequence to asynchronous sequence leads .NET's <c>ToAsyncEnumerable</c>.</remarks>
public static class BatchSequences
{
    extension(IEnumerable<Batch> batches)
    {
        /// <summary>A function of every batch and a key of its own, to augment: batch i gets <c>key.Fold(i)</c>.</summary>
        /// <param name="key">From which the keys of the batches derive.</param>
        /// <param name="f">Written in operations, so that it is computed with the batch.</param>
        /// <param name="from">The number of the first batch: a training's step when it goes on.</param>
        /// <example><code>Batches.Epochs(images, labels, 64, order, from: seen).Map(noise, (k, b) => b with { Inputs = b.Inputs + 0.1 * k.Normal(b.Inputs.Shape) }, from: seen)</code></example>
        public IEnumerable<Batch> Map(Key key, Func<Key, Batch, Batch> f, long from = 0) =>
            batches.Select((batch, number) => f(key.Fold(from + number), batch));

        /// <summary>The batches on a device: each is taken together where the examples lie, and then moved. So the examples need not fit the device.</summary>
        /// <example><code>var final = Training.Run(step, gpu.Place(begin), Batches.Shuffled(images, labels, 64, key).On(gpu));</code></example>
        public IEnumerable<Batch> On(Device device) => batches.Select(batch => Moved(batch, device));

        /// <summary>The same batches, computed on a thread of their own while the training computes.</summary>
        /// <param name="count">How many may wait; one more may be in the making.</param>
        /// <param name="cancellation">Ends the sequence with an exception.</param>
        /// <returns>
        /// A sequence that starts its thread when it is enumerated. What the source throws is thrown behind the batches before it; who stops early
        /// stops the thread and waits for it.
        /// </returns>
        /// <exception cref="ArgumentOutOfRangeException">The count is not positive.</exception>
        public IEnumerable<Batch> Prefetch(int count = 2, CancellationToken cancellation = default)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
            return Prefetching.Run(batches, count, cancellation);
        }
    }

    extension(IAsyncEnumerable<Batch> batches)
    {
        /// <summary>The batches on a device: each is taken together where the examples lie, and then moved. So the examples need not fit the device.</summary>
        /// <example><code>var final = Training.Run(step, gpu.Place(begin), Batches.Shuffled(images, labels, 64, key).On(gpu));</code></example>
        public IAsyncEnumerable<Batch> On(Device device) => batches.Select(batch => Moved(batch, device));

        /// <summary>A function of every batch and a key of its own, to augment: batch i gets <c>key.Fold(i)</c>.</summary>
        /// <param name="key">From which the keys of the batches derive.</param>
        /// <param name="f">Written in operations, so that it is computed with the batch.</param>
        /// <param name="from">The number of the first batch: a training's step when it goes on.</param>
        public IAsyncEnumerable<Batch> Map(Key key, Func<Key, Batch, Batch> f, long from = 0) =>
            batches.Select((batch, number) => f(key.Fold(from + number), batch));

        /// <summary>The same batches, asked for and computed in the background while the training computes.</summary>
        /// <param name="count">How many may wait; one more may be in the making.</param>
        /// <returns>A sequence that starts when it is enumerated, with the token of <c>WithCancellation</c>; it ends like the one for <see cref="IEnumerable{T}"/>.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The count is not positive.</exception>
        public IAsyncEnumerable<Batch> Prefetch(int count = 2)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
            return Prefetching.RunAsync(batches, count);
        }
    }

    // Evaluated where the examples lie, so that not all of them are moved.
    private static Batch Moved(Batch batch, Device device)
    {
        Tensor.Evaluate(batch.Inputs, batch.Targets);
        return device.Place(batch);
    }
}
