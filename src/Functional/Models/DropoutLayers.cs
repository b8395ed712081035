namespace Functional;

public static partial class Operations
{
    /// <summary>In training, zeros in place of a part of the elements, and the rest divided by what is kept: <c>x · mask / (1 − rate)</c>; else <c>x</c>.</summary>
    /// <param name="rate">The part that is dropped, at least 0 and at most 1.</param>
    /// <exception cref="ModelException">The rate is not in [0, 1]; when run: training without a key.</exception>
    public static Layer Dropout(double rate) => Dropping("dropout", rate, (x, key) => Drop(x, key, x.Shape, rate));

    /// <summary>In training, zeros in place of a part of the channels: those of <c>[N, C, …]</c> are dropped or kept as a whole.</summary>
    /// <param name="rate">The part that is dropped, at least 0 and at most 1.</param>
    /// <exception cref="ModelException">The rate is not in [0, 1]; when run: training without a key.</exception>
    /// <exception cref="ShapeException">There are no channels; thrown when run.</exception>
    public static Layer ChannelDropout(double rate) =>
        Dropping(
            "channel_dropout",
            rate,
            (x, key) =>
                x.Rank < 2
                    ? throw new ShapeException(
                        $"[channel_dropout] needs channels in axis 1, [N, C, …], got {x.DType.Name}{x.Shape}."
                    )
                    : Drop(x, key, Shape.Of([.. x.Shape.Axes[..2], .. Enumerable.Repeat(1, x.Rank - 2)]), rate)
        );

    /// <summary>In training, SELU's limit in place of a part of the elements, and the rest moved so that mean and variance stay (Klambauer et al. 2017).</summary>
    /// <param name="rate">The part that is dropped, at least 0 and at most 1.</param>
    /// <exception cref="ModelException">The rate is not in [0, 1]; when run: training without a key.</exception>
    public static Layer AlphaDropout(double rate) =>
        Dropping(
            "alpha_dropout",
            rate,
            (x, key) =>
            {
                // −λα of SELU: where it goes for very negative inputs.
                const double limit = -1.7580993408473766;
                if (rate == 1)
                    return Where(key.Bernoulli(x.Shape, 0), x, 0);
                var scale = 1 / Math.Sqrt((1 - rate) * (1 + (rate * limit * limit)));
                return (Where(key.Bernoulli(x.Shape, 1 - rate), x, limit) * scale) - (scale * limit * rate);
            }
        );

    private static Layer Dropping(string name, double rate, Func<Tensor, Key, Tensor> drop)
    {
        if (!(rate >= 0 && rate <= 1))
            throw new ModelException($"[{name}] needs a rate from 0 to 1, got {rate}.");
        // It takes its number in either mode, so that paths behind it stay where they are.
        return Own(x =>
            from mode in Model.Mode
            from y in mode is Mode.Inference || rate == 0 ? Model.Return(x) : Model.Key().Map(key => drop(x, key))
            select y
        );
    }

    // Where, not a product: what is dropped is 0 even where x is infinite.
    internal static Tensor Drop(Tensor x, Key key, Shape mask, double rate) =>
        rate == 1 ? Where(key.Bernoulli(mask, 0), x, 0) : Where(key.Bernoulli(mask, 1 - rate), x * (1 / (1 - rate)), 0);
}
