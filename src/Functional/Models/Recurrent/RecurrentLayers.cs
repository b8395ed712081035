namespace Functional;

/// <summary>A recurrent network as a part of a model: series to outputs and the last states.</summary>
/// <param name="x">Series <c>[T, N, I]</c>, or <c>[N, T, I]</c>, or <c>[T, I]</c> for one.</param>
/// <param name="initial">The states before the first step; by default zeros.</param>
/// <param name="lengths">How many steps each series has, whole numbers <c>[N]</c>; by default all T.</param>
/// <typeparam name="TState">Tensors <c>[layers · directions, N, H]</c>.</typeparam>
public delegate Model<(Tensor Outputs, TState State)> RecurrentLayer<TState>(
    Tensor x,
    TState? initial = null,
    Tensor? lengths = null
)
    where TState : class;

public static partial class Operations
{
    /// <summary>A plain recurrence over series: <c>[T, N, inputs] → [T, N, directions · hidden]</c>.</summary>
    /// <inheritdoc cref="RnnWithState"/>
    public static Layer Rnn(
        int inputs,
        int hidden,
        int layers = 1,
        bool bias = true,
        bool batchFirst = false,
        double dropout = 0,
        bool bidirectional = false,
        Func<Tensor, Tensor>? activation = null
    ) => Outputs(RnnWithState(inputs, hidden, layers, bias, batchFirst, dropout, bidirectional, activation));

    /// <summary>A plain recurrence over series that takes and gives states and minds lengths.</summary>
    /// <remarks>
    /// Parameters, as PyTorch names them, for layer k: <c>weight_ih_lk</c> <c>[hidden, inputs]</c>, <c>weight_hh_lk</c> <c>[hidden, hidden]</c>, <c>bias_ih_lk</c> and
    /// <c>bias_hh_lk</c> <c>[hidden]</c>, backwards the same with <c>_reverse</c>; all uniform in ±1/√hidden at first.
    /// </remarks>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="hidden">The number of hidden features.</param>
    /// <param name="layers">How many layers, each over the outputs of the one before.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="batchFirst">Whether series are <c>[N, T, inputs]</c>, and so the outputs.</param>
    /// <param name="dropout">The part of the outputs of every layer but the last that is dropped in training.</param>
    /// <param name="bidirectional">Whether every layer has a second direction, from the last step to the first.</param>
    /// <param name="activation">By default tanh.</param>
    /// <exception cref="ModelException">A size is less than 1, or the rate is not in [0, 1]; when run: the series has other inputs.</exception>
    public static RecurrentLayer<Tensor> RnnWithState(
        int inputs,
        int hidden,
        int layers = 1,
        bool bias = true,
        bool batchFirst = false,
        double dropout = 0,
        bool bidirectional = false,
        Func<Tensor, Tensor>? activation = null
    ) => Hidden(new(RecurrentCell.Rnn(activation), inputs, hidden, layers, bias, batchFirst, dropout, bidirectional));

    /// <summary>An LSTM over series: <c>[T, N, inputs] → [T, N, directions · hidden]</c>.</summary>
    /// <inheritdoc cref="LstmWithState"/>
    public static Layer Lstm(
        int inputs,
        int hidden,
        int layers = 1,
        bool bias = true,
        bool batchFirst = false,
        double dropout = 0,
        bool bidirectional = false,
        int projection = 0
    ) => Outputs(LstmWithState(inputs, hidden, layers, bias, batchFirst, dropout, bidirectional, projection));

    /// <summary>An LSTM over series that takes and gives states and minds lengths (Hochreiter &amp; Schmidhuber 1997).</summary>
    /// <remarks>Parameters as those of <see cref="RnnWithState"/>, with four blocks of rows each: input, forget, cell and output gate.</remarks>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="hidden">The number of hidden features.</param>
    /// <param name="layers">How many layers, each over the outputs of the one before.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="batchFirst">Whether series are <c>[N, T, inputs]</c>, and so the outputs.</param>
    /// <param name="dropout">The part of the outputs of every layer but the last that is dropped in training.</param>
    /// <param name="bidirectional">Whether every layer has a second direction, from the last step to the first.</param>
    /// <param name="projection">To how many features each output is projected, by <c>weight_hr_lk</c>; 0 for no projection (Sak et al. 2014).</param>
    /// <exception cref="ModelException">A size is less than 1, or the rate is not in [0, 1]; when run: the series has other inputs.</exception>
    public static RecurrentLayer<LstmState> LstmWithState(
        int inputs,
        int hidden,
        int layers = 1,
        bool bias = true,
        bool batchFirst = false,
        double dropout = 0,
        bool bidirectional = false,
        int projection = 0
    )
    {
        var description = new RecurrentDescription(
            RecurrentCell.Lstm,
            inputs,
            hidden,
            layers,
            bias,
            batchFirst,
            dropout,
            bidirectional,
            projection
        ).Checked();
        return (x, initial, lengths) =>
            description.Run(x, (series, weights) => Recurrent.Two(series, x, weights, initial, lengths));
    }

    /// <summary>A GRU over series: <c>[T, N, inputs] → [T, N, directions · hidden]</c>.</summary>
    /// <inheritdoc cref="GruWithState"/>
    public static Layer Gru(
        int inputs,
        int hidden,
        int layers = 1,
        bool bias = true,
        bool batchFirst = false,
        double dropout = 0,
        bool bidirectional = false
    ) => Outputs(GruWithState(inputs, hidden, layers, bias, batchFirst, dropout, bidirectional));

    /// <summary>A GRU over series that takes and gives states and minds lengths (Cho et al. 2014).</summary>
    /// <remarks>Parameters as those of <see cref="RnnWithState"/>, with three blocks of rows each: reset, update and new gate.</remarks>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="hidden">The number of hidden features.</param>
    /// <param name="layers">How many layers, each over the outputs of the one before.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="batchFirst">Whether series are <c>[N, T, inputs]</c>, and so the outputs.</param>
    /// <param name="dropout">The part of the outputs of every layer but the last that is dropped in training.</param>
    /// <param name="bidirectional">Whether every layer has a second direction, from the last step to the first.</param>
    /// <exception cref="ModelException">A size is less than 1, or the rate is not in [0, 1]; when run: the series has other inputs.</exception>
    public static RecurrentLayer<Tensor> GruWithState(
        int inputs,
        int hidden,
        int layers = 1,
        bool bias = true,
        bool batchFirst = false,
        double dropout = 0,
        bool bidirectional = false
    ) => Hidden(new(RecurrentCell.Gru, inputs, hidden, layers, bias, batchFirst, dropout, bidirectional));

    /// <summary>A step of a plain recurrence: <c>[N, inputs]</c> and a state <c>[N, hidden]</c> to the next state. Parameters <c>weight_ih</c>, <c>weight_hh</c>, <c>bias_ih</c>, <c>bias_hh</c>.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="hidden">The number of hidden features.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="activation">By default tanh.</param>
    /// <exception cref="ModelException">A size is less than 1; when run: other inputs.</exception>
    public static Func<Tensor, Tensor, Model<Tensor>> RnnCell(
        int inputs,
        int hidden,
        bool bias = true,
        Func<Tensor, Tensor>? activation = null
    )
    {
        var description = new RecurrentDescription(RecurrentCell.Rnn(activation), inputs, hidden, Bias: bias).Checked();
        return (x, state) => description.Step(x, weights => Recurrent.RnnCell(x, state, weights, activation));
    }

    /// <summary>A step of an LSTM: <c>[N, inputs]</c> and a state to the next state. Parameters as those of <see cref="RnnCell"/>, with four blocks of rows.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="hidden">The number of hidden features.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <exception cref="ModelException">A size is less than 1; when run: other inputs.</exception>
    public static Func<Tensor, LstmState, Model<LstmState>> LstmCell(int inputs, int hidden, bool bias = true)
    {
        var description = new RecurrentDescription(RecurrentCell.Lstm, inputs, hidden, Bias: bias).Checked();
        return (x, state) => description.Step(x, weights => Recurrent.LstmCell(x, state, weights));
    }

    /// <summary>A step of a GRU: <c>[N, inputs]</c> and a state <c>[N, hidden]</c> to the next state. Parameters as those of <see cref="RnnCell"/>, with three blocks of rows.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="hidden">The number of hidden features.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <exception cref="ModelException">A size is less than 1; when run: other inputs.</exception>
    public static Func<Tensor, Tensor, Model<Tensor>> GruCell(int inputs, int hidden, bool bias = true)
    {
        var description = new RecurrentDescription(RecurrentCell.Gru, inputs, hidden, Bias: bias).Checked();
        return (x, state) => description.Step(x, weights => Recurrent.GruCell(x, state, weights));
    }

    private static Layer Outputs<TState>(RecurrentLayer<TState> layer)
        where TState : class => x => layer(x).Map(result => result.Outputs);

    private static RecurrentLayer<Tensor> Hidden(RecurrentDescription description)
    {
        description.Checked();
        return (x, initial, lengths) =>
            description.Run(x, (series, weights) => Recurrent.One(series, x, weights, initial, lengths));
    }
}
