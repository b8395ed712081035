namespace Functional;

/// <summary>Turns a function of one example into a function of a batch, as a transformation of trees.</summary>
public static class Vectorize
{
    /// <summary>The function for every element along <paramref name="over"/>; the batch axis of the result is the first.</summary>
    /// <exception cref="TracingException">The function looks at a value.</exception>
    public static Func<T, TResult> Map<T, TResult>(Func<T, TResult> f, int over = 0) =>
        x => Run(f(Arguments(x, over, out var frame)), frame);

    /// <summary>The function for every element along the given axis of each argument; null passes an argument whole.</summary>
    /// <exception cref="TracingException">The function looks at a value.</exception>
    /// <exception cref="ShapeException">The batched axes differ in size, or no argument is batched.</exception>
    public static Func<T1, T2, TResult> Map<T1, T2, TResult>(Func<T1, T2, TResult> f, (int?, int?) over) =>
        (x, y) =>
            Run(f(Arguments(x, over.Item1, out var first), Arguments(y, over.Item2, out var second)), [.. first, .. second]);

    /// <summary>The function for every element along the given axis of each argument; null passes an argument whole.</summary>
    /// <exception cref="TracingException">The function looks at a value.</exception>
    /// <exception cref="ShapeException">The batched axes differ in size, or no argument is batched.</exception>
    public static Func<T1, T2, T3, TResult> Map<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> f, (int?, int?, int?) over) =>
        (x, y, z) =>
            Run(
                f(
                    Arguments(x, over.Item1, out var first),
                    Arguments(y, over.Item2, out var second),
                    Arguments(z, over.Item3, out var third)
                ),
                [.. first, .. second, .. third]
            );

    /// <summary>Trees over symbols made into trees over batched values; every result has the batch axis first.</summary>
    internal static Tensor[] Batch(
        ReadOnlySpan<Tensor> roots,
        IReadOnlyList<(Tensor Symbol, Tensor Value, bool IsBatched)> bindings,
        int size
    )
    {
        var bound = bindings.ToDictionary(
            binding => binding.Symbol,
            binding => (binding.Value, binding.IsBatched),
            ReferenceEqualityComparer.Instance as IEqualityComparer<Tensor>
        );
        var batched = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var made = Substitution.Rewrite(
            Graph.Of(roots),
            (node, operands, isChanged) =>
            {
                if (bound.TryGetValue(node, out var binding))
                {
                    if (binding.IsBatched)
                        batched.Add(binding.Value);
                    return binding.Value;
                }
                if (!isChanged)
                    return node;
                var marks = Array.ConvertAll(operands, batched.Contains);
                if (!marks.Contains(true))
                    return node.Op.Rebuild(operands);
                var result = node.Op.Batch(operands, marks, size);
                batched.Add(result);
                return result;
            }
        );
        return Array.ConvertAll(
            made,
            result => batched.Contains(result) ? result : result.BroadcastTo(result.Shape.Prepend(size))
        );
    }

    private static T Arguments<T>(T tree, int? axis, out List<(Tensor, Tensor, bool, int?)> frame)
    {
        var leaves = TensorTree.Flatten(tree);
        var symbols = new Tensor[leaves.Length];
        frame = [];
        for (var i = 0; i < leaves.Length; i++)
        {
            var leaf = leaves[i];
            if (axis is { } over)
            {
                var at = leaf.Shape.Axis("vectorize", over);
                var front = leaf.Permute([at, .. Enumerable.Range(0, leaf.Rank).Where(other => other != at)]);
                symbols[i] = Symbol.Of(Shape.Of(front.Shape.Axes[1..]), leaf.DType, "element");
                frame.Add((symbols[i], front, true, front.Shape[0]));
            }
            else
            {
                symbols[i] = leaf;
                frame.Add((leaf, leaf, false, null));
            }
        }
        return TensorTree.Rebuild(tree, symbols);
    }

    private static TResult Run<TResult>(TResult result, List<(Tensor Symbol, Tensor Value, bool IsBatched, int? Size)> frame)
    {
        var sizes = frame.Where(entry => entry.Size is not null).Select(entry => entry.Size!.Value).Distinct().ToArray();
        if (sizes.Length != 1)
            throw new ShapeException(
                sizes.Length == 0
                    ? "[vectorize] needs at least one batched argument."
                    : $"[vectorize] got batches of different sizes: {string.Join(", ", sizes)}."
            );
        var bindings = frame.Where(entry => entry.IsBatched).Select(entry => (entry.Symbol, entry.Value, true)).ToArray();
        return TensorTree.Rebuild(result, Batch(TensorTree.Flatten(result), bindings, sizes[0]));
    }
}
