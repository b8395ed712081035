namespace Functional;

/// <summary>The weights of attention with several heads, as PyTorch lays them out.</summary>
/// <param name="InWeight">Of queries, keys and values, one below the other: <c>[3 E, E]</c>.</param>
/// <param name="InBias">Likewise, <c>[3 E]</c>; or none.</param>
/// <param name="OutWeight">Of the results, <c>[E, E]</c>.</param>
/// <param name="OutBias">Likewise, <c>[E]</c>; or none.</param>
public sealed record AttentionProjections(Tensor InWeight, Tensor? InBias, Tensor OutWeight, Tensor? OutBias)
{
    /// <summary>The number of features, E.</summary>
    internal int Check(Tensor query, Tensor key, Tensor value, int heads)
    {
        var size = OutWeight.Rank == 2 ? OutWeight.Shape[1] : 0;
        if (size == 0 || !InWeight.Shape.Equals(Shape.Of(3 * size, size)))
            throw new ShapeException(
                $"[multi_head_attention] needs weights [3 E, E] and [E, E], got {InWeight.DType.Name}{InWeight.Shape} and {OutWeight.DType.Name}{OutWeight.Shape}."
            );
        foreach (var (name, x) in new[] { ("query", query), ("key", key), ("value", value) })
            if (x.Rank != 3 || x.Shape[2] != size)
                throw new ShapeException($"[multi_head_attention] needs a {name} [N, L, {size}], got {x.DType.Name}{x.Shape}.");
        return heads >= 1 && size % heads == 0
            ? size
            : throw new ShapeException($"[multi_head_attention] cannot divide {size} features among {heads} heads.");
    }

    internal (Tensor Query, Tensor Key, Tensor Value) Project(Tensor query, Tensor key, Tensor value)
    {
        var size = OutWeight.Shape[1];
        if (ReferenceEquals(query, key) && ReferenceEquals(key, value))
        {
            // One product is faster than three.
            var all = query.Linear(InWeight, InBias);
            return (all.Slice(-1, 0, size), all.Slice(-1, size, 2 * size), all.Slice(-1, 2 * size));
        }
        Tensor Part(Tensor x, int part) =>
            x.Linear(InWeight.Slice(0, part * size, (part + 1) * size), InBias?.Slice(0, part * size, (part + 1) * size));
        return (Part(query, 0), Part(key, 1), Part(value, 2));
    }
}
