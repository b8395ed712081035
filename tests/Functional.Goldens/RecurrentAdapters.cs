namespace Functional.Goldens;

/// <summary>Recurrent cells and series with given weights, and losses of series.</summary>
internal static class RecurrentAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["rnn_cell"] = (x, a) => Recurrent.RnnCell(x[0], x[1], Weights(x, 2), Activation(a)),
            ["lstm_cell"] = (x, _) => Both(Recurrent.LstmCell(x[0], new(x[1], x[2]), Weights(x, 3))),
            ["gru_cell"] = (x, _) => Recurrent.GruCell(x[0], x[1], Weights(x, 2)),
            ["rnn"] = (x, a) =>
                Recurrent.Rnn(x[0], All(x, a, 2), x.Optional(1), null, Flag(a), a.Flag("batch_first"), Activation(a)),
            ["gru"] = (x, a) => Recurrent.Gru(x[0], All(x, a, 2), x.Optional(1), null, Flag(a), a.Flag("batch_first")),
            ["lstm"] = (x, a) =>
            {
                var (y, state) = Recurrent.Lstm(x[0], All(x, a, 3), new(x[1], x[2]), null, Flag(a), a.Flag("batch_first"));
                return new[] { y, state.Hidden, state.Cell };
            },
            ["ctc_loss"] = (x, a) =>
                Losses.Ctc(
                    x[0],
                    x[1],
                    x[2],
                    x[3],
                    a.Int("blank", 0),
                    a.Flag("zero_infinity"),
                    a.Word("reduction", "mean") switch
                    {
                        "mean" => Reduction.Mean,
                        "sum" => Reduction.Sum,
                        _ => Reduction.None,
                    }
                ),
        };

    private static bool Flag(Arguments a) => a.Flag("bidirectional");

    private static Func<Tensor, Tensor> Activation(Arguments a) =>
        a.Word("nonlinearity", "tanh") == "relu" ? Operations.Relu : Operations.Tanh;

    private static Outputs Both(LstmState state) => (state.Hidden, state.Cell);

    private static RecurrentWeights Weights(Operands x, int first) =>
        new(x[first], x[first + 1], x.Optional(first + 2), x.Optional(first + 3));

    private static RecurrentWeights[] All(Operands x, Arguments a, int first)
    {
        var each = a.Flag("bias", true) ? 4 : 2;
        return
        [
            .. Enumerable
                .Range(0, (x.Count - first) / each)
                .Select(i => first + (i * each))
                .Select(at => each == 4 ? Weights(x, at) : new RecurrentWeights(x[at], x[at + 1])),
        ];
    }
}
