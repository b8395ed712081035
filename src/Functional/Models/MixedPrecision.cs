namespace Functional;

public static partial class Operations
{
    /// <summary>A layer that computes in another floating type: its input and its parameters are rounded to it, its output comes back in the input's type.</summary>
    /// <remarks>
    /// Parameters, running state, gradients and optimizers stay in the type in which they were created, so that small updates are not lost
    /// (Micikevicius et al. 2018). Float16 needs <see cref="Optimizers.LossScaling"/> where gradients are small; bfloat16 has float32's range and
    /// does not. What must not be rounded (a loss, a normalization over many elements) stands outside. To round only what products
    /// multiply, see <see cref="Tensor.WithPrecision"/>.
    /// </remarks>
    /// <param name="layer">The layer, or the whole network.</param>
    /// <param name="compute">A floating type: bfloat16, float16.</param>
    /// <exception cref="ModelException">The type is not floating.</exception>
    public static Layer MixedPrecision(Layer layer, DType compute)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (!compute.IsFloating)
            throw new ModelException($"[mixed_precision] needs a floating type to compute in, got {compute.Name}.");
        return x =>
            from outer in EnterPrecision(compute)
            from y in layer(outer is null || !x.DType.IsFloating ? x : x.To(compute))
            from _ in LeavePrecision(outer)
            select outer is null || y.DType != compute ? y : y.To(x.DType.IsFloating ? x.DType : outer.Given.Widest);
    }

    // Nothing is rounded while parameters are created: they have the input's type.
    private static Model<OuterPrecision?> EnterPrecision(DType compute) =>
        new(context =>
            context.Given is { } given
                ? (new OuterPrecision(given), context with { Given = given.To(compute) })
                : ((OuterPrecision?)null, context)
        );

    private static Model<bool> LeavePrecision(OuterPrecision? outer) =>
        new(context => (true, outer is null ? context : context with { Given = outer.Given }));

    private sealed record OuterPrecision(Parameters Given);
}
