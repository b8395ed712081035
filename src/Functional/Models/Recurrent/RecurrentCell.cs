using static Functional.Operations;

namespace Functional;

/// <summary>A kind of recurrence: what is made of the inputs of all steps at once, and one step.</summary>
/// <param name="Name">The operation that errors name.</param>
/// <param name="Gates">How many blocks of H rows the weights have.</param>
/// <param name="States">How many tensors a step leaves to the next; the first is the output.</param>
/// <param name="Inputs">From inputs <c>[…, I]</c> to what the steps see of them, <c>[…, G H]</c>.</param>
/// <param name="Step">From that, <c>[N, G H]</c>, and the states to the next states.</param>
internal sealed record RecurrentCell(
    string Name,
    int Gates,
    int States,
    Func<Tensor, RecurrentWeights, Tensor> Inputs,
    Func<Tensor, Tensor[], RecurrentWeights, Tensor[]> Step
)
{
    public static RecurrentCell Lstm { get; } = new("lstm", 4, 2, WithBothBiases, LstmStep);

    // The new gate multiplies what its hidden bias is in, so that the biases stay apart.
    public static RecurrentCell Gru { get; } =
        new("gru", 3, 1, (x, weights) => x.Linear(weights.InputWeight, weights.InputBias), GruStep);

    public static RecurrentCell Rnn(Func<Tensor, Tensor>? activation) =>
        new(
            "rnn",
            1,
            1,
            WithBothBiases,
            (inputs, state, weights) => [(activation ?? Tanh)(inputs + state[0].Linear(weights.HiddenWeight))]
        );

    /// <summary>Refuses weights that do not fit together.</summary>
    /// <returns>The features of each state: H, but P of the first if it is projected.</returns>
    public int[] Check(RecurrentWeights weights, int inputs)
    {
        var size = weights.HiddenWeight.Rank == 2 ? weights.HiddenWeight.Shape[0] / Gates : 0;
        var outputs = size;
        if (weights.Projection is { } projection)
        {
            if (States != 2 || size < 1 || projection.Rank != 2 || projection.Shape[0] < 1 || projection.Shape[1] != size)
                throw new ShapeException(
                    States == 2
                        ? $"[{Name}] needs a projection [P, {size}], got {projection.Describe()}."
                        : $"[{Name}] has no projection: only an LSTM has, got {projection.Describe()}."
                );
            outputs = projection.Shape[0];
        }
        if (
            size < 1
            || !weights.HiddenWeight.Shape.Equals(Shape.Of(Gates * size, outputs))
            || !weights.InputWeight.Shape.Equals(Shape.Of(Gates * size, inputs))
        )
            throw new ShapeException(
                $"[{Name}] needs weights [{Blocks}H, {inputs}] for {inputs} inputs and [{Blocks}H, {(weights.Projection is null ? "H" : outputs)}], got {weights.InputWeight.Describe()} and {weights.HiddenWeight.Describe()}."
            );
        foreach (var bias in new[] { weights.InputBias, weights.HiddenBias })
            if (bias is not null && !bias.Shape.Equals(Shape.Of(Gates * size)))
                throw new ShapeException($"[{Name}] needs biases [{Gates * size}], got {bias.Describe()}.");
        return States == 2 ? [outputs, size] : [size];
    }

    /// <summary>One step from inputs <c>[…, I]</c> and states <c>[…, H]</c>.</summary>
    public Tensor[] Apply(Tensor x, Tensor[] states, RecurrentWeights weights)
    {
        if (x.Rank is not (1 or 2))
            throw new ShapeException($"[{Name}] needs inputs [N, I] or [I] for one step, got {x.Describe()}.");
        var sizes = Check(weights, x.Shape[-1]);
        foreach (var (state, size) in states.Zip(sizes))
            if (!state.Shape.Equals(Shape.Of([.. x.Shape.Axes[..^1], size])))
                throw new ShapeException(
                    $"[{Name}] needs a state {Shape.Of([.. x.Shape.Axes[..^1], size])} for inputs {x.Describe()}, got {state.Describe()}."
                );
        return Step(Inputs(x, weights), states, weights);
    }

    private string Blocks => Gates == 1 ? "" : $"{Gates} ";

    private static Tensor WithBothBiases(Tensor x, RecurrentWeights weights) =>
        x.Linear(
            weights.InputWeight,
            weights.InputBias is null || weights.HiddenBias is null
                ? weights.InputBias ?? weights.HiddenBias
                : weights.InputBias + weights.HiddenBias
        );

    private static Tensor[] LstmStep(Tensor inputs, Tensor[] state, RecurrentWeights weights)
    {
        var gates = inputs + state[0].Linear(weights.HiddenWeight);
        var (input, forget) = (Sigmoid(Gate(gates, 0, 4)), Sigmoid(Gate(gates, 1, 4)));
        var cell = (forget * state[1]) + (input * Tanh(Gate(gates, 2, 4)));
        var hidden = Sigmoid(Gate(gates, 3, 4)) * Tanh(cell);
        return [weights.Projection is { } projection ? hidden.Linear(projection) : hidden, cell];
    }

    private static Tensor[] GruStep(Tensor inputs, Tensor[] state, RecurrentWeights weights)
    {
        var hidden = state[0].Linear(weights.HiddenWeight, weights.HiddenBias);
        var reset = Sigmoid(Gate(inputs, 0, 3) + Gate(hidden, 0, 3));
        var update = Sigmoid(Gate(inputs, 1, 3) + Gate(hidden, 1, 3));
        var next = Tanh(Gate(inputs, 2, 3) + (reset * Gate(hidden, 2, 3)));
        return [((1 - update) * next) + (update * state[0])];
    }

    private static Tensor Gate(Tensor gates, int index, int count)
    {
        var size = gates.Shape[-1] / count;
        return gates.Slice(-1, index * size, (index + 1) * size);
    }
}
