namespace Functional.Testing;

/// <summary>The check of vectorization: a vectorized function against a loop over the elements of the batch.</summary>
public static class Batching
{
    /// <summary>Checks that a vectorized function of one tensor gives what a loop of single calls gives.</summary>
    /// <param name="f">The function of one element.</param>
    /// <param name="x">The batch.</param>
    /// <param name="over">The batched axis.</param>
    /// <param name="tolerance">How near the results must be; the element type's own by default.</param>
    /// <exception cref="LawException">The results differ.</exception>
    public static void Check(Func<Tensor, Tensor> f, Tensor x, int over = 0, Tolerance? tolerance = null) =>
        Compare(Vectorize.Map(f, over)(x), x.Shape[over], i => f(x.Select(over, i)), tolerance);

    /// <summary>Checks that a vectorized function of two tensors gives what a loop of single calls gives; null passes an argument whole.</summary>
    /// <param name="f">The function of one element.</param>
    /// <param name="x">The first argument.</param>
    /// <param name="y">The second argument.</param>
    /// <param name="over">The batched axis of each.</param>
    /// <param name="tolerance">How near the results must be; the element type's own by default.</param>
    /// <exception cref="LawException">The results differ.</exception>
    public static void Check(
        Func<Tensor, Tensor, Tensor> f,
        Tensor x,
        Tensor y,
        (int?, int?) over,
        Tolerance? tolerance = null
    ) =>
        Compare(
            Vectorize.Map(f, over)(x, y),
            Size(x, over.Item1) ?? Size(y, over.Item2) ?? 0,
            i => f(At(x, over.Item1, i), At(y, over.Item2, i)),
            tolerance
        );

    /// <summary>Checks that a vectorized function of three tensors gives what a loop of single calls gives; null passes an argument whole.</summary>
    /// <param name="f">The function of one element.</param>
    /// <param name="x">The first argument.</param>
    /// <param name="y">The second argument.</param>
    /// <param name="z">The third argument.</param>
    /// <param name="over">The batched axis of each.</param>
    /// <param name="tolerance">How near the results must be; the element type's own by default.</param>
    /// <exception cref="LawException">The results differ.</exception>
    public static void Check(
        Func<Tensor, Tensor, Tensor, Tensor> f,
        Tensor x,
        Tensor y,
        Tensor z,
        (int?, int?, int?) over,
        Tolerance? tolerance = null
    ) =>
        Compare(
            Vectorize.Map(f, over)(x, y, z),
            Size(x, over.Item1) ?? Size(y, over.Item2) ?? Size(z, over.Item3) ?? 0,
            i => f(At(x, over.Item1, i), At(y, over.Item2, i), At(z, over.Item3, i)),
            tolerance
        );

    private static void Compare(Tensor batch, int size, Func<int, Tensor> single, Tolerance? tolerance)
    {
        var loop = Tensor.Stack(0, [.. Enumerable.Range(0, size).Select(single)]);
        if (!batch.Shape.Equals(loop.Shape) || batch.DType != loop.DType)
            throw new LawException($"[vectorize] gives {batch.DType.Name}{batch.Shape}, a loop {loop.DType.Name}{loop.Shape}.");
        (tolerance ?? Tolerance.Of(batch.DType)).Check("vectorize", Numbers(loop), Numbers(batch));
    }

    private static int? Size(Tensor x, int? axis) => axis is { } over ? x.Shape[over] : null;

    private static Tensor At(Tensor x, int? axis, int index) => axis is { } over ? x.Select(over, index) : x;

    private static double[] Numbers(Tensor x) => x.To(DType.Float64).ToArray<double>();
}
