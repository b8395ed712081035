namespace Functional;

/// <summary>A transformer's layer that looks at one series.</summary>
/// <param name="x">A series <c>[N, L, size]</c>.</param>
/// <param name="mask">Where an element may look (bool), or what is added to the scores (floating).</param>
/// <param name="keyMask">Which elements are there: bools <c>[N, L]</c>, false for padding.</param>
public delegate Model<Tensor> EncoderLayer(Tensor x, Tensor? mask = null, Tensor? keyMask = null);

/// <summary>A transformer's layer that looks at its own series and at another.</summary>
/// <param name="x">A series <c>[N, L, size]</c>.</param>
/// <param name="memory">The other series <c>[N, S, size]</c>.</param>
/// <param name="mask">Where an element may look in its own series.</param>
/// <param name="keyMask">Which elements of it are there: bools <c>[N, L]</c>, false for padding.</param>
/// <param name="memoryMask">Where an element may look in the other series.</param>
/// <param name="memoryKeyMask">Which elements of that are there: bools <c>[N, S]</c>, false for padding.</param>
public delegate Model<Tensor> DecoderLayer(
    Tensor x,
    Tensor memory,
    Tensor? mask = null,
    Tensor? keyMask = null,
    Tensor? memoryMask = null,
    Tensor? memoryKeyMask = null
);

public static partial class Operations
{
    /// <summary>A transformer's encoder layer: self-attention, then two linear maps, each with a way around it and a layer norm (Vaswani et al. 2017).</summary>
    /// <remarks>Parameters as PyTorch names them: those of attention below <c>self_attn</c>, <c>linear1</c>, <c>linear2</c>, <c>norm1</c> and <c>norm2</c>.</remarks>
    /// <param name="size">The number of features.</param>
    /// <param name="heads">How many heads; a divisor of the features.</param>
    /// <param name="feedForward">How many features there are between the linear maps.</param>
    /// <param name="dropout">The part that is dropped in training: of the weights of attention, between the maps, and before each sum.</param>
    /// <param name="activation">Between the linear maps; by default the rectifier.</param>
    /// <param name="epsilon">ε of the norms.</param>
    /// <param name="normFirst">Whether a norm stands before what it belongs to, not after its sum.</param>
    /// <param name="bias">Whether maps and norms have biases.</param>
    /// <param name="isCausal">Whether an element sees only itself and those before it.</param>
    /// <exception cref="ModelException">The heads do not divide the features, a size is less than 1, or the rate is not in [0, 1].</exception>
    public static EncoderLayer TransformerEncoderLayer(
        int size,
        int heads,
        int feedForward = 2048,
        double dropout = 0.1,
        Func<Tensor, Tensor>? activation = null,
        double epsilon = 1e-5,
        bool normFirst = false,
        bool bias = true,
        bool isCausal = false
    )
    {
        var parts = new TransformerParts(size, heads, feedForward, dropout, activation ?? Relu, epsilon, normFirst, bias);
        parts.Check("transformer_encoder_layer");
        return (x, mask, keyMask) =>
            Own(input =>
                from y in parts.Around(input, "1", z => parts.Attend("self_attn", z, z, mask, keyMask, isCausal))
                from result in parts.Around(y, "2", parts.Map)
                select result
            )(x);
    }

    /// <summary>A transformer's decoder layer: self-attention, attention to another series, then two linear maps (Vaswani et al. 2017).</summary>
    /// <remarks>Parameters as PyTorch names them: as those of the encoder layer, with <c>multihead_attn</c> and <c>norm3</c>.</remarks>
    /// <param name="size">The number of features.</param>
    /// <param name="heads">How many heads; a divisor of the features.</param>
    /// <param name="feedForward">How many features there are between the linear maps.</param>
    /// <param name="dropout">The part that is dropped in training: of the weights of attention, between the maps, and before each sum.</param>
    /// <param name="activation">Between the linear maps; by default the rectifier.</param>
    /// <param name="epsilon">ε of the norms.</param>
    /// <param name="normFirst">Whether a norm stands before what it belongs to, not after its sum.</param>
    /// <param name="bias">Whether maps and norms have biases.</param>
    /// <param name="isCausal">Whether an element sees only itself and those before it in its own series.</param>
    /// <exception cref="ModelException">The heads do not divide the features, a size is less than 1, or the rate is not in [0, 1].</exception>
    public static DecoderLayer TransformerDecoderLayer(
        int size,
        int heads,
        int feedForward = 2048,
        double dropout = 0.1,
        Func<Tensor, Tensor>? activation = null,
        double epsilon = 1e-5,
        bool normFirst = false,
        bool bias = true,
        bool isCausal = true
    )
    {
        var parts = new TransformerParts(size, heads, feedForward, dropout, activation ?? Relu, epsilon, normFirst, bias);
        parts.Check("transformer_decoder_layer");
        return (x, memory, mask, keyMask, memoryMask, memoryKeyMask) =>
            Own(input =>
                from y in parts.Around(input, "1", z => parts.Attend("self_attn", z, z, mask, keyMask, isCausal))
                from z in parts.Around(y, "2", q => parts.Attend("multihead_attn", q, memory, memoryMask, memoryKeyMask, false))
                from result in parts.Around(z, "3", parts.Map)
                select result
            )(x);
    }
}
