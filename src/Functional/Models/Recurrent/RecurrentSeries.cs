using static Functional.Operations;

namespace Functional;

/// <summary>Recurrences over series: layers of one or two directions, each one loop over the steps.</summary>
/// <param name="Kind">The kind of recurrence.</param>
/// <param name="Directions">1 or 2.</param>
/// <param name="BatchFirst">Whether series are <c>[N, T, I]</c>, not <c>[T, N, I]</c>.</param>
/// <param name="Between">What is done to the outputs of a layer, by its number, before the next sees them; or nothing.</param>
internal sealed record RecurrentSeries(
    RecurrentCell Kind,
    int Directions,
    bool BatchFirst,
    Func<Tensor, int, Tensor>? Between = null
)
{
    /// <summary>The outputs of the last layer, and the last states of all, <c>[layers · directions, N, H]</c> each.</summary>
    public (Tensor Outputs, Tensor[] States) Run(
        Tensor x,
        IReadOnlyList<RecurrentWeights> weights,
        Tensor?[] initial,
        Tensor? lengths
    )
    {
        if (x.Rank is not (2 or 3))
            throw new ShapeException(
                $"[{Kind.Name}] needs a series {(BatchFirst ? "[N, T, I]" : "[T, N, I]")}, or [T, I] for one, got {x.Describe()}."
            );
        if (weights.Count == 0 || weights.Count % Directions != 0)
            throw new ShapeException(
                $"[{Kind.Name}] needs weights for each layer and direction, got {weights.Count} for layers of {Directions} directions."
            );
        var isOne = x.Rank == 2;
        var y =
            isOne ? x.ExpandDims(1)
            : BatchFirst ? x.Transpose(0, 1)
            : x;
        var states = Initial(y, weights, initial, isOne);
        var isThere = IsThere(y, lengths, isOne);
        var last = new List<Tensor[]>();
        for (var layer = 0; layer < weights.Count / Directions; layer++)
        {
            y = layer > 0 && Between is not null ? Between(y, layer) : y;
            var outputs = new Tensor[Directions];
            for (var direction = 0; direction < Directions; direction++)
            {
                var place = last.Count;
                Kind.Check(weights[place], y.Shape[2]);
                Tensor[] start = Array.ConvertAll(states, state => state.Select(0, place));
                (var end, outputs[direction]) = OneWay(y, weights[place], start, isThere, isBackwards: direction == 1);
                last.Add(end);
            }
            y = Tensor.Concatenate(2, outputs);
        }
        var ends = new Tensor[Kind.States];
        for (var i = 0; i < ends.Length; i++)
        {
            var end = Tensor.Stack(0, [.. last.Select(state => state[i])]);
            ends[i] = isOne ? end.Squeeze(1) : end;
        }
        return (
            isOne ? y.Squeeze(1)
            : BatchFirst ? y.Transpose(0, 1)
            : y,
            ends
        );
    }

    // The products with the inputs of all steps are one, before the loop.
    private (Tensor[] Last, Tensor Outputs) OneWay(
        Tensor x,
        RecurrentWeights weights,
        Tensor[] start,
        Tensor? isThere,
        bool isBackwards
    )
    {
        Tensor Turned(Tensor series) => isBackwards ? series.Flip(0) : series;
        var inputs = Turned(Kind.Inputs(x, weights));
        var carry = Array.ConvertAll(start, state => state.To(inputs.DType));
        var (last, outputs) = isThere is null
            ? Loop.Scan(
                (Tensor[] states, Tensor slice) =>
                {
                    var next = Kind.Step(slice, states, weights);
                    return (next, next[0]);
                },
                carry,
                inputs
            )
            : Loop.Scan(
                (Tensor[] states, (Tensor Inputs, Tensor IsThere) slice) =>
                {
                    var next = Kind.Step(slice.Inputs, states, weights);
                    Tensor[] kept = [.. next.Zip(states, (after, before) => Where(slice.IsThere, after, before))];
                    return (kept, Where(slice.IsThere, next[0], 0));
                },
                carry,
                (inputs, Turned(isThere))
            );
        return (last, Turned(outputs));
    }

    // [T, N, 1]: true before a series' end. Backwards the padding comes first and leaves the state as it is.
    private Tensor? IsThere(Tensor x, Tensor? lengths, bool isOne)
    {
        if (lengths is null)
            return null;
        var shape = isOne ? Shape.Scalar : Shape.Of(x.Shape[1]);
        if (!lengths.DType.IsInteger || !lengths.Shape.Equals(shape))
            throw new ShapeException(
                $"[{Kind.Name}] needs whole numbers {shape} as lengths of the series {x.Describe()}, got {lengths.Describe()}."
            );
        if (lengths.IsComputed && lengths.Size > 0 && lengths.Max().Item() is var longest && longest > x.Shape[0])
            throw new ValueException(
                $"[{Kind.Name}] a series of length {longest} does not fit into the {x.Shape[0]} steps of {x.Describe()}."
            );
        return Less(Tensor.Iota([x.Shape[0], 1, 1]), lengths.To(DType.Int64).Reshape(1, x.Shape[1], 1));
    }

    private Tensor[] Initial(Tensor x, IReadOnlyList<RecurrentWeights> weights, Tensor?[] initial, bool isOne)
    {
        var first = weights[0].HiddenWeight;
        var sizes = Kind.Check(weights[0], x.Shape[2]);
        if (weights.Any(each => !each.HiddenWeight.Shape.Equals(first.Shape)))
            throw new ShapeException($"[{Kind.Name}] needs layers with as many hidden features as the first, {sizes[^1]}.");
        Shape Of(int size) => Shape.Of(isOne ? [weights.Count, size] : [weights.Count, x.Shape[1], size]);
        foreach (var (state, shape) in initial.Zip(sizes.Select(Of)))
            if (state is not null && !state.Shape.Equals(shape))
                throw new ShapeException(
                    $"[{Kind.Name}] needs an initial state {shape}, layers and directions first, got {state.Describe()}."
                );
        var type = DTypes.Promote(x.DType, first.DType);
        return
        [
            .. initial.Zip(
                sizes,
                (state, size) => (state ?? Tensor.Zeros(Of(size), type)).Reshape(Shape.Of(weights.Count, x.Shape[1], size))
            ),
        ];
    }
}
