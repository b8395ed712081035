namespace Functional;

/// <summary>Attention as a part of a model: queries, keys and values, and masks, to what the queries found.</summary>
/// <param name="query">Queries <c>[N, L, E]</c>.</param>
/// <param name="key">Keys <c>[N, S, E]</c>.</param>
/// <param name="value">Values <c>[N, S, E]</c>.</param>
/// <param name="mask">Where a query may look (bool), or what is added to the scores (floating).</param>
/// <param name="keyMask">Which keys are there: bools <c>[N, S]</c>, false for padding.</param>
public delegate Model<Tensor> AttentionLayer(Tensor query, Tensor key, Tensor value, Tensor? mask = null, Tensor? keyMask = null);

public static partial class Operations
{
    /// <summary>Self-attention of several heads: <c>[N, L, size] → [N, L, size]</c>.</summary>
    /// <remarks>Parameters as those of <see cref="CrossAttention"/>.</remarks>
    /// <param name="size">The number of features.</param>
    /// <param name="heads">How many heads; a divisor of the features.</param>
    /// <param name="isCausal">Whether a position sees only itself and those before it.</param>
    /// <param name="dropout">The part of the weights that is dropped in training.</param>
    /// <param name="bias">Whether the projections have biases.</param>
    /// <exception cref="ModelException">The heads do not divide the features, or the rate is not in [0, 1].</exception>
    /// <exception cref="ShapeException">The input does not fit; thrown when run.</exception>
    public static Layer MultiHeadAttention(int size, int heads, bool isCausal = false, double dropout = 0, bool bias = true)
    {
        var attention = CrossAttention(size, heads, isCausal, dropout, bias);
        return x => attention(x, x, x);
    }

    /// <summary>Attention of several heads, queries and keys from different places: <c>attention(x, memory, memory)</c>.</summary>
    /// <remarks>
    /// Parameters, as PyTorch names them: <c>in_proj_weight</c> <c>[3 size, size]</c>, Xavier's uniform at first, <c>in_proj_bias</c>, 0, <c>out_proj.weight</c>,
    /// uniform in ±1/√size, and <c>out_proj.bias</c>, 0.
    /// </remarks>
    /// <param name="size">The number of features.</param>
    /// <param name="heads">How many heads; a divisor of the features.</param>
    /// <param name="isCausal">Whether query i sees only keys 0 to i.</param>
    /// <param name="dropout">The part of the weights that is dropped in training.</param>
    /// <param name="bias">Whether the projections have biases.</param>
    /// <exception cref="ModelException">The heads do not divide the features, or the rate is not in [0, 1].</exception>
    public static AttentionLayer CrossAttention(int size, int heads, bool isCausal = false, double dropout = 0, bool bias = true)
    {
        if (size < 1 || heads < 1 || size % heads != 0)
            throw new ModelException($"[multi_head_attention] cannot divide {size} features among {heads} heads.");
        if (!(dropout >= 0 && dropout <= 1))
            throw new ModelException($"[multi_head_attention] needs a rate from 0 to 1, got {dropout}.");
        return (query, key, value, mask, keyMask) =>
            Own(x =>
                from projections in Projections(size, bias, FloatingType(x))
                from drop in WeightDropout(dropout)
                // The same tensor thrice is one projection.
                let k = ReferenceEquals(query, key) ? x : key
                let v = ReferenceEquals(query, value) ? x : value
                select Attention.MultiHead(x, k, v, projections, heads, mask, keyMask, isCausal, drop).Value
            )(query);
    }

    private static Model<AttentionProjections> Projections(int size, bool bias, DType type)
    {
        var (zero, uniform) = (Initializers.Constant(0), Initializers.Uniform(1 / Math.Sqrt(size)));
        return from inWeight in Model.Parameter("in_proj_weight", [3 * size, size], Initializers.XavierUniform(), type)
            from inBias in Optional(bias, "in_proj_bias", [3 * size], zero, type)
            from outWeight in Model.Part("out_proj.weight", [size, size], uniform, type)
            from outBias in bias
                ? Model.Part("out_proj.bias", [size], zero, type).Map(x => (Tensor?)x)
                : Model.Return<Tensor?>(null)
            select new AttentionProjections(inWeight, inBias, outWeight, outBias);
    }

    private static Model<Func<Tensor, Tensor>> WeightDropout(double rate) =>
        from mode in Model.Mode
        from drop in mode is Mode.Inference || rate == 0
            ? Model.Return<Func<Tensor, Tensor>>(weights => weights)
            : Model.Key().Map<Func<Tensor, Tensor>>(key => weights => Drop(weights, key, weights.Shape, rate))
        select drop;
}
