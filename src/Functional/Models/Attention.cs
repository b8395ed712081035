using static Functional.Operations;

namespace Functional;

/// <summary>Attention: weighted means of values, the weights from products of queries and keys (Vaswani et al. 2017).</summary>
/// <remarks>
/// A mask of bools is true where a query may look; one of floats is added to the scores. A query that may look nowhere gives NaN.
/// </remarks>
public static class Attention
{
    /// <summary>Scaled dot-product attention: <c>softmax(q kᵀ · scale + mask) v</c>, <c>[…, L, E] × […, S, E] × […, S, V] → […, L, V]</c>.</summary>
    /// <param name="query">Queries.</param>
    /// <param name="key">Keys.</param>
    /// <param name="value">Values, one for each key.</param>
    /// <param name="mask">Where a query may look (bool), or what is added to the scores (floating); it broadcasts to <c>[…, L, S]</c>.</param>
    /// <param name="isCausal">Query i sees keys 0 to i only.</param>
    /// <param name="scale">The factor of the scores; by default <c>1 / √E</c>.</param>
    /// <returns>The means, and the weights <c>[…, L, S]</c>, which cost nothing where nobody looks at them.</returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static (Tensor Value, Tensor Weights) ScaledDotProduct(
        Tensor query,
        Tensor key,
        Tensor value,
        Tensor? mask = null,
        bool isCausal = false,
        double? scale = null
    )
    {
        var weights = Weights(query, key, mask, isCausal, scale);
        return (weights.MatMul(value), weights);
    }

    /// <summary>Attention of several heads, each with a part of the features: projections of queries, keys and values, attention, a projection of the results.</summary>
    /// <param name="query">Queries <c>[N, L, E]</c>.</param>
    /// <param name="key">Keys <c>[N, S, E]</c>.</param>
    /// <param name="value">Values <c>[N, S, E]</c>.</param>
    /// <param name="projections">The weights of the projections.</param>
    /// <param name="heads">How many heads; a divisor of E.</param>
    /// <param name="mask">Where a query may look (bool), or what is added to the scores (floating): <c>[L, S]</c>, <c>[N, L, S]</c> or <c>[N, H, L, S]</c>.</param>
    /// <param name="keyMask">Which keys are there: bools <c>[N, S]</c>, false for padding.</param>
    /// <param name="isCausal">Query i sees keys 0 to i only.</param>
    /// <returns>The results <c>[N, L, E]</c>, and the weights, averaged over the heads, <c>[N, L, S]</c>.</returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static (Tensor Value, Tensor Weights) MultiHead(
        Tensor query,
        Tensor key,
        Tensor value,
        AttentionProjections projections,
        int heads,
        Tensor? mask = null,
        Tensor? keyMask = null,
        bool isCausal = false
    ) => MultiHead(query, key, value, projections, heads, mask, keyMask, isCausal, weights => weights);

    internal static (Tensor Value, Tensor Weights) MultiHead(
        Tensor query,
        Tensor key,
        Tensor value,
        AttentionProjections projections,
        int heads,
        Tensor? mask,
        Tensor? keyMask,
        bool isCausal,
        Func<Tensor, Tensor> dropout
    )
    {
        var size = projections.Check(query, key, value, heads);
        var (q, k, v) = projections.Project(query, key, value);
        var weights = Weights(
            Split(q, heads),
            Split(k, heads),
            Merged(mask is { Rank: 3 } ? mask.ExpandDims(1) : mask, keyMask, key),
            isCausal,
            null
        );
        var joined = dropout(weights).MatMul(Split(v, heads)).Permute(0, 2, 1, 3);
        var y = joined.Reshape(Shape.Of(query.Shape[0], query.Shape[1], size));
        return (y.Linear(projections.OutWeight, projections.OutBias), weights.Mean(1));
    }

    private static Tensor Weights(Tensor query, Tensor key, Tensor? mask, bool isCausal, double? scale)
    {
        if (query.Rank < 2 || key.Rank < 2)
            throw new ShapeException(
                $"[attention] needs queries [… , L, E] and keys [… , S, E], got {query.DType.Name}{query.Shape} and {key.DType.Name}{key.Shape}."
            );
        // The smaller of the factors is scaled, not the product.
        var scores = (query * (scale ?? 1 / Math.Sqrt(query.Shape[-1]))).MatMul(key.Transpose());
        if (mask is { DType: DType.Bool })
            scores = Where(mask, scores, double.NegativeInfinity);
        else if (mask is not null)
            scores += mask;
        if (isCausal)
            scores = Where(Causal(query.Shape[-2], key.Shape[-2]), scores, double.NegativeInfinity);
        return scores.Softmax(-1);
    }

    private static Tensor Causal(int queries, int keys) =>
        Tensor.Iota([keys], DType.Int32) <= Tensor.Iota([queries, 1], DType.Int32);

    // [N, L, E] as [N, H, L, E / H].
    private static Tensor Split(Tensor x, int heads) =>
        x.Reshape(Shape.Of(x.Shape[0], x.Shape[1], heads, x.Shape[2] / heads)).Permute(0, 2, 1, 3);

    private static Tensor? Merged(Tensor? mask, Tensor? keyMask, Tensor key)
    {
        if (keyMask is null)
            return mask;
        if (keyMask.DType != DType.Bool || !keyMask.Shape.Equals(Shape.Of(key.Shape.Axes[..2])))
            throw new ShapeException(
                $"[multi_head_attention] needs a key mask bool{Shape.Of(key.Shape.Axes[..2])}, got {keyMask.DType.Name}{keyMask.Shape}."
            );
        var there = keyMask.Reshape(Shape.Of(keyMask.Shape[0], 1, 1, keyMask.Shape[1]));
        return mask is null ? there
            : mask.DType == DType.Bool ? mask & there
            : Where(there, mask, double.NegativeInfinity);
    }
}
