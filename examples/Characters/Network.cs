using Functional;
using static Functional.Operations;

namespace Characters;

/// <summary>The network that reads characters and says which may follow: what it is, and how it writes.</summary>
internal static class Network
{
    private const int Features = 32;

    /// <summary>From the numbers of characters <c>[streams, steps]</c> to a score for each that may follow, <c>[streams, steps, size]</c>.</summary>
    public static Layer Of(int size, int hidden) =>
        Embedding(size, Features) >> Continued(Features, hidden) >> Dropout(0.2) >> Linear(hidden, size);

    /// <summary>How surprising the characters are that did follow, in nats.</summary>
    public static Tensor Loss(Tensor scores, Tensor following) => Losses.CrossEntropy(scores.Flatten(0, 1), following.Flatten());

    // An LSTM that goes on where the batch before ended: its states are running state of the model, which is passed on from step to step but not derived. So
    // a step learns from a few characters, and knows of all before them (truncated back-propagation through time, Williams & Peng 1990).
    private static Layer Continued(int inputs, int hidden) =>
        Own(x =>
        {
            Shape shape = [1, x.Shape[0], hidden];
            var zero = Initializers.Constant(0);
            return from h in Model.State("hidden", shape, zero)
                from c in Model.State("cell", shape, zero)
                from result in LstmWithState(inputs, hidden, batchFirst: true)(x, new LstmState(h, c))
                from _ in Model.SetState("hidden", result.State.Hidden)
                from __ in Model.SetState("cell", result.State.Cell)
                select result.Outputs;
        });

    /// <summary>A text as streams side by side, some steps of each at a time: every window begins where the one before ended.</summary>
    public static Batch[] Windows(Tensor text, int streams, int steps)
    {
        var each = ((int)text.Size - 1) / streams;
        var (inputs, targets) = (Streams(text[..^1]), Streams(text[1..]));
        return
        [
            .. Enumerable
                .Range(0, each / steps)
                .Select(i => (i * steps)..((i + 1) * steps))
                .Select(part => new Batch(inputs[.., part], targets[.., part])),
        ];

        Tensor Streams(Tensor numbers) => numbers[..(streams * each)].Reshape(streams, each);
    }

    /// <summary>The mean loss over windows, read from left to right from a state on.</summary>
    public static Func<Parameters, Parameters, IReadOnlyList<Batch>, double> Measure(Layer net)
    {
        var read = Compile.Function<Parameters, Parameters, Batch, (Tensor Loss, Parameters State)>(
            (parameters, state, batch) =>
            {
                var run = net(batch.Inputs).Apply(parameters, state);
                return (Loss(run.Value, batch.Targets), run.State);
            }
        );
        return (parameters, state, windows) =>
            windows
                .Aggregate(
                    (Sum: 0.0, State: state),
                    (at, batch) =>
                    {
                        var (loss, next) = read(parameters, at.State, batch);
                        return (at.Sum + loss.Item(), next);
                    }
                )
                .Sum / windows.Count;
    }

    /// <summary>Continues a text, drawing character after character with the key: one plan, in which the loop is one node.</summary>
    /// <param name="net">The network.</param>
    /// <param name="begin">The numbers of the characters to continue, <c>[1, n]</c>.</param>
    /// <param name="count">How many to draw.</param>
    /// <param name="temperature">What scores are divided by: below 1 the likely becomes likelier.</param>
    public static Func<Parameters, Key, Tensor> Writer(Layer net, Tensor begin, int count, double temperature) =>
        Compile.Function<Parameters, Key, Tensor>(
            (parameters, key) =>
            {
                var heard = net(begin).Apply(parameters, net.Initialize(key, begin).State);
                return Loop.Unfold(
                    ((Tensor Scores, Parameters State, Key Key) at) =>
                    {
                        var (own, next) = at.Key.Split();
                        var character = own.Categorical([1], at.Scores / temperature).To(DType.Int32);
                        var run = net(character.ExpandDims(0)).Apply(parameters, at.State);
                        return ((run.Value[.., ^1], run.State, next), character);
                    },
                    (heard.Value[.., ^1], heard.State, key),
                    count
                ).Outputs;
            }
        );
}
