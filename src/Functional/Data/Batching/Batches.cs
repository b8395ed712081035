namespace Functional;

/// <summary>Examples in groups, as training folds over them. The first axis of inputs and targets counts the examples.</summary>
public static class Batches
{
    /// <summary>The examples in order, <paramref name="size"/> at a time; the last batch may be smaller.</summary>
    /// <exception cref="ShapeException">Inputs and targets differ in number, or have no first axis; or the size is not positive.</exception>
    public static IEnumerable<Batch> InOrder(Tensor inputs, Tensor targets, int size)
    {
        var count = Count(inputs, targets, size);
        return Enumerable
            .Range(0, (count / size) + (count % size > 0 ? 1 : 0))
            .Select(number => (Start: number * size, Stop: (number * size) + Math.Min(size, count - (number * size))))
            .Select(part => new Batch(inputs.Slice(0, part.Start, part.Stop), targets.Slice(0, part.Start, part.Stop)));
    }

    /// <summary>The examples once, in an order that the key decides, <paramref name="size"/> at a time: an epoch of training.</summary>
    /// <param name="inputs">Of shape <c>[n, …]</c>.</param>
    /// <param name="targets">Of shape <c>[n, …]</c>.</param>
    /// <param name="size">How many examples a batch has.</param>
    /// <param name="key">The same key gives the same order.</param>
    /// <param name="keepRest">Whether a last, smaller batch follows if the size does not divide the number of examples.</param>
    /// <exception cref="ShapeException">Inputs and targets differ in number, or have no first axis; or the size is not positive.</exception>
    public static IEnumerable<Batch> Shuffled(Tensor inputs, Tensor targets, int size, Key key, bool keepRest = true)
    {
        var count = Count(inputs, targets, size);
        return Shuffled(inputs, targets, size, Permutation(key, count), keepRest);
    }

    /// <summary>
    /// Epoch after epoch, each in an order of its own: epoch e is <c>Shuffled</c> with <c>key.Fold(e)</c>.
    /// Batch s stands in epoch <c>s / b</c> at place <c>s % b</c>, where b counts the batches of an epoch; so a training goes on from its <c>Step</c>.
    /// </summary>
    /// <param name="inputs">Of shape <c>[n, …]</c>.</param>
    /// <param name="targets">Of shape <c>[n, …]</c>.</param>
    /// <param name="size">How many examples a batch has.</param>
    /// <param name="key">The same key gives the same orders.</param>
    /// <param name="epochs">How many there are; without end if it is not given.</param>
    /// <param name="from">How many batches were seen already: a training state's <c>Step</c>, or a whole number.</param>
    /// <param name="keepRest">Whether a last, smaller batch ends an epoch if the size does not divide the number of examples.</param>
    /// <example><code>var final = Training.Run(step, state, Batches.Epochs(inputs, targets, 64, key, epochs: 10, from: state.Step));</code></example>
    /// <exception cref="ShapeException">Inputs and targets differ in number, or have no first axis; the size is not positive; <paramref name="from"/> is no count; or there is no batch.</exception>
    public static IEnumerable<Batch> Epochs(
        Tensor inputs,
        Tensor targets,
        int size,
        Key key,
        int? epochs = null,
        Tensor? from = null,
        bool keepRest = true
    )
    {
        var count = Count(inputs, targets, size);
        var perEpoch = keepRest ? (count / size) + (count % size > 0 ? 1 : 0) : count / size;
        if (perEpoch == 0)
            throw new ShapeException(
                $"[batches] {count} examples give no batch of {size}{(keepRest ? "" : " without the rest")}."
            );
        var seen = Seen(from);
        return Go();

        IEnumerable<Batch> Go()
        {
            for (var epoch = seen / perEpoch; epochs is null || epoch < epochs; epoch++)
            {
                var begin = epoch == seen / perEpoch ? (int)(seen % perEpoch) : 0;
                foreach (var batch in Shuffled(inputs, targets, size, Permutation(key.Fold(epoch), count), keepRest).Skip(begin))
                    yield return batch;
            }
        }
    }

    /// <summary>Examples for training, for validation and for testing: every one in exactly one part, which the key decides.</summary>
    /// <param name="inputs">Of shape <c>[n, …]</c>.</param>
    /// <param name="targets">Of shape <c>[n, …]</c>.</param>
    /// <param name="key">The same key gives the same parts.</param>
    /// <param name="test">The share that tests, from 0 to 1.</param>
    /// <param name="validation">The share that validates; what remains trains.</param>
    /// <example><code>var (training, validation, test) = Batches.Split(inputs, targets, key, test: 0.2, validation: 0.1);</code></example>
    /// <exception cref="ShapeException">Inputs and targets differ in number, or have no first axis; or the shares are negative or more than 1 together.</exception>
    public static (Batch Training, Batch Validation, Batch Test) Split(
        Tensor inputs,
        Tensor targets,
        Key key,
        double test,
        double validation = 0
    )
    {
        var count = Count(inputs, targets, 1);
        if (!(test >= 0) || !(validation >= 0) || test + validation > 1)
            throw new ShapeException(
                $"[split] needs shares of at least 0 and at most 1 together, got {test} for testing and {validation} for validation."
            );
        var order = Permutation(key, count);
        var tests = (int)Math.Round(count * test);
        // Of the sum, so that three shares never miss or repeat an example.
        var others = (int)Math.Round(count * (test + validation));
        return (Part(order[others..]), Part(order[tests..others]), Part(order[..tests]));

        Batch Part(int[] rows)
        {
            var part = Rows(inputs, targets, rows);
            Tensor.Evaluate(part.Inputs, part.Targets);
            return part;
        }
    }

    /// <summary>Examples that come one after the other, <paramref name="size"/> at a time: a file that is read while training, say.</summary>
    /// <param name="examples">Each with tensors of the same shapes.</param>
    /// <param name="size">How many examples a batch has.</param>
    /// <param name="keepRest">Whether a last, smaller batch follows.</param>
    /// <exception cref="ShapeException">The size is not positive; or, when a batch is made, the shapes of its examples differ.</exception>
    public static IEnumerable<Batch> Of(IEnumerable<(Tensor Input, Tensor Target)> examples, int size, bool keepRest = true)
    {
        CheckSize(size);
        return examples.Chunk(size).Where(chunk => keepRest || chunk.Length == size).Select(Stacked);
    }

    /// <summary>Examples that arrive one after the other, <paramref name="size"/> at a time.</summary>
    /// <param name="examples">Each with tensors of the same shapes.</param>
    /// <param name="size">How many examples a batch has.</param>
    /// <param name="keepRest">Whether a last, smaller batch follows.</param>
    /// <exception cref="ShapeException">The size is not positive; or, when a batch is made, the shapes of its examples differ.</exception>
    public static IAsyncEnumerable<Batch> Of(
        IAsyncEnumerable<(Tensor Input, Tensor Target)> examples,
        int size,
        bool keepRest = true
    )
    {
        CheckSize(size);
        return examples.Chunk(size).Where(chunk => keepRest || chunk.Length == size).Select(Stacked);
    }

    /// <summary>The whole numbers from 0 up to (not including) <paramref name="count"/>, in an order that the key decides.</summary>
    /// <exception cref="ShapeException">The count is negative.</exception>
    public static int[] Permutation(Key key, int count)
    {
        var bits = key.Bits([count]).ToArray<int>();
        int[] order = [.. Enumerable.Range(0, count)];
        // Fisher and Yates, backwards. A draw below n is the upper half of 32 bits times n: biased by less than n / 2³².
        for (var last = count - 1; last > 0; last--)
        {
            var drawn = (int)(((ulong)(uint)bits[last] * (uint)(last + 1)) >> 32);
            (order[last], order[drawn]) = (order[drawn], order[last]);
        }
        return order;
    }

    private static IEnumerable<Batch> Shuffled(Tensor inputs, Tensor targets, int size, int[] order, bool keepRest) =>
        order.Chunk(size).Where(chunk => keepRest || chunk.Length == size).Select(rows => Rows(inputs, targets, rows));

    private static Batch Rows(Tensor inputs, Tensor targets, int[] rows)
    {
        var places = Tensor.Of(rows);
        return new(inputs.Take(places), targets.Take(places));
    }

    private static Batch Stacked((Tensor Input, Tensor Target)[] examples) =>
        new(
            Tensor.Stack(0, [.. examples.Select(example => example.Input)]),
            Tensor.Stack(0, [.. examples.Select(example => example.Target)])
        );

    private static long Seen(Tensor? from)
    {
        if (from is null)
            return 0;
        if (from.Rank > 0 || !from.DType.IsInteger)
            throw new ShapeException(
                $"[batches] needs the number of batches seen as an integer scalar, got {from.DType.Name}{from.Shape}."
            );
        var seen = (long)from.Item();
        return seen >= 0 ? seen : throw new ShapeException($"[batches] cannot go on from batch {seen}.");
    }

    private static void CheckSize(int size)
    {
        if (size <= 0)
            throw new ShapeException($"[batches] needs a size of at least 1, got {size}.");
    }

    private static int Count(Tensor inputs, Tensor targets, int size)
    {
        CheckSize(size);
        return inputs.Rank > 0 && targets.Rank > 0 && inputs.Shape[0] == targets.Shape[0]
            ? inputs.Shape[0]
            : throw new ShapeException(
                $"[batches] needs as many targets as inputs along axis 0, got inputs {inputs.DType.Name}{inputs.Shape} and targets {targets.DType.Name}{targets.Shape}."
            );
    }
}
