using static Functional.Operations;

namespace Functional.Goldens;

/// <summary>Normalizations and maps, as functions and as layers with given parameters.</summary>
internal static class NormalizationAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["bilinear"] = (x, _) => x[0].Bilinear(x[1], x[2], x.Optional(3)),
            ["normalize"] = (x, a) => x[0].Normalize(a.Int("dim", 1), a.Number("p", 2), a.Number("eps", 1e-12)),
            ["cosine_similarity"] = (x, a) => x[0].CosineSimilarity(x[1], a.Int("dim", 1), a.Number("eps", 1e-8)),
            ["pairwise_distance"] = (x, a) => x[0].PairwiseDistance(x[1], a.Number("p", 2), a.Number("eps", 1e-6), a.KeepAxes()),
            ["batch_norm_train"] = (x, a) => Train(x, a.Number("momentum", 0.1), a.Number("eps", 1e-5)),
            ["batch_norm_eval"] = (x, a) => x[0].BatchNorm(x[3], x[4], x.Optional(1), x.Optional(2), a.Number("eps", 1e-5)),
            ["layer_norm"] = (x, a) =>
                x[0]
                    .LayerNorm(
                        x.Optional(1),
                        x.Optional(2),
                        a.IntsOrNull("normalized_shape")?.Length ?? 1,
                        a.Number("eps", 1e-5)
                    ),
            ["group_norm"] = (x, a) =>
                x[0].GroupNorm(a.Int("num_groups", 1), x.Optional(1), x.Optional(2), a.Number("eps", 1e-5)),
            ["instance_norm"] = (x, a) => x[0].InstanceNorm(x.Optional(1), x.Optional(2), a.Number("eps", 1e-5)),
            ["rms_norm"] = (x, a) => x[0].RmsNorm(x.Optional(1), a.Number("eps", 1e-6)),
            ["local_response_norm"] = (x, a) =>
                x[0].LocalResponseNorm(a.Int("size"), a.Number("alpha", 1e-4), a.Number("beta", 0.75), a.Number("k", 1)),
        };

    // Through the layer, so that its running state is compared too.
    private static Outputs Train(Operands x, double momentum, double epsilon)
    {
        var channels = x[0].Shape[1];
        var isAffine = x.Optional(1) is not null || x.Optional(2) is not null;
        var layer = BatchNorm(channels, epsilon, momentum, isAffine);
        var parameters = isAffine
            ? Parameters.Of(
                ("0.weight", x.Optional(1) ?? Tensor.Ones([channels], x.Floating)),
                ("0.bias", x.Optional(2) ?? Tensor.Zeros([channels], x.Floating))
            )
            : Parameters.Empty;
        var state = Parameters.Of(
            ("0.running_mean", x.Optional(3) ?? Tensor.Zeros([channels], x.Floating)),
            ("0.running_var", x.Optional(4) ?? Tensor.Ones([channels], x.Floating))
        );
        var run = layer(x[0]).Apply(parameters, state, mode: Mode.Training);
        return x.Optional(3) is null ? run.Value : new[] { run.Value, run.State["0.running_mean"], run.State["0.running_var"] };
    }
}
