namespace Functional.Goldens;

/// <summary>Attention, as a function and as a layer with given parameters.</summary>
internal static class AttentionAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["attention"] = (x, a) =>
                Attention.ScaledDotProduct(x[0], x[1], x[2], x.Optional(3), a.Flag("is_causal"), a.NumberOrNull("scale")),
            ["multi_head_attention"] = MultiHead,
        };

    // Recorded with the sequence first, and with masks that are true where attention is forbidden.
    private static Outputs MultiHead(Operands x, Arguments a)
    {
        var projections = new AttentionProjections(x[3], x.Optional(4), x[5], x.Optional(6));
        var mask = x.Optional(7) is { DType: DType.Bool } forbidden ? !forbidden : x.Optional(7);
        var keyMask = x.Optional(8) is { } ignored ? !ignored : null;
        var (value, weights) = Attention.MultiHead(
            x[0].Transpose(0, 1),
            x[1].Transpose(0, 1),
            x[2].Transpose(0, 1),
            projections,
            a.Int("num_heads", 1),
            mask,
            keyMask
        );
        return (value.Transpose(0, 1), weights);
    }
}
