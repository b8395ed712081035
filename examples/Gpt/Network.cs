using Functional;
using static Functional.Operations;

namespace Gpt;

/// <summary>The sizes of the network.</summary>
/// <param name="Characters">How many characters there are.</param>
/// <param name="Context">How many of them it sees.</param>
/// <param name="Width">Features of a character.</param>
/// <param name="Heads">Heads of attention; a divisor of the features.</param>
/// <param name="Layers">Blocks of attention and two linear maps.</param>
internal sealed record Sizes(int Characters, int Context, int Width, int Heads, int Layers);

/// <summary>A transformer that reads characters and says, behind each, which may follow (Radford et al. 2018).</summary>
internal static class Network
{
    private const double Dropped = 0.1;

    /// <summary>From the numbers of characters <c>[n, context]</c> to a score for each that may follow, <c>[n, context, characters]</c>.</summary>
    public static Layer Of(Sizes sizes) =>
        Tie(
            Characters(sizes.Characters, sizes.Width),
            characters =>
                characters
                >> Positions(sizes.Context, sizes.Width)
                >> Dropout(Dropped)
                >> Sequence(Enumerable.Range(0, sizes.Layers).Select(_ => Block(sizes)))
                >> LayerNorm(sizes.Width)
                >> characters
        );

    // One matrix for both ends (Press & Wolf 2017): numbers of characters become its rows, features become products with all rows.
    private static Layer Characters(int count, int width) =>
        Own(x =>
            from rows in Model.Parameter("weight", [count, width], Initializers.Normal(1 / Math.Sqrt(width)))
            select x.DType.IsInteger ? rows.Embed(x) : x.Linear(rows)
        );

    private static Layer Positions(int context, int width) =>
        Own(x =>
            from places in Model.Parameter("weight", [context, width], Initializers.Normal(1 / Math.Sqrt(width)))
            select x + places
        );

    // Causal: behind a character the network knows only those before it. Norms come first, which needs no careful warm-up.
    private static Layer Block(Sizes sizes) =>
        x =>
            TransformerEncoderLayer(
                sizes.Width,
                sizes.Heads,
                feedForward: 4 * sizes.Width,
                Dropped,
                x => x.Gelu(),
                normFirst: true,
                isCausal: true
            )(x);

    /// <summary>How surprising the characters are that did follow, in nats.</summary>
    public static Tensor Loss(Tensor scores, Tensor following) => Losses.CrossEntropy(scores.Flatten(0, 1), following.Flatten());

    /// <summary>Warms up, then falls as a cosine to a tenth; gradients are clipped; matrices decay, but neither norms nor biases.</summary>
    public static Optimizer Optimizer(Parameters parameters, int steps)
    {
        const double Rate = 5e-3;
        var warm = Math.Max(1, steps / 20);
        var rate = Schedules.Linear(Rate, from: 0, to: 1, warm).Then(warm, Schedules.Cosine(Rate, steps, final: 0.1 * Rate));
        return Optimizers.ClipByGlobalNorm(1)
            >> Optimizers.AdamW(rate, beta2: 0.99, weightDecay: 0.1, decays: path => parameters[path].Rank > 1);
    }

    /// <summary>Windows that begin anywhere in a text: characters, and those that follow them. Computed where the text lies.</summary>
    public static Batch Windows(Tensor text, int context, int count, Key key)
    {
        var begin = key.Integers([count, 1], 0, text.Size - context, DType.Int32);
        var windows = text.Take(begin + Tensor.Range(context + 1, DType.Int32));
        return new(windows[.., ..^1], windows[.., 1..]);
    }

    /// <summary>Continues a text, drawing character after character with the key: one plan, in which the loop is one node.</summary>
    /// <param name="sizes">The sizes of the network.</param>
    /// <param name="begin">The numbers of the characters to continue, <c>[n]</c>.</param>
    /// <param name="count">How many to draw.</param>
    /// <param name="temperature">What scores are divided by: below 1 the likely becomes likelier.</param>
    /// <param name="top">How many of the likeliest may come at all.</param>
    public static Func<Parameters, Key, Tensor> Writer(Sizes sizes, Tensor begin, int count, double temperature, int top) =>
        Compile.Function<Parameters, Key, Tensor>(
            (parameters, key) =>
            {
                var (net, places) = (Of(sizes), Tensor.Range(sizes.Context, DType.Int32));
                var heard = begin[Math.Max(0, (int)begin.Size - sizes.Context)..];
                // The window is as wide as the context. What stands behind the last character does not matter, since nothing looks ahead.
                return Loop.Unfold(
                    ((Tensor Window, Tensor Last, Key Key) at) =>
                    {
                        var (own, next) = at.Key.Split();
                        var scores = net.Apply(parameters, at.Window.ExpandDims(0)).Squeeze(0).Take(at.Last);
                        var character = own.Categorical([], Likeliest(scores, top) / temperature).To(DType.Int32);
                        var window = Where(Equal(at.Last, sizes.Context - 1), at.Window.Roll(-1), at.Window);
                        var last = Minimum(at.Last + 1, sizes.Context - 1);
                        return ((Where(Equal(places, last), character, window), last, next), character);
                    },
                    (heard.Pad((0, sizes.Context - (int)heard.Size)), Tensor.Of((int)heard.Size - 1), key),
                    count
                ).Outputs;
            }
        );

    private static Tensor Likeliest(Tensor scores, int count) =>
        count >= scores.Size ? scores : Where(scores >= scores.TopK(count).Values[^1], scores, double.NegativeInfinity);
}
