namespace Functional;

/// <summary>Turns a function of one example into a function of a batch, as a transformation of trees.</summary>
public static class Vectorize
{
    /// <summary>The function for every element along <paramref name="over"/>; the batch axis of the result is the first.</summary>
    /// <exception cref="TracingException">The function looks at a value.</exception>
    public static Func<T, TResult> Map<T, TResult>(Func<T, TResult> f, int over = 0) =>
        x => Run(f(Arguments(x, over, out var frame)), frame);

    /// <summary>The function for every element along the first axis of both arguments.</summary>
    /// <exception cref="TracingException">The function looks at a value.</exception>
    /// <exception cref="ShapeException">The first axes differ in size.</exception>
    public static Func<T1, T2, TResult> Map<T1, T2, TResult>(Func<T1, T2, TResult> f) => Map(f, (0, 0));

    /// <summary>The function for every element along the first axis of all arguments.</summary>
    /// <exception cref="TracingException">The function looks at a value.</exception>
    /// <exception cref="ShapeException">The first axes differ in size.</exception>
    public static Func<T1, T2, T3, TResult> Map<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> f) => Map(f, (0, 0, 0));

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
        // Marks belong to nodes of the graph: one tensor may be a batch here and an argument as a whole there.
        var graph = Graph.Of(roots);
        var (made, isBatched) = (new Tensor[graph.Count], new bool[graph.Count]);
        for (var i = 0; i < graph.Count; i++)
            (made[i], isBatched[i]) = bound.TryGetValue(graph.Nodes[i], out var binding)
                ? binding
                : Batched(graph, i, made, isBatched, size);
        return Array.ConvertAll(
            graph.Roots,
            root => isBatched[root] ? made[root] : made[root].BroadcastTo(made[root].Shape.Prepend(size))
        );
    }

    private static (Tensor, bool) Batched(Graph graph, int place, Tensor[] made, bool[] isBatched, int size)
    {
        var node = graph.Nodes[place];
        var places = graph.Operands(place);
        var (operands, marks) = (new Tensor[places.Length], new bool[places.Length]);
        var isChanged = false;
        for (var k = 0; k < places.Length; k++)
        {
            (operands[k], marks[k]) = (made[places[k]], isBatched[places[k]]);
            isChanged |= marks[k] || !ReferenceEquals(operands[k], graph.Nodes[places[k]]);
        }
        return !isChanged ? (node, false)
            : marks.Contains(true) ? (node.Op.Batch(operands, marks, size), true)
            : (node.Op.Rebuild(operands), false);
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
                symbols[i] = Symbol.Of(Shape.Of(front.Shape.Axes[1..]), leaf, "element");
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
