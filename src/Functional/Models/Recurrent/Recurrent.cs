namespace Functional;

/// <summary>Recurrent networks as pure functions of inputs, weights and states; <c>Operations.Lstm</c> and its like ask for the weights themselves.</summary>
/// <remarks>
/// A layer is one loop over the steps (<see cref="Loop.Scan"/>), and the products with the inputs of all steps are one matrix product before it.
/// Weights stand in PyTorch's order: layer by layer, within it forwards, then backwards.
/// </remarks>
public static class Recurrent
{
    /// <summary>A step of a plain recurrence: <c>f(x Wᵀ + b + h Uᵀ + d)</c>, <c>[N, I] × [N, H] → [N, H]</c>.</summary>
    /// <param name="x">Inputs <c>[N, I]</c>, or <c>[I]</c>.</param>
    /// <param name="hidden">The state <c>[N, H]</c>, or <c>[H]</c>.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="activation">f, by default tanh.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static Tensor RnnCell(Tensor x, Tensor hidden, RecurrentWeights weights, Func<Tensor, Tensor>? activation = null) =>
        RecurrentCell.Rnn(activation).Apply(x, [hidden], weights)[0];

    /// <summary>A step of an LSTM (Hochreiter &amp; Schmidhuber 1997): <c>c' = σ(f) c + σ(i) tanh g; h' = σ(o) tanh c'</c>, the rows of the weights i, f, g, o.</summary>
    /// <param name="x">Inputs <c>[N, I]</c>, or <c>[I]</c>.</param>
    /// <param name="state">The state, <c>[N, H]</c> or <c>[H]</c> each.</param>
    /// <param name="weights">The weights of four gates.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static LstmState LstmCell(Tensor x, LstmState state, RecurrentWeights weights) =>
        State(RecurrentCell.Lstm.Apply(x, [state.Hidden, state.Cell], weights));

    /// <summary>A step of a GRU (Cho et al. 2014): <c>h' = (1 − z) n + z h</c> with <c>n = tanh(x Wₙᵀ + bₙ + r (h Uₙᵀ + dₙ))</c>, the rows of the weights r, z, n.</summary>
    /// <param name="x">Inputs <c>[N, I]</c>, or <c>[I]</c>.</param>
    /// <param name="hidden">The state <c>[N, H]</c>, or <c>[H]</c>.</param>
    /// <param name="weights">The weights of three gates.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static Tensor GruCell(Tensor x, Tensor hidden, RecurrentWeights weights) =>
        RecurrentCell.Gru.Apply(x, [hidden], weights)[0];

    /// <summary>Plain recurrences over series, layer upon layer: <c>[T, N, I] → [T, N, directions · H]</c>, and the last states.</summary>
    /// <param name="x">Series <c>[T, N, I]</c>, or <c>[T, I]</c> for one.</param>
    /// <param name="weights">The weights of each layer and direction.</param>
    /// <param name="initial">The states before the first step, <c>[layers · directions, N, H]</c>; by default zeros.</param>
    /// <param name="lengths">How many steps each series has, whole numbers <c>[N]</c>: later ones give zeros and leave the state as it is. By default all T.</param>
    /// <param name="bidirectional">Whether every layer has a second direction, from the last step to the first.</param>
    /// <param name="batchFirst">Whether series are <c>[N, T, I]</c>, and so the outputs.</param>
    /// <param name="activation">By default tanh.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static (Tensor Outputs, Tensor Hidden) Rnn(
        Tensor x,
        IReadOnlyList<RecurrentWeights> weights,
        Tensor? initial = null,
        Tensor? lengths = null,
        bool bidirectional = false,
        bool batchFirst = false,
        Func<Tensor, Tensor>? activation = null
    ) => One(new(RecurrentCell.Rnn(activation), bidirectional ? 2 : 1, batchFirst), x, weights, initial, lengths);

    /// <summary>LSTMs over series, layer upon layer: <c>[T, N, I] → [T, N, directions · H]</c>, and the last states.</summary>
    /// <param name="x">Series <c>[T, N, I]</c>, or <c>[T, I]</c> for one.</param>
    /// <param name="weights">The weights of each layer and direction.</param>
    /// <param name="initial">The states before the first step, <c>[layers · directions, N, H]</c> each; by default zeros.</param>
    /// <param name="lengths">How many steps each series has, whole numbers <c>[N]</c>: later ones give zeros and leave the state as it is. By default all T.</param>
    /// <param name="bidirectional">Whether every layer has a second direction, from the last step to the first.</param>
    /// <param name="batchFirst">Whether series are <c>[N, T, I]</c>, and so the outputs.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static (Tensor Outputs, LstmState State) Lstm(
        Tensor x,
        IReadOnlyList<RecurrentWeights> weights,
        LstmState? initial = null,
        Tensor? lengths = null,
        bool bidirectional = false,
        bool batchFirst = false
    ) => Two(new(RecurrentCell.Lstm, bidirectional ? 2 : 1, batchFirst), x, weights, initial, lengths);

    /// <summary>GRUs over series, layer upon layer: <c>[T, N, I] → [T, N, directions · H]</c>, and the last states.</summary>
    /// <param name="x">Series <c>[T, N, I]</c>, or <c>[T, I]</c> for one.</param>
    /// <param name="weights">The weights of each layer and direction.</param>
    /// <param name="initial">The states before the first step, <c>[layers · directions, N, H]</c>; by default zeros.</param>
    /// <param name="lengths">How many steps each series has, whole numbers <c>[N]</c>: later ones give zeros and leave the state as it is. By default all T.</param>
    /// <param name="bidirectional">Whether every layer has a second direction, from the last step to the first.</param>
    /// <param name="batchFirst">Whether series are <c>[N, T, I]</c>, and so the outputs.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static (Tensor Outputs, Tensor Hidden) Gru(
        Tensor x,
        IReadOnlyList<RecurrentWeights> weights,
        Tensor? initial = null,
        Tensor? lengths = null,
        bool bidirectional = false,
        bool batchFirst = false
    ) => One(new(RecurrentCell.Gru, bidirectional ? 2 : 1, batchFirst), x, weights, initial, lengths);

    internal static (Tensor Outputs, Tensor State) One(
        RecurrentSeries series,
        Tensor x,
        IReadOnlyList<RecurrentWeights> weights,
        Tensor? initial,
        Tensor? lengths
    )
    {
        var (outputs, states) = series.Run(x, weights, [initial], lengths);
        return (outputs, states[0]);
    }

    internal static (Tensor Outputs, LstmState State) Two(
        RecurrentSeries series,
        Tensor x,
        IReadOnlyList<RecurrentWeights> weights,
        LstmState? initial,
        Tensor? lengths
    )
    {
        var (outputs, states) = series.Run(x, weights, [initial?.Hidden, initial?.Cell], lengths);
        return (outputs, State(states));
    }

    private static LstmState State(Tensor[] states) => new(states[0], states[1]);
}
