namespace Functional;

/// <summary>Loops of fixed length as one node of the tree, whatever their length.</summary>
public static class Loop
{
    /// <summary>Folds a body over the first axis of <paramref name="sequence"/>: from a carry and a slice to the next carry and an output.</summary>
    /// <param name="body">A pure function, traced once; it may close over tensors.</param>
    /// <param name="initial">The carry before the first step.</param>
    /// <param name="sequence">A tensor, or a tree of tensors with one first axis.</param>
    /// <returns>The last carry, and the outputs stacked along a new first axis.</returns>
    /// <exception cref="TracingException">The body looks at a value.</exception>
    /// <exception cref="ShapeException">The body changes the carry's shape, or the sequences differ in length.</exception>
    public static (TCarry Carry, TOutput Outputs) Scan<TCarry, TSlice, TOutput>(
        Func<TCarry, TSlice, (TCarry Carry, TOutput Output)> body,
        TCarry initial,
        TSlice sequence
    )
    {
        var sequences = TensorTree.Flatten(sequence);
        if (sequences.Length == 0 || sequences.Any(x => x.Rank == 0))
            throw new ShapeException("[scan] needs a sequence: a tensor with at least one axis.");
        if (sequences.Any(x => x.Shape[0] != sequences[0].Shape[0]))
            throw new ShapeException(
                $"[scan] got sequences of different lengths: {string.Join(", ", sequences.Select(x => x.Shape[0]))}."
            );
        return Run(body, initial, sequence, sequences, sequences[0].Shape[0]);
    }

    /// <summary>Applies a body <paramref name="length"/> times and returns the last carry.</summary>
    /// <exception cref="TracingException">The body looks at a value.</exception>
    /// <exception cref="ShapeException">The body changes the carry's shape, or the length is negative.</exception>
    public static TCarry Repeat<TCarry>(Func<TCarry, TCarry> body, TCarry initial, int length) =>
        length < 0
            ? throw new ShapeException($"[repeat] needs a length of at least 0, got {length}.")
            : Run<TCarry, Tensor[], Tensor[]>((carry, _) => (body(carry), []), initial, [], [], length).Carry;

    /// <summary>Unfolds a carry into outputs: applies a body <paramref name="length"/> times, from a carry to the next carry and an output.</summary>
    /// <example>
    /// <code>
    /// Loop.Unfold(((Tensor A, Tensor B) at) => ((at.B, at.A + at.B), at.A), (Tensor.Of(0), Tensor.Of(1)), 7).Outputs // [0, 1, 1, 2, 3, 5, 8]
    /// </code>
    /// </example>
    /// <param name="body">A pure function, traced once; it may close over tensors.</param>
    /// <param name="initial">The carry before the first step.</param>
    /// <param name="length">How many outputs.</param>
    /// <returns>The last carry, and the outputs stacked along a new first axis.</returns>
    /// <exception cref="TracingException">The body looks at a value.</exception>
    /// <exception cref="ShapeException">The body changes the carry's shape, or the length is negative.</exception>
    public static (TCarry Carry, TOutput Outputs) Unfold<TCarry, TOutput>(
        Func<TCarry, (TCarry Carry, TOutput Output)> body,
        TCarry initial,
        int length
    ) =>
        length < 0
            ? throw new ShapeException($"[unfold] needs a length of at least 0, got {length}.")
            : Run<TCarry, Tensor[], TOutput>((carry, _) => body(carry), initial, [], [], length);

    private static (TCarry Carry, TOutput Outputs) Run<TCarry, TSlice, TOutput>(
        Func<TCarry, TSlice, (TCarry Carry, TOutput Output)> body,
        TCarry initial,
        TSlice sequence,
        Tensor[] sequences,
        int length
    )
    {
        var start = TensorTree.Flatten(initial);
        var carries = Array.ConvertAll(start, x => Symbol.Like(x, "carry"));
        var slices = Array.ConvertAll(sequences, x => Symbol.Of(Shape.Of(x.Shape.Axes[1..]), x, "slice"));
        var (next, output) = body(TensorTree.Rebuild(initial, carries), TensorTree.Rebuild(sequence, slices));
        var (nextLeaves, outputLeaves) = (TensorTree.Flatten(next), TensorTree.Flatten(output));
        for (var i = 0; i < carries.Length; i++)
            if (
                i >= nextLeaves.Length
                || !nextLeaves[i].Shape.Equals(carries[i].Shape)
                || nextLeaves[i].DType != carries[i].DType
            )
                throw new ShapeException(
                    $"[scan] the body must keep the carry's shape and type: it gets {carries[i].DType.Name}{carries[i].Shape} and returns {(i < nextLeaves.Length ? $"{nextLeaves[i].DType.Name}{nextLeaves[i].Shape}" : "nothing")}."
                );
        var (constants, symbols, roots, device) = Close([.. nextLeaves, .. outputLeaves], [.. carries, .. slices]);
        var scan = new ScanBody(carries, slices, symbols, roots[..carries.Length], roots[carries.Length..]);
        // A body that places what it computes takes the loop with it.
        Tensor Placed(Tensor x) => device is null || x.Placement is not null ? x : x.To(device);
        var loop = ScanOp.Make(
            length,
            isReverse: false,
            scan,
            [.. start.Select(Placed), .. sequences.Select(Placed), .. constants]
        );
        Tensor Result(int index) => ProjectionOp.Of(loop, index);
        return (
            TensorTree.Rebuild(initial, [.. carries.Select((_, i) => Result(i))]),
            TensorTree.Rebuild(output, [.. outputLeaves.Select((_, i) => Result(carries.Length + i))])
        );
    }

    // What the body closes over becomes operands: the largest subtrees that no symbol of the step reaches.
    private static (Tensor[] Constants, Tensor[] Symbols, Tensor[] Roots, Device? Device) Close(Tensor[] roots, Tensor[] symbols)
    {
        var graph = Graph.Of(roots);
        var own = new HashSet<Tensor>(symbols, ReferenceEqualityComparer.Instance);
        var depends = new bool[graph.Count];
        var isUsed = new bool[graph.Count];
        Device? device = null;
        foreach (var root in graph.Roots)
            isUsed[root] = true;
        for (var i = 0; i < graph.Count; i++)
        {
            depends[i] = own.Contains(graph.Nodes[i]);
            foreach (var operand in graph.Operands(i))
                depends[i] |= depends[operand];
            if (!depends[i])
                continue;
            foreach (var operand in graph.Operands(i))
                isUsed[operand] = true;
            device = Same(device, graph.Nodes[i].Placement);
        }
        var constants = new List<Tensor>();
        for (var i = 0; i < graph.Count; i++)
            if (isUsed[i] && !depends[i] && graph.Nodes[i].Op is not (ConstantOp or IotaOp))
                constants.Add(graph.Nodes[i]);
        var stand = constants.ConvertAll(x => Symbol.Like(x, "constant"));
        return ([.. constants], [.. stand], Substitution.Replace(roots, [.. constants], [.. stand]), device);
    }

    private static Device? Same(Device? device, Device? next) =>
        device is null || next is null || device == next
            ? device ?? next
            : throw new DeviceException(
                $"[scan] the body goes from '{device.Name}' to '{next.Name}'; all of it must run on one device. Move before the loop or after it."
            );
}
