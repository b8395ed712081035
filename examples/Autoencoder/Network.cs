using Functional;
using static Functional.Operations;

namespace Autoencoder;

/// <summary>A variational autoencoder (Kingma &amp; Welling 2013): an encoder that says where the code of a picture may lie, a decoder that says what a code may show.</summary>
internal sealed record Network(int Pixels, int Hidden, int Codes)
{
    // Code → logit of each pixel. The scopes let the decoder find its parameters when it is used alone.
    private Layer Decoder => Scope("decoder", Linear(Codes, Hidden) >> Relu >> Linear(Hidden, Pixels));

    // Picture → mean and logarithm of the variance of its code.
    private Layer Encoder => Scope("encoder", Flatten(start: 1) >> Linear(Pixels, Hidden) >> Relu >> Linear(Hidden, 2 * Codes));

    /// <summary>From pictures to what the evidence lower bound is made of, for each: how surprising it is given its code, and what the code costs; in nats, <c>[n, 2]</c>.</summary>
    /// <remarks>The model is the bound itself, so that any training can minimize it; the code is drawn by a key that the model asks for.</remarks>
    public Layer Bound =>
        x =>
            from place in Encoder(x)
            let mean = place[.., ..Codes]
            let logVariance = place[.., Codes..]
            from key in Model.Key()
            // A standard normal number, moved and stretched: so the gradient finds mean and variance.
            let code = mean + (Exp(0.5 * logVariance) * key.Normal(mean.Shape))
            from logits in Decoder(code)
            let surprise = Losses.BinaryCrossEntropyWithLogits(reduction: Reduction.None)(logits, x.Flatten(1)).Sum(1)
            // KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (μ² + σ² − ln σ² − 1)
            let cost = 0.5 * (mean.Square() + Exp(logVariance) - logVariance - 1).Sum(1)
            select Tensor.Stack(1, surprise, cost);

    /// <summary>The negative bound, to be minimized.</summary>
    public static Tensor Loss(Tensor parts, Tensor _) => parts.Sum(1).Mean();

    /// <summary>The mean bound of pictures, with codes that the key draws.</summary>
    public Func<Parameters, Key, Tensor, Tensor> Measure() =>
        Compile.Function<Parameters, Key, Tensor, Tensor>(
            (parameters, key, x) => -Loss(Bound(x).Apply(parameters, key: key).Value, x)
        );

    /// <summary>The pictures of codes, <c>[n, codes] → [n, pixels]</c>, from 0 to 1.</summary>
    public Func<Parameters, Tensor, Tensor> Decode() =>
        Compile.Function<Parameters, Tensor, Tensor>((parameters, codes) => Sigmoid(Decoder.Apply(parameters, codes)));
}
