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
        return Permutation(key, count)
            .Chunk(size)
            .Where(chunk => keepRest || chunk.Length == size)
            .Select(chunk => Tensor.Of(chunk))
            .Select(rows => new Batch(inputs.Take(rows), targets.Take(rows)));
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

    private static int Count(Tensor inputs, Tensor targets, int size)
    {
        if (size <= 0)
            throw new ShapeException($"[batches] needs a size of at least 1, got {size}.");
        return inputs.Rank > 0 && targets.Rank > 0 && inputs.Shape[0] == targets.Shape[0]
            ? inputs.Shape[0]
            : throw new ShapeException(
                $"[batches] needs as many targets as inputs along axis 0, got inputs {inputs.DType.Name}{inputs.Shape} and targets {targets.DType.Name}{targets.Shape}."
            );
    }
}
