using static Functional.Operations;

namespace Functional;

public static partial class Losses
{
    /// <summary>Hinge loss of labels ±1: <c>mean max(0, 1 − x y)</c>.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor Hinge(Tensor output, Tensor target) => Hinge(margin: 1)(output, target);

    /// <summary><see cref="Hinge(Tensor, Tensor)"/> with options: <c>max(0, margin − x y)</c>.</summary>
    public static Func<Tensor, Tensor, Tensor> Hinge(double margin = 1, Reduction reduction = Reduction.Mean) =>
        Each("hinge", reduction, (x, y) => Relu(margin - (x * y)));

    /// <summary>Squared hinge loss of labels ±1: <c>mean max(0, 1 − x y)²</c>.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor SquaredHinge(Tensor output, Tensor target) => SquaredHinge(margin: 1)(output, target);

    /// <summary><see cref="SquaredHinge(Tensor, Tensor)"/> with options: <c>max(0, margin − x y)²</c>.</summary>
    public static Func<Tensor, Tensor, Tensor> SquaredHinge(double margin = 1, Reduction reduction = Reduction.Mean) =>
        Each("squared_hinge", reduction, (x, y) => Squared(Relu(margin - (x * y))));

    /// <summary>A distance that is to be small where the label is 1 and large where it is −1: the mean of x, or of <c>max(0, 1 − x)</c>.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor HingeEmbedding(Tensor output, Tensor target) => HingeEmbedding(margin: 1)(output, target);

    /// <summary><see cref="HingeEmbedding(Tensor, Tensor)"/> with options: x where y is 1, <c>max(0, margin − x)</c> where it is −1.</summary>
    public static Func<Tensor, Tensor, Tensor> HingeEmbedding(double margin = 1, Reduction reduction = Reduction.Mean) =>
        Each("hinge_embedding", reduction, (x, y) => Where(Equal(y, 1), x, 0) + Where(Equal(y, -1), Relu(margin - x), 0));

    /// <summary>Which of two numbers is to be larger: <c>mean max(0, −y (x₁ − x₂))</c>, y being 1 for the first and −1 for the second.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public static Tensor MarginRanking(Tensor first, Tensor second, Tensor target) =>
        MarginRanking(margin: 0)(first, second, target);

    /// <summary><see cref="MarginRanking(Tensor, Tensor, Tensor)"/> with options: <c>max(0, margin − y (x₁ − x₂))</c>.</summary>
    public static Func<Tensor, Tensor, Tensor, Tensor> MarginRanking(double margin = 0, Reduction reduction = Reduction.Mean) =>
        (first, second, target) => Reduced(Relu((-target * (first - second)) + margin), reduction);

    /// <summary>Rows that are to be nearer to one row than to another: <c>mean max(0, d(a, p) − d(a, n) + 1)</c>, d the Euclidean distance.</summary>
    /// <param name="anchor">Rows <c>[N, D]</c>, or one, <c>[D]</c>.</param>
    /// <param name="positive">What they are to be near to.</param>
    /// <param name="negative">What they are to be far from.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor TripletMargin(Tensor anchor, Tensor positive, Tensor negative) =>
        TripletMargin(margin: 1)(anchor, positive, negative);

    /// <summary><see cref="TripletMargin(Tensor, Tensor, Tensor)"/> with options.</summary>
    /// <param name="margin">By how much the other is to be farther.</param>
    /// <param name="norm">p: distances are <c>(Σ |x − y + ε|ᵖ)^(1/p)</c>.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="swap">Takes the nearer of anchor and positive for the distance from the negative (Balntas et al. 2016).</param>
    /// <param name="reduction">How the losses of all rows become one.</param>
    /// <exception cref="ModelException">p is not positive.</exception>
    public static Func<Tensor, Tensor, Tensor, Tensor> TripletMargin(
        double margin = 1,
        double norm = 2,
        double epsilon = 1e-6,
        bool swap = false,
        Reduction reduction = Reduction.Mean
    )
    {
        CheckPositive("triplet_margin", "norm", norm);
        return (anchor, positive, negative) =>
        {
            CheckSame("triplet_margin", anchor, positive);
            CheckSame("triplet_margin", anchor, negative);
            var (near, far) = (
                anchor.PairwiseDistance(positive, norm, epsilon),
                anchor.PairwiseDistance(negative, norm, epsilon)
            );
            far = swap ? Minimum(far, positive.PairwiseDistance(negative, norm, epsilon)) : far;
            return Reduced(Relu(near - far + margin), reduction);
        };
    }

    /// <summary>Rows whose angle is to be small where the label is 1 and large where it is −1: the mean of <c>1 − cos</c>, or of <c>max(0, cos)</c>.</summary>
    /// <param name="first">Rows <c>[N, D]</c>, or one, <c>[D]</c>.</param>
    /// <param name="second">Rows of the same shape.</param>
    /// <param name="target">Labels ±1, <c>[N]</c>.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static Tensor CosineEmbedding(Tensor first, Tensor second, Tensor target) =>
        CosineEmbedding(margin: 0)(first, second, target);

    /// <summary><see cref="CosineEmbedding(Tensor, Tensor, Tensor)"/> with options: <c>1 − cos</c> where y is 1, <c>max(0, cos − margin)</c> where it is −1.</summary>
    public static Func<Tensor, Tensor, Tensor, Tensor> CosineEmbedding(double margin = 0, Reduction reduction = Reduction.Mean) =>
        (first, second, target) =>
        {
            CheckSame("cosine_embedding", first, second);
            if (first.Rank == 0 || !target.Shape.Equals(first.Shape.Reduce([first.Rank - 1], keepAxes: false)))
                throw Misfit("cosine_embedding", first, target, "there must be a label for each row");
            // PyTorch's guard against rows of zeros.
            const double tiny = 1e-12;
            var squares = ((first * first).Sum(-1) + tiny) * ((second * second).Sum(-1) + tiny);
            var cosine = (first * second).Sum(-1) / Sqrt(squares);
            return Reduced(
                Where(Equal(target, 1), 1 - cosine, 0) + Where(Equal(target, -1), Relu(cosine - margin), 0),
                reduction
            );
        };

    private static Tensor Squared(Tensor x) => x * x;
}
