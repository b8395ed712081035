namespace Functional.Goldens;

/// <summary>Losses: from output and target to a scalar, or one of each element.</summary>
internal static class LossAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["mse_loss"] = (x, a) => Losses.MeanSquaredError(Reduction(a))(x[0], x[1]),
            ["l1_loss"] = (x, a) => Losses.MeanAbsoluteError(Reduction(a))(x[0], x[1]),
            ["smooth_l1_loss"] = (x, a) => Losses.SmoothL1(a.Number("beta", 1), Reduction(a))(x[0], x[1]),
            ["huber_loss"] = (x, a) => Losses.Huber(a.Number("delta", 1), Reduction(a))(x[0], x[1]),
            ["cross_entropy"] = (x, a) =>
                Losses.CrossEntropy(x.Optional(2), a.Int("ignore_index", -100), a.Number("label_smoothing", 0), Reduction(a))(
                    x[0],
                    x[1]
                ),
            ["nll_loss"] = (x, a) =>
                Losses.NegativeLogLikelihood(x.Optional(2), a.Int("ignore_index", -100), Reduction(a))(x[0], x[1]),
            ["bce_loss"] = (x, a) => Losses.BinaryCrossEntropy(x.Optional(2), Reduction(a))(x[0], x[1]),
            ["bce_with_logits"] = (x, a) =>
                Losses.BinaryCrossEntropyWithLogits(x.Optional(2), x.Optional(3), Reduction(a))(x[0], x[1]),
            ["kl_div"] = (x, a) => Losses.KullbackLeibler(a.Flag("log_target"), Reduction(a))(x[0], x[1]),
            ["hinge_loss"] = (x, a) => Losses.Hinge(a.Number("margin", 1), Reduction(a))(x[0], x[1]),
            ["squared_hinge_loss"] = (x, a) => Losses.SquaredHinge(a.Number("margin", 1), Reduction(a))(x[0], x[1]),
            ["hinge_embedding_loss"] = (x, a) => Losses.HingeEmbedding(a.Number("margin", 1), Reduction(a))(x[0], x[1]),
            ["margin_ranking_loss"] = (x, a) => Losses.MarginRanking(a.Number("margin", 0), Reduction(a))(x[0], x[1], x[2]),
            ["triplet_margin_loss"] = (x, a) =>
                Losses.TripletMargin(
                    a.Number("margin", 1),
                    a.Number("p_norm", 2),
                    a.Number("eps", 1e-6),
                    a.Flag("swap"),
                    Reduction(a)
                )(x[0], x[1], x[2]),
            ["poisson_nll_loss"] = (x, a) =>
                Losses.PoissonNegativeLogLikelihood(
                    a.Flag("log_input", true),
                    a.Flag("full"),
                    a.Number("eps", 1e-8),
                    Reduction(a)
                )(x[0], x[1]),
            ["gaussian_nll_loss"] = (x, a) =>
                Losses.GaussianNegativeLogLikelihood(a.Flag("full"), a.Number("eps", 1e-6), Reduction(a))(x[0], x[1], x[2]),
            ["cosine_embedding_loss"] = (x, a) => Losses.CosineEmbedding(a.Number("margin", 0), Reduction(a))(x[0], x[1], x[2]),
            ["multilabel_margin_loss"] = (x, a) => Losses.MultilabelMargin(Reduction(a))(x[0], x[1]),
            ["multilabel_soft_margin_loss"] = (x, a) => Losses.MultilabelSoftMargin(x.Optional(2), Reduction(a))(x[0], x[1]),
            ["multi_margin_loss"] = (x, a) =>
                Losses.MultiMargin(a.Int("p", 1), a.Number("margin", 1), x.Optional(2), Reduction(a))(x[0], x[1]),
            ["soft_margin_loss"] = (x, a) => Losses.SoftMargin(Reduction(a))(x[0], x[1]),
            ["focal_loss"] = (x, a) => Losses.Focal(a.Number("alpha", 0.25), a.Number("gamma", 2), Reduction(a))(x[0], x[1]),
        };

    private static Reduction Reduction(Arguments a) =>
        a.Word("reduction", "mean") switch
        {
            "sum" => Functional.Reduction.Sum,
            "none" => Functional.Reduction.None,
            "batchmean" => Functional.Reduction.BatchMean,
            _ => Functional.Reduction.Mean,
        };
}
